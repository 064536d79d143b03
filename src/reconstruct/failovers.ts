import { type Cite, type Failover, type RdsEvent, SECOND_US, type Window } from "../model/index.ts";
import type { Input } from "./context.ts";
import { withDocuments } from "./document-failovers.ts";
import { endFromLogs, type Life, logFailovers, loser } from "./log-failovers.ts";

/**
 * Failovers (P6), from RDS events when there are any, else from what the logs of the instances show, else from CloudTrail
 * and operators, who also complete what events and logs leave open. In time order.
 *
 * @param span where the case holds records; null = unknown
 */
export function failoversOf(input: Input, instances: readonly Life[], span: Window | null): readonly Failover[] {
  const members = input.documents.snapshots.flatMap((snapshot) => snapshot.members.map((member) => member.instance));
  const fromEvents = eventFailovers(input.events, instances, members);
  const known = (us: number): boolean =>
    fromEvents.some((f) => us >= f.t0Us - 120 * SECOND_US && us <= f.t1Us + 120 * SECOND_US);
  const fromLogs = logFailovers(instances).filter((failover) => !known(failover.t0Us));
  const seen = [...fromEvents, ...fromLogs].sort((a, b) => a.t0Us - b.t0Us);
  return withDocuments(input, instances, seen, span);
}

function eventFailovers(
  events: readonly RdsEvent[],
  instances: readonly Life[],
  members: readonly string[],
): readonly Failover[] {
  const turning = events.filter((event) =>
    [
      "failover-started",
      "failover-completed",
      "failover-failed",
      "previous-primary-promoted",
      "multi-az-failover-started",
      "multi-az-failover-completed",
    ].includes(event.meaning),
  );
  const groups: RdsEvent[][] = [];
  for (const event of turning) {
    const group = groups.at(-1);
    const starts = event.meaning === "failover-started" || event.meaning === "multi-az-failover-started";
    const late = group !== undefined && event.time - (group.at(-1)?.time ?? 0) > 15 * 60 * SECOND_US;
    if (group === undefined || starts || late) groups.push([event]);
    else group.push(event);
  }
  return groups.map((group) => eventFailover(group, instances, members));
}

function eventFailover(group: readonly RdsEvent[], instances: readonly Life[], members: readonly string[]): Failover {
  const started = group.find((e) => e.meaning === "failover-started" || e.meaning === "multi-az-failover-started");
  const again = group.findLast((e) => e.meaning === "previous-primary-promoted");
  const failed = group.find((e) => e.meaning === "failover-failed");
  const completed = group.findLast(
    (e) => e.meaning === "failover-completed" || e.meaning === "multi-az-failover-completed",
  );
  const first = group[0];
  const last = again ?? completed ?? failed ?? started;
  const t0Us = first?.time ?? 0;
  const target = started?.target ?? (again === undefined ? (completed?.target ?? null) : null);
  const endWriter = completed?.target ?? again?.target ?? null;
  const known = new Set([...instances.map((life) => life.instance), ...members]);
  const others = [...known].filter((id) => id !== target);
  const oldWriter =
    again?.target ?? (others.length === 1 && target !== null ? (others[0] ?? null) : loser(instances, t0Us, target));
  const wentBack = endWriter !== null && target !== null && endWriter !== target;
  const outcome =
    again !== undefined || wentBack
      ? "reversed"
      : completed !== undefined
        ? "completed"
        : failed !== undefined
          ? "failed"
          : "unknown";
  if (outcome === "unknown" && target !== null) {
    const told = endFromLogs(instances, t0Us, target, oldWriter);
    if (told !== null)
      return {
        ...told,
        target,
        oldWriter,
        t0Us,
        uncertaintyUs: 5 * SECOND_US,
        initiator: group[0]?.initiator ?? null,
        source: "recovery-lines",
        started: started === undefined ? [] : [{ event: started }],
      };
  }
  return {
    t0Us,
    uncertaintyUs: 5 * SECOND_US,
    t1Us: Math.max(t0Us, completed?.time ?? last?.time ?? t0Us),
    target,
    oldWriter,
    endWriter: endWriter ?? (outcome === "failed" ? oldWriter : null),
    outcome,
    initiator: group.find((e) => e.initiator !== null)?.initiator ?? null,
    source: "event",
    started: started === undefined ? [] : [{ event: started }],
    ended: [failed, again, completed].filter((e) => e !== undefined).map((event): Cite => ({ event })),
  };
}
