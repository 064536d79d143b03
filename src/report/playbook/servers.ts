import type { Claim, Report } from "../../model/index.ts";
import type { Entry } from "./action.ts";
import { blames, cited } from "./findings.ts";
import { sources } from "./sources.ts";

/** Memory ran out, shown by metrics that a claim for a leading hypothesis cites ("was out of memory", P14). */
export function outOfMemory({ incidents, evidence }: Report): Claim | null {
  const metrics = new Set(evidence.filter(({ kind }) => kind === "metric").map(({ id }) => id));
  const shown = incidents
    .flatMap(({ hypotheses }) => hypotheses.slice(0, 1))
    .flatMap((hypothesis) => hypothesis.for)
    .find(({ text, evidence: ids }) => text.includes("was out of memory") && ids.some((id) => metrics.has(id)));
  return shown ?? null;
}

const causes: Readonly<Record<string, Omit<Entry, "asks" | "purpose" | "addresses" | "when">>> = {
  "storage-full": {
    id: "storage-room",
    title: "Give the storage room before it is full",
    detail:
      "aws rds modify-db-instance --db-instance-identifier INSTANCE --allocated-storage GIB --max-allocated-storage GIB turns autoscaling on; look for replication slots that hold WAL (SELECT slot_name, active, restart_lsn FROM pg_replication_slots) and alarm on FreeStorageSpace.",
    source: sources.storageAutoscaling,
    mark: "documented",
  },
  kms: {
    id: "key-access",
    title: "Give RDS its key back, and guard it",
    detail:
      "aws kms describe-key --key-id KEY tells its state; enable it, cancel its deletion, and keep RDS's grant in the key's policy. An instance whose key stays out of reach becomes inaccessible and can then only be restored.",
    source: sources.encryption,
    mark: "documented",
  },
  "blue-green": {
    id: "blue-green-switchover",
    title: "Prepare the clients for a blue/green switchover",
    detail:
      "Stop writers or keep transactions short while it runs, keep no DNS answer longer than 5 s, and hold the guardrails (no long transactions, no lag) before it starts: the names move to the new environment, and open connections are dropped.",
    source: sources.blueGreen,
    mark: "documented",
  },
  "global-failover": {
    id: "global-switchover",
    title: "Rehearse the change of Region, clients with it",
    detail:
      "Use switchover for what is planned (it waits for the data) and failover only for an outage; send writers through the global writer endpoint, or have them switch their endpoint as a step of the plan.",
    source: sources.globalDatabase,
    mark: "documented",
  },
  "poison-query": {
    id: "keep-statement-away",
    title: "Keep the statement away until the engine is mended",
    detail:
      "Both ends were the same statement. Rewrite it, or switch off the extension or plan node it needs (ALTER ROLE … SET enable_… = off), and update extension and engine: a fault of one backend ends the whole Aurora instance.",
    source: sources.segfault,
    mark: "observed",
  },
};

/** Instances that die, and what RDS names itself. */
export const serverEntries: readonly Entry[] = [
  {
    id: "memory-headroom",
    purpose: "prevent",
    title: "Give the instance memory for what runs on it",
    detail:
      "Lower work_mem × hash_mem_multiplier × parallel workers × sessions, or take a larger instance class; bound the number of sessions; look for one statement with a huge sort, hash or IN list. Alarm on FreeableMemory below 10 % and on SwapUsage that grows.",
    when: "metrics show that memory ran out before a crash",
    source: sources.resources,
    mark: "documented",
    addresses: ["instance-crash", "crash-failover", "reversed-failover"],
    asks: (report) => outOfMemory(report),
  },
  {
    id: "see-memory-of-processes",
    purpose: "watch",
    title: "Turn Enhanced Monitoring on, so that the next kill has a cause",
    detail:
      "aws rds modify-db-instance --db-instance-identifier INSTANCE --monitoring-interval 10 --monitoring-role-arn ROLE: memory by process every 10 s. SIGKILL alone does not show that memory ran out.",
    when: "a process was killed, and no metric shows the memory of the moment",
    source: sources.enhancedMonitoring,
    mark: "documented",
    addresses: ["instance-crash", "crash-failover"],
    asks(report) {
      const claim = blames(report, "instance-crash", "crash-failover");
      const none = report.coverage.some(({ source, state }) => source === "metrics" && state === "none");
      if (claim === null || !none) return null;
      return { text: `${claim.text}, and no metrics tell the memory at that moment`, evidence: cited(claim.evidence) };
    },
  },
  ...Object.entries(causes).map(([cause, entry]): Entry => ({
    ...entry,
    purpose: "prevent",
    when: `the cause is ${cause}`,
    addresses: ["other-cause"],
    asks: (report) => (report.verdict.cause === cause ? blames(report, "other-cause") : null),
  })),
];
