import type { EvidenceReport, IncidentReport, Instant, Report } from "../../model/index.ts";
import { citations, type Citations } from "../citation.ts";
import { leadingIncident } from "../words.ts";

/** A record that an engineer marked, with what he said of it. */
export interface MarkedLine {
  /** Its id is `m1`, `m2`, … in the engineer's order; the text is redacted as all evidence is. */
  readonly evidence: EvidenceReport;
  /** Redacted; empty for none. */
  readonly comment: string;
}

/** What a document is made for. */
export interface DocumentOptions {
  /** IANA zone shown beside UTC; null for UTC alone. */
  readonly displayTz: string | null;
  readonly marks: readonly MarkedLine[];
  /** Long lists are cut to their gravest, and say so: for targets that limit the size. */
  readonly brief: boolean;
}

/** What every section is made from. */
export interface DocumentContext {
  readonly report: Report;
  /** The one the verdict speaks of. */
  readonly incident: IncidentReport | null;
  /** The incident's, else the report's; null when no record has a time. */
  readonly window: { readonly start: Instant; readonly end: Instant } | null;
  readonly zone: string | null;
  readonly marks: readonly MarkedLine[];
  readonly brief: boolean;
  /** Evidence of the report and marked lines by their ids. */
  readonly cite: Citations;
}

/** The context of a report's document. */
export function documentContext(report: Report, { displayTz, marks, brief }: DocumentOptions): DocumentContext {
  const incident = leadingIncident(report);
  const { start, end } = incident?.window ?? report.window;
  return {
    report,
    incident,
    window: start === null || end === null ? null : { start, end },
    zone: displayTz,
    marks,
    brief,
    cite: citations(
      report,
      marks.map(({ evidence }) => evidence),
    ),
  };
}
