import { type ClusterMember, type ClusterSnapshot, type Failover, SECOND_US, type Thresholds } from "../model/index.ts";
import type { Life } from "./log-failovers.ts";
import { weaker } from "./told-start.ts";

/** The only member that a snapshot calls the writer. */
function writerOf({ members }: ClusterSnapshot): ClusterMember | null {
  const writers = members.filter((member) => member.writer);
  return writers.length === 1 ? (writers[0] ?? null) : null;
}

/**
 * Who was the writer before and, where events and logs leave it open, after a failover, by cluster snapshots. One without
 * time was taken when the evidence was collected: it speaks for the last failover alone. One taken while the failover may
 * still run (`normalFailoverSeconds`) says nothing about its end.
 */
export function withSnapshots(
  failover: Failover,
  previous: Failover | undefined,
  next: Failover | undefined,
  snapshots: readonly ClusterSnapshot[],
  instances: readonly Life[],
  options: Thresholds,
): Failover {
  const { t0Us, t1Us, uncertaintyUs } = failover;
  const nextUs = next?.t0Us ?? Number.POSITIVE_INFINITY;
  const overUs = Math.max(t1Us, t0Us + options.normalFailoverSeconds * SECOND_US);
  const sinceUs = previous?.t1Us ?? Number.NEGATIVE_INFINITY;
  const before = snapshots.findLast(({ us }) => us < t0Us - uncertaintyUs && us > sinceUs);
  const after = snapshots.find(({ us }) => (Number.isNaN(us) ? next === undefined : us > overUs && us < nextUs));
  const known = { ...failover, oldWriter: failover.oldWriter ?? oldWriterBy(failover, before, after) };
  const writer = after === undefined ? null : writerOf(after);
  if (writer === null || known.outcome !== "unknown") return known;
  return endedBy(known, writer, readyUs(instances, writer.instance, t0Us, nextUs));
}

function oldWriterBy(
  { target }: Failover,
  before: ClusterSnapshot | undefined,
  after: ClusterSnapshot | undefined,
): string | null {
  const writer = before === undefined ? null : writerOf(before);
  if (writer !== null) return writer.instance === target ? null : writer.instance;
  // Of two members the one that is not the target had the role.
  const members = (before ?? after)?.members ?? [];
  const others = members.filter((member) => member.instance !== target);
  return members.length === 2 && others.length === 1 ? (others[0]?.instance ?? null) : null;
}

function endedBy(failover: Failover, writer: ClusterMember, ready: number): Failover {
  const { target, oldWriter } = failover;
  const endWriter = writer.instance;
  const moved = target === null && oldWriter !== null && endWriter !== oldWriter;
  const outcome = endWriter === target || moved ? "completed" : endWriter === oldWriter ? "reversed" : "unknown";
  return {
    ...failover,
    endWriter,
    outcome,
    t1Us: Math.max(failover.t1Us, ready),
    source: weaker(failover.source, "api"),
    ended: [...failover.ended, { exhibit: writer.exhibit }],
  };
}

/** When the instance last became ready for writes in the minutes after `fromUs`; `fromUs` when its log does not tell. */
function readyUs(instances: readonly Life[], instance: string, fromUs: number, beforeUs: number): number {
  const toUs = Math.min(fromUs + 600 * SECOND_US, beforeUs);
  const ready = instances
    .filter((each) => each.instance === instance)
    .flatMap((each) => each.lives.flatMap((life) => life.ready))
    .findLast((each) => each.dated && !each.readOnly && each.us >= fromUs && each.us <= toUs);
  return ready?.us ?? fromUs;
}
