import type { RuleEvent } from "./event.ts";
import type { Rejection, Run } from "./match.ts";
import { bestWindow, type GroupHits, type OutOfOrder, type StepCount, type Window } from "./near-window.ts";
import { type Beside, type Nearest, narrowMisses, nearestOf } from "./nearest.ts";
import type { SequenceRule, Step } from "./rule.ts";

/** Near misses shown. */
const MAX_NEAR = 3;

/** A step as far as it went. */
export interface NearStep extends StepCount {
  readonly step: Step;
  /** Null when the step has all it wants. */
  readonly nearest: Nearest | null;
}

/** A group that nearly ran all steps, or ran them and was refused. */
export interface NearMiss {
  readonly group: string | null;
  readonly steps: readonly NearStep[];
  readonly satisfied: number;
  readonly why: Rejection | ({ readonly kind: "order" } & OutOfOrder) | { readonly kind: "missing" };
}

/** What is known of a group after the first look. */
export interface GroupSeen extends GroupHits {
  refused: { readonly run: Run; readonly why: Rejection } | null;
  ran: Run | null;
}

/** The groups that came closest, best first. `events` is asked again when a step is missing. */
export function nearMisses(
  rule: SequenceRule,
  groups: readonly GroupSeen[],
  undated: ReadonlyMap<number, RuleEvent>,
  events: () => Iterable<RuleEvent>,
): readonly NearMiss[] {
  // Nothing at all was seen: one group without anything stands for all.
  const nobody: GroupSeen = { group: null, points: [], masks: [], refused: null, ran: null };
  const open = groups.length === 0 ? [nobody] : groups.filter((group) => group.ran === null);
  const best = open
    .map((group) => ({ group, window: bestWindow(rule, group) }))
    .toSorted((a, b) => score(rule, b) - score(rule, a))
    .slice(0, MAX_NEAR);
  const missing = rule.steps.flatMap(({ min }, i) =>
    best.some(({ window, group }) => group.refused === null && (window.steps[i]?.count ?? 0) < min) ? [i] : [],
  );
  const beside: Beside = { groups, undated, narrow: narrowMisses(rule, missing, events) };
  return best.map(({ group, window }) =>
    group.refused === null ? fromWindow(rule, group, window, beside) : fromRefused(rule, group.refused),
  );
}

function fromWindow(rule: SequenceRule, group: GroupSeen, window: Window, beside: Beside): NearMiss {
  const { satisfied, outOfOrder } = window;
  const steps = rule.steps.map((step, i): NearStep => {
    const found = window.steps[i] ?? { count: 0, first: null, last: null };
    const nearest = found.count >= step.min ? null : nearestOf(rule, i, group, window, beside);
    return { step, ...found, nearest };
  });
  const stuck = satisfied === steps.length ? outOfOrder : null;
  const why: NearMiss["why"] = stuck === null ? { kind: "missing" } : { kind: "order", ...stuck };
  return { group: group.group, steps, satisfied, why };
}

function score(rule: SequenceRule, { group, window }: { group: GroupSeen; window: Window }): number {
  if (group.refused === null) return window.satisfied;
  return rule.steps.length + (group.refused.why.kind === "too-long" ? 1 : 2);
}

function fromRefused(rule: SequenceRule, { run, why }: NonNullable<GroupSeen["refused"]>): NearMiss {
  const steps = rule.steps.map((step, i): NearStep => {
    const hits = run.span.steps[i];
    return { step, count: hits?.count ?? 0, first: hits?.first ?? null, last: hits?.last ?? null, nearest: null };
  });
  return { group: run.group, steps, satisfied: rule.steps.length, why };
}
