import { SECOND_US } from "../../model/index.ts";
import { leadingIncident } from "../../report/index.ts";
import type { OrderedRecords, ViewCase } from "../case.ts";
import type { Range } from "./state.ts";

const DAY_US = 86_400 * SECOND_US;
/** The longest stretch unless the case itself is longer: RDS keeps events for 14 days. */
const WIDEST_US = 14 * DAY_US;
const NARROWEST_US = SECOND_US;

/** Microseconds of an instant of the report; NaN when it is none. */
export function microseconds(instant: string): number {
  const fine = /\.\d{3}(\d{1,3})/.exec(instant)?.[1] ?? "";
  return Date.parse(instant) * 1000 + Number(fine.padEnd(3, "0"));
}

/** All of the case: its window, its first and last dated records. */
export function wholeCase({ report, facts, records }: ViewCase): Range {
  const times = [
    ...[report.window.start, report.window.end].flatMap((instant) => (instant === null ? [] : microseconds(instant))),
    ...(facts.window === null ? [] : [facts.window.start, facts.window.end]),
    ...(records.all === null ? [] : endsOf(records.all)),
  ].filter((us): us is number => typeof us === "number" && Number.isFinite(us));
  if (times.length === 0) return { startUs: 0, endUs: NARROWEST_US };
  const startUs = Math.min(...times);
  return { startUs, endUs: Math.max(Math.max(...times) + 1, startUs + NARROWEST_US) };
}

const ends = new WeakMap<OrderedRecords, readonly (number | null | undefined)[]>();

/** Times of the first and the last record; asked once, as each is read from its file. */
function endsOf(all: OrderedRecords): readonly (number | null | undefined)[] {
  const known = ends.get(all);
  if (known !== undefined) return known;
  const asked = [all.at(0)?.time, all.at(all.count - 1)?.time];
  ends.set(all, asked);
  return asked;
}

/** The leading incident with a tenth of its length on both sides; null when there is none. */
export function incidentRange({ report }: ViewCase): Range | null {
  const incident = leadingIncident(report);
  if (incident === null) return null;
  const startUs = microseconds(incident.window.start);
  const endUs = microseconds(incident.window.end);
  if (!Number.isFinite(startUs) || !Number.isFinite(endUs)) return null;
  const margin = Math.max((endUs - startUs) / 10, 5 * SECOND_US);
  return { startUs: startUs - margin, endUs: endUs + margin };
}

/** Whole µs, from one second to 14 days (or the case, when that is longer), near the case. */
export function clampRange({ startUs, endUs }: Range, whole: Range): Range {
  const length = whole.endUs - whole.startUs;
  const widest = Math.max(WIDEST_US, length);
  const span = Math.round(Math.min(Math.max(endUs - startUs || 0, NARROWEST_US), widest));
  const low = whole.startUs - Math.max(span, length) / 2;
  const high = whole.endUs + Math.max(span, length) / 2 - span;
  const start = Number.isFinite(startUs) ? startUs : whole.startUs;
  const clamped = Math.round(Math.min(Math.max(start, Math.min(low, high)), Math.max(low, high)));
  return { startUs: clamped, endUs: clamped + span };
}

/** The range made `factor` times as long; `us` stays where it is on the screen. */
export function zoomed({ startUs, endUs }: Range, us: number, factor: number): Range {
  const at = Math.min(Math.max(us, startUs), endUs);
  return { startUs: at - (at - startUs) * factor, endUs: at + (endUs - at) * factor };
}

/** The range itself when it shows an instant, else moved so that the instant is in its middle. */
export function showing(range: Range, us: number): Range {
  if (us >= range.startUs && us < range.endUs) return range;
  const half = (range.endUs - range.startUs) / 2;
  return { startUs: us - half, endUs: us + half };
}

/** What `T+…` counts from: the first failover of the leading incident, else its start, else the case's. */
export function zeroOf(viewCase: ViewCase): number {
  const incident = leadingIncident(viewCase.report);
  if (incident === null) return wholeCase(viewCase).startUs;
  const start = microseconds(incident.window.start);
  const end = microseconds(incident.window.end);
  const failover = viewCase.facts.failovers.find(({ t0Us }) => t0Us >= start && t0Us <= end);
  return Math.round(failover?.t0Us ?? start);
}
