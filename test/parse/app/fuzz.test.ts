// No input may throw, every line is counted once, and what the scan saw of a record decode sees again.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeAppRecord, sniffApplication } from "../../../src/parse/app/index.ts";
import { formats } from "../../../src/parse/app/formats.ts";
import { wrappers } from "../../../src/parse/app/wrappers.ts";
import { LevelCode } from "../../../src/model/index.ts";
import { physicalLines } from "../../../src/parse/app/lines.ts";
import { memory, scan } from "./support.ts";

const loose = [
  "",
  "    at f (a.js:1:1)",
  "Traceback (most recent call last):",
  "Caused by: x",
  "}",
  "{",
  "...",
  "\t",
  "DETAIL:  x",
];
const known = [
  ...formats.flatMap(({ samples }) => [...samples.matches, ...samples.ignores].map((one) => one.line)),
  ...wrappers.flatMap(({ samples }) => [...samples.matches, ...samples.ignores].map((one) => one.line)),
  ...loose,
];
const line = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...known) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...known), fc.nat(80)).map(([text, at]) => text.slice(at)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...known), fc.nat(120)).map(([text, at]) => text.slice(0, at)) },
);
const wrapped = fc
  .tuple(
    fc.constantFrom("", "cri", "cri-split", "docker", "prefix"),
    fc.array(fc.tuple(line, fc.nat(3)), { maxLength: 40 }),
  )
  .map(([kind, all]) =>
    all
      .map(([text, n]) => {
        const stamp = `2026-11-21T19:06:3${n}.000000000Z`;
        if (kind === "cri") return `${stamp} ${n === 1 ? "stderr" : "stdout"} F ${text}`;
        if (kind === "cri-split") return `${stamp} stdout ${n === 3 ? "P" : "F"} ${text}`;
        if (kind === "docker")
          return JSON.stringify({ log: `${text}\n`, stream: n === 1 ? "stderr" : "stdout", time: stamp });
        return kind === "prefix" ? `[pod/p-${n}/app] ${text}` : text;
      })
      .join("\n"),
  );

function check(bytes: Uint8Array): void {
  const scanned = scan(bytes);
  const { counts } = scanned;
  const newlines = bytes.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
  expect(counts.lines).toBe(newlines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0));
  expect(counts.records + counts.continuations + counts.quarantined).toBe(counts.lines);
  expect(scanned.rows.length).toBe(counts.records);
  expect(scanned.streams.reduce((sum, one) => sum + one.dated + one.undated, 0)).toBe(counts.records);
  const perStream = new Map<string | null, number>();
  for (const row of scanned.rows) {
    expect(row.byteOffset === 0 || bytes[row.byteOffset - 1] === 10).toBe(true);
    const end = row.byteOffset + row.byteLength;
    expect(end === bytes.length || bytes[end] === 10).toBe(true);
    expect(row.line).toBeGreaterThan(perStream.get(row.key) ?? 0);
    perStream.set(row.key, row.line);
    expect(scanned.text(row).time ?? Number.NaN).toBe(row.timeUs);
  }
  const notable = scan(bytes, { keep: "notable" });
  expect(notable.counts).toEqual(counts);
  const kept = new Set(notable.rows.map((row) => row.line));
  for (const row of scanned.rows)
    if (row.level >= LevelCode.warning || row.signature !== 0) expect(kept.has(row.line)).toBe(true);
  sniffApplication(bytes, "apps/a/app.log");
}

test("random bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), check), { numRuns: 500 });
});

test("lines of every format, whole and cut, in any order and wrapper", () => {
  fc.assert(
    fc.property(wrapped, (text) => check(new TextEncoder().encode(text))),
    { numRuns: 1500 },
  );
});

test("cut at any byte", () => {
  fc.assert(
    fc.property(wrapped, fc.nat(10_000), fc.nat(10_000), (text, from, length) => {
      const bytes = new TextEncoder().encode(text);
      check(bytes.subarray(from % (bytes.length + 1)).subarray(0, length));
    }),
    { numRuns: 500 },
  );
});

test("decode takes any bytes under any chain", () => {
  const ids = [...wrappers, ...formats].map(({ id }) => id);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        wrapped.map((text) => new TextEncoder().encode(text)),
      ),
      fc.array(fc.constantFrom(...ids, "x"), { maxLength: 4 }),
      (bytes, chain) => {
        expect(typeof decodeAppRecord(bytes, chain, "UTC").message).toBe("string");
      },
    ),
  );
});

test("blocks of any size give the same lines", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("", "a", "é\u0000", "x".repeat(300))),
      fc.integer({ min: 1, max: 50 }),
      (all, size) => {
        const bytes = new TextEncoder().encode(all.join("\n"));
        const whole = memory(bytes);
        const small = { ...whole, read: (target: Uint8Array, at: number) => whole.read(target.subarray(0, size), at) };
        expect([...physicalLines(small)]).toEqual([...physicalLines(whole)]);
      },
    ),
  );
});
