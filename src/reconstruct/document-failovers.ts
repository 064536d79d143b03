import { type Failover, SECOND_US, type Thresholds, type Window } from "../model/index.ts";
import { isOfEvents, withCalls } from "./called-failovers.ts";
import { trailOf } from "./calls.ts";
import type { Input } from "./context.ts";
import type { Life } from "./log-failovers.ts";
import { namedInstances } from "./named-instances.ts";
import { withSnapshots } from "./snapshot-writers.ts";
import { withTold, withToldEnd } from "./told-failovers.ts";

/**
 * Failovers as events and logs show them, completed by documents (P6), in time order: CloudTrail tells who asked, when
 * and for which target; cluster snapshots tell who is the writer before and after; operators tell what nobody else does.
 * A worse source fills only what better ones leave open (CLASSIFY principle 2). `source` of a failover is the weakest of
 * the sources that its start and its end rest on.
 *
 * @param span where the case holds records: what documents tell of other times is not of this case; null = everywhere
 */
export function withDocuments(
  input: Input,
  instances: readonly Life[],
  seen: readonly Failover[],
  span: Window | null,
): readonly Failover[] {
  const { documents, events, options } = input;
  const logged = instances.map((life) => life.instance);
  const named = new Set([...logged, ...namedInstances(events, documents).keys()]);
  const around = span === null ? null : widened(span, options);
  const trail = trailOf(documents, events, logged, around);
  const called = withCalls(seen, trail.failovers, instances, named);
  const told = withTold(called, documents.operator?.failovers ?? [], instances, named, around);
  const ordered = [...told].sort((a, b) => a.failover.t0Us - b.failover.t0Us);
  return ordered.map(({ failover, words }, i) => {
    const previous = ordered[i - 1]?.failover;
    const next = ordered[i + 1]?.failover;
    const snapped = withSnapshots(failover, previous, next, documents.snapshots, instances, options);
    const ended = words === null ? snapped : withToldEnd(snapped, words);
    const automatic = ended.initiator === null && isOfEvents(ended) && trail.nobodyAsked(ended.t0Us);
    return automatic ? { ...ended, initiator: "rds" } : ended;
  });
}

/** A call or a word may be from shortly before the first record, or after the last. */
function widened({ start, end }: Window, options: Thresholds): Window {
  const byUs = (options.failoverLeadSeconds + options.failoverTailSeconds) * SECOND_US;
  return { start: (start - byUs) as Window["start"], end: (end + byUs) as Window["end"] };
}
