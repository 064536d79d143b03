import type { Instant, Report } from "../model/index.ts";
import type { Citations } from "./citation.ts";
import { millis } from "./clock.ts";

/** A client still refused at the end of the data, with the latest refusal cited. */
export interface RefusedClient {
  readonly id: string;
  readonly last: Instant | null;
}

/** Clients to restart, in the report's order. */
export function refusedClients(report: Report, cite: Citations): RefusedClient[] {
  return report.clients
    .filter(({ stillRefusedAtEnd }) => stillRefusedAtEnd)
    .map(({ id, evidence }) => {
      const times = evidence
        .map((item) => cite.find(item)?.time ?? null)
        .filter((time): time is Instant => time !== null)
        .sort((a, b) => millis(a) - millis(b));
      return { id, last: times.at(-1) ?? null };
    });
}
