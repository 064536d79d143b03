import { afterEach, expect, test } from "vitest";
import type { World } from "../world.ts";
import { openQueries } from "./logs-queries.ts";
import { logsSettings } from "./logs-settings.ts";
import { logs } from "./logs.ts";
import { ask, refusalOf, smallWorld } from "./small-world.ts";

const usual = { ...logsSettings };
afterEach(() => Object.assign(logsSettings, usual));

const group = "/aws/rds/cluster/orders/postgresql";
const startMs = Date.UTC(2026, 10, 21, 19);
const lines = ["FATAL:  a | b", "LOG:  ready", "ERROR:  fatal no more", "FATAL:  c"];

/** Lines in turn, every 40 s, on two streams. */
function world(count = 4, retentionDays: number | null = null): World {
  const events = Array.from({ length: count }, (_, n) => ({ ms: startMs + n * 40_000, message: lines[n % 4] ?? "" }));
  const streams = ["one.0", "two.0"].map((name, s) => ({ name, events: events.filter((_, n) => n % 2 === s) }));
  return smallWorld({ logGroups: [{ name: group, retentionDays, streams }] });
}

interface Results {
  readonly status: string;
  readonly results: readonly (readonly { readonly field: string; readonly value: string }[])[];
  readonly statistics: Readonly<Record<string, number>>;
  readonly nextToken?: string;
}

const input = (queryString: string, more: object = {}): object => ({
  logGroupName: group,
  startTime: startMs / 1000,
  endTime: startMs / 1000 + 3600,
  queryString,
  ...more,
});

function start(queryString: string, of: World, more: object = {}): string {
  const started = ask(logs, "StartQuery", input(queryString, more), of) as { queryId?: string };
  expect(started, queryString).toHaveProperty("queryId");
  return started.queryId ?? "";
}

/** Rows as objects, once the query is complete. */
function rows(queryString: string, of: World, more: object = {}): Record<string, string>[] {
  logsSettings.queryPolls = 0;
  const { results } = ask(logs, "GetQueryResults", { queryId: start(queryString, of, more) }, of) as Results;
  return results.map((row) => Object.fromEntries(row.map(({ field, value }) => [field, value])));
}

const messages = (queryString: string): (string | undefined)[] =>
  rows(queryString, world()).map((row) => row["@message"]);

test("a query is Scheduled, then Running with a part of its rows, then Complete", () => {
  const of = world(10);
  const queryId = start("fields @message | sort @timestamp asc", of);
  expect(openQueries(of)).toEqual([queryId]);
  const polls = [1, 2, 3, 4].map(() => ask(logs, "GetQueryResults", { queryId }, of) as Results);
  expect(polls.map((each) => [each.status, each.results.length])).toEqual([
    ["Scheduled", 0],
    ["Running", 5],
    ["Complete", 10],
    ["Complete", 10],
  ]);
  expect(openQueries(of)).toEqual([]);
  expect(polls[3]?.statistics).toMatchObject({ recordsMatched: 10, recordsScanned: 10 });
});

test("a query fails or runs out of time when a test wants it", () => {
  for (const outcome of ["Failed", "Timeout"] as const) {
    Object.assign(logsSettings, { queryOutcome: outcome, queryPolls: 1 });
    const of = world();
    const queryId = start("fields @message", of);
    ask(logs, "GetQueryResults", { queryId }, of);
    expect(ask(logs, "GetQueryResults", { queryId }, of) as Results).toMatchObject({ status: outcome, results: [] });
  }
});

test("a running query can be stopped, once; one that ended cannot", () => {
  const of = world();
  const queryId = start("fields @message", of);
  expect(ask(logs, "StopQuery", { queryId }, of)).toEqual({ success: true });
  expect((ask(logs, "GetQueryResults", { queryId }, of) as Results).status).toBe("Cancelled");
  expect(refusalOf(logs, "StopQuery", { queryId }, of)).toMatch(/^400 InvalidParameterException: .*not running/);
  expect(openQueries(of)).toEqual([]);
});

test("queries belong to their world and unknown ones are not found", () => {
  const queryId = start("fields @message", world());
  for (const action of ["GetQueryResults", "StopQuery"]) {
    expect(refusalOf(logs, action, { queryId }, world())).toMatch(/^400 ResourceNotFoundException: /);
  }
});

test("a row has the fields asked for, as text, and @ptr", () => {
  const [row] = rows("fields @timestamp, @message, @logStream, @ptr | sort @timestamp asc", world());
  expect(Object.keys(row ?? {})).toEqual(["@timestamp", "@message", "@logStream", "@ptr"]);
  expect(row).toMatchObject({ "@timestamp": "2026-11-21 19:00:00.000", "@message": lines[0], "@logStream": "one.0" });
  expect(Object.keys(rows("fields @message", world())[0] ?? {})).toEqual(["@message", "@ptr"]);
  const pointers = rows("fields @ptr", world(30)).map((each) => each["@ptr"]);
  expect(new Set(pointers).size).toBe(30);
});

test("without sort the newest event comes first", () => {
  expect(messages("fields @message")).toEqual(lines.toReversed());
  expect(messages("fields @message | sort @timestamp asc")).toEqual(lines);
});

const foundBy = (filter: string) => messages(`fields @message | filter ${filter} | sort @timestamp asc`);

test("filters compare, match text and expressions, and join with and or or", () => {
  expect(foundBy('@message like "FATAL:  a | b"')).toEqual([lines[0]]);
  expect(foundBy("@message like /FATAL|ready/")).toEqual([lines[0], lines[1], lines[3]]);
  expect(foundBy("@message like /(?i)fatal/")).toEqual([lines[0], lines[2], lines[3]]);
  expect(foundBy("@message not like /FATAL/")).toEqual([lines[1], lines[2]]);
  expect(foundBy("@logStream = 'two.0'")).toEqual([lines[1], lines[3]]);
  expect(foundBy('@logStream in ["two.0", "three.0"] and @message like "FATAL"')).toEqual([lines[3]]);
  expect(foundBy("@message like /ready/ or @message like /no more/")).toEqual([lines[1], lines[2]]);
  expect(foundBy(`@timestamp >= ${startMs + 80_000}`)).toEqual([lines[2], lines[3]]);
  expect(foundBy("@logStream != 'two.0' | filter @message like 'more'")).toEqual([lines[2]]);
});

test("counting goes by bins and streams", () => {
  expect(rows("stats count(*) by bin(1m), @logStream | sort bin(1m) asc, @logStream", world())).toEqual([
    { "bin(1m)": "2026-11-21 19:00:00.000", "@logStream": "one.0", "count(*)": "1" },
    { "bin(1m)": "2026-11-21 19:00:00.000", "@logStream": "two.0", "count(*)": "1" },
    { "bin(1m)": "2026-11-21 19:01:00.000", "@logStream": "one.0", "count(*)": "1" },
    { "bin(1m)": "2026-11-21 19:02:00.000", "@logStream": "two.0", "count(*)": "1" },
  ]);
  expect(rows("filter @message like /FATAL/ | stats count(*) as n", world())).toEqual([{ n: "2" }]);
});

test("both ends of the range count, in seconds", () => {
  const range = { startTime: startMs / 1000 + 40, endTime: startMs / 1000 + 80 };
  expect(rows("fields @message | sort @timestamp asc", world(), range).map((row) => row["@message"])).toEqual([
    lines[1],
    lines[2],
  ]);
});

test("the smaller limit holds, and more than 10,000 rows come in pages", () => {
  expect(rows("fields @message | limit 2", world(10), { limit: 5 }).length).toBe(2);
  expect(rows("fields @message | limit 7", world(10), { limit: 5 }).length).toBe(5);
  logsSettings.queryPolls = 0;
  const events = Array.from({ length: 12_000 }, (_, n) => ({ ms: startMs + n, message: `line ${n}` }));
  const of = smallWorld({ logGroups: [{ name: group, retentionDays: null, streams: [{ name: "s.0", events }] }] });
  expect(rows("fields @message", of).length).toBe(10_000);
  const queryId = start("fields @message", of, { limit: 100_000 });
  const first = ask(logs, "GetQueryResults", { queryId }, of) as Results;
  const second = ask(logs, "GetQueryResults", { queryId, nextToken: first.nextToken }, of) as Results;
  expect([first.results.length, second.results.length, second.nextToken]).toEqual([10_000, 2000, undefined]);
  expect(refusalOf(logs, "GetQueryResults", { queryId, nextToken: "x" }, of)).toMatch(/nextToken is invalid/);
});

test("what the simulator cannot evaluate is malformed, never skipped", () => {
  for (const queryString of [
    "",
    "count(*)",
    "fields @timestamp, nothing",
    "fields @message | parse @message '*' as x",
    "fields @message | dedup @message",
    "fields @message | filter @message",
    "fields @message | filter @message like /(/",
    "fields @message | filter @message > 'x'",
    "fields @message | filter (@message like /a/)",
    "fields @message | filter @message like 'a' and @message like 'b' or @message like 'c'",
    "fields @message | filter @message like 'a' or @message like 'b' and @message like 'c'",
    "fields @message | limit 10 | filter @message like 'a'",
    "fields @message | limit 10 | limit 20",
    "fields @message | limit 0",
    "fields @message | sort @nothing",
    "fields @message |",
    "fields @message # comment",
    "stats count(*) as n by @logStream as s",
    "stats avg(@timestamp) by bin(1m)",
    "stats count(*) by bin(1 fortnight)",
    "stats count(*) by bin(0m)",
    "stats count(*) by bin(1m) | sort @message",
    "fields 'open",
  ]) {
    expect(refusalOf(logs, "StartQuery", input(queryString), world()), queryString).toMatch(
      /^400 MalformedQueryException: /,
    );
  }
});

test("wrong times, limits and groups are refused", () => {
  const refused = (more: object, of = world()) => refusalOf(logs, "StartQuery", input("fields @message", more), of);
  expect(refused({ startTime: startMs, endTime: startMs + 1 })).toMatch(/epoch seconds/);
  expect(refused({ startTime: 5, endTime: 4 })).toMatch(/^400 InvalidParameterException: /);
  expect(refused({ limit: 0 })).toMatch(/^400 InvalidParameterException: /);
  expect(refused({ limit: 100_001 })).toMatch(/^400 InvalidParameterException: /);
  expect(refused({ logGroupNames: [group] })).toMatch(/^400 InvalidParameterException: Exactly one/);
  expect(refused({ logGroupName: "/gone" })).toMatch(/^400 ResourceNotFoundException: /);
  expect(refused({ queryLanguage: "SQL" })).toMatch(/^400 InvalidParameterException: /);
  const late = { ...world(4, 1), now: () => startMs + 3 * 86_400_000 };
  expect(refused({}, late)).toMatch(/^400 MalformedQueryException: .*retention/);
});
