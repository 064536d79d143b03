import { type ClientFacts, type ClientJudgement, type Row, SECOND_US } from "../model/index.ts";

/** HikariCP's default `maxLifetime`, 1800 s: a session that lived this long was retired by its pool. */
const MAX_LIFETIME_SECONDS = { low: 1740, high: 1860 } as const;

/** Silence of a client this close to its last refusal is its log's end, not its recovery. */
const END_OF_LOG_US = 15 * SECOND_US;

/** What ended a client's refusals (P13). */
export interface Healing {
  readonly by: ClientJudgement["healedBy"];
  /** The record that shows it: its start, or its first ordinary record afterwards. */
  readonly row: Row | null;
  /** Refused to the end of its own records, with nothing else after it. */
  readonly stillRefused: boolean;
}

/**
 * @param lastUs the last refusal, µs; NaN when there was none
 * @param staleSeconds how long the client was stale by then
 */
export function healingOf(client: ClientFacts, lastUs: number, staleSeconds: number): Healing {
  if (client.refusedUs.length === 0 || Number.isNaN(lastUs))
    return { by: "not-needed", row: null, stillRefused: false };
  const success = client.successes.find((each) => each.us > lastUs);
  const restart = client.starts.find((each) => each.us > lastUs - SECOND_US);
  const run = client.errors.find((each) => each.kind === "client-read-only");
  if (restart !== undefined && !(success !== undefined && success.us < restart.us))
    return { by: "restart", row: restart.row, stillRefused: false };
  if (success === undefined) {
    const toTheEnd = client.lastUs - lastUs <= END_OF_LOG_US && (run?.count ?? 0) >= 2;
    return { by: "unknown", row: null, stillRefused: toTheEnd };
  }
  const retired = staleSeconds >= MAX_LIFETIME_SECONDS.low && staleSeconds <= MAX_LIFETIME_SECONDS.high;
  return { by: retired ? "max-lifetime" : "itself", row: success.row, stillRefused: false };
}
