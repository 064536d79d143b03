import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import { iso } from "../iso.ts";
import type { TrailCall } from "./trail-calls.ts";
import { entryOf, troubleOf } from "../trouble.ts";
import { counted } from "../words.ts";

const call = "cloudtrail:LookupEvents";
const source = "cloudtrail";

/** The trail is not there, or must not be read: a call that decides could not be looked up. */
export function noTrailEntry(subject: string, failure: CallFailure, name: TrailCall): AcquisitionEntry {
  const consequence = "who asked for the failover is not known; RDS events only say customer or RDS";
  const entry = entryOf(failure, { source, subject, state: "none", consequence });
  return { ...entry, reason: `${entry.reason}; looked up: ${name}` };
}

/** Calls that could not be looked up, though those that decide could: one entry for each reason. */
export function missingCallEntries(
  subject: string,
  failures: readonly { readonly name: TrailCall; readonly failure: CallFailure }[],
): readonly AcquisitionEntry[] {
  const byReason = Map.groupBy(failures, ({ failure }) => JSON.stringify(troubleOf(failure)));
  return [...byReason.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ name }) => name).join(", ");
    const consequence = `whether, when and by whom these were called is not known: ${names}`;
    return [entryOf(first.failure, { source, subject, state: "partial", consequence })];
  });
}

/** The window begins, or lies, before what the event history has. */
export function trailRetentionEntry(subject: string, state: "partial" | "absent", oldestMs: number): AcquisitionEntry {
  return {
    source,
    subject,
    state,
    code: "EXPIRED",
    call,
    reason: `CloudTrail's event history goes back 90 days; what is before ${iso(oldestMs)} is gone`,
    consequence: "who asked for a failover or a restart before that is not known",
    remedy: "if a trail writes to S3, put its files for these days into the case as cloudtrail-s3.json",
    runAgainAfter: null,
  };
}

/** The window ended a moment ago. */
export function lateTrailEntry(subject: string, afterMs: number): AcquisitionEntry {
  return {
    source,
    subject,
    state: "pending",
    code: "LATE",
    call,
    reason: "CloudTrail is up to fifteen minutes late, and the window ended less than that ago",
    consequence: "who asked for the failover may not be told yet: no call in it does not mean that nobody asked",
    remedy: `run the same command again after ${iso(afterMs)}`,
    runAgainAfter: iso(afterMs),
  };
}

/** Everything that was looked up came. */
export function wholeTrailEntry(subject: string, kept: number, others: number): AcquisitionEntry {
  const reason = `${counted(kept, "management call")}; ${counted(others, "call")} of other resources of the account left out`;
  const nothing = { code: null, consequence: null, remedy: null, runAgainAfter: null };
  return { source, subject, state: "complete", call, reason, ...nothing };
}
