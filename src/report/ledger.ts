import type { CoverageReport, LedgerSource } from "../model/index.ts";
import { cellWidth, escapeTerminal } from "../text/index.ts";
import { columnOf, type Axis } from "./axis.ts";
import { clock, date, millis } from "./clock.ts";
import { elide } from "./elide.ts";

/** What a column of a source's bar shows. */
export type LedgerCell = "covered" | "late" | "missing" | "somewhere";

/** Lines, where lanes have blocks: nobody reads a covered minute as an instance that is up. */
export const ledgerCharacter: Readonly<Record<LedgerCell, string>> = {
  covered: "━",
  late: ">",
  missing: "┄",
  somewhere: "?",
};

const meaning: Readonly<Record<LedgerCell, string>> = {
  covered: "covered",
  late: "not there yet",
  missing: "not covered",
  somewhere: "covered in part, not known where",
};

const sourceWord: Readonly<Record<LedgerSource, string>> = {
  "postgresql-log": "log",
  "rds-events": "RDS events",
  "application-log": "",
  metrics: "metrics",
  "cluster-snapshot": "cluster snapshot",
  cloudtrail: "CloudTrail",
};

/** `aurora-1 log`, `RDS events`, `orders-api/pod-1`. Unescaped. */
export function ledgerName({ subject, source }: CoverageReport): string {
  const word = sourceWord[source];
  if (subject === source) return word === "" ? "applications" : word;
  return [subject, word].filter(Boolean).join(" ");
}

/** The same, for the terminal, in at most `cells`: the subject is cut, never the kind of source. */
export function ledgerLabel(entry: CoverageReport, cells: number): string {
  const word = sourceWord[entry.source];
  const name = escapeTerminal(ledgerName(entry));
  if (cellWidth(name) <= cells || entry.subject === entry.source || word === "") return elide(name, cells);
  return `${elide(escapeTerminal(entry.subject), Math.max(cells - word.length - 1, 4))} ${word}`;
}

/** Which part of the axis a source covers. */
export function ledgerCells(entry: CoverageReport, axis: Axis): LedgerCell[] {
  const { state, from, to } = entry;
  const all = (cell: LedgerCell): LedgerCell[] => Array.from({ length: axis.columns }, () => cell);
  if (state === "full") return all("covered");
  if (from === null || to === null)
    return all(state === "pending" ? "late" : state === "none" ? "missing" : "somewhere");
  const first = columnOf(axis, millis(from));
  const last = Math.max(first, columnOf(axis, millis(to) - 1));
  return all("missing").map((_, column) =>
    column < first ? "missing" : column <= last ? "covered" : state === "pending" ? "late" : "missing",
  );
}

/** What the characters drawn mean; only those. */
export function ledgerLegend(rows: readonly (readonly LedgerCell[])[]): string[] {
  const seen = new Set(rows.flat());
  const cells = Object.keys(meaning) as LedgerCell[];
  return cells.filter((cell) => seen.has(cell)).map((cell) => `${ledgerCharacter[cell]} ${meaning[cell]}`);
}

/**
 * What is not covered and why not, when to run again, what to fetch and until when; null for a source that covers all.
 *
 * @param day the UTC day whose date need not be said
 * @param withPart false where the part that is covered stands beside
 */
export function gapText(entry: CoverageReport, day: string | null, withPart = true): string | null {
  const { state, why, from, to, runAgainAfter } = entry;
  const on = (instant: string): string => {
    const time = clock(instant).slice(0, 8);
    return date(instant) === day ? time : `${date(instant)} ${time}`;
  };
  const again = runAgainAfter === null ? [] : [`run again after ${on(runAgainAfter)} UTC`];
  const said = (what: string, joint: string): string =>
    [[what, why].filter(Boolean).join(joint), ...again, ...fetchText(entry)].filter(Boolean).join("; ");
  switch (state) {
    case "full":
      return null;
    case "none":
      return said("NOT AVAILABLE", " because ");
    case "pending":
      return said("not there yet", " — ");
    case "partial":
      return said(withPart ? partText(from, to, on) : "", " — ");
    default:
      return state satisfies never;
  }
}

function partText(from: string | null, to: string | null, on: (instant: string) => string): string {
  if (from === null || to === null) return "in part";
  return from === to ? `at ${on(from)} UTC only` : `${on(from)} – ${on(to)} UTC only`;
}

/** `fetch postgresql.log.… (kept until about 2026-11-24 19:30 UTC)`. */
function fetchText({ fetch, availableUntil }: CoverageReport): string[] {
  const until = availableUntil === null ? [] : [untilText(availableUntil)];
  return fetch === null ? until : [[`fetch ${fetch}`, ...until.map((text) => `(${text})`)].join(" ")];
}

/** `kept until about 2026-11-24 19:30 UTC`. */
export function untilText(instant: string): string {
  return `kept until about ${date(instant)} ${clock(instant).slice(0, 5)} UTC`;
}
