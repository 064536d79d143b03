import type { IncidentReport, Instant, PhaseReport, Report } from "../model/index.ts";
import { clock, date, millis, oneDay } from "./clock.ts";
import { duration, plural } from "./words.ts";

/** The database's phases and the clients', apart: a database that is up again heals nobody. */
export interface PhaseClock {
  readonly database: readonly PhaseReport[];
  /** The slowest first. */
  readonly clients: readonly PhaseReport[];
  /** All of them are on one UTC day. */
  readonly oneDay: boolean;
}

/** Phases of an incident; null when there is none. */
export function phaseClock({ phases }: IncidentReport): PhaseClock | null {
  if (phases.length === 0) return null;
  return {
    database: phases.filter(({ client }) => client === null),
    clients: phases.filter(({ client }) => client !== null).toSorted(slowestFirst),
    oneDay: oneDay(phases.flatMap(({ start, end }) => [start, end])),
  };
}

function slowestFirst(a: PhaseReport, b: PhaseReport): number {
  return millis(b.end) - millis(a.end) || order(a.client ?? "", b.client ?? "") || order(a.name, b.name);
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** `19:11:50.120 – 19:11:58`, with dates where a day changes; a moment is one time. */
export function phaseWhen({ start, end }: PhaseReport, { oneDay: day }: PhaseClock): string {
  const on = (instant: Instant): string => `${day ? "" : `${date(instant)} `}${clock(instant).replace(/\.0+$/, "")}`;
  return start === end ? on(start) : `${on(start)} – ${on(end)}`;
}

/** `7.9 s ± 1 s`; for a moment only its uncertainty. */
export function phaseLasted({ start, end, uncertaintyMs }: PhaseReport): string {
  const uncertain = `± ${duration(uncertaintyMs)}`;
  return start === end ? uncertain : `${duration(millis(end) - millis(start))} ${uncertain}`;
}

/** How long the database was down. */
export function downText({ impact }: IncidentReport): string {
  return impact.databaseDownMs > 0 ? duration(impact.databaseDownMs) : "no downtime is shown";
}

/** When the last application was well again, and who never was. */
export function recoveredText(incident: IncidentReport, report: Report): string {
  if (report.clients.length === 0) return "unknown: no application log";
  const index = report.incidents.indexOf(incident);
  const leading = report.verdict.incident ?? 0;
  const refused = report.clients.filter(
    ({ stillRefusedAtEnd, staleness }) => stillRefusedAtEnd && (staleness?.incident ?? leading) === index,
  );
  const after = incident.impact.slowestClientRecoveredMs;
  const time = after > 0 ? `${duration(after)} after the fault` : null;
  if (refused.length === 0) return time ?? "no application was hit";
  const who = refused.length === 1 ? (refused[0]?.id ?? "") : plural(refused.length, "client");
  const still = `${who} still refused when the data ends`;
  return time === null ? `not recovered: ${still}` : `more than ${time}: ${still}`;
}
