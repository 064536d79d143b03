import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SourceFile } from "../../../src/model/index.ts";
import { WindowGate } from "../../../src/analyze/window/gate.ts";
import type { HeadReader } from "../../../src/analyze/window/heads.ts";
import { seek, SLACK_US } from "../../../src/analyze/window/seek.ts";
import type { TimeWindow } from "../../../src/analyze/window/time-window.ts";
import {
  appHeadReader,
  scanAppLog,
  scanServerLog,
  serverHeadReader,
  type ServerSniff,
  sniffServerLog,
} from "../../../src/parse/index.ts";
import { appFormats, type LogFormat, logOf, memoryFile, serverFormats, ZERO_US } from "./logs.ts";

/** A small piece, so that small files are looked into as large ones are. */
const PIECE = 64;

type Row = readonly [timeUs: number, level: number, part: number, byteOffset: number, byteLength: number];

function collector(): { readonly rows: Row[]; readonly sink: Parameters<typeof scanServerLog>[2]["sink"] } {
  const rows: Row[] = [];
  const sink = {
    add(timeUs: number, _p: number, level: number, part: number, _s: number, byteOffset: number, byteLength: number) {
      return rows.push([timeUs, level, part, byteOffset, byteLength]) - 1;
    },
    extend(row: number, byteLength: number) {
      const [timeUs = 0, level = 0, part = 0, byteOffset = 0] = rows[row] ?? [];
      rows[row] = [timeUs, level, part, byteOffset, byteLength];
    },
    intern: () => 0,
    setDigest: () => {},
  };
  return { rows, sink };
}

function scanPart(file: SourceFile, sniff: ServerSniff | null, gate: WindowGate, from: number, to: number) {
  const { rows, sink } = collector();
  if (sniff === null) {
    const ports = { open: () => sink, matcher: { match: () => 0 }, keep: "notable", zone: "UTC" } as const;
    const { counts } = scanAppLog(file, { ...ports, gate: () => gate, from: { byteOffset: from, line: 1 }, to });
    return { rows, counts };
  }
  const { counts } = scanServerLog(file, sniff, {
    sink,
    matcher: { match: () => 0, isOrdinary: () => true, isChatter: () => false },
    isStart: () => false,
    keep: { what: "notable" },
    index: null,
    gate,
    from: { byteOffset: from, line: 1 },
    to,
  });
  return { rows, counts };
}

function opened(format: LogFormat, text: string) {
  const server = (serverFormats as readonly string[]).includes(format);
  const file = memoryFile(text, server ? "postgresql" : "application");
  const sniff = server ? sniffServerLog(Buffer.from(text)) : null;
  if (server) expect(sniff).not.toBeNull();
  const heads: HeadReader | null = sniff === null ? appHeadReader(file, "UTC") : serverHeadReader(file, sniff);
  if (heads === null) throw new Error("no heads");
  return { file, sniff, heads };
}

/** What a window's reading of a file gives, and how many bytes that took. */
function windowed(format: LogFormat, text: string, window: TimeWindow) {
  const { file, sniff, heads } = opened(format, text);
  const sought = seek(file.bytes.size, heads, window, false, PIECE);
  if (sought.what === "outside") return { rows: [], bytes: 0, sought };
  const [from, to] = sought.what === "whole" ? [0, file.bytes.size] : [sought.from, sought.to];
  const gate = new WindowGate(window);
  const { rows, counts } = scanPart(file, sniff, gate, from, to);
  expect(counts.lines).toBe(counts.records + counts.continuations + counts.quarantined);
  if (sought.what === "part") expect(counts.quarantined).toBe(0);
  if (gate.backUs > SLACK_US) return { rows: whole(format, text, window), bytes: file.bytes.size, sought };
  return { rows, bytes: to - from, sought };
}

function whole(format: LogFormat, text: string, window: TimeWindow): readonly Row[] {
  const { file, sniff } = opened(format, text);
  return scanPart(file, sniff, new WindowGate(window), 0, file.bytes.size).rows;
}

/** Times in order, with disorder of less than a minute on top. */
const sorted = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 25 })), { minLength: 30, maxLength: 160 })
  .map((steps) => {
    let now = 0;
    return steps.map(([step, early]) => (now += step) - early);
  });

const orders = [
  ["in order", (times: readonly number[]) => times],
  ["newest first", (times: readonly number[]) => times.toReversed()],
  ["two logs in the wrong order", (times: readonly number[]) => [...times.slice(20), ...times.slice(0, 20)]],
] as const;

const bounds = fc.tuple(fc.double({ min: -0.1, max: 1.1, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true }));

function windowIn(times: readonly number[], [begin, share]: readonly [number, number]): TimeWindow {
  const span = Math.max(...times);
  const sinceUs = ZERO_US + Math.round(begin * span) * 1e6;
  return { sinceUs, untilUs: sinceUs + Math.round(share * span) * 1e6 };
}

describe.each([...serverFormats, ...appFormats])("%s", (format) => {
  test.each(orders)("%s: a window's part gives what the whole file gives of it", (_name, order) => {
    fc.assert(
      fc.property(sorted, bounds, (times, where) => {
        const text = logOf(format, order(times));
        const window = windowIn(times, where);
        expect(windowed(format, text, window).rows).toEqual(whole(format, text, window));
      }),
      { numRuns: 40 },
    );
  });

  test("a short window of a long log is a small part of it, or nothing", () => {
    const times = Array.from({ length: 2000 }, (_, i) => i * 10);
    const text = logOf(format, times);
    const half = windowed(format, text, { sinceUs: ZERO_US + 9_000e6, untilUs: ZERO_US + 9_300e6 });
    expect(half.sought.what).toBe("part");
    expect(half.rows.length).toBeGreaterThan(5);
    expect(half.bytes).toBeLessThan(0.06 * text.length);
    const later = windowed(format, text, { sinceUs: ZERO_US + 90_000e6, untilUs: Number.POSITIVE_INFINITY });
    expect(later.sought).toMatchObject({ what: "outside", firstUs: ZERO_US });
    const open = windowed(format, text, { sinceUs: Number.NEGATIVE_INFINITY, untilUs: ZERO_US + 1_000e6 });
    expect(open.bytes).toBeLessThan(0.07 * text.length);
  });
});

test("a file that somebody says lies outside is believed when both its ends say so", () => {
  const times = Array.from({ length: 400 }, (_, i) => i * 10);
  const inside = { sinceUs: ZERO_US + 1_000e6, untilUs: ZERO_US + 1_100e6 };
  const { file, heads } = opened("short", logOf("short", times));
  let looks = 0;
  const counted: HeadReader = (from, to) => {
    looks++;
    return heads(from, to);
  };
  expect(seek(file.bytes.size, counted, inside, true, PIECE).what).toBe("part");
  looks = 0;
  const after = { sinceUs: ZERO_US + 9_000e6, untilUs: ZERO_US + 9_100e6 };
  expect(seek(file.bytes.size, counted, after, true, 512).what).toBe("outside");
  expect(looks).toBe(2);
});

test("an earlier stretch in the middle makes the file one that is read whole", () => {
  const times = Array.from({ length: 400 }, (_, i) => i * 10);
  const spliced = [...times.slice(0, 200), ...times.slice(50, 120), ...times.slice(200)];
  const { file, heads } = opened("short", logOf("short", spliced));
  const window = { sinceUs: ZERO_US + 600e6, untilUs: ZERO_US + 700e6 };
  expect(seek(file.bytes.size, heads, window, false, PIECE).what).toBe("whole");
});
