import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { PortionModes } from "../../sim/world.ts";
import { type Account, accountWith, hourly, logLines } from "./account.ts";

const FILE = "instances/aurora-1/postgresql.log.2026-11-21-1800";
const log = Buffer.concat([logLines(3_300_000), Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x0a])]);
const wide = Buffer.from(
  Array.from({ length: 40 }, (_, at) => `line ${at} ${"y".repeat(70_000 + at * 999)}\n`).join(""),
);

/** An account whose REST download is denied. */
async function portionsOnly(bytes: Buffer, modes: Partial<PortionModes> = {}, name?: string): Promise<Account> {
  const account = await accountWith([hourly("18", bytes, { modes, ...(name === undefined ? {} : { name }) })]);
  account.simulator.rules.denied.add("rds:DownloadCompleteDBLogFile");
  return account;
}

describe("every known way of the portion API", () => {
  test.each<[string, Buffer, Partial<PortionModes>, (string | null)[]]>([
    ["as it should be", log, {}, [null]],
    ["M3: marks at the edge of pages", wide, { truncationMark: true }, [null]],
    ["M5: repeated bytes", log, { overlapBytes: 777 }, [null, "OVERLAP_BYTES"]],
    ["M6: an early end", log, { endsEarlyAt: { bytes: 1_234_567, forGood: false } }, [null]],
    ["M7: marker 0 at the end", log, { markerZeroAtEnd: true }, [null]],
    ["M8: the same marker at the end", log, { sameMarkerAtEnd: true }, [null]],
    ["M11: no data element", log, { absentData: true, sameMarkerAtEnd: true }, [null]],
    ["an empty file", Buffer.alloc(0), { absentData: true }, [null]],
    [
      "several of them",
      wide,
      { truncationMark: true, overlapBytes: 300, markerZeroAtEnd: true },
      [null, "OVERLAP_BYTES"],
    ],
  ])("%s gives the file byte by byte", async (_what, bytes, modes, codes) => {
    const { run } = await portionsOnly(bytes, modes);
    const ran = await run();
    expect(ran.error).toBeNull();
    expect(ran.bytes.get(FILE)?.equals(bytes)).toBe(true);
    expect(ran.entries.map(({ code }) => code)).toEqual(codes);
    expect(ran.outcome?.instances[0]?.complete).toBe(true);
    expect((await run()).asked("DownloadDBLogFilePortion")).toEqual([]);
  });

  test("M4: a line that stays cut is an entry, and the rest is there", async () => {
    const { run } = await portionsOnly(log, { alwaysTruncatedLine: 9000 });
    const ran = await run();
    expect(ran.entries).toMatchObject([
      { subject: "aurora-1 error/postgresql.log.2026-11-21-1800", state: "partial", code: "LINE_TRUNCATED_BY_AWS" },
    ]);
    expect(ran.bytes.get(FILE)?.subarray(-100_000).equals(log.subarray(-100_000))).toBe(true);
    expect(ran.asked("DownloadDBLogFilePortion").length).toBeLessThan(60);
  });

  test("M6: an end that stays too early is SHORT with both sizes", async () => {
    const { run } = await portionsOnly(log, { endsEarlyAt: { bytes: 2_000_000, forGood: true } });
    const ran = await run();
    expect(ran.bytes.get(FILE)?.equals(log.subarray(0, 2_000_000))).toBe(true);
    expect(ran.entries).toMatchObject([{ state: "partial", code: "SHORT" }]);
    expect(ran.entries[0]?.reason).toContain(`2,000,000 of ${log.length.toLocaleString("en-US")} bytes`);
    expect(ran.outcome?.instances[0]?.missing).toMatchObject([{ code: "SHORT", cutFile: FILE }]);
  });

  test("M9: a refusal as binary names the action that would give it", async () => {
    const { run } = await portionsOnly(log, { binaryRefused: true });
    const ran = await run();
    expect(ran.entries).toMatchObject([{ subject: "aurora-1", state: "none", code: "BINARY_REFUSED" }]);
    expect(ran.entries[0]?.remedy).toContain("rds:DownloadCompleteDBLogFile");
  });

  test("M12: the text of a compressed log is saved under another name than the gzip", async () => {
    const { run, simulator } = await portionsOnly(
      gzipSync(log),
      { gzipText: log },
      "error/postgresql.log.2026-11-21-1800.gz",
    );
    const ran = await run();
    expect(ran.bytes.get(`${FILE}.inflated`)?.equals(log)).toBe(true);
    expect(ran.files.find(({ path }) => path.startsWith("instances/"))?.declaredSize).toBeNull();
    expect(ran.entries.map(({ code }) => code)).toEqual([null]);
    expect((await run()).asked("DownloadDBLogFilePortion")).toEqual([]);
    simulator.rules.denied.clear();
  });

  test("a file that is removed between its pages keeps what came", async () => {
    const { run } = await portionsOnly(log, { rotates: { afterReads: 3, bytes: null } });
    const ran = await run();
    expect(ran.entries).toMatchObject([{ state: "partial", code: "ROTATED_AWAY" }]);
    const kept = ran.bytes.get(FILE) ?? Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(1_000_000);
    expect(log.subarray(0, kept.length).equals(kept)).toBe(true);
  });
});

describe("pages", () => {
  test("an interrupted run goes on behind the last page that was saved", async () => {
    const { run } = await portionsOnly(log);
    const first = await run({ interruptAfter: 4 }); // the listing, the refusal, two pages
    expect(first.error).not.toBeNull();
    const second = await run();
    expect(second.bytes.get(FILE)?.equals(log)).toBe(true);
    const all = [...first.asked("DownloadDBLogFilePortion"), ...second.asked("DownloadDBLogFilePortion")];
    expect(second.asked("DownloadDBLogFilePortion").length).toBeLessThan(3);
    expect(all.length).toBeLessThanOrEqual(5);
  });

  test("pages that were saved before a refusal are kept as partial, and the next run asks for the rest alone", async () => {
    const { run, simulator } = await portionsOnly(log);
    simulator.rules.faults.push({ action: "DownloadDBLogFilePortion", nth: 3, kind: "denied" });
    const first = await run();
    expect(first.entries).toMatchObject([{ code: "SHORT", state: "partial" }]);
    expect(first.bytes.get(FILE)?.equals(log.subarray(0, first.bytes.get(FILE)?.length))).toBe(true);
    const second = await run();
    expect(second.bytes.get(FILE)?.equals(log)).toBe(true);
    expect(second.asked("DownloadDBLogFilePortion")).toHaveLength(2);
    expect(second.entries.map(({ code }) => code)).toEqual([null]);
  });

  test("once the whole file may be read its pages go, and its bytes are the same", async () => {
    const { run, simulator } = await portionsOnly(log, { endsEarlyAt: { bytes: 2_000_000, forGood: true } });
    await run();
    simulator.rules.denied.clear();
    const second = await run();
    expect(second.bytes.get(FILE)?.equals(log)).toBe(true);
    expect(second.files.some(({ path }) => path.startsWith("raw/portions/"))).toBe(false);
    expect(second.entries.map(({ code }) => code)).toEqual([null]);
  });

  test.each(["reset-half", "truncate", "truncate-clean", "stall", "html200", "empty-200", "throttle"] as const)(
    "%s of a page is tried again",
    async (kind) => {
      const { run, simulator } = await portionsOnly(log);
      simulator.rules.faults.push({ action: "DownloadDBLogFilePortion", nth: 2, kind });
      const ran = await run();
      expect(ran.bytes.get(FILE)?.equals(log)).toBe(true);
      expect(ran.entries.map(({ code }) => code)).toEqual([null]);
    },
  );
});
