import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochUs } from "../../../src/model/index.ts";
import { lineCitation } from "../../../src/report/index.ts";
import { exported, type Exported } from "../../../src/tui/marks/index.ts";

const plain: Exported = {
  time: epochUs(1_761_251_890_123_456),
  precision: "millisecond",
  level: 5,
  source: "aurora-1",
  signature: "read-only-refused",
  file: "instances/aurora-1/postgresql.log.2025-10-23-2038",
  line: 1834,
  byteOffset: 77,
  byteLength: 99,
  lines: ["ERROR:  cannot execute UPDATE in a read-only transaction", "STATEMENT:  UPDATE t SET a = 'secret value'"],
  comment: "here it began",
};

const all = (records: readonly Exported[], format: "md" | "csv" | "jsonl"): string =>
  [...exported(records, format)].join("");

/** Cells by RFC 4180. */
function cellsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare = "", end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("a citation names who wrote it, the file's own name and the line", () => {
  expect(lineCitation(plain.source, plain.file, plain.line)).toBe("[aurora-1:postgresql.log.2025-10-23-2038:1834]");
  expect(lineCitation(null, "x.log", 2)).toBe("[x.log:2]");
});

describe("records leave", () => {
  test("as Markdown with citation, comment and lines", () => {
    expect(all([plain], "md")).toBe(
      [
        "**2025-10-23T20:38:10.123Z · error · aurora-1** `[aurora-1:postgresql.log.2025-10-23-2038:1834]`",
        "",
        "here it began",
        "",
        "```text",
        "1834 │ ERROR:  cannot execute UPDATE in a read-only transaction",
        "     │ STATEMENT:  UPDATE t SET a = ?",
        "```",
        "",
        "",
      ].join("\n"),
    );
  });

  test("as CSV, one row each, with a head", () => {
    const [head, row] = cellsOf(all([plain], "csv"));
    expect(Object.fromEntries((head ?? []).map((name, i) => [name, row?.[i]]))).toEqual({
      time: "2025-10-23T20:38:10.123Z",
      level: "error",
      source: "aurora-1",
      signature: "read-only-refused",
      file: "instances/aurora-1/postgresql.log.2025-10-23-2038",
      line: "1834",
      byteOffset: "77",
      byteLength: "99",
      citation: "[aurora-1:postgresql.log.2025-10-23-2038:1834]",
      comment: "here it began",
      text: "ERROR:  cannot execute UPDATE in a read-only transaction\nSTATEMENT:  UPDATE t SET a = ?",
    });
  });

  test("as JSON lines, undated ones with a null", () => {
    const [first, second] = all([plain, { ...plain, time: null, source: null }], "jsonl")
      .trimEnd()
      .split("\n");
    expect(JSON.parse(first ?? "")).toMatchObject({ time: "2025-10-23T20:38:10.123Z", level: "error", line: 1834 });
    expect(JSON.parse(second ?? "")).toMatchObject({
      time: null,
      source: null,
      citation: "[postgresql.log.2025-10-23-2038:1834]",
    });
  });

  const hostile = fc.record({
    comment: fc.string({ unit: "binary" }),
    source: fc.constantFrom("=HYPERLINK(1)", "a\u009b31m", "x|y"),
    file: fc.string({ unit: "binary" }).map((name) => `dir/${name}`),
    lines: fc.array(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.constantFrom(
          "=cmd|' /C calc'!A0",
          "+1",
          "-1",
          "@SUM(1)",
          "\t=1",
          "\r=1",
          "```",
          "\u001b]52;c;aGk=\u0007",
          "\u202eabc",
          '"q",',
          "password=hunter2",
        ),
      ),
      { maxLength: 4 },
    ),
  });

  test("in no medium with anything that acts on a terminal, and never with a secret", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (some) => {
        const records = some.map((each) => ({ ...plain, ...each }));
        for (const format of ["md", "csv", "jsonl"] as const) {
          const text = all(records, format);
          // oxlint-disable-next-line no-control-regex -- these are what must not be there
          expect(text).not.toMatch(
            /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
          );
          expect(text).not.toContain("hunter2");
        }
        expect(all(records, "jsonl").split("\n")).toHaveLength(records.length + 1);
      }),
    );
  });

  test("to a spreadsheet as no formula, and in as many cells as there are columns", () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 4 }), (some) => {
        const rows = cellsOf(
          all(
            some.map((each) => ({ ...plain, ...each })),
            "csv",
          ),
        );
        expect(rows).toHaveLength(some.length + 1);
        for (const row of rows) {
          expect(row).toHaveLength(11);
          for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        }
      }),
    );
  });
});
