// The tolerance list for stderr: stamps, zones, labels, and the long prefix.
import { describe, expect, test } from "vitest";
import { type PrefixRow, noon, readsAs } from "./prefix-row.ts";
import { kinds, scan } from "./scan.ts";

const at = "2026-11-21 19:01:44 UTC";
const peer = "10.0.1.31(34296) app@orders";
const long = (who: string, pid: number, rest: string): string =>
  `2026-11-21 19:01:44.123 UTC:${who}:[${pid}]:3:00000:2026-11-21 19:00:00 UTC:4/5:0:6b01e523.2ef8:${rest}`;
const rows: readonly PrefixRow[] = [
  { name: "no blank after the label", line: `${at}::@:[569]:LOG:started streaming`, message: "started streaming" },
  { name: "one blank after the label", line: `${at}::@:[569]:LOG: shutting down`, message: "shutting down" },
  { name: "a blank in the process id", line: `${at}::@:[ 569]:LOG:  x`, message: "x" },
  { name: "an empty message", line: `${at}::@:[569]:LOG:  `, message: "" },
  {
    name: "verbose logging",
    line: `${at}::@:[569]:ERROR:  42P01: relation "a" does not exist`,
    level: "error",
    message: 'relation "a" does not exist',
    sqlstate: "42P01",
  },
  {
    name: "a word with a colon that is no SQLSTATE",
    line: `${at}::@:[569]:LOG:  ERROR: x`,
    message: "ERROR: x",
    sqlstate: null,
  },
  {
    name: "CloudWatch's time in front",
    line: `2026-11-21T19:01:41.000Z ${at}:10.0.1.31(34296):app@orders:[569]:LOG:  x`,
    who: peer,
    message: "x",
  },
  {
    name: "milliseconds",
    line: `2026-11-21 19:01:44.123 UTC::@:[569]:LOG:  x`,
    us: noon + 123_000,
    precision: "millisecond",
    message: "x",
  },
  {
    name: "microseconds",
    line: `2026-11-21 19:01:44.123456 UTC::@:[569]:LOG:  x`,
    us: noon + 123_456,
    precision: "microsecond",
    message: "x",
  },
  { name: "a zone of half an hour", line: `2026-11-22 00:31:44 +0530::@:[569]:LOG:  x`, message: "x" },
  { name: "a zone with a colon", line: `2026-11-22 00:31:44 +05:30::@:[569]:LOG:  x`, message: "x" },
  {
    name: "a zone of whole hours",
    line: `2026-11-21 16:01:44 -03:10.0.1.31(34296):app@orders:[569]:LOG:  x`,
    who: peer,
    message: "x",
  },
  { name: "EST", line: `2026-11-21 14:01:44 EST::@:[569]:LOG:  x`, message: "x" },
  { name: "CEST", line: `2026-11-21 21:01:44 CEST::@:[569]:LOG:  x`, message: "x" },
  { name: "PANIC", line: `${at}::@:[569]:PANIC:  x`, level: "panic", message: "x" },
  { name: "DEBUG5", line: `${at}::@:[569]:DEBUG5:  x`, level: "debug", message: "x" },
  { name: "NOTICE", line: `${at}::@:[569]:NOTICE:  x`, level: "notice", message: "x" },
  ...["DETAIL", "HINT", "QUERY", "CONTEXT", "LOCATION", "BACKTRACE", "STATEMENT"].map((label) => ({
    name: label,
    line: `${at}::@:[569]:${label}:  x`,
    level: "none",
    part: label.toLowerCase(),
    message: "x",
  })),
  {
    name: "the long prefix",
    line: long("10.0.1.31(34296):app@orders", 569, "psql:LOG:  x"),
    us: noon + 123_000,
    precision: "millisecond",
    who: peer,
    message: "x",
    sqlstate: "00000",
    application: "psql",
  },
  {
    name: "the long prefix with a glued application",
    line: long("10.0.1.31(34296):app@orders", 569, "psqlERROR:  x"),
    us: noon + 123_000,
    precision: "millisecond",
    level: "error",
    who: peer,
    message: "x",
    sqlstate: "00000",
    application: "psql",
  },
  {
    name: "the long prefix with [unknown] glued",
    line: long("[local]:[unknown]@[unknown]", 569, "[unknown]LOG:  x"),
    us: noon + 123_000,
    precision: "millisecond",
    who: "[local] [unknown]@[unknown]",
    message: "x",
    sqlstate: "00000",
    application: "[unknown]",
  },
  {
    name: "the long prefix of a background process, which stops at %q",
    line: long(":@", 569, "LOG:  00000: starting PostgreSQL"),
    us: noon + 123_000,
    precision: "millisecond",
    who: "background",
    message: "starting PostgreSQL",
    sqlstate: "00000",
  },
  {
    name: "the long prefix with an application of two words",
    line: long("10.0.1.31(34296):app@orders", 569, "PostgreSQL JDBC DriverFATAL:  x"),
    us: noon + 123_000,
    precision: "millisecond",
    level: "fatal",
    who: peer,
    message: "x",
    sqlstate: "00000",
    application: "PostgreSQL JDBC Driver",
  },
];

describe("a line that begins with a stamp", () => {
  test.each(rows)("is a record: $name", readsAs);
});

test.each(["IST", "MSK", "ChST"])("an ambiguous zone (%s) is read as UTC, and said so", (zone) => {
  const scanned = scan(`2026-11-21 19:01:44 ${zone}::@:[569]:LOG:  x\n`, { format: "stderr" });
  expect(scanned.rows[0]?.us).toBe(noon);
  expect(kinds(scanned)).toEqual(["zone-assumed"]);
});

test.each([
  ["30 February", "2026-02-30 10:00:00 UTC"],
  ["month 13", "2026-13-01 10:00:00 UTC"],
  ["hour 24", "2026-11-21 24:00:00 UTC"],
  ["minute 60", "2026-11-21 10:60:00 UTC"],
  ["second 60", "2026-11-21 10:00:60 UTC"],
  ["1970", "1970-01-01 00:00:00 UTC"],
])("a line whose time does not exist (%s) is quarantined, not moved", (_name, stamp) => {
  const scanned = scan(`${at}::@:[569]:LOG:  a\n${stamp}::@:[569]:LOG:  b\n`, { format: "stderr" });
  expect(scanned.counts).toEqual({ lines: 2, records: 1, continuations: 0, quarantined: 1 });
  expect(kinds(scanned)).toEqual(["quarantined-lines"]);
});

test("a stamp of the second before is told from others that begin alike", () => {
  const stamps = ["44 UTC", "44 UTC", "44.5 UTC", "44 EST", "44 UTC", "45 UTC", "44 +00"];
  const lines = stamps.map((stamp) => `2026-11-21 19:01:${stamp}::@:[569]:LOG:  x\n`);
  const found = scan(lines.join("")).rows.map((row) => ((row.us ?? 0) - noon) / 1e6);
  expect(found).toEqual([0, 0, 0.5, 18_000, 0, 1, 0]);
});

test("a line with a stamp of another log_line_prefix is quarantined, never a continuation in silence", () => {
  const scanned = scan(`${at}::@:[569]:LOG:  a\n${at} [570] LOG:  b\n${at}::@:[569]:LOG:  c\n`);
  expect(scanned.counts).toEqual({ lines: 3, records: 2, continuations: 0, quarantined: 1 });
  expect(scanned.rows.map(({ raw }) => raw)).toEqual([`${at}::@:[569]:LOG:  a`, `${at}::@:[569]:LOG:  c`]);
});
