import type { IncidentReport, Instant, Report } from "../model/index.ts";
import { citations, type Citations } from "./citation.ts";
import { leadingIncident } from "./words.ts";

/** What every part of the terminal summary needs. */
export interface Context {
  readonly report: Report;
  readonly incident: IncidentReport | null;
  /** The incident's, else the report's; null when no record has a time. */
  readonly window: { readonly start: Instant; readonly end: Instant } | null;
  readonly width: number;
  readonly zone: string | null;
  readonly verbose: boolean;
  readonly cite: Citations;
}

/** The context of a report; widths outside 60–160 read badly and are brought inside. */
export function contextOf(report: Report, width: number, zone: string | null, verbose: boolean): Context {
  const incident = leadingIncident(report);
  const { start, end } = incident?.window ?? report.window;
  return {
    report,
    incident,
    window: start === null || end === null ? null : { start, end },
    width: Math.min(Math.max(Math.floor(width), 60), 160),
    zone,
    verbose,
    cite: citations(report),
  };
}
