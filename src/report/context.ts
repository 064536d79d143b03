import type { IncidentReport, Report } from "../model/index.ts";
import { citations, type Citations } from "./citation.ts";
import { leadingIncident } from "./words.ts";

/** What every part of the terminal summary needs. */
export interface Context {
  readonly report: Report;
  readonly incident: IncidentReport | null;
  readonly width: number;
  readonly zone: string | null;
  readonly verbose: boolean;
  readonly cite: Citations;
}

/** The context of a report; widths outside 60–160 read badly and are brought inside. */
export function contextOf(report: Report, width: number, zone: string | null, verbose: boolean): Context {
  return {
    report,
    incident: leadingIncident(report),
    width: Math.min(Math.max(Math.floor(width), 60), 160),
    zone,
    verbose,
    cite: citations(report),
  };
}
