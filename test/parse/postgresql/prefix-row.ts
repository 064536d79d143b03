import { expect } from "vitest";
import { instant, scan } from "./scan.ts";

/** The time of most samples. */
export const noon = instant("2026-11-21T19:01:44Z");

/** A line and the record it must give; what is left out is a LOG of process 569 of the background at {@link noon}. */
export interface PrefixRow {
  readonly name: string;
  readonly line: string;
  readonly us?: number;
  readonly precision?: string;
  readonly level?: string;
  readonly part?: string;
  readonly who?: string;
  readonly message: string;
  readonly sqlstate?: string | null;
  readonly application?: string | null;
}

/** Scans one line and compares the whole record. */
export function readsAs(row: PrefixRow): void {
  const scanned = scan(`${row.line}\n`, { format: "stderr" });
  const isMessage = row.part === undefined;
  expect(scanned.counts).toEqual({
    lines: 1,
    records: isMessage ? 1 : 0,
    continuations: isMessage ? 0 : 1,
    quarantined: 0,
  });
  expect(scanned.problems).toEqual([]);
  const [found] = scanned.rows;
  expect({
    us: found?.us,
    precision: found?.precision,
    level: found?.level,
    part: found?.part,
    pid: found?.pid,
    who: found?.who,
    message: found?.text.message,
    sqlstate: found?.text.sqlstate,
    application: found?.text.application,
  }).toEqual({
    us: row.us ?? noon,
    precision: row.precision ?? "second",
    level: row.level ?? "info",
    part: row.part ?? "message",
    pid: 569,
    who: row.who ?? "background",
    message: row.message,
    sqlstate: row.sqlstate ?? null,
    application: row.application ?? null,
  });
  expect(found?.text.time).toBe(found?.us);
  expect(found?.raw).toBe(row.line);
}
