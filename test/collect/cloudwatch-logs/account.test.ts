// End to end: the real client and the real case folder against the simulated account.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import type { Aws } from "../../../src/collect/calls.ts";
import type { CollectContext } from "../../../src/collect/context.ts";
import {
  collectProxyLogs,
  collectServerLogsFromCloudWatch,
  collectWitness,
  streamMembers,
} from "../../../src/collect/cloudwatch-logs/index.ts";
import type { OpenStore } from "../../../src/collect/store/index.ts";
import { pathKind } from "../../../src/sources/path-kind.ts";
import { worldFromCase } from "../../sim/case-world.ts";
import { worldWith } from "../../sim/hand-world.ts";
import { openQueries } from "../../sim/services/logs-queries.ts";
import type { LogGroup, World } from "../../sim/world.ts";
import { open } from "../aws/account.ts";
import { scan } from "../../parse/app/support.ts";
import { contextOf, folder, lines, openCase, targetOf } from "./support.ts";

const fixture = fileURLToPath(new URL("../../../fixtures/split-writer-race", import.meta.url));
const group = "/aws/rds/cluster/orders/postgresql";
const base = Date.parse("2026-11-21T19:00:00Z");
const window = { sinceMs: base, untilMs: base + 1_800_000 };
const facts = { window: { start: "", end: "" }, calls: {}, clockOffsetMs: 0, caller: null };

function stamped(ms: number, text: string): string {
  return `${new Date(ms).toISOString().replace("T", " ").slice(0, 19)} UTC:10.0.1.7(50012):app@orders:[77]:${text}`;
}

/** A line a second, its event some seconds before it, whole seconds as RDS writes them. */
function logOf(instance: string, seconds: number, fromMs = base - 900_000): LogGroup["streams"][number] {
  return {
    name: `${instance}.0`,
    events: Array.from({ length: seconds }, (_, second) => {
      const ms = fromMs + second * 1_000;
      return { ms: ms - (second % 4) * 1_000, message: stamped(ms, `LOG:  ${instance} line ${second}`) };
    }).toSorted((a, b) => a.ms - b.ms),
  };
}

function account(groups: readonly LogGroup[] = []): World {
  return worldWith([], { logGroups: [...groups] });
}

async function collecting(
  world: World,
  over: Partial<CollectContext> = {},
): Promise<{
  context: CollectContext;
  store: OpenStore;
  aws: Aws;
  simulator: Awaited<ReturnType<typeof open>>["simulator"];
}> {
  const { aws, simulator } = await open(world);
  const store = await openCase(folder(), world.now());
  return { context: contextOf(aws, store, window, over), store, aws, simulator };
}

/** Puts a log file into the case as the gatherer of files does. */
async function withFile(store: OpenStore, instance: string, text: string): Promise<void> {
  await store.unit(`log ${instance}`, "1", async (unit) => {
    const sink = await unit.create(`instances/${instance}/postgresql.log.2026-11-21-1845`);
    await sink.write(Buffer.from(text));
    const acquired = { from: "", to: "", requestIds: [], attempts: 1 };
    const origin = { call: "rds:DownloadCompleteDBLogFile", parameters: {} };
    await sink.commit({ declaredSize: null, growing: false, origin, acquired });
    return "final";
  });
}

function textOf(store: OpenStore, instance: string): string {
  const at = join(store.folder, "instances", instance);
  return readdirSync(at)
    .toSorted()
    .map((name) => readFileSync(join(at, name), "utf8"))
    .join("");
}

describe("server logs from CloudWatch Logs", () => {
  test("hold every record of the files they stand for, byte for byte, in the files' order", async () => {
    const world = worldFromCase(fixture, { exportLogs: true });
    const { aws } = await open(world);
    const store = await openCase(folder(), world.now());
    const id = world.clusters[0]?.id ?? "";
    const target = targetOf(id, ["aurora-1", "aurora-2"]);
    const span = { fromMs: Date.parse("2026-11-21T00:00:00Z"), untilMs: world.now() };
    const context = contextOf(aws, store, { sinceMs: span.fromMs, untilMs: span.untilMs }, { target });
    const missing = ["aurora-1", "aurora-2"].map((instance) => ({
      instance,
      why: "they were rotated away",
      spans: [span],
    }));
    await collectServerLogsFromCloudWatch(context, missing);
    for (const { instance } of missing) {
      const files = join(fixture, "instances", instance);
      const expected = readdirSync(files)
        .toSorted()
        .map((name) => readFileSync(join(files, name), "utf8").replace(/\n*$/, "\n"));
      expect(textOf(store, instance)).toBe(expected.join(""));
    }
    for (const { path } of store.files()) {
      expect(pathKind("/case", path)).toMatchObject({ kind: "postgresql", instance: path.split("/")[1] });
    }
    expect(lines(store.entries())).toEqual([
      expect.stringMatching(
        /^cloudwatch-logs aurora-1 complete: [\d,]+ records from \/aws\/rds\/cluster\/.*of its log files they were rotated away$/,
      ),
      expect.stringMatching(/^cloudwatch-logs aurora-2 complete: /),
    ]);
  });

  test("cover the stretch that is missing by the lines' times, not by the events'", async () => {
    const { context, store } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 1_800), logOf("aurora-10", 60)] }]),
    );
    const span = { fromMs: base - 300_000, untilMs: base - 240_000 };
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "one is short", spans: [span] }]);
    const records = textOf(store, "aurora-1").trim().split("\n");
    expect(records).toHaveLength(60);
    expect(records.toSorted()[0]).toBe(stamped(span.fromMs, "LOG:  aurora-1 line 600"));
    expect(records.toSorted().at(-1)).toBe(stamped(span.untilMs - 1_000, "LOG:  aurora-1 line 659"));
  });

  test("go on where a file was cut, and repeat no record of it", async () => {
    const { context, store } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 600)] }]),
    );
    const whole = Array.from({ length: 600 }, (_, second) =>
      stamped(base - 900_000 + second * 1_000, `LOG:  aurora-1 line ${second}`),
    );
    await withFile(store, "aurora-1", `${whole.slice(0, 400).join("\n")}\n${(whole[400] ?? "").slice(0, 30)}`);
    const [file] = store.files();
    const span = { fromMs: base - 900_000, untilMs: base, cutFile: file?.path ?? "" };
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "one is short", spans: [span] }]);
    const taken = store.files().filter(({ path }) => path.endsWith(".cloudwatch"));
    const text = taken.map(({ path }) => readFileSync(join(store.folder, path), "utf8")).join("");
    expect(text.trim().split("\n").toSorted()).toEqual(whole.slice(400));
  });

  test("come from Logs Insights where FilterLogEvents is denied, and say that their order is not certain", async () => {
    const { context, store, simulator } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 120)] }]),
    );
    simulator.rules.denied.add("logs:FilterLogEvents");
    const span = { fromMs: base - 900_000, untilMs: base - 780_000 };
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "they are denied", spans: [span] }]);
    expect(textOf(store, "aurora-1").trim().split("\n").toSorted()).toEqual(
      Array.from({ length: 120 }, (_, s) => stamped(base - 900_000 + s * 1_000, `LOG:  aurora-1 line ${s}`)),
    );
    expect(store.files()[0]?.origin.call).toBe("logs:StartQuery");
    expect(store.entries()).toMatchObject([{ subject: "aurora-1", state: "partial", code: "UNSORTED" }]);
  });

  test("are asked for hour by hour, and an hour that is there is not asked for again", async () => {
    const world = account([
      { name: group, retentionDays: null, streams: [logOf("aurora-1", 4_000, base - 3_000_000)] },
    ]);
    const { aws, simulator } = await open(world);
    const path = folder();
    const spans = [{ fromMs: base - 3_000_000, untilMs: base + 1_000_000 }];
    const run = async (): Promise<readonly string[]> => {
      const store = await openCase(path, world.now());
      await collectServerLogsFromCloudWatch(contextOf(aws, store, window), [
        { instance: "aurora-1", why: "gone", spans },
      ]);
      await store.close();
      return store.files().map((file) => `${file.path} ${file.sha256}`);
    };
    const first = await run();
    expect(first.map((each) => each.split(" ")[0])).toEqual([
      "instances/aurora-1/postgresql.log.2026-11-21-1810.cloudwatch",
      "instances/aurora-1/postgresql.log.2026-11-21-1900.cloudwatch",
    ]);
    const asked = simulator.journal.filter(({ action }) => action === "FilterLogEvents").length;
    expect(await run()).toEqual(first);
    expect(simulator.journal.filter(({ action }) => action === "FilterLogEvents").length).toBe(asked);
  });

  test("that are exported nowhere are absent, with what to switch on", async () => {
    const { context, store } = await collecting(account());
    const spans = [{ fromMs: base, untilMs: base + 60_000 }];
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "2 were rotated away", spans }]);
    expect(store.entries()).toMatchObject([
      {
        subject: "aurora-1",
        state: "absent",
        code: "NOT_EXPORTED",
        reason: "the PostgreSQL log is not exported to CloudWatch Logs, and of its files 2 were rotated away",
      },
    ]);
    expect(store.entries()[0]?.remedy).toContain("export the log type postgresql");
  });

  test("that nothing is missing of are not asked for", async () => {
    const { context, simulator } = await collecting(account());
    await collectServerLogsFromCloudWatch(context, [
      { instance: "aurora-1", why: "", spans: [{ fromMs: 5, untilMs: 5 }] },
    ]);
    expect(simulator.journal).toEqual([]);
  });

  test("that are denied leave a hole, named with the action", async () => {
    const { context, store, simulator } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 60)] }]),
    );
    for (const action of ["logs:FilterLogEvents", "logs:StartQuery"]) simulator.rules.denied.add(action);
    const spans = [{ fromMs: base - 900_000, untilMs: base - 840_000 }];
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "they are denied", spans }]);
    expect(store.files()).toEqual([]);
    expect(store.entries()).toMatchObject([{ state: "none", code: "DENIED", call: "logs:FilterLogEvents" }]);
    expect(store.entries()[0]?.consequence).toContain(
      "has a hole from 2026-11-21T18:45:00.000Z to 2026-11-21T18:46:00.000Z",
    );
  });

  test("that were denied once leave no word when the files are there in the next run", async () => {
    const world = account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 60)] }]);
    const { context, store, simulator } = await collecting(world);
    for (const action of ["logs:FilterLogEvents", "logs:StartQuery"]) simulator.rules.denied.add(action);
    const spans = [{ fromMs: base - 900_000, untilMs: base - 840_000 }];
    await collectServerLogsFromCloudWatch(context, [{ instance: "aurora-1", why: "they are denied", spans }]);
    expect(store.entries()).toMatchObject([{ state: "none", code: "DENIED" }]);
    await store.finish("complete", facts);
    const next = await openCase(store.folder, world.now());
    await collectServerLogsFromCloudWatch({ ...context, store: next }, []);
    expect(next.entries()).toEqual([]);
  });

  test("of a single instance and of a Multi-AZ DB cluster are found in the instances' groups", async () => {
    const own = { name: "/aws/rds/instance/solo/postgresql", retentionDays: null, streams: [logOf("solo", 60)] };
    for (const kind of ["instance", "multi-az-cluster"] as const) {
      const target = targetOf(kind === "instance" ? "solo" : "multi", ["solo"], kind);
      const { context, store } = await collecting(account([own]), { target });
      const spans = [{ fromMs: base - 900_000, untilMs: base - 840_000 }];
      await collectServerLogsFromCloudWatch(context, [{ instance: "solo", why: "gone", spans }]);
      expect(textOf(store, "solo").trim().split("\n")).toHaveLength(60);
    }
  });
});

describe("streams", () => {
  test("name members that were deleted since, and none that was gone long before", async () => {
    const old = logOf("aurora-0", 10, base - 40 * 86_400_000);
    const world = account([
      {
        name: group,
        retentionDays: null,
        streams: [logOf("aurora-1", 60), logOf("deleted.one-9", 60), logOf("aurora-9", 60), old],
      },
    ]);
    const { context, store } = await collecting(world);
    expect(await streamMembers(context)).toEqual(["aurora-1", "aurora-9"]);
    expect(store.entries()).toEqual([]);
  });

  test("that may not be listed are an entry", async () => {
    const { context, store, simulator } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 60)] }]),
    );
    simulator.rules.denied.add("logs:DescribeLogStreams");
    expect(await streamMembers(context)).toEqual([]);
    expect(store.entries()).toMatchObject([{ state: "none", code: "DENIED", call: "logs:DescribeLogStreams" }]);
  });

  test("are asked for in the group AWS would use where groups may not be listed", async () => {
    const { context, store, simulator } = await collecting(
      account([{ name: group, retentionDays: null, streams: [logOf("aurora-1", 60)] }]),
    );
    simulator.rules.denied.add("logs:DescribeLogGroups");
    expect(await streamMembers(context)).toEqual(["aurora-1"]);
    expect(store.entries()).toMatchObject([{ subject: group, code: "DENIED", call: "logs:DescribeLogGroups" }]);
    await streamMembers(context);
    expect(store.entries()).toHaveLength(1);
  });
});

describe("the second witness", () => {
  const log = logOf("aurora-1", 2_700);
  const text = `${log.events
    .map(({ message }) => message)
    .toSorted()
    .join("\n")}\n`;
  const exported = [{ name: group, retentionDays: null, streams: [log] }];

  test("agrees with files that are whole, and says so with the number of records", async () => {
    const { context, store } = await collecting(account(exported));
    await withFile(store, "aurora-1", text);
    await collectWitness(context);
    expect(lines(store.entries())).toEqual([
      expect.stringMatching(
        /^cloudwatch-logs aurora-1, second witness complete: 2,700 records in both the log files and \/aws\//,
      ),
    ]);
    const written = JSON.parse(readFileSync(join(store.folder, "cloudwatch/witness.json"), "utf8")) as {
      instances: { instance: string; eventsInCloudWatch: number; recordsInFiles: number; minutes: unknown[] }[];
    };
    expect(written.instances).toMatchObject([{ instance: "aurora-1", recordsInFiles: 2_700, differences: [] }]);
    expect(written.instances[0]?.minutes.length).toBe(45);
  });

  test.each([
    ["by Logs Insights", [] as string[], "logs:StartQuery", 45],
    ["by paging where Insights is denied", ["logs:StartQuery"], "logs:FilterLogEvents", 50],
  ])("finds records that the files lack, counted %s", async (_how, denied, call, least) => {
    const { context, store, simulator } = await collecting(account(exported));
    for (const action of denied) simulator.rules.denied.add(action);
    const cut = text.split("\n").filter((line) => !line.includes("2026-11-21 19:06:") || line.includes("19:06:4"));
    await withFile(store, "aurora-1", cut.join("\n"));
    await collectWitness(context);
    expect(store.entries()).toMatchObject([{ state: "partial", code: "COUNTS_DIFFER" }]);
    expect(store.entries()[0]?.reason).toMatch(
      new RegExp(`has at least ${least} records that the log files of aurora-1 lack, in the minute 2026-11-21T19:06Z$`),
    );
    expect(store.files().find(({ path }) => path === "cloudwatch/witness.json")?.origin.call).toBe(call);
  });

  test("does not repeat what is known to be missing", async () => {
    const { context, store } = await collecting(account(exported));
    await withFile(
      store,
      "aurora-1",
      text
        .split("\n")
        .filter((line) => !line.includes("2026-11-21 19:06:"))
        .join("\n"),
    );
    const spans = [{ fromMs: base + 360_000, untilMs: base + 420_000 }];
    await collectWitness(context, [{ instance: "aurora-1", why: "one is gone", spans }]);
    expect(store.entries()).toMatchObject([{ state: "complete" }]);
  });

  test("is not asked where no log is exported, or no file was collected", async () => {
    const without = await collecting(account());
    await withFile(without.store, "aurora-1", text);
    await collectWitness(without.context);
    expect(without.store.entries()).toEqual([]);
    const empty = await collecting(account(exported));
    await collectWitness(empty.context);
    expect(empty.simulator.journal).toEqual([]);
  });

  test("that is denied altogether is an entry, and no reason to stop", async () => {
    const { context, store, simulator } = await collecting(account(exported));
    await withFile(store, "aurora-1", text);
    for (const action of ["logs:FilterLogEvents", "logs:StartQuery"]) simulator.rules.denied.add(action);
    await collectWitness(context);
    expect(store.entries()).toMatchObject([
      {
        state: "none",
        code: "DENIED",
        call: "logs:StartQuery",
        consequence: "no second witness says whether the log files are whole",
      },
    ]);
  });

  test("that failed once is no word of a later run that finds no exported log", async () => {
    const world = account(exported);
    const first = await collecting(world);
    await withFile(first.store, "aurora-1", text);
    first.simulator.rules.faults.push({ action: "StartQuery", nth: 0, kind: "expired" });
    first.simulator.rules.faults.push({ action: "FilterLogEvents", nth: 0, kind: "expired" });
    await collectWitness(first.context);
    expect(first.store.entries()).toMatchObject([{ state: "none", code: "CREDENTIALS", call: "logs:StartQuery" }]);
    await first.store.finish("complete", facts);
    const { aws } = await open(account());
    const store = await openCase(first.store.folder, world.now());
    await collectWitness(contextOf(aws, store, window));
    expect(store.entries()).toEqual([]);
  });

  test("that is interrupted leaves no query behind", async () => {
    const world = account(exported);
    const stop = new AbortController();
    const { aws } = await open(world, {
      signal: stop.signal,
      onCall: ({ call }) => {
        if (call === "GetQueryResults") stop.abort();
      },
    });
    const store = await openCase(folder(), world.now());
    await withFile(store, "aurora-1", text);
    const asked = collectWitness(contextOf(aws, store, window, { signal: stop.signal }));
    await expect(asked).rejects.toThrow(Interrupted);
    expect(aws.counts().get("StopQuery")).toBe(1);
    expect(openQueries(world)).toEqual([]);
  });
});

function proxyLine(ms: number, text: string): string {
  return `${new Date(ms).toISOString()} [INFO] [proxyEndpoint=default] ${text}`;
}

describe("the log of an RDS Proxy", () => {
  test("is one client with the times of its lines, from all its nodes", async () => {
    const events = [0, 1, 2].map((n) => ({
      ms: base + n * 1_000,
      message: proxyLine(base + n * 1_000, `connection ${n}`),
    }));
    const proxy = {
      name: "/aws/rds/proxy/orders-proxy",
      retentionDays: null,
      streams: [
        { name: "node-a", events },
        { name: "node-b", events },
      ],
    };
    const { context, store } = await collecting(account([proxy]));
    await collectProxyLogs(context, ["orders-proxy"]);
    const [file] = store.files();
    expect(file?.path).toBe("apps/rds-proxy/orders-proxy.log");
    const scanned = scan(readFileSync(join(store.folder, file?.path ?? "")));
    expect(scanned.rows.map(({ timeUs }) => timeUs / 1_000 - base)).toEqual([0, 0, 1_000, 1_000, 2_000, 2_000]);
    expect(scanned.streams.map(({ timeBasis }) => timeBasis)).toEqual(["stated"]);
  });

  test("is absent where the proxy logs nothing", async () => {
    const { context, store } = await collecting(account());
    await collectProxyLogs(context, ["orders-proxy"]);
    expect(store.entries()).toMatchObject([{ source: "proxy", subject: "proxy orders-proxy", state: "absent" }]);
  });
});
