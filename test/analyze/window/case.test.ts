// A window on a folder: what it gives, what it reads, and what it says of the rest.
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { analyze, type AnalyzeOptions, defaultOptions, eventLines, openCase } from "../../../src/analyze/index.ts";
import type { TimeWindow } from "../../../src/analyze/window/time-window.ts";
import type { Report } from "../../../src/model/index.ts";
import { tempFolder } from "../../sources/evidence-folder.ts";
import { type LogFormat, logOf, ZERO_US } from "./logs.ts";

const HOUR = 3600;

/** Seconds between records, and what makes an hour of them worth looking into. */
const STEP = 5.3;
const FILLER = `  statement: select ${"a_column, ".repeat(150)}1`;

/** A log of some hours from 19:00 on. */
function hours(format: LogFormat, from: number, to: number): string {
  const first = Math.ceil((from * HOUR) / STEP);
  const count = Math.floor((to * HOUR) / STEP) - first;
  return logOf(
    format,
    Array.from({ length: count }, (_, i) => (first + i) * STEP),
    FILLER,
  );
}

/** Whole seconds, the last one to its end: where a csvlog and its stderr twin agree. */
const windowOf = (since: number, until: number): TimeWindow => ({
  sinceUs: ZERO_US + since * 1e6,
  untilUs: ZERO_US + until * 1e6 - 1,
});

const day = "2026-11-21";
const server = (hour: string, suffix = ""): string => `instances/aurora-1/postgresql.log.${day}-${hour}${suffix}`;

/** Sorted files, twins, a file with another hour in its name, an unsorted one, applications, documents. */
function folder(): string {
  return tempFolder({
    [server("19")]: hours("short", 0, 1),
    [server("20")]: hours("short", 1, 2),
    [server("21", ".gz")]: gzipSync(hours("short", 2, 3)),
    [server("22")]: hours("short", 3, 4),
    [server("20", ".csv")]: hours("csvlog", 1, 2),
    // Its name says 05:00; its records are of 20:00.
    [`instances/aurora-2/postgresql.log.${day}-05`]: hours("long", 1, 2),
    [`instances/aurora-2/postgresql.log.${day}-06`]: hours("long", 0, 1),
    // Two logs put together in the wrong order.
    "instances/aurora-3/postgresql.log": hours("short", 1, 2) + hours("short", 0, 1),
    "apps/orders/orders-1.log": hours("text", 0, 6),
    "apps/orders/orders-2.log": hours("pino", 2, 5),
    "rds-events.json": JSON.stringify({
      Events: [20, 21].map((hour) => ({
        SourceIdentifier: "aurora-1",
        SourceType: "db-instance",
        Message: "DB instance restarted",
        EventCategories: ["availability"],
        Date: `${day}T${hour}:30:00.000Z`,
      })),
    }),
  });
}

async function onCase<T>(
  path: string,
  window: TimeWindow | null,
  use: (evidence: Awaited<ReturnType<typeof openCase>>, options: AnalyzeOptions) => Promise<T>,
): Promise<T> {
  const scratch = join(tempFolder(), "spool");
  const evidence = await openCase([path], async function* () {}, scratch, undefined, window);
  try {
    return await use(evidence, { ...defaultOptions, window });
  } finally {
    evidence.close();
  }
}

async function events(path: string, window: TimeWindow | null): Promise<readonly string[]> {
  return onCase(path, window, async (evidence, options) => {
    const lines: string[] = [];
    for await (const line of eventLines(evidence, options, { instance: null, matches: null })) {
      // The formats of an instance are those of the files that were read.
      lines.push(JSON.stringify({ ...line, format: [] }));
    }
    return lines;
  });
}

function report(path: string, window: TimeWindow | null): Promise<Report> {
  return onCase(path, window, (evidence, options) => analyze(evidence, options));
}

function isWithin({ sinceUs, untilUs }: TimeWindow, line: string): boolean {
  const { time } = JSON.parse(line) as { time: string | null };
  const us = time === null ? Number.NaN : Date.parse(time) * 1000;
  return us >= sinceUs && us <= untilUs;
}

const windows: readonly (readonly [string, TimeWindow])[] = [
  ["inside one hour", windowOf(1.5 * HOUR, 1.7 * HOUR)],
  ["across files", windowOf(0.9 * HOUR, 1.1 * HOUR)],
  ["in a compressed file", windowOf(2.2 * HOUR, 2.4 * HOUR)],
  ["from a time on", { ...windowOf(3.5 * HOUR, 0), untilUs: Number.POSITIVE_INFINITY }],
  ["up to a time", { ...windowOf(0, 0.4 * HOUR), sinceUs: Number.NEGATIVE_INFINITY }],
  ["of nothing", windowOf(20 * HOUR, 21 * HOUR)],
];

test("events of a window are those of all with their lines, less what lies outside", async () => {
  const path = folder();
  const all = await events(path, null);
  for (const [name, window] of windows) {
    const expected = new Set(all.filter((line) => isWithin(window, line)));
    // oxlint-disable-next-line no-await-in-loop -- one case at a time
    const found = new Set(await events(path, window));
    // A log in no order of time has its places in the whole from what is not in the window.
    expect([...expected].filter((line) => !found.has(line)).slice(0, 3), name).toEqual([]);
    expect([...found].filter((line) => !expected.has(line)).slice(0, 3), name).toEqual([]);
  }
});

describe("the report of a window", () => {
  const window = windowOf(1.5 * HOUR, 1.7 * HOUR);

  test("says which files were read in part, which not at all, and why; none of them is hashed", async () => {
    const { inputs, accounting, options, problems, window: covered } = await report(folder(), window);
    const said = Object.fromEntries(inputs.map(({ file, notRead, sha256State }) => [file, [notRead, sha256State]]));
    const skipped = /^not read: its records are from 2026-11-21T\d\d:\d\d:\d\dZ to 2026-11-21T\d\d:\d\d:\d\dZ$/;
    const part = /^read in part: it is in order of time, and bytes \d+ to \d+ of \d+ hold the window$/;
    expect(said).toEqual({
      [server("19")]: [expect.stringMatching(skipped), "none"],
      [server("20")]: [expect.stringMatching(part), "none"],
      [server("20", ".csv")]: [expect.stringMatching(part), "none"],
      [server("21", ".gz")]: ["not read: by its name it begins at 2026-11-21T21:00:00Z, after the window", "none"],
      [server("22")]: [expect.stringMatching(skipped), "none"],
      [`instances/aurora-2/postgresql.log.${day}-05`]: [expect.stringMatching(part), "none"],
      [`instances/aurora-2/postgresql.log.${day}-06`]: [expect.stringMatching(skipped), "none"],
      "instances/aurora-3/postgresql.log": [undefined, "verified"],
      "apps/orders/orders-1.log": [expect.stringMatching(part), "none"],
      "apps/orders/orders-2.log": [expect.stringMatching(skipped), "none"],
      "rds-events.json": [undefined, "verified"],
    });
    expect(accounting.outsideWindow.files).toBe(5);
    expect(accounting.outsideWindow.bytes).toBeGreaterThan(0.5 * accounting.bytes);
    expect(accounting.lines).toBe(accounting.records + accounting.continuations + accounting.quarantined);
    expect(options).toMatchObject({ since: "2026-11-21T20:30:00.000Z", until: "2026-11-21T20:41:59.999Z" });
    expect(covered.start !== null && covered.start >= "2026-11-21T20:30:00").toBe(true);
    expect(covered.end !== null && covered.end <= "2026-11-21T20:41:59.999Z").toBe(true);
    expect(problems.find(({ kind }) => kind === "limited-to-window")?.text).toBe(
      `the analysis was limited to the window from 2026-11-21T20:30:00.000Z to 2026-11-21T20:41:59.999Z; 5 files and ${accounting.outsideWindow.bytes} bytes were not read: nothing is said about what lies outside`,
    );
  });

  test("claims nothing that was not read: an instance and a client whose logs lie outside are none, not missing", async () => {
    const path = tempFolder({
      [server("19")]: hours("short", 0, 1),
      [`instances/aurora-2/postgresql.log.${day}-22`]: hours("short", 3, 4),
      [`instances/aurora-3/postgresql.log.${day}-22.gz`]: gzipSync(hours("short", 3, 4)),
      "apps/orders/orders-2.log": hours("pino", 2, 5),
    });
    const { coverage, problems } = await report(path, windowOf(0.5 * HOUR, 0.6 * HOUR));
    const logs = coverage.filter(({ source }) => source === "postgresql-log" || source === "application-log");
    const outside = "no dated record inside the window that was asked for";
    expect(logs.map(({ subject, state, why }) => [subject, state, why])).toEqual([
      ["aurora-1", "full", "records from one end of the window to the other"],
      ["aurora-2", "none", outside],
      ["aurora-3", "none", outside],
      ["orders/orders-2", "none", outside],
    ]);
    expect(problems.map(({ kind }) => kind)).not.toContain("instance-not-supplied");
  });

  test("counts events and buckets of metrics that lie inside alone, and a snapshot whenever it was taken", async () => {
    const path = tempFolder({
      [server("20")]: hours("short", 1, 2),
      "rds-events.json": JSON.stringify({
        Events: ["20:29:59", "20:30:00", "20:41:59", "20:42:00"].map((time) => ({
          SourceIdentifier: "aurora-1",
          SourceType: "db-instance",
          Message: "DB instance restarted",
          EventCategories: ["availability"],
          Date: `${day}T${time}.000Z`,
        })),
      }),
      "metrics.json": JSON.stringify({
        Label: "aurora-1 FreeableMemory",
        Datapoints: ["20:28:00", "20:29:00", "20:30:00", "20:41:00", "20:42:00", "20:43:00"].map((time) => ({
          Timestamp: `${day}T${time}Z`,
          Average: 1e9,
          Unit: "Bytes",
        })),
      }),
    });
    const { coverage } = await report(path, window);
    expect(coverage.find(({ source }) => source === "rds-events")?.why).toMatch(/^2 events/);
    const metrics = coverage.find(({ source }) => source === "metrics");
    expect([metrics?.from, metrics?.to]).toEqual(["2026-11-21T20:30:00.000Z", "2026-11-21T20:42:00.000Z"]);
  });

  test("numbers the lines that problems name as the file does", async () => {
    const lines = hours("short", 0, 2).split("\n");
    const at = lines.findIndex((line) => line.startsWith(`${day} 20:35:`) && line.includes("LOG:"));
    lines.splice(at, 0, `${day} 20:35:00 UTC:10.0.0.1(5):app@orders:[77]:GRUNT:  no level of PostgreSQL's`);
    const path = tempFolder({ "instances/aurora-1/postgresql.log": lines.join("\n") });
    const { problems, inputs } = await report(path, window);
    expect(inputs[0]?.notRead).toMatch(/^read in part/);
    expect(problems.find(({ kind }) => kind === "quarantined-lines")).toMatchObject({ count: 1, firstLine: at + 1 });
  });
});
