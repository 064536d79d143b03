import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import type { EventSource } from "./event-sources.ts";
import { sourceText } from "./event-sources.ts";
import { iso } from "../iso.ts";
import { entryOf, troubleOf } from "../trouble.ts";

const unknown: readonly (readonly [type: EventSource["type"], what: string])[] = [
  [
    "db-cluster",
    "failovers as RDS announced them: when they began and ended, to which instance, and whether a customer or RDS began them",
  ],
  ["db-instance", "restarts, recoveries and maintenance of these instances as RDS announced them"],
  ["db-parameter-group", "which parameters were changed"],
  ["db-proxy", "what RDS did to these proxies"],
  ["blue-green-deployment", "whether a blue/green deployment was switched over"],
];

/** One entry for each reason that sources were refused for, naming what is not in the file. */
export function eventEntries(
  cluster: string,
  failures: readonly { readonly source: EventSource; readonly failure: CallFailure }[],
  state: "partial" | "none",
): readonly AcquisitionEntry[] {
  const byReason = new Map<string, { readonly source: EventSource; readonly failure: CallFailure }[]>();
  for (const each of failures) {
    const { code, reason } = troubleOf(each.failure);
    const key = `${code} ${reason}`;
    byReason.set(key, [...(byReason.get(key) ?? []), each]);
  }
  return [...byReason.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const types = new Set(group.map(({ source }) => source.type));
    const what = unknown.flatMap(([type, words]) => (types.has(type) ? [words] : []));
    const consequence = `not known: ${what.join("; ")}`;
    const entry = entryOf(first.failure, { source: "rds-events", subject: cluster, state, consequence });
    const sources = group.map(({ source }) => sourceText(source));
    const shown = sources.length > 8 ? [...sources.slice(0, 8), `${sources.length - 8} more`] : sources;
    return [{ ...entry, reason: `${entry.reason}; asked for: ${shown.join(", ")}` }];
  });
}

/** The window begins, or lies, before what RDS still has. */
export function retentionEntry(cluster: string, state: "partial" | "absent", oldestMs: number): AcquisitionEntry {
  return {
    source: "rds-events",
    subject: cluster,
    state,
    code: "EXPIRED",
    call: "rds:DescribeEvents",
    reason: `RDS keeps events for 14 days; what is before ${iso(oldestMs)} is gone`,
    consequence: "failovers and restarts before that are known from logs and CloudTrail alone",
    remedy: "if EventBridge or an SNS topic received the events, put them into the case as rds-events-archive.json",
    runAgainAfter: null,
  };
}

/** The window ended a moment ago. */
export function lateEntry(cluster: string, afterMs: number): AcquisitionEntry {
  return {
    source: "rds-events",
    subject: cluster,
    state: "pending",
    code: "LATE",
    call: "rds:DescribeEvents",
    reason: "RDS events come up to five minutes late, and the window ended less than that ago",
    consequence: "the last events may be missing: one that is not there proves nothing yet",
    remedy: `run the same command again after ${iso(afterMs)}`,
    runAgainAfter: iso(afterMs),
  };
}
