import { failedNarrowly, type Test } from "./condition.ts";
import type { RuleEvent } from "./event.ts";
import type { Match, Rejection, Run } from "./match.ts";
import { bestWindow, type GroupHits, type OutOfOrder, type StepCount, type Window } from "./near-window.ts";
import { asSequence, type Rule, type SequenceRule, type Step } from "./rule.ts";
import { SequenceMatcher } from "./sequence-matcher.ts";
import type { Point, Span } from "./span-search.ts";

/** Matches shown, and near misses. */
const MAX_MATCHES = 20;
const MAX_NEAR = 3;

/** What comes closest to a step that is missing. */
export type Nearest =
  /** The same group has it, this far outside of the window. */
  | { readonly kind: "outside"; readonly event: RuleEvent; readonly byUs: number; readonly late: boolean }
  /** Another group has it. */
  | { readonly kind: "elsewhere"; readonly event: RuleEvent; readonly group: string | null }
  /** The line itself is there, but one field is another. */
  | { readonly kind: "field"; readonly event: RuleEvent; readonly test: Test }
  | { readonly kind: "nothing" };

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

/** What is known of a group after the first look. */
interface GroupSeen extends GroupHits {
  refused: { readonly run: Run; readonly why: Rejection } | null;
  ran: Run | null;
}

/** Runs one rule and keeps why. `events` is called twice when something is missing. */
export function explainRule(rule: Rule, events: () => Iterable<RuleEvent>): Explanation {
  const sequence = asSequence(rule);
  const matches: Match[] = [];
  const groups = new Map<string | null, GroupSeen>();
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
      if (matches.length < MAX_MATCHES) matches.push(match);
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
    if (Number.isNaN(event.us)) undated++;
    matcher.offer(event);
  }
  matcher.end();
  const seen = [...groups.values()];
  const ran = seen.flatMap((group) => group.ran ?? []);
  const near = count > 0 || apart !== null ? [] : nearMisses(sequence, seen, events);
  return { rule: sequence, count, matches, ran: count > 0 ? [] : ran, apart: count > 0 ? null : apart, near, undated };
}

/** What spoils an otherwise complete run is nearer than too long a time, and a shorter time than a longer one. */
function nearer(why: Rejection, than: Rejection | null): boolean {
  if (than === null) return true;
  if (than.kind !== "too-long") return false;
  return why.kind !== "too-long" || why.overUs < than.overUs;
}

function nearMisses(
  rule: SequenceRule,
  groups: readonly GroupSeen[],
  events: () => Iterable<RuleEvent>,
): readonly NearMiss[] {
  const open = groups.filter((group) => group.ran === null);
  // Nothing at all was seen: one group without anything stands for all.
  const nobody: GroupSeen = { group: null, points: [], masks: [], refused: null, ran: null };
  const candidates = (open.length === 0 && groups.length === 0 ? [nobody] : open).map((group) => ({
    group,
    window: bestWindow(rule, group),
  }));
  const best = candidates.toSorted((a, b) => score(rule, b) - score(rule, a)).slice(0, MAX_NEAR);
  const narrow = narrowMisses(rule, best, events);
  return best.map(({ group, window }) => {
    if (group.refused !== null) return fromRefused(rule, group.refused.run, group.refused.why);
    const steps = rule.steps.map((step, i): NearStep => {
      const found = window.steps[i] ?? { count: 0, first: null, last: null };
      const nearest = found.count >= step.min ? null : nearestOf(rule, i, group, window, groups, narrow);
      return { step, ...found, nearest };
    });
    const { satisfied, outOfOrder } = window;
    const complete = satisfied === rule.steps.length;
    const why =
      complete && outOfOrder !== null ? ({ kind: "order", ...outOfOrder } as const) : { kind: "missing" as const };
    return { group: group.group, steps, satisfied, why };
  });
}

function score(rule: SequenceRule, { group, window }: { group: GroupSeen; window: Window }): number {
  if (group.refused === null) return window.satisfied;
  return rule.steps.length + (group.refused.why.kind === "too-long" ? 1 : 2);
}

function fromRefused(rule: SequenceRule, { group, span }: Run, why: Rejection): NearMiss {
  const steps = rule.steps.map((step, i): NearStep => {
    const hits: Span["steps"][number] | undefined = span.steps[i];
    return { step, count: hits?.count ?? 0, first: hits?.first ?? null, last: hits?.last ?? null, nearest: null };
  });
  return { group, steps, satisfied: rule.steps.length, why };
}

function nearestOf(
  rule: SequenceRule,
  step: number,
  group: GroupSeen,
  window: Window,
  groups: readonly GroupSeen[],
  narrow: ReadonlyMap<number, Nearest>,
): Nearest {
  const takes = ({ masks }: GroupHits, i: number): boolean => ((masks[i] ?? 0) & (1 << step)) !== 0;
  let nearest: Extract<Nearest, { kind: "outside" }> | null = null;
  group.points.forEach((point, i) => {
    if (!takes(group, i)) return;
    const late = point.us > window.toUs;
    const byUs = late ? point.us - window.fromUs - rule.withinUs : window.toUs - rule.withinUs - point.us;
    if (byUs > 0 && (nearest === null || byUs < nearest.byUs))
      nearest = { kind: "outside", event: point.event, byUs, late };
  });
  if (nearest !== null) return nearest;
  for (const other of groups) {
    if (other === group) continue;
    const point: Point | undefined = other.points.find((_, i) => takes(other, i));
    if (point !== undefined) return { kind: "elsewhere", event: point.event, group: other.group };
  }
  return narrow.get(step) ?? { kind: "nothing" };
}

/** For steps that nothing takes: the first event that lacks only its role, level or source. */
function narrowMisses(
  rule: SequenceRule,
  best: readonly { readonly window: Window; readonly group: GroupSeen }[],
  events: () => Iterable<RuleEvent>,
): ReadonlyMap<number, Nearest> {
  const open = new Set(
    rule.steps.flatMap((step, i) =>
      best.some(({ window, group }) => group.refused === null && (window.steps[i]?.count ?? 0) < step.min) ? [i] : [],
    ),
  );
  const found = new Map<number, Nearest>();
  if (open.size === 0) return found;
  for (const event of events()) {
    for (const i of open) {
      const step = rule.steps[i];
      const test = step === undefined ? null : failedNarrowly(step.condition, event);
      if (test === null) continue;
      found.set(i, { kind: "field", event, test });
      open.delete(i);
    }
    if (open.size === 0) break;
  }
  return found;
}
