import type { IncidentReport, Instant, Report } from "../../../model/index.ts";
import { millis } from "../../clock.ts";

/** A stretch of time, ms since the epoch. */
export interface Extent {
  readonly startMs: number;
  readonly endMs: number;
}

const LEAST_MS = 10_000;

/** What the pictures of an incident show: all that it is made of, with some air; null when nothing is dated. */
export function extentOf(report: Report, incident: IncidentReport | null): Extent | null {
  const instants: Instant[] = [];
  if (incident) {
    instants.push(incident.window.start, incident.window.end);
    for (const { time } of incident.moments) if (time !== null) instants.push(time);
  } else {
    for (const instant of [report.window.start, report.window.end]) if (instant !== null) instants.push(instant);
  }
  // A report is a file, and a file may hold what is no time.
  const phases = (incident?.phases ?? []).flatMap(({ start, end, uncertaintyMs }) => [
    millis(start),
    millis(end) + uncertaintyMs,
  ]);
  const times = [...instants.map(millis), ...phases].filter((ms) => Number.isFinite(ms));
  if (times.length === 0) return null;
  const start = times.reduce((a, b) => Math.min(a, b));
  const end = times.reduce((a, b) => Math.max(a, b));
  const air = Math.max((end - start) * 0.06, (LEAST_MS - (end - start)) / 2, 1000);
  return { startMs: Math.floor(start - air), endMs: Math.ceil(end + air) };
}
