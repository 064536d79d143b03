// The ledger's sentences about log files: what, why, what it takes away, what would mend it.
import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import { iso } from "../iso.ts";
import type { Target } from "../context.ts";
import { AGAIN, troubleOf } from "../trouble.ts";
import { counted, grouped, oneLine } from "../words.ts";
import { LIST, PORTION, REST } from "./actions.ts";
import type { Listing } from "./listing.ts";

/** What an entry says; it is about listing unless it names another call. */
export type EntryWords = Pick<AcquisitionEntry, "state" | "code" | "reason" | "consequence" | "remedy"> &
  Partial<Pick<AcquisitionEntry, "call" | "runAgainAfter">>;

/** An entry about PostgreSQL's log. @param subject the instance, or the instance and the file's name */
export function logEntry(subject: string, words: EntryWords): AcquisitionEntry {
  return { source: "postgresql-log", subject: oneLine(subject, 500), call: LIST, runAgainAfter: null, ...words };
}

/** One file, as subject of its entries. */
export function fileSubject(instance: string, name: string): string {
  return oneLine(`${instance} ${name}`, 500);
}

/** Fewer bytes than the listing said, by both ways. */
export function shortEntry(subject: string, have: number, want: number, reason: string): AcquisitionEntry {
  return logEntry(subject, {
    state: "partial",
    code: "SHORT",
    call: REST,
    reason: `${grouped(have)} of ${grouped(want)} bytes: ${reason}`,
    consequence: `what the server wrote into ${subject} after byte ${grouped(have)} is missing: it proves nothing that a line is not there`,
    remedy: `${AGAIN}; or take the lines from CloudWatch Logs, if the log is exported`,
  });
}

/** The window ended a moment ago, or has not, and the file is still written to. */
export function growingEntry(subject: string, afterMs: number): AcquisitionEntry {
  const after = iso(afterMs);
  return logEntry(subject, {
    state: "pending",
    code: "GROWING",
    call: REST,
    reason: "it is still written to, and the window had not ended a minute before it was fetched",
    consequence: "the last lines of the window may be missing: one that is not there proves nothing yet",
    remedy: `run the same command again after ${after}`,
    runAgainAfter: after,
  });
}

/** The name came to mean other bytes. */
export function rotatedEntry(subject: string, keptAs: string | null): AcquisitionEntry {
  const kept = keptAs === null ? "the bytes it had before were not fetched" : `both are kept, one as ${keptAs}`;
  return logEntry(subject, {
    state: "partial",
    code: "ROTATED",
    call: REST,
    reason: `its bytes are not the ones it began with before: it was rotated or cut while it was collected; ${kept}`,
    consequence: "lines written between the two readings may be in neither",
    remedy: null,
  });
}

/** It was listed and then gone. */
export function rotatedAwayEntry(
  subject: string,
  size: number | null,
  have: number | null,
  target: Target,
): AcquisitionEntry {
  const was = size === null ? "" : `, last listed with ${grouped(size)} bytes`;
  const kept = have === null ? "nothing of it was fetched before" : `${grouped(have)} bytes of it are kept`;
  return logEntry(subject, {
    state: have === null ? "none" : "partial",
    code: "ROTATED_AWAY",
    call: REST,
    reason: `RDS removed it before it could be read to its end${was}; ${kept}`,
    consequence:
      have === null
        ? "what the server wrote into this file is unknown"
        : "what the server wrote into this file afterwards is unknown",
    remedy: exported(target),
  });
}

/** The listing failed: nothing, or only a part, is known of an instance's files. */
export function listingEntry(
  listing: Listing,
  target: Target,
  known: {
    /** AWS describes it. */ readonly described: boolean;
    /** An earlier run saved logs of it. */ readonly held: boolean;
  },
): AcquisitionEntry {
  const { instance, failure, files } = listing;
  const state = files.length > 0 || known.held ? "partial" : "none";
  const consequence =
    state === "partial"
      ? `log files of ${instance} that were not listed${known.held ? " and that no earlier run saved" : ""} are missing`
      : `nothing that ${instance} wrote is known: no role, crash, restart or session of it can be shown`;
  if (failure === null) throw new RangeError("a listing that did not fail");
  if (failure.kind !== "not-found") {
    return logEntry(instance, { state, consequence, ...troubleOf(failure) });
  }
  if (target.cluster !== null && instance === target.id) {
    return logEntry(instance, {
      state,
      code: "CLUSTER_ID",
      reason: `${instance} is the identifier of a cluster, and only instances have log files: DBInstanceNotFound says nothing of its health`,
      consequence,
      remedy: "give the identifiers of its instances (aws rds describe-db-clusters)",
    });
  }
  if (known.described) {
    const reason = `RDS no longer knows ${instance}: it was deleted or renamed a moment ago, and its log files went with it`;
    return logEntry(instance, { state, code: "DELETED", reason, consequence, remedy: exported(target) });
  }
  return logEntry(instance, {
    // There is nothing to get; whether the exported log has it, its own entry says.
    state: "absent",
    code: "DELETED",
    reason: `${instance} was deleted, and its log files went with it`,
    consequence: `what ${instance} wrote is only in the exported log, where there is one${known.held ? ", and in what an earlier run saved" : ""}`,
    remedy: exported(target),
  });
}

/** Files that were not there to be fetched any more when the window was asked for. */
export function expiredEntry(
  instance: string,
  oldestMs: number | null,
  listing: { readonly nowMs: number; readonly sinceMs: number },
  target: Target,
): AcquisitionEntry {
  const { nowMs, sinceMs } = listing;
  const since = iso(sinceMs);
  // The least RDS keeps is a day: what is younger was not deleted by its age, and nobody tells whether it ever was.
  const days = oldestMs === null ? 0 : Math.floor((nowMs - oldestMs) / 86_400_000);
  const oldest =
    oldestMs === null
      ? "none of the server is there"
      : `the oldest begins at ${iso(oldestMs)}, ${ageOf(nowMs - oldestMs)} ago`;
  const gone = days < 1 ? "no older log file is there" : "older log files are gone";
  const end = oldestMs === null ? "" : ` to ${iso(oldestMs)}`;
  return logEntry(instance, {
    state: "absent",
    code: "EXPIRED",
    reason: `${gone}: ${oldest}`,
    consequence: `what ${instance} wrote from ${since}${end} is not in its log files`,
    remedy: `${exported(target)}; to keep more next time raise rds.log_retention_period (10080 minutes at most)`,
  });
}

function ageOf(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return counted(minutes, "minute");
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? counted(hours, "hour") : counted(Math.floor(hours / 24), "day");
}

/** Files of which no byte could be had, all for the same reason. */
export function failedEntry(
  instance: string,
  names: readonly string[],
  bytes: number,
  failure: CallFailure,
  state: "none" | "partial",
): AcquisitionEntry {
  const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
  const words = troubleOf(failure);
  const both =
    failure.kind === "denied"
      ? { remedy: `allow ${REST} (and ${PORTION}) in the policy of who runs this, and ${AGAIN}` }
      : {};
  return logEntry(instance, {
    state,
    consequence: `not known: what ${instance} wrote into ${oneLine(shown, 400)}`,
    ...words,
    reason: `${counted(names.length, "log file")}, ${grouped(bytes)} bytes, not fetched: ${words.reason}`,
    ...both,
  });
}

/** A second look at the files failed. */
export function unverifiedEntry(instance: string, failure: CallFailure): AcquisitionEntry {
  const consequence = "a file that was rotated, removed or begun while the others were fetched would not be noticed";
  const words = troubleOf(failure);
  return logEntry(instance, {
    state: "partial",
    consequence,
    ...words,
    reason: `the files were not listed again: ${words.reason}`,
  });
}

/** Everything of the window is there. */
export function completeEntry(
  instance: string,
  kept: { readonly files: number; readonly bytes: number },
  leftOut: { readonly files: number; readonly bytes: number },
): AcquisitionEntry {
  const rest =
    leftOut.files === 0
      ? ""
      : `; ${counted(leftOut.files, "file")} outside of the window (${grouped(leftOut.bytes)} bytes) left out`;
  return logEntry(instance, {
    state: "complete",
    code: null,
    reason: `${counted(kept.files, "log file")}, ${grouped(kept.bytes)} bytes${rest}`,
    consequence: null,
    remedy: null,
  });
}

/** Where lines are that RDS no longer has as files. */
function exported({ kind, id }: Target): string {
  const group = `/aws/rds/${kind === "instance" ? "instance" : "cluster"}/${id}/postgresql`;
  return `if the log is exported to CloudWatch Logs its lines are in ${group}`;
}
