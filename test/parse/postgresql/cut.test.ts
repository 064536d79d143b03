// Where one read ends and the next begins is the disk's business: it must not show.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SourceFile } from "../../../src/model/index.ts";
import { MAX_LINE_BYTES } from "../../../src/parse/blocks.ts";
import { csvRow } from "./rows.ts";
import { samples } from "./samples.ts";
import { expectSame, physicalLines, scan, source } from "./scan.ts";

/** A file whose first reads end at `cut`. */
function cutAt(bytes: Buffer, cut: number): SourceFile {
  const file = source(bytes);
  const read = (target: Uint8Array, position: number): number => {
    // Only reads that ask for all the rest: records are read back whole.
    const rest = position < cut && position + target.length === bytes.length;
    const part = bytes.subarray(position, rest ? cut : position + target.length);
    target.set(part);
    return part.length;
  };
  return { ...file, bytes: { ...file.bytes, read } };
}

describe.each(samples)("%s", (name, format, text) => {
  const bytes = Buffer.from(text);
  const options = { format, excerpt: name === "an excerpt" };
  const whole = scan(bytes, options);

  test("accounts for every line", () => {
    const { lines, records, continuations, quarantined } = whole.counts;
    expect(lines).toBe(physicalLines(bytes));
    expect(records + continuations + quarantined).toBe(lines);
    expect(records).toBe(whole.rows.filter(({ part }) => part === "message").length);
    expect(records).toBeGreaterThan(1);
  });

  test("gives the same when it is cut at any byte into two reads", () => {
    for (let cut = 1; cut < bytes.length; cut++) {
      expectSame(scan(bytes, { ...options, file: cutAt(bytes, cut) }), whole, `cut at ${cut}`);
    }
  });

  test.each([1, 2, 3, 7, 16, 64, 100, 255, 1000])("gives the same in blocks of %i bytes", (blockBytes) => {
    expectSame(scan(bytes, { ...options, blockBytes }), whole);
  });

  test("may end at any byte: nothing is thrown, and the count closes", () => {
    for (let end = 0; end <= bytes.length; end++) {
      const { counts } = scan(bytes.subarray(0, end), options);
      expect(counts.records + counts.continuations + counts.quarantined).toBe(counts.lines);
      expect(counts.lines).toBe(physicalLines(bytes.subarray(0, end)));
    }
  });
});

describe("a line around the limit of what is examined whole", () => {
  const at = "2026-11-21 19:01:44 UTC::@:[569]:LOG:  ";

  test.each([-2, -1, 0, 1, 2, 300_000])("%i bytes from it is the same in blocks of any size", (more) => {
    const long = `${at}${"x".repeat(MAX_LINE_BYTES + more - at.length)}`;
    const text = Buffer.from(`${at}a\n${long}\n\tmore\n${at}b\n`);
    const whole = scan(text);
    expect(whole.counts).toEqual({ lines: 4, records: 3, continuations: 1, quarantined: 0 });
    expect(whole.problems.map(({ kind }) => kind)).toEqual(more < 0 ? [] : ["long-line"]);
    expect(whole.rows.map(({ byteLength }) => byteLength)).toEqual([at.length + 1, long.length + 6, at.length + 1]);
    for (const blockBytes of [4096, 65_537, 2_000_000]) {
      expectSame(scan(text, { blockBytes }), whole);
    }
  });

  test.each([0, 1, 2, 3, 4, 5])(
    "as a row of csvlog, %i bytes more or less, is the same in blocks of any size",
    (more) => {
      const empty = csvRow({ message: "long", query: "\n" }).length;
      const query = `${"x".repeat(500_000)}\n${"y".repeat(MAX_LINE_BYTES - 500_000 - empty - 3 + more)}`;
      const text = Buffer.from(csvRow({}) + csvRow({ message: "long", query }) + csvRow({}));
      const whole = scan(text, { format: "csvlog" });
      expect(whole.counts).toEqual({ lines: 4, records: 3, continuations: 1, quarantined: 0 });
      for (const blockBytes of [4096, 65_537, 2_000_000]) {
        expectSame(scan(text, { format: "csvlog", blockBytes }), whole);
      }
    },
  );
});

describe("whatever the bytes are", () => {
  const formats = ["stderr", "csvlog", "jsonlog", "console-csv"] as const;
  const pieces = samples.flatMap(([, , text]) => text.split("\n").map((line) => `${line}\n`));
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pieces).map((line) => Buffer.from(line)) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("\n", '"', ",", "\t", "\r\n", "...\n", ":[5]:LOG:", "2026-")
        .map((text) => Buffer.from(text)),
    },
    { weight: 1, arbitrary: fc.nat(3000).map((length) => Buffer.alloc(length, "long ")) },
  );

  test("nothing is thrown, every line is accounted for, and blocks do not show", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((parts) => Buffer.concat(parts)),
        fc.constantFrom(...formats),
        fc.boolean(),
        fc.integer({ min: 1, max: 400 }),
        (bytes, format, excerpt, blockBytes) => {
          const scanned = scan(bytes, { format, excerpt });
          const { lines, records, continuations, quarantined } = scanned.counts;
          expect(records + continuations + quarantined).toBe(lines);
          expect(lines).toBe(physicalLines(bytes));
          expect(scanned.rows.filter(({ part }) => part === "message")).toHaveLength(records);
          expectSame(scan(bytes, { format, excerpt, blockBytes }), scanned);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test("rows lie inside the file, in its order, and do not overlap", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map((parts) => Buffer.concat(parts)),
        (bytes) => {
          let end = 0;
          for (const row of scan(bytes, { format: "stderr" }).rows) {
            expect(row.byteOffset).toBeGreaterThanOrEqual(end);
            end = row.byteOffset + row.byteLength;
          }
          expect(end).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 500 },
    );
  });
});
