// Logs as people paste them into tickets: lines left out, prefixes lost. Nothing gets a time it does not state.
import { describe, expect, test } from "vitest";
import { sniffServerLog } from "../../../src/parse/index.ts";
import { kinds, scan } from "./scan.ts";

const at = "2025-10-23 20:38:58 UTC";
const article = [
  `${at}::@:[569]:LOG:  starting PostgreSQL 15.12 on x86_64-pc-linux-gnu`,
  "...",
  "LOG:  database system is ready to accept connections",
  "LOG:  server process (PID 799) was terminated by signal 9: Killed",
  "DETAIL:  Failed process was running: UPDATE orders",
  "\tSET a = 1",
  "[…]",
  "FATAL:  Can't handle storage runtime process crash",
  "",
].join("\n");

describe("an excerpt", () => {
  test("keeps lines without prefix as undated rows, and says so", () => {
    const scanned = scan(article);
    expect(scanned.scan.excerpt).toBe(true);
    expect(scanned.counts).toEqual({ lines: 8, records: 4, continuations: 4, quarantined: 0 });
    expect(scanned.rows.map(({ us, level, pid, line }) => [us === null, level, pid, line])).toEqual([
      [false, "info", 569, 1],
      [true, "info", 0, 3],
      [true, "info", 0, 4],
      [true, "none", 0, 5],
      [true, "fatal", 0, 8],
    ]);
    expect(scanned.rows[2]?.text).toMatchObject({
      time: null,
      pid: null,
      message: "server process (PID 799) was terminated by signal 9: Killed",
      detail: "Failed process was running: UPDATE orders\nSET a = 1",
    });
    expect(scanned.problems).toEqual([
      { kind: "excerpt", file: "server.log", line: 2, count: 2 },
      { kind: "undated-lines", file: "server.log", count: 4, afterLine: 2 },
    ]);
    expect([scanned.scan.firstUs, scanned.scan.lastUs]).toEqual([scanned.rows[0]?.us, scanned.rows[0]?.us]);
  });

  test.each(["...", "......", "…", "  ...  ", "[...]", "[…]"])("may leave lines out with %j", (elision) => {
    expect(kinds(scan(`${at}::@:[5]:LOG:  a\n...\n${elision}\n${at}::@:[5]:LOG:  b\n`))).toEqual(["excerpt"]);
  });

  test("without any prefix is told by its labels", () => {
    const scanned = scan("LOG:  shutting down\nLOG:  database system is shut down\n");
    expect(scanned.counts).toEqual({ lines: 2, records: 2, continuations: 0, quarantined: 0 });
    expect(scanned.rows.every(({ us }) => us === null)).toBe(true);
    expect(Number.isNaN(scanned.scan.firstUs)).toBe(true);
  });

  test("with a statement after a session's line keeps the process id for it", () => {
    const scanned = scan(`${at}:h(1):u@d:[7]:ERROR:  a\nSTATEMENT:  b\n...\n`);
    expect(scanned.rows).toMatchObject([{ pid: 7 }, { pid: 7, us: null, parent: 0 }]);
  });
});

describe("a genuine log is no excerpt", () => {
  const line = `${at}::@:[5]:LOG:  a\n`;

  test("because of one line without prefix", () => {
    const wal = "ERROR:  requested WAL segment 0000000100000000000000A1 has already been removed\n";
    const scanned = scan(line + wal + line.repeat(5));
    expect(scanned.scan.excerpt).toBe(false);
    expect(scanned.counts).toEqual({ lines: 7, records: 6, continuations: 1, quarantined: 0 });
    expect(scanned.rows.every(({ us }) => us !== null)).toBe(true);
  });

  test("because of dots inside a statement", () => {
    expect(scan(`${line}\t...\n${line}`).scan.excerpt).toBe(false);
  });
});

describe("the format of a file", () => {
  test.each([
    ["prose", "The database was down.\nWe restarted it.\n"],
    ["one label", "ERROR:  x\n"],
    ["another prefix", "2026-11-21 19:01:44 UTC [569] LOG:  x\n"],
    ["JSON of something else", '{"level":"info","time":1}\n'],
    ["a CSV of something else", "timestamp,message\n1,hello\n"],
    ["nothing", ""],
  ])("is not that of a server log: %s", (_name, text) => {
    expect(sniffServerLog(Buffer.from(text))).toBeNull();
  });

  test("is told although the file begins in the middle of a record", () => {
    expect(sniffServerLog(Buffer.from(`FROM a\n\tWHERE b\n${at}::@:[5]:LOG:  a\n`))).toMatchObject({
      format: "stderr",
      excerpt: false,
    });
  });
});
