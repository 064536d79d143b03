// A log may be cut into ranges that are scanned one by one: together they say what one scan of it says, or say that they
// cannot.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinScans, scanServerLog, serverCuts, type ServerScan, type ServerSniff } from "../../../src/parse/index.ts";
import type { Keep, Scanner } from "../../../src/parse/postgresql/scan.ts";
import { codes, serverMatcher } from "../../../src/signatures/index.ts";
import { BlockIndex, Histogram } from "../../../src/timeline/index.ts";
import { logOf } from "../../analyze/window/logs.ts";
import { randomLog } from "./random-log.ts";
import { source } from "./scan.ts";

const isStart = (code: number): boolean => code === codes.code("server-starting");

interface Way {
  readonly scanner: Scanner;
  readonly keep: Keep;
}

/** What a scan of a range (or of all) leaves. */
function scanned(bytes: Buffer, sniff: ServerSniff, { scanner, keep }: Way, from: number, to: number) {
  const rows: (number | string)[][] = [];
  const names: string[] = [];
  const index = new BlockIndex();
  const histogram = new Histogram();
  const scan = scanServerLog(source(bytes), sniff, {
    sink: {
      // The code of names is replaced by the names: they are numbered anew in each range.
      add: (...columns) => rows.push(columns.map((value, i) => (i === 9 ? (names[value - 1] ?? "") : value))) - 1,
      extend: (row, byteLength) => (rows[row] ?? []).splice(6, 1, byteLength),
      setDigest: (row, digest) => (rows[row] ?? []).push(digest),
      intern: (...name) => {
        const key = name.join("\0");
        return names.includes(key) ? names.indexOf(key) + 1 : names.push(key);
      },
    },
    matcher: serverMatcher,
    isStart,
    keep,
    index,
    histogram,
    scanner,
    from: { byteOffset: from, line: 1, continues: from > 0 },
    to,
    goesOn: to < bytes.length,
  });
  return { scan, rows, index, histogram };
}

interface Told {
  readonly scan: ServerScan;
  readonly rows: readonly (number | string)[][];
  readonly index: BlockIndex;
  readonly histogram: Histogram;
}

function inOneGo(bytes: Buffer, sniff: ServerSniff, way: Way): Told {
  return scanned(bytes, sniff, way, 0, bytes.length);
}

function inRanges(bytes: Buffer, sniff: ServerSniff, way: Way, cuts: readonly number[]): Told | null {
  const ends = [...cuts, bytes.length];
  const parts = ends.map((to, i) => scanned(bytes, sniff, way, ends[i - 1] ?? 0, to));
  const scan = joinScans(
    "server.log",
    parts.map((part) => part.scan),
  );
  if (scan === null) return null;
  const rows: (number | string)[][] = [];
  const index = new BlockIndex();
  const histogram = new Histogram();
  let lines = 0;
  for (const part of parts) {
    const first = rows.length;
    for (const row of part.rows) {
      // Line and parent.
      rows.push(row.map((value, i) => (i === 7 ? Number(value) + lines : i === 11 && value !== -1 ? Number(value) + first : value))); // prettier-ignore
    }
    index.append(part.index.data(), lines, part.scan.firstUs);
    histogram.add(part.histogram.data());
    lines += part.scan.counts.lines;
  }
  return { scan, rows, index, histogram };
}

/** The lowest and the highest time of an index. */
function extent(index: BlockIndex): readonly number[] {
  const cells = [...index.data().blocks];
  return [Math.min(...cells.filter((_, i) => i % 4 === 2)), Math.max(...cells.filter((_, i) => i % 4 === 3))];
}

/** Every block begins with the line that it says it does, and the index holds what the one of a single scan holds. */
function expectIndex(bytes: Buffer, found: BlockIndex, whole: BlockIndex): void {
  expect(found.gaps).toEqual(whole.gaps);
  const { blocks } = found.data();
  let lines = 0;
  let counted = 0;
  for (let at = 0; at < blocks.length; at += 4) {
    const offset = blocks[at] ?? 0;
    for (; counted < offset; counted++) if (bytes[counted] === 10) lines++;
    expect(blocks[at + 1]).toBe(lines + 1);
  }
  expect(extent(found)).toEqual(extent(whole));
}

const seen = { cut: 0, alone: 0 };

function expectSame(bytes: Buffer, sniff: ServerSniff, way: Way, partBytes: number): void {
  const cuts = serverCuts(source(bytes), sniff, partBytes);
  if (cuts.length === 0) return;
  const joined = inRanges(bytes, sniff, way, cuts);
  seen[joined === null ? "alone" : "cut"]++;
  if (joined === null) return;
  const whole = inOneGo(bytes, sniff, way);
  expect(joined.scan).toEqual(whole.scan);
  expect(joined.rows).toEqual(whole.rows);
  expect(joined.histogram.data()).toEqual(whole.histogram.data());
  expectIndex(bytes, joined.index, whole.index);
}

const ways = fc.record({
  scanner: fc.constantFrom<Scanner>("fast", "fast", "plain"),
  keep: fc.constantFrom<Keep>({ what: "notable" }, { what: "notable" }, { what: "all" }),
});

/** Ordinary operation of sessions: among it a log may be cut. */
function quiet(at: number, pid: number, lines: number): string {
  const stamp = new Date(Date.UTC(2026, 10, 21) + at * 1000).toISOString().slice(0, 19).replace("T", " ");
  return Array.from(
    { length: lines },
    (_, i) => `${stamp} UTC:10.0.0.${i % 9}(${4000 + i}):app@orders:[${pid + (i % 5)}]:LOG:  duration: ${i}.1 ms\n`,
  ).join("");
}

describe("stderr", () => {
  const sniff = { format: "stderr", excerpt: false, why: "test" } as const;

  test("random logs between quiet stretches", () => {
    Object.assign(seen, { cut: 0, alone: 0 });
    const piece = fc.tuple(randomLog, fc.integer({ min: 0, max: 200_000 }), fc.constantFrom(300, 860, 862));
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 5 }), ways, (pieces, way) => {
        const texts = pieces.flatMap(([log, at, pid]) => [log, Buffer.from(`\n${quiet(at, pid, 120)}`)]);
        expectSame(Buffer.concat(texts), sniff, way, 9000);
      }),
      { numRuns: 400 },
    );
    expect(seen.cut).toBeGreaterThan(50);
    expect(seen.alone).toBeGreaterThan(0);
  });

  test("what a range cannot tell by itself is said", () => {
    const before = quiet(0, 300, 300);
    // Its message lies before the cut.
    const orphan = "2026-11-21 00:10:00 UTC:10.0.0.1(4000):app@orders:[9999]:STATEMENT:  select 1\n";
    const parent = "2026-11-21 00:00:00 UTC:10.0.0.1(4000):app@orders:[9999]:ERROR:  no\n";
    const bytes = Buffer.from(parent + before + quiet(60, 300, 30) + orphan + quiet(61, 300, 300));
    const cuts = serverCuts(source(bytes), sniff, 12_000);
    expect(cuts.length).toBeGreaterThan(1);
    for (const scanner of ["fast", "plain"] as const)
      expect(inRanges(bytes, sniff, { scanner, keep: { what: "notable" } }, cuts)).toBeNull();
  });

  test("cuts are at messages of sessions, and nothing doubtful stands before them", () => {
    const doubtful = "2026-11-21 00:10:00 UTC::@:[1]:LOG:  checkpoint starting: time\n";
    const bytes = Buffer.from((quiet(0, 300, 40) + doubtful).repeat(20));
    const cuts = serverCuts(source(bytes), sniff, 8000);
    expect(cuts).toEqual([]);
    const calm = Buffer.from((quiet(0, 300, 120) + doubtful).repeat(20));
    const found = serverCuts(source(calm), sniff, 8000);
    expect(found.length).toBeGreaterThan(10);
    for (const cut of found) {
      expect(calm[cut - 1]).toBe(10);
      expect(calm.subarray(cut - 4000, cut).includes("checkpoint")).toBe(false);
    }
  });

  test("is not cut when it is an excerpt, or short", () => {
    const bytes = Buffer.from(quiet(0, 300, 300));
    expect(serverCuts(source(bytes), { ...sniff, excerpt: true }, 1000)).toEqual([]);
    expect(serverCuts(source(bytes), sniff, bytes.length)).toEqual([]);
  });
});

describe("jsonlog", () => {
  const sniff = { format: "jsonlog", excerpt: false, why: "test" } as const;
  const times = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom(0, 0, 3, 200)), { minLength: 40, maxLength: 200 })
    .map((steps) => {
      let now = 0;
      return steps.map(([step, late]) => (now += step) - late);
    });

  test("random times", () => {
    Object.assign(seen, { cut: 0, alone: 0 });
    fc.assert(
      fc.property(times, ways, fc.integer({ min: 1000, max: 9000 }), (at, way, partBytes) => {
        expectSame(Buffer.from(logOf("jsonlog", at)), sniff, way, partBytes);
      }),
      { numRuns: 200 },
    );
    expect(seen.cut).toBeGreaterThan(100);
  });
});

test("csvlog is not cut: only who reads from the beginning knows what is quoted", () => {
  const bytes = Buffer.from(
    logOf(
      "csvlog",
      Array.from({ length: 300 }, (_, i) => i),
    ),
  );
  expect(serverCuts(source(bytes), { format: "csvlog", excerpt: false, why: "test" }, 1000)).toEqual([]);
});
