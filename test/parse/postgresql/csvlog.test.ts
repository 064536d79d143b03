// csvlog: a row may span lines, and what stands inside its quotes can look like any log.
import { describe, expect, test } from "vitest";
import { MAX_LINE_BYTES } from "../../../src/parse/blocks.ts";
import { type Cells, csvRow } from "./rows.ts";
import { physicalLines, scan } from "./scan.ts";

const at = "2026-11-21 19:01:44.123 UTC";
const quotedLog = "2026-11-21 19:01:44 UTC::@:[569]:LOG:  server process (PID 799) was terminated by signal 9: Killed";
const many: Cells = {
  message: "many\nlines",
  query: `INSERT INTO wiki VALUES ('"x"\n${quotedLog}\n${at},"a","b",1,\n')`,
};

describe("csvlog", () => {
  test.each([23, 24, 26])("has rows of %i columns", (columns) => {
    const scanned = scan(
      csvRow({ message: 'relation "a" does not exist', severity: "ERROR", sqlstate: "42P01" }, columns),
    );
    expect(scanned.counts).toEqual({ lines: 1, records: 1, continuations: 0, quarantined: 0 });
    expect(scanned.rows).toMatchObject([
      { precision: "millisecond", level: "error", pid: 700, who: "10.0.0.1(5000) app@orders", line: 1, byteOffset: 0 },
    ]);
    expect(scanned.rows[0]?.text).toMatchObject({
      message: 'relation "a" does not exist',
      sqlstate: "42P01",
      application: "psql",
      host: "10.0.0.1",
      port: 5000,
    });
  });

  test.each([22, 25, 27])("has no rows of %i columns", (columns) => {
    const scanned = scan(csvRow({}) + csvRow({}, columns) + csvRow({}), { format: "csvlog" });
    expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 0, quarantined: 1 });
    expect(scanned.problems).toMatchObject([
      { kind: "quarantined-lines", firstLine: 2, reason: `a row of ${columns} columns; csvlog has 23, 24 or 26` },
    ]);
  });

  test("counts a row of several lines as one record and its continuations", () => {
    const text = csvRow(many) + csvRow({ message: "next" });
    const scanned = scan(text);
    expect(scanned.counts).toEqual({ lines: 6, records: 2, continuations: 4, quarantined: 0 });
    expect(scanned.rows.map(({ line }) => line)).toEqual([1, 6]);
    expect(scanned.rows[0]?.text).toMatchObject({ message: "many\nlines", statement: many.query });
    expect(scanned.rows[0]?.raw).toBe(csvRow(many).trimEnd());
  });

  test.each([
    ["the postmaster", { user: "", database: "", from: "", backendType: "postmaster" }, 26, "background"],
    ["the postmaster before PostgreSQL 13", { user: "", database: "", from: "" }, 23, "background"],
    [
      "a client before authentication",
      { user: "", database: "", backendType: "not initialized" },
      26,
      "10.0.0.1(5000) @",
    ],
    ["a client on a unix socket", { from: "[local]" }, 26, "[local] app@orders"],
    ["a client on IPv6", { from: "2001:db8::1:5000" }, 26, "2001:db8::1(5000) app@orders"],
    ["a client's backend without names", { user: "", database: "", from: "", backendType: "client backend" }, 26, "@"],
  ])("tells %s", (_name, cells, columns, who) => {
    expect(scan(csvRow(cells, columns), { format: "csvlog" }).rows[0]?.who).toBe(who);
  });

  test("may end its lines with CR and LF, and its last one with nothing", () => {
    const scanned = scan((csvRow({}) + csvRow({})).replaceAll("\n", "\r\n").slice(0, -2));
    expect(scanned.counts).toEqual({ lines: 2, records: 2, continuations: 0, quarantined: 0 });
  });

  test("that begins in the middle of a quoted field finds its first row, and no row inside the field", () => {
    const forged = csvRow({ message: "forged", query: "" }).trimEnd();
    const whole = csvRow({ query: `INSERT INTO wiki VALUES ('\n${forged}\n${forged.replaceAll('"', "")}\nend')` });
    for (let from = 1; from < whole.length; from++) {
      const scanned = scan(whole.slice(from) + csvRow({ message: "genuine" }), { format: "csvlog" });
      const { lines, records, continuations, quarantined } = scanned.counts;
      expect(records + continuations + quarantined).toBe(lines);
      // A cut exactly at the start of a line leaves nothing to tell by.
      if (whole[from - 1] !== "\n") expect(scanned.rows.map(({ text }) => text.message)).toEqual(["genuine"]);
    }
  });

  test("finds the next row after a quote that does not close", () => {
    const broken = csvRow({ message: "broken" }).replace('"broken"', '"broken');
    const scanned = scan(csvRow({ message: "a" }) + broken + csvRow({ message: "b" }) + csvRow({ message: "c" }));
    expect(scanned.counts).toEqual({ lines: 4, records: 3, continuations: 0, quarantined: 1 });
    expect(scanned.rows.map(({ text }) => text.message)).toEqual(["a", "b", "c"]);
    expect(scanned.problems).toMatchObject([{ kind: "quarantined-lines", firstLine: 2 }]);
  });

  test("finds the next row after a row cut at its end", () => {
    const scanned = scan(`${csvRow(many).slice(0, 200)}\n${csvRow({ message: "b" })}`, { format: "csvlog" });
    expect(scanned.rows.map(({ text }) => text.message)).toEqual(["b"]);
    expect(scanned.counts.quarantined).toBe(scanned.counts.lines - 1);
  });

  test("cut at its end says that quotes do not close", () => {
    const scanned = scan(csvRow({}) + csvRow(many).slice(0, -25), { format: "csvlog" });
    expect(scanned.counts).toEqual({ lines: 6, records: 1, continuations: 0, quarantined: 5 });
    expect(scanned.problems).toMatchObject([
      { firstLine: 2, reason: "a row whose quotes do not close" },
      { firstLine: 3, reason: "not the start of a csvlog row" },
      { reason: "a row with broken quotes" },
    ]);
  });

  test("keeps a row too long to be examined whole, as far as its message is in sight", () => {
    const query = `INSERT INTO a VALUES ${"(1, 'x''\"y\"'),\n".repeat(90_000)}(2)`;
    const text = csvRow({ message: "long", query }) + csvRow({ message: "next" });
    expect(text.length).toBeGreaterThan(MAX_LINE_BYTES);
    const scanned = scan(text);
    expect(scanned.counts).toEqual({ lines: 90_002, records: 2, continuations: 90_000, quarantined: 0 });
    expect(scanned.rows.map(({ text: { message }, line }) => [message, line])).toEqual([
      ["long", 1],
      ["next", 90_002],
    ]);
    expect(scanned.rows[0]?.byteLength).toBe(scanned.rows[1]?.byteOffset && scanned.rows[1].byteOffset - 1);
    expect(scanned.problems).toMatchObject([{ kind: "long-line", line: 1, byteOffset: 0 }]);
  });

  test("keeps a long row on a single line too", () => {
    const text = csvRow({ message: "long", query: "x".repeat(MAX_LINE_BYTES + 10) }) + csvRow({ message: "next" });
    const scanned = scan(text);
    expect(scanned.counts).toEqual({ lines: 2, records: 2, continuations: 0, quarantined: 0 });
    expect(scanned.rows.map(({ byteOffset }) => byteOffset)).toEqual([0, text.indexOf("\n") + 1]);
  });

  test("reads a field with many doubled quotes in linear time", () => {
    const query = `${'"a" '.repeat(120_000)}\n`;
    const began = performance.now();
    const text = csvRow({ query }) + csvRow({});
    expect(scan(text).counts).toMatchObject({ records: 2, lines: physicalLines(Buffer.from(text)) });
    expect(performance.now() - began).toBeLessThan(2000);
  });
});
