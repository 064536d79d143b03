import { type ClientFacts, type ClientSession, SECOND_US, type StalenessMeter } from "../model/index.ts";
import type { AfterChange } from "./after-change.ts";
import { endpointTtl } from "./endpoint-ttl.ts";
import { healingOf } from "./healing.ts";
import { rowCites } from "./scene.ts";
import { staleContext } from "./stale-context.ts";
import { subtypeOf } from "./subtype.ts";

/**
 * A client's read-only errors after the end of a failover, µs, ascending. They end with the next failover, and where the
 * client worked again for as long as separates two incidents: what comes later has another story, unless sessions known
 * to be left behind stretch the incident to it.
 */
export function refusedAfter(client: ClientFacts, after: AfterChange): readonly number[] {
  const gapUs = after.scene.thresholds.failoverTailSeconds * SECOND_US;
  const found: number[] = [];
  for (const us of client.refusedUs) {
    if (us <= after.endUs) continue;
    const lastUs = found.at(-1) ?? after.endUs;
    if (us >= after.untilUs) break;
    if (
      us > after.scene.endUs &&
      us - lastUs > gapUs &&
      client.successes.some((success) => success.us > lastUs && success.us < us)
    )
      break;
    found.push(us);
  }
  return found;
}

/** Refused sessions of a client that were refused after `fromUs`, and not by the writer of that time. */
export function staleSessions(client: ClientFacts, after: AfterChange, fromUs: number): readonly ClientSession[] {
  return client.sessions.filter(
    ({ instance, session }) =>
      instance !== after.failover.endWriter && session.lastUs > fromUs && session.firstUs < after.untilUs,
  );
}

/**
 * How long a client stayed on the old writer, and why, as far as that shows. Null when it was not refused after the end of
 * the failover: what comes before belongs to the failover itself.
 *
 * @param incident index of the incident in the judgement
 */
export function meterOf(client: ClientFacts, after: AfterChange, incident: number): StalenessMeter | null {
  const { scene, endUs, failover } = after;
  const refused = refusedAfter(client, after);
  const lastUs = refused.at(-1);
  if (lastUs === undefined) return null;
  const seconds = Math.round((lastUs - endUs) / (SECOND_US / 10)) / 10;
  const own = staleSessions(client, after, endUs);
  const sessions = own.map(({ session }) => session);
  const born = sessions.filter(({ bornUs }) => bornUs > endUs);
  const ttl = endpointTtl(scene);
  const { subtype, subtypeReason } = subtypeOf({
    sessions,
    referenceUs: endUs,
    changeUs: failover.t0Us,
    windowUs: failover.t0Us - scene.thresholds.failoverLeadSeconds * SECOND_US,
    instances: scene.facts.instances.filter(({ id }) => own.some(({ instance }) => instance === id)),
    ...staleContext(scene, [client], sessions, endUs, lastUs),
  });
  const healing = healingOf(client, lastUs, seconds);
  const run = client.errors.find(({ kind }) => kind === "client-read-only");
  const longest = [...sessions].sort((a, b) => b.lastUs - a.lastUs || a.firstRow - b.firstRow).slice(0, 2);
  return {
    incident,
    seconds,
    errors: refused.length,
    sessions: sessions.length,
    births: born.length,
    subtype,
    subtypeReason,
    neededRestart: healing.by === "restart",
    endpointTtlSeconds: ttl.seconds,
    endpointTtlSource: ttl.source,
    cites: [
      ...rowCites([run?.lastUs === lastUs ? run.rows.at(-1) : run?.rows[0]]),
      ...rowCites(longest.map((session) => session.lastRow)),
      ...healing.cites,
      ...ttl.cites,
    ],
  };
}
