import {
  type InstanceFacts,
  type Pooler,
  type RefusedSession,
  type Row,
  SECOND_US,
  type StalenessSubtype,
} from "../model/index.ts";

/** What tells apart why somebody stays on the old writer (CLASSIFY §3 (ii), a–f). */
export interface StaleEvidence {
  /** Refused sessions on instances that are not the writer. */
  readonly sessions: readonly RefusedSession[];
  /** From here on the new writer was there, µs. */
  readonly referenceUs: number;
  /** The change began, µs; events may tell it seconds late. */
  readonly changeUs: number;
  /** A restart of the old writer from here on belongs to the change, µs. */
  readonly windowUs: number;
  /** Instances on which the sessions were, to ask whether one was restarted under a session. */
  readonly instances: readonly InstanceFacts[];
  /** Why the advertised writer itself was wrong, or null. */
  readonly advertised: string | null;
  /** What stands between all of the refused and the instances. */
  readonly pooler: Pooler | null;
  /** The one process whose births went on there while others were elsewhere, or null. */
  readonly alone: string | null;
}

export interface Subtype {
  readonly subtype: StalenessSubtype;
  readonly subtypeReason: string;
}

/**
 * The one place where a sub-type is decided, for an incident and for a client. The control plane comes first, because a
 * wrong endpoint makes everything behind it look stale; then what hides the births (a pooler); then the births (P12): new
 * sessions on the old writer long after the change mean an address that is still resolved to it, the same old ones a
 * pool. Without logged connections it is one of both, and none is named.
 */
export function subtypeOf(evidence: StaleEvidence): Subtype {
  const { advertised, pooler } = evidence;
  if (advertised !== null) return { subtype: "control-plane", subtypeReason: advertised };
  if (pooler !== null)
    return {
      subtype: "proxy",
      subtypeReason: `${pooler.product === "unknown" ? "a pooler or proxy" : pooler.product} stands between: ${pooler.why}; which of its sessions a client had is not shown`,
    };
  return byBirths(evidence);
}

function byBirths({ sessions, referenceUs, changeUs, windowUs, instances, alone }: StaleEvidence): Subtype {
  const lastUs = sessions.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY);
  const late = sessions.filter((s) => s.lastUs > referenceUs + 5 * SECOND_US);
  const known = late.filter((s) => !Number.isNaN(s.bornUs));
  if (late.length === 0 || known.length * 2 < late.length)
    return {
      subtype: "undetermined",
      subtypeReason:
        "when the refused sessions were born is not logged: new sessions of a stale endpoint or old ones of a pool",
    };
  // Births in the second half of the stale time cannot be a pool that was filled at the change.
  const middleUs = referenceUs + (lastUs - referenceUs) / 2;
  const bornLate = known.filter((s) => s.bornUs > middleUs);
  if (bornLate.length >= 2 && bornLate.length * 5 >= known.length)
    return alone === null
      ? {
          subtype: "dns",
          subtypeReason: `${bornLate.length} of ${known.length} refused sessions were opened on the old writer long after the change`,
        }
      : { subtype: "resolver-cache", subtypeReason: alone };
  const survivors = survivorsOf(known, changeUs, windowUs, instances);
  if (survivors.length * 2 > known.length)
    return {
      subtype: "survivor",
      subtypeReason: `${survivors.length} of ${known.length} refused sessions are older than the change, and no restart of the instance ended them`,
    };
  return {
    subtype: "pooled",
    subtypeReason: `${known.length} old ${known.length === 1 ? "session" : "sessions"} went on being refused; ${bornLate.length === 0 ? "none was" : `${bornLate.length} were`} opened there later`,
  };
}

/**
 * Sessions of before the change on an instance that did not start anew at the change or under them: a restart leaves no
 * session of before.
 */
function survivorsOf(
  sessions: readonly RefusedSession[],
  changeUs: number,
  windowUs: number,
  instances: readonly InstanceFacts[],
): readonly RefusedSession[] {
  const startsOf = new Map<Row, readonly number[]>();
  for (const { incarnations, refusals } of instances) {
    const starts = incarnations.flatMap(({ start }) => start?.us ?? []);
    for (const { firstRow } of refusals?.sessions ?? []) startsOf.set(firstRow, starts);
  }
  return sessions.filter(({ bornUs, lastUs, firstRow }) => {
    const fromUs = Math.min(bornUs, windowUs);
    return bornUs < changeUs && startsOf.get(firstRow)?.some((us) => us >= fromUs && us <= lastUs) === false;
  });
}
