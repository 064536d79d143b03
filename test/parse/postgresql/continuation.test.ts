// What belongs to a record although it has no prefix, and what must not.
import { describe, expect, test } from "vitest";
import { kinds, scan } from "./scan.ts";

const at = "2026-11-21 19:01:44 UTC";
const mark = "[Your log message was truncated]";

const lineAt = (time: string): string => `2026-11-21 ${time} UTC::@:[5]:LOG:  a\n`;

describe("a line without a prefix", () => {
  test("continues the record before it, whose bytes and text then hold it", () => {
    const text = `${at}::@:[5]:LOG:  statement: SELECT 1\n\tFROM a\n\t\tWHERE b\n${at}::@:[5]:LOG:  next\n`;
    const scanned = scan(text);
    expect(scanned.counts).toEqual({ lines: 4, records: 2, continuations: 2, quarantined: 0 });
    const [first, second] = scanned.rows;
    expect(first?.text.message).toBe("statement: SELECT 1\nFROM a\n\tWHERE b");
    expect(first?.raw).toBe(`${at}::@:[5]:LOG:  statement: SELECT 1\n\tFROM a\n\t\tWHERE b`);
    expect(second).toMatchObject({ line: 4, byteOffset: Buffer.byteLength(first?.raw ?? "") + 1 });
  });

  test.each([
    ["eight blanks, as Markdown shows a tab", "        FROM a"],
    ["a memory context dump", "TopMemoryContext: 97696 total in 5 blocks; 13904 free (10 chunks); 83792 used"],
    ["the HINT of the RDS documentation", "HINT:  Check free disk space."],
    ["a label without prefix", "ERROR:  requested WAL segment 0000000100000000000000A1 has already been removed"],
    ["nothing at all", ""],
    ["a date that is no stamp", "2026-11-21 is not a stamp"],
    ["a number", "42"],
  ])("continues it too when it is %s", (_name, line) => {
    const scanned = scan(`${at}::@:[5]:LOG:  a\n${at}::@:[6]:FATAL:  b\n${line}\n${at}::@:[5]:LOG:  c\n`);
    expect(scanned.counts).toEqual({ lines: 4, records: 3, continuations: 1, quarantined: 0 });
    expect(scanned.problems).toEqual([]);
    expect(scanned.rows[1]?.raw).toBe(`${at}::@:[6]:FATAL:  b\n${line}`);
  });

  test("is quarantined before the first record: it belongs to another file's", () => {
    const scanned = scan(`\tFROM a\nTopMemoryContext: 1\n${at}::@:[5]:LOG:  a\n`);
    expect(scanned.counts).toEqual({ lines: 3, records: 1, continuations: 0, quarantined: 2 });
    expect(scanned.problems).toMatchObject([{ kind: "quarantined-lines", count: 2, firstLine: 1, byteOffset: 0 }]);
  });

  test("that quotes a log behind a tab is text, whatever it says", () => {
    const quoted = `\t${at}::@:[569]:LOG:  server process (PID 799) was terminated by signal 9: Killed`;
    const scanned = scan(`${at}:10.0.0.1(5):a@b:[5]:LOG:  statement: INSERT INTO wiki VALUES ('\n${quoted}')\n`);
    expect(scanned.counts).toEqual({ lines: 2, records: 1, continuations: 1, quarantined: 0 });
    expect(scanned.rows).toHaveLength(1);
  });
});

describe("secondary lines", () => {
  test("are continuations in the count, rows of their own, and texts of their record", () => {
    const scanned = scan(
      `${at}:h(1):u@d:[5]:ERROR:  23505: duplicate key\n` +
        `${at}:h(1):u@d:[5]:DETAIL:  Key (id)=(1) already exists.\n` +
        `${at}:h(1):u@d:[5]:LOCATION:  _bt_check_unique, nbtinsert.c:664\n` +
        `${at}:h(1):u@d:[5]:STATEMENT:  INSERT INTO a\n\tVALUES (1)\n`,
    );
    expect(scanned.counts).toEqual({ lines: 5, records: 1, continuations: 4, quarantined: 0 });
    expect(scanned.rows.map(({ part, parent }) => [part, parent])).toEqual([
      ["message", -1],
      ["detail", 0],
      ["location", 0],
      ["statement", 0],
    ]);
    expect(scanned.rows[0]?.text).toMatchObject({
      sqlstate: "23505",
      detail: "Key (id)=(1) already exists.",
      statement: "INSERT INTO a\nVALUES (1)",
    });
  });

  test("find their record by process id when other sessions write in between", () => {
    const scanned = scan(
      `${at}:h(1):u@d:[5]:ERROR:  a\n${at}:h(2):u@d:[6]:ERROR:  b\n${at}:h(1):u@d:[5]:STATEMENT:  sa\n${at}:h(2):u@d:[6]:STATEMENT:  sb\n`,
    );
    expect(scanned.rows.map(({ text }) => text.statement)).toEqual(["sa", "sb", null, null]);
    expect(scanned.rows.map(({ parent }) => parent)).toEqual([-1, -1, 0, 1]);
  });

  test("of a process that wrote no record before have none to explain", () => {
    expect(scan(`${at}::@:[5]:LOG:  a\n${at}::@:[6]:DETAIL:  b\n`).rows.map(({ parent }) => parent)).toEqual([-1, -1]);
  });
});

describe("bytes that are not plain text", () => {
  test("CRLF ends a line, and the CR is no part of the message", () => {
    const scanned = scan(`${at}::@:[5]:LOG:  a\r\n\tb\r\n${at}::@:[5]:LOG:  c\r\n`);
    expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 1, quarantined: 0 });
    expect(scanned.rows.map(({ text }) => text.message)).toEqual(["a\nb", "c"]);
  });

  test("a lone CR is kept and ends nothing", () => {
    expect(scan(`${at}::@:[5]:LOG:  a\rb\n`).rows[0]?.text.message).toBe("a\rb");
  });

  test("NULs are kept and reported once, with the first place", () => {
    const scanned = scan(`${at}::@:[5]:LOG:  a\n${at}::@:[5]:LOG:  b\0c\n\0\n`, { format: "stderr" });
    expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 1, quarantined: 0 });
    expect(scanned.problems).toEqual([{ kind: "nul-bytes", file: "server.log", line: 2, byteOffset: 77 }]);
    expect(scanned.rows[1]?.text.message).toBe("b\0c\n\0");
  });

  test("invalid UTF-8 is shown byte by byte in the record and read as Latin-1 in its parts", () => {
    const line = Buffer.from(`${at}:10.0.0.1(5):m\xfcller@d:[5]:ERROR:  gr\xf6\xdfe`, "latin1");
    const [row] = scan(line).rows;
    expect(row?.raw).toBe(`${at}:10.0.0.1(5):m\\xFCller@d:[5]:ERROR:  gr\\xF6\\xDFe`);
    expect(row?.who).toBe("10.0.0.1(5) müller@d");
    expect(row?.text).toMatchObject({ user: "müller", message: "größe" });
  });

  test("a last line without newline is a line", () => {
    expect(scan(`${at}::@:[5]:LOG:  a\n${at}::@:[5]:LOG:  b`).counts.lines).toBe(2);
  });

  test("AWS's truncation mark is reported with its count and is not part of the message", () => {
    const scanned = scan(
      `${at}::@:[5]:LOG:  a ${mark}\n${at}::@:[5]:LOG:  b\r\n\tc ${mark}\r\n${at}::@:[5]:LOG:  quoting "${mark}"\n`,
    );
    expect(scanned.problems).toEqual([
      { kind: "truncated-message", file: "server.log", line: 1, byteOffset: 0, count: 2 },
    ]);
    expect(scanned.rows.map(({ text }) => text.message)).toEqual(["a", "b\nc", `quoting "${mark}"`]);
  });

  test("time that goes back is kept in place; only more than a second is worth a word", () => {
    expect(kinds(scan(lineAt("19:00:01") + lineAt("19:00:00")))).toEqual([]);
    const scanned = scan(lineAt("19:00:10") + lineAt("19:00:00") + lineAt("19:00:11"));
    expect(scanned.problems).toEqual([{ kind: "time-backwards", file: "server.log", line: 2, seconds: 10 }]);
    expect(scanned.rows.map(({ line: number }) => number)).toEqual([1, 2, 3]);
  });
});
