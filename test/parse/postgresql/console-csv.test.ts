// What the CloudWatch console and Logs Insights export: a header, then one record a row, quoted.
import { describe, expect, test } from "vitest";
import { consoleRow } from "./rows.ts";
import { scan } from "./scan.ts";

const header = "@timestamp,@message,@log\n";
const prefix = (second: number, rest = "::@:[569]"): string => `2026-11-21 19:01:${second} UTC${rest}:`;
const event = (second: number): string => `2026-11-21 19:01:${second - 3}.000`;
const row = (second: number, text: string, rest?: string): string =>
  consoleRow(event(second), `${prefix(second, rest)}${text}`);
const oldestFirst = [
  row(11, "LOG:  a"),
  row(12, 'ERROR:  relation "a" does not exist', ":10.0.0.1(5000):app@orders:[700]"),
  row(12, "STATEMENT:  SELECT *\n\tFROM a", ":10.0.0.1(5000):app@orders:[700]"),
  row(13, "LOG:  b"),
];

describe("a console's CSV export", () => {
  test("gives the records in its cells, at the lines' own times", () => {
    const scanned = scan(header + oldestFirst.join(""));
    expect(scanned.counts).toEqual({ lines: 6, records: 3, continuations: 3, quarantined: 0 });
    expect(scanned.rows.map(({ text, line, parent }) => [text.message, line, parent])).toEqual([
      ["a", 2, -1],
      ['relation "a" does not exist', 3, -1],
      ["SELECT *\nFROM a", 4, 1],
      ["b", 6, -1],
    ]);
    expect(scanned.rows[1]).toMatchObject({
      us: Date.UTC(2026, 10, 21, 19, 1, 12) * 1000,
      who: "10.0.0.1(5000) app@orders",
      text: { statement: "SELECT *\nFROM a" },
    });
    expect(scanned.rows[0]?.raw).toBe(oldestFirst[0]?.trimEnd());
  });

  test("that begins with the newest record is handed over in the order of the server", () => {
    const scanned = scan(header + oldestFirst.toReversed().join(""));
    expect(scanned.counts).toEqual({ lines: 6, records: 3, continuations: 3, quarantined: 0 });
    expect(scanned.rows.map(({ text, line, parent }) => [text.message, line, parent])).toEqual([
      ["a", 6, -1],
      ['relation "a" does not exist', 5, -1],
      ["SELECT *\nFROM a", 3, 1],
      ["b", 2, -1],
    ]);
    expect([scanned.scan.firstUs, scanned.scan.lastUs]).toEqual([scanned.rows[0]?.us, scanned.rows.at(-1)?.us]);
    expect(scanned.heads.map(({ line }) => line)).toEqual([2, 5, 6]);
  });

  test("quarantines a row without a server line", () => {
    const scanned = scan(header + oldestFirst.join("") + consoleRow(event(14), "hello,\nworld"));
    expect(scanned.counts).toEqual({ lines: 8, records: 3, continuations: 3, quarantined: 2 });
    expect(scanned.problems).toMatchObject([{ kind: "quarantined-lines", firstLine: 7, count: 2 }]);
  });

  test("whose quotes do not close counts every line that is lost", () => {
    const scanned = scan(header + oldestFirst.join("") + oldestFirst[2]?.slice(0, -52));
    expect(scanned.counts).toEqual({ lines: 8, records: 3, continuations: 3, quarantined: 2 });
  });

  test("goes on after a damaged row", () => {
    const damaged = row(12, "LOG:  lost").replace('lost"', "lost");
    const scanned = scan(header + oldestFirst[0] + damaged + oldestFirst[3] + oldestFirst[3]);
    expect(scanned.counts.records + scanned.counts.continuations + scanned.counts.quarantined).toBe(5);
    expect(scanned.counts.quarantined).toBeGreaterThan(0);
    expect(scanned.rows.at(-1)?.text.message).toBe("b");
  });
});
