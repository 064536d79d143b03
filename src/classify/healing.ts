import { type Cite, type ClientFacts, type ClientJudgement, type ContainerEnd, SECOND_US } from "../model/index.ts";

/** HikariCP's default `maxLifetime`, 1800 s: a session that lived this long was retired by its pool. */
const MAX_LIFETIME_SECONDS = { low: 1740, high: 1860 } as const;

/** Silence of a client this close to its last refusal is its log's end, not its recovery. */
const END_OF_LOG_US = 15 * SECOND_US;

/** Kubernetes tells whole seconds, by the node's clock. */
const SLACK_US = 2 * SECOND_US;
/** A container gets 30 s to stop unless its pod says otherwise, and may be silent before. */
const STOP_US = 60 * SECOND_US;

/** What ended a client's refusals (P13). */
export interface Healing {
  readonly by: ClientJudgement["healedBy"];
  /** What shows it: its start, its first ordinary record afterwards, the end of its container. */
  readonly cites: readonly Cite[];
  /** Refused to the end of its own records, with nothing else after it. */
  readonly stillRefused: boolean;
}

/**
 * @param lastUs the last refusal, µs; NaN when there was none
 * @param staleSeconds how long the client was stale by then
 */
export function healingOf(client: ClientFacts, lastUs: number, staleSeconds: number): Healing {
  if (client.refusedUs.length === 0 || Number.isNaN(lastUs))
    return { by: "not-needed", cites: [], stillRefused: false };
  const success = client.successes.find((each) => each.us > lastUs);
  const restart = client.starts.find((each) => each.us > lastUs - SECOND_US);
  const run = client.errors.find((each) => each.kind === "client-read-only");
  const ended = containerEnd(client, lastUs, success?.us ?? client.lastUs + STOP_US);
  const killed: readonly Cite[] = ended === undefined ? [] : [{ exhibit: ended.exhibit }];
  if (restart !== undefined && !(success !== undefined && success.us < restart.us))
    return { by: "restart", cites: [{ row: restart.row }, ...killed], stillRefused: false };
  if (ended !== undefined)
    return {
      by: "restart",
      cites: [...killed, ...(success === undefined ? [] : [{ row: success.row }])],
      stillRefused: false,
    };
  if (success === undefined) {
    const toTheEnd = client.lastUs - lastUs <= END_OF_LOG_US && (run?.count ?? 0) >= 2;
    return { by: "unknown", cites: [], stillRefused: toTheEnd };
  }
  const retired = staleSeconds >= MAX_LIFETIME_SECONDS.low && staleSeconds <= MAX_LIFETIME_SECONDS.high;
  return { by: retired ? "max-lifetime" : "itself", cites: [{ row: success.row }], stillRefused: false };
}

/**
 * The end of the client's process that ended its refusals: after the last of them, and before it worked again or, where
 * its log ends with them, near that end.
 */
function containerEnd({ containerEnds }: ClientFacts, lastUs: number, untilUs: number): ContainerEnd | undefined {
  return containerEnds.find(({ us }) => us >= lastUs - SLACK_US && us <= untilUs);
}
