// Exports under any bytes: lines are conserved, rows never mix, the direction of a file changes nothing.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { csvHeaderOf } from "../../../src/parse/app/csv/header.ts";
import { RowScanner } from "../../../src/parse/app/csv/rows.ts";
import type { RowSink } from "../../../src/parse/app/csv/rows.ts";
import { decodeAppRecord, sniffApplication } from "../../../src/parse/app/index.ts";
import { feedBlocks } from "../../../src/parse/blocks.ts";
import { csv } from "./csv-text.ts";
import { memory, scan } from "./support.ts";
import type { Scanned } from "./support.ts";

const headers = [
  ["@timestamp", "@message", "@logStream"],
  ["@timestamp", "@message"],
  ["Date", "Host", "Service", "Content"],
  ["_raw", "_time"],
  ["@message"],
  ["time", "level", "message"],
];

/** Pieces of messages that try to pass for what stands around them. */
const shard = fc.constantFrom(
  ",",
  '"',
  '""',
  "\n",
  "\r\n",
  "a",
  " b ",
  "2026-11-21 19:06:41.000,",
  '2026-11-21 19:06:41.000,"',
  ",s\n",
  "\n    at f (a.js:1:1)",
  "Caused by: x",
  '{"level":50,"msg":"m"}',
  "é\u0000",
);
const message = fc.array(shard, { maxLength: 5 }).map((parts) => parts.join(""));
/** Messages and who wrote them; each gets a mark in front and behind, by which it is found again. */
const records = fc.array(fc.tuple(message, fc.nat(2)), { minLength: 3, maxLength: 12 });

function time(n: number): string {
  return new Date(1_795_288_000_000 + n * 1000).toISOString().slice(0, 23).replace("T", " ");
}

/** A letter: what is left of it when a byte is lost is no other's. */
function mark(n: number): string {
  return `<${String.fromCharCode(97 + n)}>`;
}

function cellsOf(header: readonly string[], n: number, text: string, writer: number): string[] {
  return header.map((name) => {
    if (/message|content|_raw/i.test(name)) return text;
    if (/time|date/i.test(name)) return time(n);
    return name === "level" ? "INFO" : `w${writer}`;
  });
}

function written(header: readonly string[], all: readonly (readonly [string, number])[]): string[][] {
  return all.map(([text, writer], n) => cellsOf(header, n, `${mark(n)}${text}${mark(n)}`, writer));
}

function conserved(bytes: Uint8Array): Scanned {
  const s = scan(bytes);
  const newlines = bytes.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
  expect(s.counts.lines).toBe(newlines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0));
  expect(s.counts.records + s.counts.continuations + s.counts.quarantined).toBe(s.counts.lines);
  expect(s.rows.length).toBe(s.counts.records);
  expect(s.streams.reduce((sum, one) => sum + one.dated + one.undated, 0)).toBe(s.counts.records);
  const lost = s.problems.reduce((sum, one) => sum + (one.kind === "quarantined-lines" ? one.count : 0), 0);
  expect(lost).toBe(s.counts.quarantined);
  for (const row of s.rows) {
    expect(row.byteOffset <= 3 || bytes[row.byteOffset - 1] === 10).toBe(true);
    const end = row.byteOffset + row.byteLength;
    expect(end === bytes.length || bytes[end] === 10).toBe(true);
    expect(s.text(row).time ?? Number.NaN).toBe(row.timeUs);
  }
  expect(scan(bytes, { keep: "notable" }).counts).toEqual(s.counts);
  sniffApplication(bytes, "x");
  return s;
}

/** What the scan told of each writer, one writer behind the other. */
const told = (s: Scanned): unknown =>
  s.rows
    .map((row) => ({ key: row.key, us: row.timeUs, raw: s.raw(row), text: s.text(row) }))
    .toSorted((a, b) => Number((a.key ?? "") > (b.key ?? "")) - Number((a.key ?? "") < (b.key ?? "")));

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const header = fc.constantFrom(...headers);

test("any bytes behind a header", () => {
  const soup = fc.array(fc.oneof(shard, fc.string({ unit: "binary", maxLength: 6 })), { maxLength: 60 });
  fc.assert(
    fc.property(header, soup, (names, parts) => void conserved(encode(`${names.join(",")}\n${parts.join("")}`))),
    { numRuns: 150 },
  );
});

test("what was written comes out", () => {
  fc.assert(
    fc.property(header, records, fc.constantFrom("\n", "\r\n"), (names, all, newline) => {
      const s = conserved(encode(csv(names, written(names, all), newline)));
      expect(s.counts.quarantined).toBe(0);
      const found = new Set(s.rows.map((row) => /<\w>/.exec(s.text(row).message)?.[0]));
      expect(found).toEqual(new Set(all.map((_, n) => mark(n))));
      expect(s.rows).toHaveLength(all.length);
    }),
    { numRuns: 120 },
  );
});

test("newest first is oldest first: the same records of each writer in the same order", () => {
  fc.assert(
    fc.property(header, records, (names, all) => {
      const rows = written(names, all).map((cells, n) =>
        names.length === 1 ? cells.map((text) => `${time(n).replace(" ", "T")}Z ${text}`) : cells,
      );
      const [up, down] = [conserved(encode(csv(names, rows))), conserved(encode(csv(names, rows.toReversed())))];
      expect(up.streams[0]?.descending).toBe(false);
      expect(down.streams[0]?.descending).toBe(true);
      expect(told(down)).toEqual(told(up));
      expect(down.counts).toEqual(up.counts);
    }),
    { numRuns: 120 },
  );
});

test("a byte too few or a quote too many: no record holds parts of two rows", () => {
  // In a file of one column, or whose last cell is open, a missing newline cannot be seen.
  const closed = fc.constantFrom(...headers.filter((names) => names.length > 1 && names[0] !== "time"));
  fc.assert(
    fc.property(closed, records, fc.nat(), fc.boolean(), (names, all, place, add) => {
      const text = csv(names, written(names, all));
      const from = text.indexOf("\n") + 1;
      const at = from + (place % (text.length - from));
      const damaged = add ? `${text.slice(0, at)}"${text.slice(at)}` : text.slice(0, at) + text.slice(at + 1);
      const s = conserved(encode(damaged));
      for (const row of s.rows) {
        const { message: head, error } = s.text(row);
        const marks = new Set([...`${head}\n${error ?? ""}`.matchAll(/<\w>/g)].map(([found]) => found));
        expect(marks.size, damaged).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 500 },
  );
});

test("where blocks end changes nothing", () => {
  fc.assert(
    fc.property(header, fc.array(shard, { maxLength: 60 }), fc.integer({ min: 1, max: 90 }), (names, parts, size) => {
      const bytes = memory(encode(csv(names, written(names, [["x", 1]])) + parts.join("")));
      const found = csvHeaderOf(bytes);
      if (found === null) return;
      const cut = (block: number): unknown => {
        const lines: unknown[] = [];
        const sink: RowSink = {
          row: (line, row) => lines.push("row", line, row.piece(), row.timeShape()) > 0,
          empty: (line) => void lines.push("empty", line),
          gap: (line) => void lines.push("gap", line),
        };
        feedBlocks(bytes, new RowScanner(found, sink, found.lines + 1), found.end, bytes.size, block);
        return lines;
      };
      expect(cut(size)).toEqual(cut(1 << 20));
    }),
    { numRuns: 150 },
  );
});

test("decode takes any bytes under any container", () => {
  const id = fc.constantFrom(
    "insights-csv",
    "insights-csv(newest-first)",
    "csv(time=1,level=2,message=3+)",
    "csv(utc=999,message=999)",
    "csv",
    "sumo-csv(message=0)",
    "csv()",
    "insights-csv(newest-first,",
  );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), message.map(encode)), id, (bytes, container) => {
      expect(typeof decodeAppRecord(bytes, [container, "pino"], "UTC").message).toBe("string");
    }),
  );
});
