import { describe, expect, test } from "vitest";
import { LEAD_MS } from "../../../src/collect/context.ts";
import { chooseLogs } from "../../../src/collect/logs/choose.ts";
import { isServerLog, readLogName } from "../../../src/collect/logs/log-name.ts";

const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);
const window = { sinceMs: at("19:15:00"), untilMs: at("20:00:00") };

function series(name: string): string {
  return readLogName(name).series;
}

function chosen(name: string, lastWrittenMs: number | null): boolean {
  return chooseLogs([{ name, lastWrittenMs, sizeBytes: 7 }], window).chosen.length === 1;
}

describe("names", () => {
  test.each([
    ["error/postgresql.log.2026-11-21-1911", "2026-11-21T19:11:00Z"],
    ["error/postgresql.log.2026-11-21-19", "2026-11-21T19:00:00Z"],
    ["error/postgresql.log.2026-11-21", "2026-11-21T00:00:00Z"],
    ["error/postgresql.log.2026-11-21-1911.csv", "2026-11-21T19:11:00Z"],
    ["error/postgresql.log.2026-11-21-19.csv.gz", "2026-11-21T19:00:00Z"],
    ["error/postgresql.log.2026-11-21-1911.gz", "2026-11-21T19:11:00Z"],
  ])("%s begins at %s, and is PostgreSQL's own", (name, begins) => {
    const read = readLogName(name);
    expect(read.beginsMs).toBe(Date.parse(begins));
    expect(isServerLog(read)).toBe(true);
    expect(read.gzip).toBe(name.endsWith(".gz"));
  });

  test.each([
    "error/postgres.log",
    "instance.log",
    "error/postgresql.log.2026-13-45-99",
    "error/postgresql.log.2026",
    "",
    "x".repeat(100_000),
  ])("%s has no time", (name) => {
    expect(readLogName(name).beginsMs).toBeNull();
    expect(isServerLog(readLogName(name))).toBe(false);
  });

  test("a compressed file is of the series of its text, a twin is of another", () => {
    expect(series("error/postgresql.log.2026-11-21-19.gz")).toBe(series("error/postgresql.log.2026-11-21-20"));
    expect(series("error/postgresql.log.2026-11-21-19.csv")).not.toBe(series("error/postgresql.log.2026-11-21-19"));
  });
});

describe("the files of a window", () => {
  test.each<[string, number | null, boolean, string]>([
    ["error/postgresql.log.2026-11-21-1900", at("19:59:59"), true, "inside"],
    ["error/postgresql.log.2026-11-21-1800", at("19:00:00"), true, "in the time before"],
    ["error/postgresql.log.2026-11-21-1800", at("18:49:00"), false, "ended before"],
    ["error/postgresql.log.2026-11-21-1800", at("18:55:00"), true, "LastWritten may be late"],
    ["error/postgresql.log.2026-11-21-2000", at("20:30:00"), true, "begins at the end"],
    ["error/postgresql.log.2026-11-21-2001", at("20:30:00"), false, "begins behind it"],
    ["error/postgresql.log.2026-11-21", at("23:59:00"), true, "a day's file"],
    ["error/postgresql.log.2026-11-21-1910", at("12:00:00"), true, "written before it began: the name is right"],
    ["error/postgresql.log.2026-11-21-1800", null, true, "never written"],
    ["error/postgresql.log.2026-11-19-1800", null, false, "never written, and days old"],
    ["error/postgres.log", at("19:01:00"), true, "no time, written inside"],
    ["error/postgres.log", at("10:00:00"), false, "no time, written before"],
    ["error/postgres.log", null, true, "nothing is known"],
    ["instance.log", at("23:00:00"), true, "no time, written later as well"],
  ])("%s written at %d: %s (%s)", (name, lastWrittenMs, expected) => {
    expect(chosen(name, lastWrittenMs)).toBe(expected);
  });

  test("the time before the window is as long as the others'", () => {
    expect(LEAD_MS).toBe(900_000);
  });

  test("what is left out is counted, and the oldest log of the server is known", () => {
    const files = [
      { name: "error/postgresql.log.2026-11-20-1000", lastWrittenMs: at("00:00:00") - 1, sizeBytes: 10 },
      { name: "error/postgresql.log.2026-11-21-1000", lastWrittenMs: at("10:59:00"), sizeBytes: 5 },
      { name: "error/postgresql.log.2026-11-21-1900", lastWrittenMs: at("19:59:00"), sizeBytes: 100 },
      { name: "error/iam-db-auth-error.log.2026-11-01-10", lastWrittenMs: at("10:59:00"), sizeBytes: null },
    ];
    const { leftOut, oldestMs } = chooseLogs(files, window);
    expect(leftOut).toEqual({ files: 3, bytes: 15 });
    expect(oldestMs).toBe(Date.parse("2026-11-20T10:00:00Z"));
  });
});
