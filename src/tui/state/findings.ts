import type { EvidenceIds, EvidenceReport, Row } from "../../model/index.ts";
import { citations, type Citations } from "../../report/index.ts";
import type { ViewCase } from "../case.ts";
import { microseconds } from "./range.ts";

/** A moment of an incident or a rule that fired: `▲` with its number, the same wherever it is shown. */
export interface Finding {
  /** From 1, in time order. */
  readonly number: number;
  /** Null when its line states no time. */
  readonly us: number | null;
  readonly instance: string | null;
  /** Hostile until escaped. */
  readonly text: string;
  readonly evidence: EvidenceIds;
}

const knownFindings = new WeakMap<ViewCase["report"], readonly Finding[]>();
const knownCitations = new WeakMap<ViewCase["report"], Citations>();
const knownRows = new WeakMap<ViewCase, ReadonlyMap<Row, number>>();

/** Findings of all incidents and rules, in time order; undated ones keep their place behind the one before. */
export function findingsOf({ report }: ViewCase): readonly Finding[] {
  const made = knownFindings.get(report);
  if (made !== undefined) return made;
  const placed: (Omit<Finding, "number"> & { readonly at: number })[] = [];
  for (const { moments } of report.incidents) {
    let at = Number.NEGATIVE_INFINITY;
    for (const { time, instance, text, evidence } of moments) {
      const us = time === null ? null : microseconds(time);
      at = us ?? at;
      placed.push({ us, instance, text, evidence, at });
    }
  }
  for (const { title, rule, start, instances, evidence } of report.ruleFindings) {
    const us = start === null ? null : microseconds(start);
    placed.push({ us, instance: instances[0] ?? null, text: `${rule}: ${title}`, evidence, at: us ?? Infinity });
  }
  const findings = placed
    .toSorted((a, b) => (a.at === b.at ? 0 : a.at - b.at))
    .map(({ us, instance, text, evidence }, index) => ({ us, instance, text, evidence, number: index + 1 }));
  knownFindings.set(report, findings);
  return findings;
}

/** Citations of the case's report. */
export function citationsOf({ report }: ViewCase): Citations {
  const made = knownCitations.get(report) ?? citations(report);
  knownCitations.set(report, made);
  return made;
}

/** The record that a piece of evidence cites; null when it is no line of a log. */
export function rowOfEvidence({ records }: ViewCase, { source }: EvidenceReport): Row | null {
  const byByte = source.byteOffset === null ? null : records.rowOfByte(source.file, source.byteOffset);
  if (byByte !== null) return byByte;
  return source.line === null ? null : records.rowOfLine(source.file, source.line);
}

/** Numbers of the findings that records carry, by row; empty while there is no order. */
export function findingRows(viewCase: ViewCase): ReadonlyMap<Row, number> {
  const made = knownRows.get(viewCase);
  if (made !== undefined) return made;
  const rows = new Map<Row, number>();
  if (viewCase.records.all === null) return rows;
  const cite = citationsOf(viewCase);
  for (const { number, evidence } of findingsOf(viewCase)) {
    for (const id of evidence) {
      const found = cite.find(id);
      const row = found === undefined ? null : rowOfEvidence(viewCase, found);
      if (row !== null && !rows.has(row)) rows.set(row, number);
    }
  }
  knownRows.set(viewCase, rows);
  return rows;
}
