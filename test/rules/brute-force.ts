// What docs/rules.md says, by trying everything: every stretch of the timeline, every way to spread steps over it.
// Nothing here is shared with the engine but the conditions.
import { type Condition, matches } from "../../src/rules/condition.ts";
import type { RuleEvent, SequenceRule } from "../../src/rules/index.ts";
import type { Absent } from "../../src/rules/rule.ts";

/** A match: the first and the last event's place, and the groups that ran all steps. */
export interface BruteMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | null)[];
}

interface Dated {
  readonly event: RuleEvent;
  readonly us: number;
  readonly group: string | null | undefined;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

export function bruteForce(rule: SequenceRule, events: readonly RuleEvent[]): readonly BruteMatch[] {
  const dated: Dated[] = [];
  for (const event of events) {
    // A single event by itself asks for no time; everything else does.
    if (Number.isNaN(event.us) && (rule.withinUs < Number.POSITIVE_INFINITY || rule.absent.length > 0)) continue;
    const before = dated.at(-1)?.us ?? 0;
    const key = rule.key === "none" ? null : (event[rule.key] ?? undefined);
    dated.push({ event, us: Number.isNaN(event.us) ? before : Math.max(before, event.us), group: key });
  }
  // Asked once for each event: the search asks again and again.
  const conditions = [...rule.steps, ...rule.absent].map(({ condition }) => condition);
  const taken = new Map(conditions.map((each) => [each, dated.map(({ event }) => matches(each, event))]));
  const takes = (condition: Condition, i: number): boolean => taken.get(condition)?.[i] === true;
  const groups = [...new Set(dated.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  const distinct = rule.groups > 1;
  const places = dated.map((_, i) => i);
  const at = (i: number): Dated => dated[i] as Dated;
  const length = ({ from, to }: Stretch): number => at(to).us - at(from).us;

  const runsOf = (group: string | null): Stretch[] => {
    const own = places.filter((i) => at(i).group === group);
    const stretches = own.flatMap((from) =>
      own
        .filter((to) => to >= from)
        .map((to) => ({ from, to }))
        .filter((stretch) => holdsSteps(rule, within(own, stretch), takes)),
    );
    return minimal(stretches)
      .filter((stretch) => length(stretch) <= rule.withinUs)
      .filter((stretch) =>
        rule.absent.every((absent) => (absent.anywhere && distinct) || isAbsent(absent, stretch, group)),
      )
      .filter(({ to }) =>
        rule.steps.every(({ condition, max }) => {
          const seen = own.filter((i) => i <= to && at(i).us >= at(to).us - rule.withinUs);
          return max === null || seen.filter((i) => takes(condition, i)).length <= max;
        }),
      );
  };

  function isAbsent(absent: Absent, { from, to }: Stretch, group: string | null): boolean {
    return !places.some((i) => {
      if (!absent.anywhere && at(i).group !== group) return false;
      if (!takes(absent.condition, i)) return false;
      if (i < from) return absent.beforeUs !== null && at(i).us >= at(from).us - absent.beforeUs;
      if (i > to) return absent.afterUs !== null && at(i).us <= at(to).us + absent.afterUs;
      return absent.during;
    });
  }

  const runs = new Map(groups.map((group) => [group, runsOf(group)]));
  if (!distinct) {
    return groups
      .flatMap((group) => apart(runs.get(group) ?? []).map(({ from, to }) => brute(from, to, [group])))
      .toSorted(byEnd);
  }
  const inside = ({ from, to }: Stretch): (string | null)[] =>
    groups.filter((group) => runs.get(group)?.some((run) => run.from >= from && run.to <= to) === true);
  const gathered = places.flatMap((from) =>
    places
      .filter((to) => to >= from)
      .map((to) => ({ from, to }))
      .filter((stretch) => inside(stretch).length >= rule.groups),
  );
  const found = minimal(gathered)
    .filter((stretch) => length(stretch) <= rule.withinUs)
    .filter((stretch) => rule.absent.every((absent) => !absent.anywhere || isAbsent(absent, stretch, null)));
  return apart(found).map(({ from, to }) => brute(from, to, inside({ from, to }).sort(byText)));

  function brute(from: number, to: number, of: readonly (string | null)[]): BruteMatch {
    return { start: at(from).event.place, end: at(to).event.place, groups: of };
  }
}

/** The order in which both sides list their matches. */
export function byEnd(a: BruteMatch, b: BruteMatch): number {
  return a.end - b.end || a.start - b.start;
}

export function byText(a: string | null, b: string | null): number {
  return String(a) < String(b) ? -1 : 1;
}

function within(places: readonly number[], { from, to }: Stretch): readonly number[] {
  return places.filter((i) => i >= from && i <= to);
}

/** Stretches that hold no other one. */
function minimal(stretches: readonly Stretch[]): Stretch[] {
  return stretches.filter(
    (a) => !stretches.some((b) => b.from >= a.from && b.to <= a.to && (b.from !== a.from || b.to !== a.to)),
  );
}

/** From the first end to the last, those that begin behind the one taken before. */
function apart(stretches: readonly Stretch[]): Stretch[] {
  const taken: Stretch[] = [];
  for (const each of stretches.toSorted((a, b) => a.to - b.to)) {
    if (each.from > (taken.at(-1)?.to ?? -1)) taken.push(each);
  }
  return taken;
}

function holdsSteps(
  { steps, ordered }: SequenceRule,
  places: readonly number[],
  takes: (condition: Condition, i: number) => boolean,
): boolean {
  if (!ordered) return steps.every(({ condition, min }) => places.filter((i) => takes(condition, i)).length >= min);
  const wanted = steps.flatMap(({ condition, min }) => Array.from({ length: min }, () => condition));
  // Every way to choose events for the steps, one after another.
  const place = (step: number, from: number): boolean => {
    const condition = wanted[step];
    if (condition === undefined) return true;
    return places.some((at, i) => i >= from && takes(condition, at) && place(step + 1, i + 1));
  };
  return place(0, 0);
}
