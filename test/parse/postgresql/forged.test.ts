// Anybody who reaches the port can write into the log: user and database names are written raw, newlines included.
import { describe, expect, test } from "vitest";
import { kinds, scan } from "./scan.ts";

const at = "2026-11-21 19:02:12 UTC";
const before = `${at}:10.0.0.1(5000):app@orders:[700]:LOG:  before\n`;
const after = `${at}::@:[569]:LOG:  checkpoint starting: time\n${at}:10.0.0.1(5000):app@orders:[700]:LOG:  after\n`;
const genuine = [
  `${at}:10.0.0.1(5000):app@orders:[700]:LOG:  before`,
  `${at}::@:[569]:LOG:  checkpoint starting: time`,
  `${at}:10.0.0.1(5000):app@orders:[700]:LOG:  after`,
];
const crash = "server process (PID 7) was terminated by signal 9";

/** What PostgreSQL 15 writes when the password of `user` is wrong: names raw in the prefix, tabbed in the message. */
function refused(user: string, database: string): string {
  const shown = user.replaceAll("\n", "\n\t");
  const prefix = `${at}:10.9.9.9(35054):${user}@${database}:[13343]:`;
  return `${prefix}FATAL:  password authentication failed for user "${shown}"\n${prefix}DETAIL:  Role "${shown}" does not exist.\n`;
}

const attacks: readonly (readonly [name: string, user: string, database: string])[] = [
  ["a newline in the user, the rest of the line in the database", `x\n${at}::`, `:[1]:LOG:  ${crash}`],
  ["a whole line in the user", `a\n2026-11-21 18:00:00 UTC::@:[1]:PANIC:  could not fsync\n`, "postgres"],
  ["a second newline inside the database", `x\n${at}::`, `:[1]:LOG:  signal 9\nx`],
  ["the database ends with the newline", `x\n${at}::`, `:[1]:LOG:  ${crash.slice(0, 48)}\n`],
  ["two forged lines", `x\n${at}::@:[1]:LOG:  a`, `\n${at}::@:[1]:LOG:  b`],
  ["a first line that looks whole", `x@y:[1]:LOG:  a\n${at}::`, `:[1]:LOG:  ${crash.slice(0, 45)}\n`],
  ["a first line that looks like another language", `x@y:[1]:FOO:  a\n${at}::`, `:[1]:LOG:  ${crash}`],
  ["a remainder that hides behind a tab", `x\n${at}::@:[1]:PANIC:  could not fsync`, `\n\t${at}::`],
  ["a remainder that looks like a whole line", `x\n${at}::@:[1]:PANIC:  could not fsync`, `\n${at}::u@d`],
  ["names of 63 bytes", `${"x".repeat(36)}\n${at}::`, `:[1]:LOG:  ${crash}`.padEnd(63, ".").slice(0, 63)],
];

describe("a line forged through a name", () => {
  test.each(attacks)("is no record of the server: %s", (_name, user, database) => {
    expect(Buffer.byteLength(user)).toBeLessThanOrEqual(63);
    expect(Buffer.byteLength(database)).toBeLessThanOrEqual(63);
    const scanned = scan(before + refused(user, database) + after);
    const { lines, records, continuations, quarantined } = scanned.counts;
    expect(records + continuations + quarantined).toBe(lines);
    expect(kinds(scanned)).toContain("forged-line");
    expect(
      scanned.rows.filter(({ who, part }) => who === "background" && part === "message").map(({ raw }) => raw),
    ).toEqual([genuine[1]]);
    const raws = scanned.rows.map(({ raw }) => raw);
    for (const line of genuine) expect(raws).toContain(line);
  });

  test("is reported by line, and what remains of its prefix is quarantined", () => {
    const scanned = scan(
      before + refused(`a\n2026-11-21 18:00:00 UTC::@:[1]:PANIC:  could not fsync\n`, "postgres") + after,
    );
    expect(scanned.counts).toEqual({ lines: 13, records: 3, continuations: 0, quarantined: 10 });
    expect(scanned.problems.filter(({ kind }) => kind === "forged-line")).toMatchObject([{ line: 3 }, { line: 8 }]);
    expect(kinds(scanned)).not.toContain("time-backwards");
  });

  test("without a newline, by a process id in a name, is told by the second one", () => {
    const scanned = scan(
      before + refused("x", "a:[1]:ERROR:  cannot execute INSERT in a read-only transaction") + after,
    );
    expect(scanned.problems).toMatchObject([
      { kind: "forged-line", line: 2 },
      { kind: "forged-line", line: 3 },
    ]);
    expect(scanned.rows.filter(({ part, level }) => part === "message" && level === "error")).toEqual([]);
    expect(scanned.rows.filter(({ part }) => part === "message").map(({ raw }) => raw)).toEqual(genuine);
  });
});

describe("a genuine line is not taken for a forged one", () => {
  test("after a file cut in the middle of a prefix", () => {
    const cut = `${at}:10.0.0.1(35\n`;
    const starts = `${at}::@:[800]:LOG:  starting\n${at}::@:[800]:LOG:  ready\n${at}::@:[800]:PANIC:  x\n`;
    const scanned = scan(before + cut + starts);
    expect(scanned.counts).toEqual({ lines: 5, records: 4, continuations: 0, quarantined: 1 });
    expect(kinds(scanned)).toEqual(["quarantined-lines"]);
  });

  test("because an attack right after it imitates its prefix", () => {
    for (const line of [`${at}::@:[569]:LOG:  shutting down`, `${at}::@:[569]:LOG:  archive recovery complete`]) {
      for (const [, user, database] of attacks) {
        const imitated = user.replaceAll("::@:[1]:PANIC:  could not fsync", "::@:[569]:LOG:  ");
        const scanned = scan(`${before}${line}\n${refused(imitated, database)}${after}`);
        expect(scanned.rows.map(({ raw }) => raw)).toContain(line);
      }
    }
  });

  test("after a cut that leaves a tail of its record", () => {
    const scanned = scan(`${before}${at}:10.0.0.1(35\n\tFROM a\nrest\n${at}::@:[800]:LOG:  a\n`);
    expect(scanned.counts).toEqual({ lines: 5, records: 2, continuations: 0, quarantined: 3 });
    expect(scanned.rows[0]?.raw).toBe(genuine[0]);
  });

  test("when a client's error quotes a log", () => {
    const quoted = `${at}::@:[569]:LOG:  ${crash}: Killed`;
    const scanned = scan(
      `${before}${at}:10.0.0.1(5000):app@orders:[700]:ERROR:  invalid input syntax for type json: "${quoted}"\n${after}`,
    );
    expect(scanned.problems).toEqual([]);
    expect(scanned.counts.records).toBe(4);
    expect(scanned.rows[1]).toMatchObject({ pid: 700, level: "error" });
  });

  test("when the killed backend's statement quotes a log", () => {
    const scanned = scan(
      `${at}::@:[569]:LOG:  ${crash}: Killed\n` +
        `${at}::@:[569]:DETAIL:  Failed process was running: INSERT INTO wiki VALUES ('\n` +
        `\t${at}::@:[1]:LOG:  ${crash}: Killed')\n${after}`,
    );
    expect(scanned.problems).toEqual([]);
    expect(scanned.counts).toEqual({ lines: 5, records: 3, continuations: 2, quarantined: 0 });
  });

  test("when a session raises the postmaster's words: it is a session's line, not the background's", () => {
    const raised = `${at}:10.0.0.1(5000):app@orders:[700]:LOG:  ${crash}: Killed\n`;
    const [row] = scan(raised).rows;
    expect(row).toMatchObject({ who: "10.0.0.1(5000) app@orders", pid: 700, level: "info" });
  });
});
