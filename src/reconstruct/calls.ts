import { type ApiCall, type Documents, type RdsEvent, SECOND_US, type Window } from "../model/index.ts";
import { isInstant } from "./instants.ts";
import { namedInstances } from "./named-instances.ts";

/** CloudTrail delivers within about fifteen minutes, and LookupEvents reaches back ninety days (DOMAIN §3.4). */
export const CALL_DELAY_US = 15 * 60 * SECOND_US;
export const CALL_RETENTION_US = 90 * 86_400 * SECOND_US;

/** How long before a failover a change may have been asked for that led to it: a class change takes minutes. */
const CHANGE_LEAD_US = 30 * 60 * SECOND_US;
const CHANGE_TAIL_US = 120 * SECOND_US;

/** What CloudTrail says about this cluster. */
export interface Trail {
  /** Calls that started a failover. A refused call had no effect. */
  readonly failovers: readonly ApiCall[];
  /**
   * The trail covers `us` and shows nobody who asked for anything then: automatic failovers leave no call. A time is
   * covered when the evidence was collected after the trail's delay, or calls lie on both sides of it.
   */
  nobodyAsked(us: number): boolean;
}

/**
 * A trail is of the whole account and of ninety days: calls about other clusters, and failovers outside `span`, where the
 * case holds nothing else, are not of this case.
 *
 * @param logged instances whose logs were supplied
 */
export function trailOf(
  documents: Documents,
  events: readonly RdsEvent[],
  logged: readonly string[],
  span: Window | null,
): Trail {
  const { calls, callsSupplied, collectedUs } = documents;
  const cluster = clusterOf(documents, events, logged);
  const times = calls.map((call) => call.us).filter((us) => isInstant(us));
  const covers = (us: number): boolean =>
    (collectedUs >= us + CALL_DELAY_US && collectedUs <= us + CALL_RETENTION_US) ||
    (times.some((each) => each <= us) && times.some((each) => each >= us + CALL_DELAY_US));
  const ours = calls.filter((call) => call.error === null && isInstant(call.us) && cluster.concerns(call));
  const changes = ours.filter((call) => !/^(?:Describe|List|Download|Get|View)/.test(call.name));
  const started = ours.filter(
    (call) => startsFailover(call) && (span === null || (call.us >= span.start && call.us <= span.end)),
  );
  return {
    failovers: once(started).map((call) => ({
      ...call,
      instance: cluster.canonical(call.instance),
      target: cluster.canonical(call.target),
    })),
    nobodyAsked: (us) =>
      callsSupplied &&
      covers(us) &&
      !changes.some((call) => call.us >= us - CHANGE_LEAD_US && call.us <= us + CHANGE_TAIL_US),
  };
}

/** `forceFailover` is for an instance with a standby in another zone; a plain reboot changes no role. */
function startsFailover({ name, forceFailover }: ApiCall): boolean {
  return name === "FailoverDBCluster" || (name === "RebootDBInstance" && forceFailover);
}

/** The same call comes twice when two pages or two exports overlap. */
function once(calls: readonly ApiCall[]): readonly ApiCall[] {
  const seen = new Map<string, ApiCall>();
  for (const call of calls) {
    const key = JSON.stringify([call.us, call.name, call.cluster, call.instance, call.target]);
    if (!seen.has(key)) seen.set(key, call);
  }
  return [...seen.values()];
}

/** What tells calls of this cluster from those of the account's others. */
interface Cluster {
  concerns(call: ApiCall): boolean;
  /** The id as the rest of the case writes it: callers may write capitals, RDS answers without. */
  canonical(id: string | null): string | null;
}

function clusterOf(documents: Documents, events: readonly RdsEvent[], logged: readonly string[]): Cluster {
  const clusters = new Set([
    ...documents.snapshots.map((snapshot) => snapshot.cluster.toLowerCase()),
    ...events.filter((event) => event.sourceType === "db-cluster").map((event) => event.sourceIdentifier.toLowerCase()),
  ]);
  const instances = new Map(
    [...logged, ...namedInstances(events, documents).keys()].map((id) => [id.toLowerCase(), id]),
  );
  const inTrail = new Set(documents.calls.flatMap(({ cluster }) => (cluster === null ? [] : [cluster.toLowerCase()])));
  return {
    concerns: ({ cluster, instance, target }) => {
      if (cluster !== null && clusters.size > 0) return clusters.has(cluster.toLowerCase());
      const ids = [instance, target].filter((id) => id !== null);
      if (ids.some((id) => instances.has(id.toLowerCase()))) return true;
      // Nothing else names the cluster: a trail about one cluster is taken to be about this one.
      return cluster !== null ? inTrail.size === 1 : ids.length > 0 && instances.size === 0;
    },
    canonical: (id) => (id === null ? null : (instances.get(id.toLowerCase()) ?? id)),
  };
}
