import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import type { CaseFile } from "../../../src/collect/case-store.ts";
import { instance } from "../../sim/hand-world.ts";
import { NOW, accountWith, hourly, logLines, type Ran, WINDOW } from "./account.ts";

const HOUR = 3_600_000;
const ODD = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x0d, 0x62, 0x0a, 0x0a]);

function codes({ entries }: Ran): readonly (string | null)[] {
  return entries.map(({ code }) => code);
}

function logOf(ran: Ran, name: string): Buffer | undefined {
  return ran.bytes.get(`instances/aurora-1/${name}`);
}

function listings(ran: Ran): readonly CaseFile[] {
  return ran.files.filter(({ path }) => path.includes("log-files/"));
}

/** Not `toEqual`: a megabyte that differs is no message. */
function same(found: Buffer | undefined, wanted: Buffer): boolean {
  return found?.equals(wanted) === true;
}

describe("files that are as they should be", () => {
  test("those that overlap the window are fetched byte by byte, the others are counted", async () => {
    const zip = gzipSync("old lines");
    const { run } = await accountWith([
      hourly("15", Buffer.from("too old\n")),
      hourly("17", Buffer.from("too old, but zipped\n"), { name: "error/postgresql.log.2026-11-21-1700.gz" }),
      hourly("18", zip, { name: "error/postgresql.log.2026-11-21-1800.gz" }),
      hourly("19", ODD),
      hourly("19", Buffer.from('"a","b"\n'), { name: "error/postgresql.log.2026-11-21-1900.csv" }),
      hourly("19", Buffer.from("restart\n"), { name: "error/postgresql.log.2026-11-21-1911" }),
      hourly("19", Buffer.from(""), { name: "error/postgres.log" }),
      hourly("15", Buffer.from("upgrade"), { name: "upgrade/pg_upgrade_server.log" }),
    ]);
    const ran = await run();
    expect(ran.error).toBeNull();
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1900"), ODD)).toBe(true);
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1800.gz"), zip)).toBe(true);
    expect(ran.files.map(({ path }) => path)).toEqual([
      "instances/aurora-1/postgres.log",
      "instances/aurora-1/postgresql.log.2026-11-21-1800.gz",
      "instances/aurora-1/postgresql.log.2026-11-21-1900",
      "instances/aurora-1/postgresql.log.2026-11-21-1900.csv",
      "instances/aurora-1/postgresql.log.2026-11-21-1911",
      expect.stringMatching(/^raw\/describe-db-log-files\/aurora-1\.[0-9a-f]{8}\.1\.xml$/),
    ]);
    expect(ran.entries).toHaveLength(1);
    expect(ran.entries[0]).toMatchObject({
      source: "postgresql-log",
      subject: "aurora-1",
      state: "complete",
      code: null,
    });
    const logs = ran.outcome?.instances[0];
    expect(logs).toMatchObject({ complete: true, missing: [], leftOut: { files: 3, bytes: 35 } });
    expect(logs?.files.every(({ whole, pending }) => whole && !pending)).toBe(true);
    expect(logs?.oldestMs).toBe(Date.parse("2026-11-21T15:00:00Z"));
  });

  test("a second run fetches nothing and leaves the same case", async () => {
    const { run } = await accountWith([hourly("18", logLines(5000)), hourly("19", logLines(300_000))]);
    const first = await run();
    const second = await run();
    expect(first.asked("DownloadCompleteDBLogFile")).toHaveLength(2);
    expect(second.asked("DownloadCompleteDBLogFile")).toHaveLength(0);
    expect(same(second.bytes.get("instances/aurora-1/postgresql.log.2026-11-21-1900"), logLines(300_000))).toBe(true);
    expect(second.entries).toEqual(first.entries);
    expect(second.files).toEqual(first.files);
  });

  test("a listing that says something else lies beside the former one", async () => {
    const { run, logs } = await accountWith([hourly("18", logLines(5000)), hourly("19", logLines(9000))]);
    const first = listings(await run());
    logs.push(hourly("15", logLines(100)));
    const second = listings(await run());
    expect([first.length, second.length]).toEqual([1, 2]);
    expect(second).toEqual(expect.arrayContaining([...first]));
    logs.pop();
    expect(listings(await run())).toEqual(second);
  });

  test("two instances at once, and names that are no paths", async () => {
    const hostile = "error/../../../etc/passwd\u0000.2026-11-21-1900";
    const { run } = await accountWith([hourly("18", ODD), hourly("19", Buffer.from("evil\n"), { name: hostile })]);
    const ran = await run({ members: ["aurora-1", "aurora-9"] });
    expect(ran.error).toBeNull();
    for (const { path } of ran.files) expect(path).toMatch(/^(?:instances|raw)\/[\w./-]+$/);
    expect(ran.files.some(({ origin }) => origin.name === hostile)).toBe(true);
    expect(ran.entries.find(({ subject }) => subject === "aurora-9")).toMatchObject({
      state: "absent",
      code: "DELETED",
    });
  });
});

describe("a connection that is not", () => {
  test.each(["reset-half", "truncate", "truncate-clean", "stall", "html200", "html500", "empty-200"] as const)(
    "%s of a download is tried again until the bytes are there",
    async (kind) => {
      const bytes = logLines(700_000);
      const { run, simulator } = await accountWith([hourly("18", bytes)]);
      simulator.rules.faults.push({ action: "DownloadCompleteDBLogFile", nth: 1, kind });
      simulator.rules.faults.push({ action: "DownloadCompleteDBLogFile", nth: 2, kind: "truncate-clean" });
      const ran = await run();
      expect(same(logOf(ran, "postgresql.log.2026-11-21-1800"), bytes)).toBe(true);
      expect(codes(ran)).toEqual([null]);
      expect(ran.asked("DownloadDBLogFilePortion")).toHaveLength(0);
    },
  );

  test("a download that never comes whole is replaced by portions", async () => {
    const bytes = logLines(700_000);
    const { run, simulator } = await accountWith([hourly("18", bytes)]);
    simulator.rules.faults.push({ action: "DownloadCompleteDBLogFile", nth: 0, kind: "truncate-clean" });
    const ran = await run({ budgetMs: 200 });
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1800"), bytes)).toBe(true);
    expect(ran.asked("DownloadDBLogFilePortion")).toHaveLength(1);
    expect(codes(ran)).toEqual([null]);
  });

  test("what came of a file that never comes whole either way is kept as partial", async () => {
    const bytes = logLines(700_000);
    const { run, simulator } = await accountWith([hourly("18", bytes)]);
    simulator.rules.faults.push({ action: "DownloadCompleteDBLogFile", nth: 0, kind: "truncate-clean" });
    simulator.rules.denied.add("rds:DownloadDBLogFilePortion");
    const ran = await run({ budgetMs: 200 });
    const kept = logOf(ran, "postgresql.log.2026-11-21-1800") ?? Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(0);
    expect(kept).toEqual(bytes.subarray(0, kept.length));
    expect(ran.entries).toMatchObject([{ state: "partial", code: "SHORT" }]);
    expect(ran.outcome?.instances[0]?.missing).toMatchObject([
      { code: "SHORT", cutFile: "instances/aurora-1/postgresql.log.2026-11-21-1800" },
    ]);

    simulator.rules.faults.length = 0;
    const second = await run();
    expect(same(logOf(second, "postgresql.log.2026-11-21-1800"), bytes)).toBe(true);
    expect(codes(second)).toEqual([null]);
  });
});

describe("permissions", () => {
  test("without the REST action the pages give the same bytes, and are saved", async () => {
    const bytes = Buffer.concat([logLines(2_500_000), ODD]);
    const more = ["1910", "1920", "1930"].map((at) =>
      hourly("19", ODD, { name: `error/postgresql.log.2026-11-21-${at}` }),
    );
    const { run, simulator } = await accountWith([hourly("18", bytes), ...more]);
    simulator.rules.denied.add("rds:DownloadCompleteDBLogFile");
    const ran = await run();
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1800"), bytes)).toBe(true);
    expect(codes(ran)).toEqual([null]);
    // The two that were under way at once; the others are not asked for in vain.
    expect(ran.asked("DownloadCompleteDBLogFile")).toHaveLength(2);
    const pages = ran.files.filter(({ path }) => path.startsWith("raw/portions/"));
    const file = ran.files.find(({ path }) => path.endsWith("/postgresql.log.2026-11-21-1800"));
    expect(file?.origin).toMatchObject({ call: "rds:DownloadDBLogFilePortion" });
    expect(file?.origin.markers).toHaveLength(3);
    expect(pages).toHaveLength(6);
    expect((await run()).asked("DownloadDBLogFilePortion")).toHaveLength(0);
  });

  test("without both one entry names them, and which files", async () => {
    const { run, simulator } = await accountWith([hourly("18", ODD), hourly("19", ODD)]);
    simulator.rules.denied.add("rds:DownloadCompleteDBLogFile").add("rds:DownloadDBLogFilePortion");
    const ran = await run();
    expect(ran.entries).toMatchObject([{ subject: "aurora-1", state: "none", code: "DENIED" }]);
    expect(ran.entries[0]?.reason).toContain("2 log files");
    expect(ran.entries[0]?.remedy).toContain("rds:DownloadCompleteDBLogFile");
    expect(ran.outcome?.instances[0]).toMatchObject({ complete: false, files: [] });
    expect(ran.outcome?.instances[0]?.missing).toHaveLength(2);
  });

  test("without the listing nothing is known of the instance", async () => {
    const { run, simulator } = await accountWith([hourly("18", ODD)]);
    simulator.rules.denied.add("rds:DescribeDBLogFiles");
    const ran = await run();
    expect(ran.entries).toMatchObject([
      { subject: "aurora-1", state: "none", code: "DENIED", call: "rds:DescribeDBLogFiles" },
    ]);
    expect(ran.outcome?.instances[0]?.missing).toMatchObject([
      { fromMs: WINDOW.sinceMs - 900_000, untilMs: WINDOW.untilMs },
    ]);
  });

  test("the id of a cluster is told from an instance that is gone", async () => {
    const { run } = await accountWith([]);
    expect((await run({ members: ["orders"] })).entries).toMatchObject([{ code: "CLUSTER_ID", state: "none" }]);
  });
});

describe("files that change while they are collected", () => {
  test("one that is removed is named with its size", async () => {
    const { run } = await accountWith([
      hourly("18", ODD, { modes: { rotates: { afterReads: 1, bytes: null } } }),
      hourly("19", ODD),
    ]);
    const ran = await run();
    expect(ran.entries).toMatchObject([
      { subject: "aurora-1 error/postgresql.log.2026-11-21-1800", state: "none", code: "ROTATED_AWAY" },
    ]);
    expect(ran.entries[0]?.reason).toContain("9 bytes");
    expect(ran.outcome?.instances[0]?.missing).toMatchObject([
      { code: "ROTATED_AWAY", name: "error/postgresql.log.2026-11-21-1800" },
    ]);
  });

  test("one that RDS compressed meanwhile is fetched under its new name, and nothing is missing", async () => {
    const zip = gzipSync(logLines(1000));
    const { run } = await accountWith([
      hourly("18", logLines(1000), { modes: { rotates: { afterReads: 1, bytes: null } } }),
      hourly("18", zip, { name: "error/postgresql.log.2026-11-21-1800.gz" }),
      hourly("19", ODD),
    ]);
    const ran = await run();
    expect(codes(ran)).not.toContain("ROTATED_AWAY");
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1800.gz"), zip)).toBe(true);
  });

  test("lines that come while the window lasts make it pending; a later run fetches them and ends it", async () => {
    const begun = logLines(50_000);
    const more = Buffer.from("one more line\n");
    const file = hourly("19", begun, { lastWritten: NOW - 1000 });
    const { run, clock } = await accountWith([hourly("18", ODD), file]);
    const window = { sinceMs: NOW - HOUR, untilMs: NOW };
    const first = await run({ window });
    expect(first.entries).toMatchObject([
      { state: "complete" },
      { state: "pending", code: "GROWING", runAgainAfter: "2026-11-21T20:01:00.000Z" },
    ]);
    expect(first.outcome?.instances[0]?.files.at(-1)).toMatchObject({ pending: true, whole: true });

    file.bytes = Buffer.concat([begun, more]);
    file.lastWritten = NOW + 30_000;
    clock.ms = NOW + 90_000;
    const second = await run({ window });
    expect(same(logOf(second, "postgresql.log.2026-11-21-1900"), Buffer.concat([begun, more]))).toBe(true);
    expect(codes(second)).toEqual([null]);
    expect(second.files.find(({ path }) => path.endsWith("1900"))?.growing).toBe(true);

    file.bytes = Buffer.concat([begun, more, more]);
    file.lastWritten = clock.ms = NOW + 200_000;
    const third = await run({ window });
    expect(codes(third)).toEqual([null]);
    expect(third.asked("DownloadCompleteDBLogFile")).toHaveLength(0);
  });

  test("a file that is pending and then removed is pending no more", async () => {
    const file = hourly("19", logLines(5000), { lastWritten: NOW - 1000 });
    const { run, clock, logs } = await accountWith([hourly("18", ODD), file]);
    const window = { sinceMs: NOW - HOUR, untilMs: NOW };
    await run({ window });
    logs.pop();
    clock.ms = NOW + 90_000;
    const second = await run({ window });
    expect(second.entries.map(({ state }) => state)).not.toContain("pending");
    expect(codes(second)).toContain("ROTATED_AWAY");
    expect(same(logOf(second, "postgresql.log.2026-11-21-1900"), logLines(5000))).toBe(true);
  });

  test("growth between two looks is fetched behind what is there", async () => {
    const begun = logLines(200_000);
    const more = logLines(3000);
    const file = hourly("19", begun, { lastWritten: NOW, modes: { grows: { afterReads: 2, bytes: more } } });
    const { run } = await accountWith([file]);
    const ran = await run({ window: { sinceMs: NOW - HOUR, untilMs: NOW } });
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1900"), Buffer.concat([begun, more]))).toBe(true);
    expect(codes(ran)).toContain("GROWING");
  });

  test("a name that means other bytes at the second look keeps both", async () => {
    const begun = logLines(200_000);
    const other = logLines(300_000, NOW - 1000);
    const file = hourly("19", begun, { lastWritten: NOW, modes: { rotates: { afterReads: 2, bytes: other } } });
    const { run } = await accountWith([file]);
    const ran = await run({ window: { sinceMs: NOW - HOUR, untilMs: NOW } });
    expect(same(logOf(ran, "postgresql.log.2026-11-21-1900"), begun)).toBe(true);
    const after = ran.files.find(({ path }) => path.includes("after-rotation"));
    expect(same(ran.bytes.get(after?.path ?? ""), other)).toBe(true);
    expect(codes(ran)).toContain("ROTATED");
  });

  test("a name that means other bytes in the next run keeps both", async () => {
    const begun = logLines(2000);
    const other = logLines(3000, NOW - 1000);
    const file = hourly("19", begun, { lastWritten: NOW });
    const { run, clock } = await accountWith([file]);
    const window = { sinceMs: NOW - HOUR, untilMs: NOW };
    await run({ window });
    file.bytes = other;
    file.lastWritten = clock.ms = NOW + 90_000;
    const second = await run({ window });
    expect(same(logOf(second, "postgresql.log.2026-11-21-1900"), other)).toBe(true);
    const before = second.files.find(({ path }) => path.includes("before-rotation"));
    expect(same(second.bytes.get(before?.path ?? ""), begun)).toBe(true);
    expect(codes(second)).toEqual(["ROTATED"]);
    const third = await run({ window });
    expect(third.files.map(({ path }) => path)).toEqual(second.files.map(({ path }) => path));
  });
});

describe("what is no longer there", () => {
  test("files before the oldest are told with what they would have had, and are no failure", async () => {
    const old = { name: "error/postgresql.log.2026-11-18-19", lastWritten: NOW };
    const { run } = await accountWith([hourly("19", ODD, old)]);
    const ran = await run({ window: { sinceMs: NOW - 100 * HOUR, untilMs: NOW - 300_000 } });
    expect(ran.entries).toMatchObject([{ subject: "aurora-1", state: "absent", code: "EXPIRED" }]);
    expect(ran.entries[0]?.reason).toBe(
      "older log files are gone: the oldest begins at 2026-11-18T19:00:00.000Z, 3 days ago",
    );
    expect(ran.outcome?.instances[0]?.missing).toMatchObject([{ code: "EXPIRED", untilMs: NOW - 73 * HOUR }]);
  });

  test("a window before all files is absent", async () => {
    const { run } = await accountWith([hourly("19", ODD)]);
    const ran = await run({ window: { sinceMs: NOW - 100 * HOUR, untilMs: NOW - 90 * HOUR } });
    expect(ran.entries).toMatchObject([{ state: "absent", code: "EXPIRED" }]);
    expect(ran.asked("DownloadCompleteDBLogFile")).toHaveLength(0);
  });

  test("an instance that is deleted after its logs were saved keeps them, and they are not to be had elsewhere", async () => {
    const instances = [instance({ logs: [hourly("18", ODD), hourly("19", ODD)] })];
    const { run } = await accountWith([], { instances });
    await run({ members: ["aurora-1"] });
    instances.length = 0;
    const second = await run({ members: ["aurora-1"] });
    expect(second.entries).toMatchObject([{ state: "absent", code: "DELETED" }]);
    expect(same(logOf(second, "postgresql.log.2026-11-21-1900"), ODD)).toBe(true);
    expect(second.outcome?.instances[0]?.missing).toEqual([]);
  });

  test("an interruption in the middle loses no finished file, and nothing is said to be complete", async () => {
    const { run } = await accountWith(["18", "19"].map((hour) => hourly(hour, logLines(400_000))));
    const first = await run({ interruptAfter: 2 });
    expect(first.error).toBeInstanceOf(Interrupted);
    expect(first.entries).toEqual([]);
    const second = await run();
    expect(codes(second)).toEqual([null]);
    for (const hour of ["18", "19"])
      expect(same(logOf(second, `postgresql.log.2026-11-21-${hour}00`), logLines(400_000))).toBe(true);
  });
});
