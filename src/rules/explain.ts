import { matches } from "./condition.ts";
import type { RuleEvent } from "./event.ts";
import type { Match, Rejection, Run } from "./match.ts";
import { type GroupSeen, type NearMiss, nearMisses } from "./near-miss.ts";
import { asSequence, isTimed, type Rule, type SequenceRule } from "./rule.ts";
import { SequenceMatcher } from "./sequence-matcher.ts";

/** Matches shown. */
const MAX_MATCHES = 20;

/** Which step matched where, and which nearly did. */
export interface Explanation {
  readonly rule: SequenceRule;
  readonly count: number;
  readonly matches: readonly Match[];
  /** With `distinct`, when it did not fire: groups that ran all steps by themselves. */
  readonly ran: readonly Run[];
  /** The runs that came closest together, and why they are no match. */
  readonly apart: { readonly runs: readonly Run[]; readonly why: Rejection } | null;
  /** Best first; none when the rule fired. */
  readonly near: readonly NearMiss[];
  /** Events the steps could not take for lack of a time. */
  readonly undated: number;
}

/** Runs one rule and keeps why. `events` is called twice when something is missing. */
export function explainRule(rule: Rule, events: () => Iterable<RuleEvent>): Explanation {
  const sequence = asSequence(rule);
  const found: Match[] = [];
  const groups = new Map<string | null, GroupSeen>();
  /** The first undated record that a step would take. */
  const undatedHits = new Map<number, RuleEvent>();
  const of = (group: string | null): GroupSeen => {
    const seen = groups.get(group) ?? { group, points: [], masks: [], refused: null, ran: null };
    groups.set(group, seen);
    return seen;
  };
  let count = 0;
  let undated = 0;
  let apart: Explanation["apart"] = null;
  const matcher = new SequenceMatcher(
    sequence,
    (match) => {
      count++;
      if (found.length < MAX_MATCHES) found.push(match);
    },
    {
      hit: (group, point, mask) => {
        const seen = of(group);
        seen.points.push(point);
        seen.masks.push(mask);
      },
      refused: (run, why) => {
        const seen = of(run.group);
        if (nearer(why, seen.refused?.why ?? null)) seen.refused = { run, why };
      },
      ran: (run) => {
        of(run.group).ran ??= run;
      },
      gatheringRefused: (runs, why) => {
        if (nearer(why, apart?.why ?? null)) apart = { runs: [...runs], why };
      },
    },
  );
  for (const event of events()) {
    matcher.offer(event);
    if (!Number.isNaN(event.us) || !isTimed(sequence)) continue;
    undated++;
    for (const [i, { condition }] of sequence.steps.entries())
      if (!undatedHits.has(i) && matches(condition, event)) undatedHits.set(i, event);
  }
  matcher.end();
  const seen = [...groups.values()];
  const ran = seen.flatMap((group) => group.ran ?? []);
  const near = count > 0 || apart !== null ? [] : nearMisses(sequence, seen, undatedHits, events);
  return {
    rule: sequence,
    count,
    matches: found,
    ran: count > 0 ? [] : ran,
    apart: count > 0 ? null : apart,
    near,
    undated,
  };
}

/** What spoils an otherwise complete run is nearer than too long a time, and a shorter time than a longer one. */
function nearer(why: Rejection, than: Rejection | null): boolean {
  if (than === null) return true;
  if (than.kind !== "too-long") return false;
  return why.kind !== "too-long" || why.overUs < than.overUs;
}
