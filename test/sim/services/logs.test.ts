import { afterEach, expect, test } from "vitest";
import type { LogGroup, World } from "../world.ts";
import { logsSettings } from "./logs-settings.ts";
import { logs } from "./logs.ts";
import { ask, nowMs, refusalOf, smallWorld } from "./small-world.ts";

const usual = { ...logsSettings };
afterEach(() => Object.assign(logsSettings, usual));

const group = "/aws/rds/cluster/orders/postgresql";
const startMs = Date.UTC(2026, 10, 21, 19);

/** Two streams with `count` events in turn, one a second. */
function world(
  count: number,
  message = (n: number): string => `line ${n}`,
  retentionDays: number | null = null,
): World {
  const events = Array.from({ length: count }, (_, n) => ({ ms: startMs + n * 1000, message: message(n) }));
  const streams = ["orders-1.0", "orders-2.0"].map((name, s) => ({
    name,
    events: events.filter((_, n) => n % 2 === s),
  }));
  return smallWorld({ logGroups: [{ name: group, retentionDays, streams }] });
}

interface Page {
  readonly events: readonly { readonly message: string; readonly timestamp: number; readonly eventId?: string }[];
  readonly nextToken?: string;
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

/** All pages of FilterLogEvents; a test that never ends is cut at 500. */
function pages(input: object, of: World): Page[] {
  const all: Page[] = [];
  let nextToken: string | undefined;
  do {
    const page = ask(logs, "FilterLogEvents", { logGroupName: group, nextToken, ...input }, of) as Page;
    all.push(page);
    nextToken = page.nextToken;
  } while (nextToken !== undefined && all.length < 500);
  return all;
}

const messages = (all: readonly Page[]): string[] => all.flatMap((page) => page.events.map((event) => event.message));

test("all pages together are all events of all streams, once, by time", () => {
  for (const emptyPageEvery of [0, 2, 3]) {
    for (const partialPages of [true, false]) {
      Object.assign(logsSettings, { emptyPageEvery, partialPages });
      for (const limit of [1, 7, 50, 10_000]) {
        const all = pages({ limit }, world(50));
        expect(messages(all)).toEqual(Array.from({ length: 50 }, (_, n) => `line ${n}`));
        expect(Math.max(...all.map((page) => page.events.length))).toBeLessThanOrEqual(limit);
      }
    }
  }
});

test("the first and every third page is empty and goes on", () => {
  const sizes = pages({ limit: 10 }, world(50)).map((page) => page.events.length);
  expect(sizes).toEqual([0, 5, 10, 0, 10, 5, 0, 5, 10, 0, 5]);
});

test("a page that was full has a token although nothing follows", () => {
  Object.assign(logsSettings, { emptyPageEvery: 0, partialPages: false });
  expect(pages({ limit: 25 }, world(50)).map((page) => page.events.length)).toEqual([25, 25, 0]);
  expect(pages({ limit: 26 }, world(50)).map((page) => page.events.length)).toEqual([26, 24]);
});

test("a page ends before 1 MB, but a longer event still comes alone", () => {
  Object.assign(logsSettings, { emptyPageEvery: 0, partialPages: false });
  const sizes = [400_000, 400_000, 400_000, 1_500_000, 10];
  const all = pages(
    {},
    world(5, (n) => "x".repeat(sizes[n] ?? 0)),
  );
  expect(all.map((page) => page.events.length)).toEqual([2, 1, 1, 1]);
});

test("the size of a page counts bytes of UTF-8, not characters", () => {
  Object.assign(logsSettings, { emptyPageEvery: 0, partialPages: false });
  expect(
    pages(
      {},
      world(2, () => "é".repeat(400_000)),
    ).map((page) => page.events.length),
  ).toEqual([1, 1]);
});

test("FilterLogEvents takes both ends in, GetLogEvents leaves the end out", () => {
  const range = { startTime: startMs + 2000, endTime: startMs + 6000 };
  expect(messages(pages(range, world(20)))).toEqual(["line 2", "line 3", "line 4", "line 5", "line 6"]);
  expect(stream({ ...range, startFromHead: true }, world(20)).messages).toEqual(["line 2", "line 4"]);
});

test("streams are chosen by name or by prefix, not by both", () => {
  expect(messages(pages({ logStreamNames: ["orders-2.0"] }, world(4)))).toEqual(["line 1", "line 3"]);
  expect(messages(pages({ logStreamNamePrefix: "orders-1" }, world(4)))).toEqual(["line 0", "line 2"]);
  const both = { logGroupName: group, logStreamNames: ["orders-1.0"], logStreamNamePrefix: "orders" };
  expect(refusalOf(logs, "FilterLogEvents", both, world(4))).toMatch(/^400 InvalidParameterException: /);
  expect(refusalOf(logs, "FilterLogEvents", { logGroupName: group, logStreamNames: ["gone"] }, world(4))).toBe(
    "400 ResourceNotFoundException: The specified log stream does not exist.",
  );
});

test("a token is opaque, and good only for the parameters it was made for", () => {
  const first = ask(logs, "FilterLogEvents", { logGroupName: group, limit: 5 }, world(50)) as Page;
  const nextToken = first.nextToken ?? "";
  expect(Buffer.from(nextToken, "base64url").toString("latin1")).not.toMatch(/\[\d/);
  const refused = "400 InvalidParameterException: The specified nextToken is invalid.";
  const given = (input: object) => refusalOf(logs, "FilterLogEvents", { logGroupName: group, ...input }, world(50));
  expect(given({ nextToken, limit: 9 })).toBe("accepted");
  expect(given({ nextToken, startTime: 5 })).toBe(refused);
  expect(given({ nextToken: `${nextToken}A` })).toBe(refused);
  expect(given({ nextToken: "5" })).toBe(refused);
  expect(given({ nextToken: nextToken.toUpperCase() })).toBe(refused);
});

test("every event has an id of its own", () => {
  const ids = pages({}, world(300)).flatMap((page) => page.events.map((event) => event.eventId));
  expect(new Set(ids).size).toBe(300);
});

test("odd bytes of a message come through as JSON has them", () => {
  const odd = "a\r\n\u0000\u001b[1m \uD800 😀";
  expect(
    messages(
      pages(
        {},
        world(1, () => odd),
      ),
    ),
  ).toEqual([odd]);
});

test("what retention has deleted is gone", () => {
  const day = Math.ceil((nowMs - startMs) / 1000);
  expect(day).toBe(3600);
  const old = world(2, (n) => `line ${n}`, 1);
  const later = { ...old, now: () => startMs + 86_400_000 + 500 };
  expect(messages(pages({}, later))).toEqual(["line 1"]);
});

test("a stream that was replaced or has grown is read anew", () => {
  const of = world(4);
  expect(messages(pages({}, of)).length).toBe(4);
  const streams: LogGroup["streams"] = of.logGroups[0]?.streams ?? [];
  streams[0] = {
    name: "orders-1.0",
    events: [
      { ms: startMs, message: "new" },
      { ms: startMs + 1, message: "newer" },
    ],
  };
  expect(messages(pages({ logStreamNamePrefix: "orders-1" }, of))).toEqual(["new", "newer"]);
  streams.push({ name: "orders-3.0", events: [{ ms: startMs, message: "third" }] });
  expect(messages(pages({}, of)).length).toBe(5);
});

test("a filter pattern wants all its terms, any of its optional ones, none of the excluded", () => {
  const of = world(4, (n) => ["FATAL:  one", "ERROR:  two", "LOG:  FATAL three", "LOG:  four"][n] ?? "");
  const found = (filterPattern: string) => messages(pages({ filterPattern }, of));
  expect(found("FATAL")).toEqual(["FATAL:  one", "LOG:  FATAL three"]);
  expect(found("FATAL LOG")).toEqual(["LOG:  FATAL three"]);
  expect(found("?ERROR ?four")).toEqual(["ERROR:  two", "LOG:  four"]);
  expect(found("LOG -FATAL")).toEqual(["LOG:  four"]);
  expect(found('"FATAL:  one"')).toEqual(["FATAL:  one"]);
  expect(found("fatal")).toEqual([]);
  for (const filterPattern of ["{ $.a = 1 }", "[a, b]", "%re%", '"open', "a:b"]) {
    expect(refusalOf(logs, "FilterLogEvents", { logGroupName: group, filterPattern }, of)).toBe(
      "400 InvalidParameterException: Invalid filter pattern",
    );
  }
});

interface StreamRead {
  readonly messages: string[];
  readonly pages: number;
}

/** GetLogEvents of the first stream until the token comes back. */
function stream(input: { readonly startFromHead: boolean; readonly [name: string]: unknown }, of: World): StreamRead {
  const all: string[][] = [];
  let nextToken: string | undefined;
  for (let n = 0; n < 500; n++) {
    const page = ask(
      logs,
      "GetLogEvents",
      { logGroupName: group, logStreamName: "orders-1.0", nextToken, ...input },
      of,
    ) as Page;
    const next = input.startFromHead ? page.nextForwardToken : page.nextBackwardToken;
    all.push(page.events.map((event) => event.message));
    if (next === nextToken) return { messages: (input.startFromHead ? all : all.toReversed()).flat(), pages: n + 1 };
    nextToken = next;
  }
  throw new Error("GetLogEvents did not end");
}

test("GetLogEvents reads a stream forwards or backwards until its token comes back", () => {
  const expected = Array.from({ length: 25 }, (_, n) => `line ${n * 2}`);
  for (const emptyPageEvery of [0, 3]) {
    Object.assign(logsSettings, { emptyPageEvery });
    expect(stream({ startFromHead: true, limit: 7 }, world(50)).messages).toEqual(expected);
    expect(stream({ startFromHead: false, limit: 7 }, world(50)).messages).toEqual(expected);
  }
});

test("an empty page of GetLogEvents is not its end", () => {
  const page = ask(
    logs,
    "GetLogEvents",
    { logGroupName: group, logStreamName: "orders-1.0", startFromHead: true },
    world(50),
  ) as Page;
  expect(page.events).toEqual([]);
  expect(stream({ startFromHead: true, limit: 100 }, world(50)).pages).toBeGreaterThan(2);
});

test("a forward token wants startFromHead, and a token of one direction is none of the other", () => {
  const input = { logGroupName: group, logStreamName: "orders-1.0" };
  const page = ask(logs, "GetLogEvents", { ...input, startFromHead: true }, world(50)) as Page;
  const nextToken = page.nextForwardToken;
  expect(refusalOf(logs, "GetLogEvents", { ...input, nextToken }, world(50))).toMatch(/startFromHead/);
  expect(refusalOf(logs, "GetLogEvents", { ...input, nextToken: nextToken.replace("f/", "b/") }, world(50))).toMatch(
    /nextToken is invalid/,
  );
});

test("groups and streams are listed in pages, by name", () => {
  const of = smallWorld({
    logGroups: Array.from({ length: 120 }, (_, n) => ({ name: `/g/${(n * 7) % 120}`, retentionDays: n, streams: [] })),
  });
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = ask(logs, "DescribeLogGroups", { logGroupNamePrefix: "/g/1", limit: 10, nextToken }, of) as {
      logGroups: { logGroupName: string; arn: string }[];
      nextToken?: string;
    };
    names.push(...page.logGroups.map((each) => each.logGroupName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const wanted = of.logGroups.map((each) => each.name).filter((name) => name.startsWith("/g/1"));
  expect(names).toEqual(wanted.sort());
  expect(wanted.length).toBeGreaterThan(10);
});

test("streams are ordered by their last event only without a prefix", () => {
  const input = { logGroupName: group, orderBy: "LastEventTime", descending: true };
  const { logStreams } = ask(logs, "DescribeLogStreams", input, world(5)) as {
    logStreams: { logStreamName: string; lastEventTimestamp: number }[];
  };
  expect(logStreams.map((each) => [each.logStreamName, each.lastEventTimestamp])).toEqual([
    ["orders-1.0", startMs + 4000],
    ["orders-2.0", startMs + 3000],
  ]);
  expect(refusalOf(logs, "DescribeLogStreams", { ...input, logStreamNamePrefix: "o" }, world(5))).toMatch(
    /LastEventTime/,
  );
});

const refusedWith = (action: string, input: object) => refusalOf(logs, action, input, world(1)).split(":")[0];

test("limits, names and groups that do not exist are refused", () => {
  expect(refusedWith("DescribeLogGroups", { limit: 0 })).toBe("400 InvalidParameterException");
  expect(refusedWith("DescribeLogGroups", { limit: 51 })).toBe("400 InvalidParameterException");
  expect(refusedWith("DescribeLogGroups", { limit: "5" })).toBe("400 SerializationException");
  expect(refusedWith("DescribeLogGroups", { logGroupNamePrefix: "/a", logGroupNamePattern: "b" })).toBe(
    "400 InvalidParameterException",
  );
  expect(refusedWith("DescribeLogStreams", { logGroupName: group, limit: 51 })).toBe("400 InvalidParameterException");
  expect(refusedWith("DescribeLogStreams", {})).toBe("400 InvalidParameterException");
  expect(refusedWith("FilterLogEvents", { logGroupName: group, limit: 10_001 })).toBe("400 InvalidParameterException");
  expect(refusedWith("FilterLogEvents", { logGroupName: group, startTime: 2, endTime: 1 })).toBe(
    "400 InvalidParameterException",
  );
  expect(refusedWith("FilterLogEvents", { logGroupName: group, startTime: 1.5 })).toMatch(/^400 /);
  expect(refusedWith("FilterLogEvents", { logGroupName: "a b" })).toBe("400 InvalidParameterException");
  expect(refusedWith("GetLogEvents", { logGroupName: group })).toBe("400 InvalidParameterException");
  for (const action of ["DescribeLogStreams", "FilterLogEvents"]) {
    expect(refusalOf(logs, action, { logGroupName: "/gone" }, world(1))).toBe(
      "400 ResourceNotFoundException: The specified log group does not exist.",
    );
  }
});
