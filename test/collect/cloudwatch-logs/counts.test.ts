// The second witness's arithmetic: records of files by minute, and the comparison with events that stand earlier.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countLines } from "../../../src/collect/cloudwatch-logs/line-counts.ts";
import { lineMs } from "../../../src/collect/cloudwatch-logs/line-time.ts";
import { EARLY_MS, MINUTE_MS, compareMinutes } from "../../../src/collect/cloudwatch-logs/minutes.ts";
import { cutEnd } from "../../../src/collect/cloudwatch-logs/tail.ts";
import { folder } from "./support.ts";

const base = Date.UTC(2026, 10, 21, 19);

function stamp(ms: number): string {
  return `${new Date(ms).toISOString().replace("T", " ").slice(0, 19)} UTC`;
}

function perMinute(times: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const ms of times) counts.set(ms - (ms % MINUTE_MS), (counts.get(ms - (ms % MINUTE_MS)) ?? 0) + 1);
  return counts;
}

function early(times: readonly number[]): Map<number, number> {
  return perMinute(times.filter((ms) => ms % MINUTE_MS < EARLY_MS));
}

async function counted(path: string) {
  const counts = { all: new Map<number, number>(), early: new Map<number, number>() };
  await countLines(path, counts);
  return counts;
}

describe("the time of a line", () => {
  test.each<[string, string]>([
    ["2026-11-21 19:06:41 UTC:10.0.1.7(5432):a@b:[1]:LOG:  x", "2026-11-21T19:06:41.000Z"],
    ["2026-11-21 19:06:41.957 UTC:10.0.1.7(5432):a@b:[1]:LOG:  x", "2026-11-21T19:06:41.957Z"],
    ["2026-11-21 19:06:41.957 GMT,,,1,", "2026-11-21T19:06:41.957Z"],
    ["2026-11-21 20:06:41 +01::a@b", "2026-11-21T19:06:41.000Z"],
    ['{"timestamp":"2026-11-21 19:06:41.957 UTC","pid":1}', "2026-11-21T19:06:41.957Z"],
  ])("of %s", (line, expected) => {
    expect(new Date(lineMs(line)).toISOString()).toBe(expected);
  });

  test.each([
    "\t2026-11-21 19:06:41 UTC",
    "2026-11-21 19:06:41",
    "",
    "2026-11-21T19:06:41Z x",
    "9999-99-99 99:99:99 UTC:",
  ])("there is none in %j", (line) => {
    expect(lineMs(line)).toBeNaN();
  });
});

describe("lines of a file by minute", () => {
  test("records, details and statements count; what goes on with them does not", async () => {
    const path = join(folder(), "postgresql.log");
    const text = [
      "half of a line",
      `${stamp(base)}:h:u@d:[1]:ERROR:  a`,
      `${stamp(base)}:h:u@d:[1]:STATEMENT:  select`,
      "\tfrom t",
      `${stamp(base + 59_000)}:h:u@d:[1]:DETAIL:  x`,
      "",
      `${stamp(base + 60_000)}:h:u@d:[1]:LOG:  no newline at the end`,
    ].join("\n");
    writeFileSync(path, text);
    expect([...(await counted(path)).all]).toEqual([
      [base, 3],
      [base + 60_000, 1],
    ]);
    writeFileSync(`${path}.gz`, gzipSync(text));
    expect([...(await counted(`${path}.gz`)).all]).toEqual([
      [base, 3],
      [base + 60_000, 1],
    ]);
  });

  test("of a file of many blocks are those of its lines", async () => {
    const path = join(folder(), "postgresql.log");
    const times = Array.from({ length: 40_000 }, (_, i) => base + i * 37);
    const text = times.map((ms, i) => `${stamp(ms)}:h:u@d:[${i}]:LOG:  ${"x".repeat(i % 97)}\n\tmore\n`).join("");
    writeFileSync(path, text);
    expect(text.length).toBeGreaterThan(2 << 20);
    expect(await counted(path)).toEqual({ all: perMinute(times), early: early(times) });
  });

  test("a compressed file that is cut is an error for the caller, and does not hang", async () => {
    const path = join(folder(), "postgresql.log.gz");
    const whole = gzipSync(`${stamp(base)}:h:u@d:[1]:LOG:  x\n`.repeat(1_000));
    writeFileSync(path, whole.subarray(0, whole.length - 20));
    await expect(counted(path)).rejects.toThrow(/unexpected end/);
  });
});

describe("two counts", () => {
  const span = { fromMs: base, untilMs: base + 10 * MINUTE_MS };
  const everySecond = Array.from({ length: 600 }, (_, i) => base + i * 1_000);

  test("agree when events stand up to some seconds before their lines, whatever the load", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            ms: fc.oneof(
              fc.integer({ min: 0, max: 12 * MINUTE_MS }),
              fc.integer({ min: 0, max: 12 }).map((m) => m * MINUTE_MS),
            ),
            before: fc.integer({ min: 0, max: EARLY_MS }),
          }),
          { maxLength: 200 },
        ),
        (records) => {
          const lines = records.map(({ ms }) => base - MINUTE_MS + ms);
          const events = records.map(({ ms, before }) => base - MINUTE_MS + ms - before);
          expect(compareMinutes(perMinute(events), perMinute(lines), early(lines), span).differences).toEqual([]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("never tell of more lost records than were lost, and tell of all but those a minute's first seconds may hide", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 570 }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 4 }),
        (from, count, before) => {
          const events = everySecond.map((ms) => ms - before * 1_000);
          const lines = everySecond.filter((_ms, i) => i < from || i >= from + count);
          const { differences } = compareMinutes(perMinute(events), perMinute(lines), early(lines), span);
          const told = differences.reduce((sum, { surplus }) => sum + surplus, 0);
          expect(told).toBeLessThanOrEqual(count);
          expect(told).toBeGreaterThanOrEqual(count - 10);
        },
      ),
    );
  });

  test("differ exactly where events were counted by their lines", () => {
    const lines = everySecond.filter((ms) => ms < base + 200_000 || ms >= base + 230_000);
    const {
      differences,
      events,
      lines: written,
    } = compareMinutes(perMinute(everySecond), perMinute(lines), new Map(), span);
    expect(differences).toEqual([{ minuteMs: base + 3 * MINUTE_MS, events: 60, lines: 30, surplus: 30 }]);
    expect([events, written]).toEqual([600, 570]);
  });

  test("differ below zero where CloudWatch lacks records, and nowhere in minutes to skip", () => {
    const events = everySecond.filter((ms) => ms < base + 240_000 || ms >= base + 360_000);
    const skip = (ms: number): boolean => ms === base + 4 * MINUTE_MS;
    expect(compareMinutes(perMinute(events), perMinute(everySecond), new Map(), span, skip).differences).toMatchObject([
      { minuteMs: base + 5 * MINUTE_MS, surplus: -60 },
    ]);
  });

  test("do not differ by lines of the window's first seconds, whose events stand before it", () => {
    const lines = [base + 1_000];
    expect(compareMinutes(new Map(), perMinute(lines), early(lines), span).differences).toEqual([]);
  });
});

describe("the end of a file that was cut", () => {
  test("names the last second and its records, half a line left aside", () => {
    const text = [
      `${stamp(base)}:::[1]:LOG:  before`,
      `${stamp(base + 1_000)}:::[1]:LOG:  one`,
      "\tmore",
      `${stamp(base + 1_000)}:::[1]:LOG:  two`,
      `${stamp(base + 1_000)}:::[1]:LOG:  ha`,
    ].join("\n");
    expect(cutEnd(text)).toEqual({
      secondMs: base + 1_000,
      records: new Map([
        [`${stamp(base + 1_000)}:::[1]:LOG:  one\n\tmore`, 1],
        [`${stamp(base + 1_000)}:::[1]:LOG:  two`, 1],
      ]),
    });
  });

  test("is unknown where no line has a time", () => {
    expect(cutEnd("a\nb\n")).toBeNull();
  });
});
