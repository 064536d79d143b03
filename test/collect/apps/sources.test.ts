// Files, CloudWatch Logs and S3, end to end: the real client against the simulated account, the real case folder, and the
// analyzer's own reader of application logs on what came.
import { appendFileSync, chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { collectApps, parseAppSource } from "../../../src/collect/apps/index.ts";
import type { CollectContext } from "../../../src/collect/context.ts";
import type { OpenStore } from "../../../src/collect/store/index.ts";
import { worldWith } from "../../sim/hand-world.ts";
import type { LogGroup, World } from "../../sim/world.ts";
import { scan } from "../../parse/app/support.ts";
import type { Scanned } from "../../parse/app/support.ts";
import { open } from "../aws/account.ts";
import { contextOf, folder, handAws, lines, openCase } from "../cloudwatch-logs/support.ts";

const base = Date.parse("2026-11-21T19:00:00Z");
const window = { sinceMs: base, untilMs: base + 1_800_000 };
const formats = fileURLToPath(new URL("../../../fixtures/formats/", import.meta.url));

function sources(...texts: readonly string[]) {
  return texts.map((text) => {
    const source = parseAppSource(text);
    if ("error" in source) throw new Error(source.error);
    return source;
  });
}

function contentOf(store: OpenStore, path: string): Buffer {
  return readFileSync(join(store.folder, path));
}

function paths(store: OpenStore): readonly string[] {
  return store.files().map(({ path }) => path);
}

/** Writes files below a new folder; `at` is their modification time. */
function tree(files: Readonly<Record<string, string | Buffer>>, at = base): string {
  const root = folder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
    utimesSync(join(root, path), at / 1_000, at / 1_000);
  }
  return root;
}

async function localCase(path = folder()): Promise<{ readonly store: OpenStore; readonly context: CollectContext }> {
  const store = await openCase(path);
  return { store, context: contextOf(handAws({}).aws, store, window) };
}

describe("files", () => {
  test("of a folder are copied byte for byte, by the folder below it", async () => {
    const odd = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x62]);
    const root = tree({
      "apps/orders/a.log": odd,
      "apps/orders/b.log.gz": gzipSync("x"),
      "apps/billing/today.log": "y\n",
    });
    const { store, context } = await localCase();
    await collectApps(context, sources(join(root, "apps")));
    expect(paths(store)).toEqual(["apps/billing/today.log", "apps/orders/a.log", "apps/orders/b.log.gz"]);
    expect(contentOf(store, "apps/orders/a.log")).toEqual(odd);
    expect(store.files()[1]).toMatchObject({
      declaredSize: odd.length,
      growing: false,
      origin: { call: "file", parameters: { path: join(root, "apps/orders/a.log") } },
    });
    expect(lines(store.entries())).toEqual([expect.stringMatching(/complete: 3 files, [\d,]+ bytes, of .*\/apps$/)]);
  });

  test("of a glob are named by their stems, by the folder of a wildcard, or as told", async () => {
    const root = tree({
      "orders-api-7c9d8b6f4-x2lkq.log": "a",
      "billing.2026-11-21.log": "b",
      "teams/red/app.log": "c",
      "teams/blue/app.log": "d",
    });
    const { store, context } = await localCase();
    await collectApps(
      context,
      sources(join(root, "*.log"), join(root, "teams/*/*.log"), `mine=${join(root, "teams/**/app.log")}`),
    );
    expect(paths(store)).toEqual([
      "apps/billing/billing.2026-11-21.log",
      "apps/blue/app.log",
      "apps/mine/blue/app.log",
      "apps/mine/red/app.log",
      "apps/orders-api/orders-api-7c9d8b6f4-x2lkq.log",
      "apps/red/app.log",
    ]);
  });

  test("that are too old are left out and counted", async () => {
    const root = tree({ "old.log": "o" }, base - 86_400_000);
    writeFileSync(join(root, "new.log"), "n");
    utimesSync(join(root, "new.log"), base / 1_000, base / 1_000);
    const { store, context } = await localCase();
    await collectApps(context, sources(`orders=${join(root, "*.log")}`, join(root, "old.log")));
    expect(paths(store)).toEqual(["apps/orders/new.log"]);
    expect(lines(store.entries())).toEqual([
      expect.stringMatching(/^application .* none TOO_OLD: of .*old\.log nothing was written to since/),
      expect.stringMatching(
        /^application orders complete: 1 file, 1 byte, of .*; 1 file not written to since 2026-11-21T18:45:00.000Z left out$/,
      ),
    ]);
  });

  test("that are not there are named with the whole pattern, and do not stop the others", async () => {
    const root = tree({ "a.log": "a" });
    const { store, context } = await localCase();
    await collectApps(context, sources("orders=./no/such/*.log", join(root, "a.log")));
    expect(paths(store)).toEqual(["apps/a/a.log"]);
    const [missing] = store.entries().filter(({ state }) => state === "none");
    expect(missing).toMatchObject({ subject: "orders", code: "NO_MATCH" });
    expect(missing?.reason).toBe(`nothing matches ${join(process.cwd(), "no/such/*.log")}`);
    expect(missing?.consequence).toContain("what orders saw");
  });

  test("that may not be read are named, and do not stop the others", async () => {
    const root = tree({ "a.log": "a", "b.log": "b" });
    chmodSync(join(root, "a.log"), 0);
    const { store, context } = await localCase();
    await collectApps(context, sources(`orders=${root}`));
    if (process.getuid?.() === 0) return expect(paths(store)).toHaveLength(2); // root reads everything
    expect(paths(store)).toEqual(["apps/orders/b.log"]);
    expect(store.entries().map(({ code }) => code)).toContain("DENIED");
  });

  test("meant by two sources are copied once, and names that meet are told apart", async () => {
    const root = tree({ "x/app.log": "x", "y/app.log": "y" });
    const { store, context } = await localCase();
    await collectApps(
      context,
      sources(`o=${join(root, "x/app.log")}`, `o=${join(root, "x")}`, `o=${join(root, "y/app.log")}`),
    );
    expect(paths(store)).toEqual([
      expect.stringMatching(/^apps\/o\/app-[0-9a-f]{8}-[0-9a-f]{12}\.log$/),
      "apps/o/app.log",
    ]);
  });

  test("are links to files followed, links to folders and pipes not", async () => {
    const root = tree({ "real/a.log": "a" });
    symlinkSync(join(root, "real/a.log"), join(root, "real/link.log"));
    symlinkSync(root, join(root, "real/loop"));
    const { store, context } = await localCase();
    await collectApps(context, sources(`o=${join(root, "real")}`));
    expect(paths(store)).toEqual(["apps/o/a.log", "apps/o/link.log"]);
  });

  test("that are unchanged are not copied again, those that grew are", async () => {
    const root = tree({ "a.log": "a\n", "b.log": "b\n" });
    const path = folder();
    const first = await localCase(path);
    await collectApps(first.context, sources(`o=${root}`));
    await first.store.close();
    appendFileSync(join(root, "b.log"), "more\n");
    const reused: [string, boolean][] = [];
    const second = await localCase(path);
    const progress = {
      ...second.context.progress,
      file: (name: string, again: boolean) => void reused.push([name, again]),
    };
    await collectApps({ ...second.context, progress }, sources(`o=${root}`));
    expect(reused).toEqual([
      ["apps/o/a.log", true],
      ["apps/o/b.log", false],
    ]);
    expect(contentOf(second.store, "apps/o/b.log").toString()).toBe("b\nmore\n");
  });

  test("whose name means another file since a former run keep both, as when a log was rotated", async () => {
    const root = tree({ "a.log": "of the incident\n" });
    const path = folder();
    const first = await localCase(path);
    await collectApps(first.context, sources(`o=${root}`));
    await first.store.close();
    writeFileSync(join(root, "a.log"), "of the day after, and longer\n");
    const second = await localCase(path);
    await collectApps(second.context, sources(`o=${root}`));
    const [other = "", same = ""] = paths(second.store);
    expect(same).toBe("apps/o/a.log");
    expect(contentOf(second.store, same).toString()).toBe("of the incident\n");
    expect(other).toMatch(/^apps\/o\/a-[0-9a-f]{8}-[0-9a-f]{12}\.log$/);
    expect(contentOf(second.store, other).toString()).toBe("of the day after, and longer\n");
  });

  test("of the case itself are never taken", async () => {
    const { store, context } = await localCase();
    writeFileSync(join(store.folder, "notes.log"), "n");
    await collectApps(context, sources(store.folder));
    expect(paths(store)).toEqual([]);
  });
});

interface Truth {
  readonly ts_ms: number;
  readonly level: string;
  readonly msg: string;
  readonly sqlstate: string | null;
  readonly db_pid: number | null;
}
const truth = readFileSync(join(formats, "truth.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Truth);

function told(scanned: Scanned) {
  return scanned.rows.map((row) => {
    const { time, level, message, sqlstate, pid } = scanned.text(row);
    return { ts_ms: (time ?? Number.NaN) / 1_000, level, msg: message, sqlstate, db_pid: pid };
  });
}

async function collected(world: World, ...texts: readonly string[]) {
  const { aws, simulator } = await open(world);
  const path = folder();
  const store = await openCase(path, world.now());
  // The simulated objects were last written at the day's first minute.
  const sinceMs = world.buckets.size > 0 ? Date.parse("2026-11-21T00:10:00Z") : window.sinceMs;
  const context = contextOf(aws, store, { ...window, sinceMs });
  return { store, context, simulator, path, run: () => collectApps(context, sources(...texts)) };
}

function groups(...list: readonly LogGroup[]): World {
  return worldWith([], { logGroups: [...list] });
}

describe("a log group", () => {
  const stream = "orders/orders-api/0f1c2d3e4a5b";
  const pino = readFileSync(join(formats, "cri-containerd.log"), "utf8")
    .trim()
    .split("\n")
    .map((line) => line.replace(/^\S+ \S+ F /, ""));

  test("comes out of the analyzer as the events that went in, whatever lines the messages have", async () => {
    expect(pino).toHaveLength(truth.length);
    const events = truth.map(({ ts_ms: ms }, i) => ({ ms, message: pino[i] ?? "" }));
    const { store, run } = await collected(
      groups({ name: "/ecs/orders-api", retentionDays: null, streams: [{ name: stream, events }] }),
      "cloudwatch:/ecs/orders-api",
    );
    await run();
    const [file] = store.files();
    expect(file?.path).toMatch(/^apps\/orders-api\/orders-orders-api-0f1c2d3e4a5b-[0-9a-f]{12}\.csv$/);
    expect(file?.origin).toEqual({
      call: "logs:FilterLogEvents",
      name: stream,
      parameters: {
        group: "/ecs/orders-api",
        stream,
        from: "2026-11-21T18:45:00.000Z",
        until: "2026-11-21T19:30:00.000Z",
        events: 14,
      },
    });
    const scanned = scan(contentOf(store, file?.path ?? ""));
    expect(scanned.streams).toMatchObject([
      { key: stream, format: ["insights-csv", "pino"], timeBasis: "stated", descending: false },
    ]);
    expect(told(scanned)).toEqual(
      truth.map(({ ts_ms, level, msg, sqlstate, db_pid }) => ({ ts_ms, level, msg, sqlstate, db_pid })),
    );
    expect(scanned.counts.quarantined).toBe(0);
    expect(store.entries()).toMatchObject([{ subject: "orders-api", state: "complete" }]);
  });

  test("keeps every message as it is, with the event's time where it has none of its own", async () => {
    const messages = [
      "ERROR: cannot execute UPDATE in a read-only transaction",
      'say "quoted", and, commas',
      "first line\n    at f (a.js:1:1)\n    at g (b.js:2:2)\n",
      "tab\there\r",
      "nul \u0000 and ünïcödé 😀 \u001b[31mred\u001b[0m",
      "ends with 2026-11-21 19:06:41.957,",
    ];
    const events = messages.map((message, i) => ({ ms: base + i * 1_500, message }));
    const { store, run } = await collected(
      groups({ name: "/app/plain", retentionDays: null, streams: [{ name: "one", events }] }),
      "cloudwatch:/app/plain",
    );
    await run();
    const text = contentOf(store, "apps/plain/one.csv").toString();
    const cells = [...text.matchAll(/"((?:[^"]|"")*)"[,\n]/g)].map(([, cell = ""]) => cell.replaceAll('""', '"'));
    expect(cells.filter((_cell, i) => i % 3 === 1)).toEqual(messages);
    const scanned = scan(contentOf(store, "apps/plain/one.csv"));
    expect(scanned.counts.quarantined).toBe(0);
    expect(scanned.rows.map((row) => scanned.text(row).time)).toEqual(events.map(({ ms }) => ms * 1_000));
    expect(scanned.rows[0]).toMatchObject({ signature: 1 });
    expect(scanned.rows.map((row) => scanned.text(row).error ?? "")[2]).toContain("at g (b.js:2:2)");
  });

  test("of many streams opens no more files than a process may, and keeps who said what", async () => {
    const streams = Array.from({ length: 80 }, (_, i) => ({
      name: `s-${String(i).padStart(2, "0")}`,
      events: [
        { ms: base + i, message: `hello ${i}` },
        { ms: base + 1_000 + i, message: `again ${i}` },
      ],
    }));
    const { store, run } = await collected(
      groups({ name: "/aws/lambda/f", retentionDays: null, streams }),
      "cloudwatch:/aws/lambda/f",
    );
    await run();
    expect(paths(store)).toHaveLength(65);
    const others = scan(contentOf(store, "apps/f/other-streams.csv"));
    expect(others.streams.map(({ key }) => key)).toEqual(streams.slice(64).map(({ name }) => name));
    expect(others.rows).toHaveLength(32);
  });

  test("takes the streams of a prefix and the events of the window and its lead", async () => {
    const events = [-1_000_000, -900_000, 0, 1_799_999, 1_800_000].map((at) => ({
      ms: base + at,
      message: `at ${at}`,
    }));
    const streams = [
      { name: "web/1", events },
      { name: "job/1", events },
    ];
    const { store, run } = await collected(
      groups({ name: "/g", retentionDays: null, streams }),
      "orders=cloudwatch:/g:web/",
    );
    await run();
    expect(paths(store)).toHaveLength(1);
    const text = contentOf(store, paths(store)[0] ?? "").toString();
    expect([...text.matchAll(/at -?\d+/g)].map(([found]) => found)).toEqual(["at -900000", "at 0", "at 1799999"]);
  });

  test.each([
    ["that is denied", "DENIED", "logs:FilterLogEvents is denied"],
    ["that does not exist", "NOT_FOUND", "/none: AWS knows no such resource"],
  ])("%s is an entry with what to do, and stops nothing", async (_what, code, reason) => {
    const root = tree({ "a.log": "a" });
    const { store, run, simulator } = await collected(groups(), "cloudwatch:/none", join(root, "a.log"));
    if (code === "DENIED") simulator.rules.denied.add("logs:FilterLogEvents");
    await run();
    expect(paths(store)).toEqual(["apps/a/a.log"]);
    const [entry] = store.entries().filter(({ state }) => state === "none");
    expect(entry).toMatchObject({ source: "application", subject: "none", code });
    expect(entry?.reason).toContain(reason);
    expect(entry?.remedy).not.toBeNull();
  });

  test("without events says so", async () => {
    const { store, run } = await collected(
      groups({ name: "/quiet", retentionDays: null, streams: [] }),
      "cloudwatch:/quiet",
    );
    await run();
    expect(store.entries()).toMatchObject([{ subject: "quiet", state: "none", code: "NO_EVENTS" }]);
  });

  test("that fails midway leaves what a former run had of it", async () => {
    const events = Array.from({ length: 40 }, (_, i) => ({ ms: base + i, message: "x".repeat(60_000) }));
    const world = groups({ name: "/g", retentionDays: null, streams: [{ name: "a", events }] });
    const { aws, simulator } = await open(world);
    const path = folder();
    const run = async (): Promise<OpenStore> => {
      const store = await openCase(path, world.now());
      await collectApps(contextOf(aws, store, { ...window, untilMs: world.now() }), sources("cloudwatch:/g"));
      await store.close();
      return store;
    };
    const whole = (await run()).files();
    simulator.rules.faults.push({ action: "FilterLogEvents", nth: 3, kind: "denied" });
    const after = await run();
    expect(after.files().map(({ sha256 }) => sha256)).toEqual(whole.map(({ sha256 }) => sha256));
    expect(after.entries()).toMatchObject([{ subject: "g", state: "partial", code: "DENIED" }]);
    expect(after.entries()[0]?.reason).toMatch(/^what a former run had of \/g stays: logs:FilterLogEvents is denied/);
  });

  test("is not asked for again once its window is over, and asked again while it is not", async () => {
    for (const [untilMs, more] of [
      [window.untilMs, 0],
      [Date.parse("2026-11-21T20:00:00Z"), 1],
    ] as const) {
      const world = groups({
        name: "/g",
        retentionDays: null,
        streams: [{ name: "a", events: [{ ms: base, message: "x" }] }],
      });
      const { aws, simulator } = await open(world);
      const path = folder();
      const counts: number[] = [];
      for (let i = 0; i < 2; i++) {
        const store = await openCase(path, world.now());
        await collectApps(contextOf(aws, store, { ...window, untilMs }), sources("cloudwatch:/g"));
        await store.close();
        counts.push(simulator.journal.filter(({ action }) => action === "FilterLogEvents").length);
      }
      expect((counts[1] ?? 0) - (counts[0] ?? 0) > 0 ? 1 : 0).toBe(more);
    }
  });
});

function bucket(objects: Readonly<Record<string, Buffer>>): World {
  return worldWith([], { buckets: new Map([["orders-logs", new Map(Object.entries(objects))]]) });
}

describe("objects", () => {
  test("below a prefix come byte for byte, compressed ones as they are, hostile keys below apps", async () => {
    const packed = gzipSync("line\n".repeat(1_000));
    const world = bucket({
      "logs/orders/2026/11/21/19/part-0.gz": packed,
      "logs/orders/../../../etc/passwd": Buffer.from("x"),
      "logs/orders/": Buffer.alloc(0),
      "elsewhere/a.log": Buffer.from("no"),
    });
    const { store, run } = await collected(world, "s3://orders-logs/logs/");
    await run();
    expect(paths(store)).toHaveLength(2);
    for (const path of paths(store)) expect(path).toMatch(/^apps\/orders\/[\w.-]+$/);
    const file = store.files().find(({ origin }) => origin.name?.endsWith(".gz"));
    expect(contentOf(store, file?.path ?? "")).toEqual(packed);
    expect(file?.origin.parameters).toMatchObject({
      bucket: "orders-logs",
      key: "logs/orders/2026/11/21/19/part-0.gz",
    });
    expect(store.entries()).toMatchObject([{ state: "complete", reason: "2 objects from s3://orders-logs/logs/" }]);
  });

  test.each(["reset-half", "truncate", "truncate-clean"] as const)(
    "come whole also when the connection is %s once",
    async (kind) => {
      const bytes = Buffer.alloc(300_000, "abc");
      const { store, run, simulator } = await collected(bucket({ "a.log": bytes }), "orders=s3://orders-logs/");
      simulator.rules.faults.push({ action: "GetObject", nth: 1, kind });
      await run();
      expect(contentOf(store, "apps/orders/a.log")).toEqual(bytes);
      expect(store.entries()).toMatchObject([{ state: "complete" }]);
    },
  );

  test("that are denied one by one are entries, the others come", async () => {
    const { store, run, simulator } = await collected(
      bucket({ "a.log": Buffer.from("a"), "b.log": Buffer.from("b") }),
      "orders=s3://orders-logs/",
    );
    simulator.rules.faults.push({ action: "GetObject", nth: 1, kind: "denied" });
    await run();
    expect(paths(store)).toEqual(["apps/orders/b.log"]);
    expect(store.entries()).toMatchObject([{ subject: "orders", state: "none", code: "DENIED", call: "s3:GetObject" }]);
  });

  test("last written before the window's lead are left out and counted", async () => {
    const { store, context } = await collected(bucket({ "a.log": Buffer.from("a") }));
    const later = { ...context, window: { ...window, sinceMs: Date.parse("2026-11-21T00:16:00Z") } };
    await collectApps(later, sources("orders=s3://orders-logs/"));
    expect(paths(store)).toEqual([]);
    expect(store.entries()).toMatchObject([{ state: "none", code: "NO_OBJECTS" }]);
    expect(store.entries()[0]?.reason).toContain("(1 older one)");
  });

  test("of a bucket that is denied or empty are an entry", async () => {
    const denied = await collected(bucket({}), "s3://orders-logs/x/");
    denied.simulator.rules.denied.add("s3:ListBucket");
    await denied.run();
    expect(denied.store.entries()).toMatchObject([{ state: "none", code: "DENIED", call: "s3:ListBucket" }]);
    const empty = await collected(bucket({}), "s3://orders-logs/x/");
    await empty.run();
    expect(empty.store.entries()).toMatchObject([{ state: "none", code: "NO_OBJECTS" }]);
  });
});
