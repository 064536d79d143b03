import type { RuleEvent } from "./event.ts";
import type { SequenceRule } from "./rule.ts";
import type { Point } from "./span-search.ts";

/** The events of a group that steps take. */
export interface GroupHits {
  readonly group: string | null;
  readonly points: Point[];
  /** Bit i is step i. */
  readonly masks: number[];
}

/** What a step found in a window. */
export interface StepCount {
  readonly count: number;
  readonly first: RuleEvent | null;
  readonly last: RuleEvent | null;
}

/** A step that comes before the one it should follow. */
export interface OutOfOrder {
  readonly step: number;
  readonly event: RuleEvent;
  readonly after: RuleEvent;
}

/** The window of a group that holds the most steps. */
export interface Window {
  readonly steps: readonly StepCount[];
  /** How many steps have as many events as they want. */
  readonly satisfied: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly outOfOrder: OutOfOrder | null;
}

/** The earliest window of `within` that satisfies the most steps, their order aside. One pass. */
export function bestWindow(rule: SequenceRule, { points, masks }: GroupHits): Window {
  const counts = rule.steps.map(() => 0);
  let satisfied = 0;
  /** Events that count for something. */
  let useful = 0;
  let best = { satisfied: -1, useful: -1, from: 0, to: -1 };
  let from = 0;
  const count = (mask: number, by: 1 | -1): void => {
    rule.steps.forEach(({ min }, i) => {
      if ((mask & (1 << i)) === 0) return;
      const now = (counts[i] ?? 0) + by;
      counts[i] = now;
      if (by === 1 && now <= min) useful++;
      if (by === -1 && now < min) useful--;
      if (by === 1 && now === min) satisfied++;
      if (by === -1 && now === min - 1) satisfied--;
    });
  };
  points.forEach((point, to) => {
    count(masks[to] ?? 0, 1);
    for (let first = points[from]; first !== undefined && point.us - first.us > rule.withinUs; first = points[from])
      count(masks[from++] ?? 0, -1);
    const better = satisfied > best.satisfied || (satisfied === best.satisfied && useful > best.useful);
    if (better) best = { satisfied, useful, from, to };
  });
  const inside = points.slice(best.from, best.to + 1);
  const taken = masks.slice(best.from, best.to + 1);
  return {
    satisfied: Math.max(0, best.satisfied),
    steps: rule.steps.map((_, i) => {
      const own = inside.filter((_point, k) => ((taken[k] ?? 0) & (1 << i)) !== 0);
      return { count: own.length, first: own[0]?.event ?? null, last: own.at(-1)?.event ?? null };
    }),
    fromUs: inside[0]?.us ?? Number.NaN,
    toUs: inside.at(-1)?.us ?? Number.NaN,
    outOfOrder: rule.ordered ? firstOutOfOrder(rule, inside, taken) : null,
  };
}

/** Where a run that takes every step as early as it can gets stuck, when what it lacks is there but came before. */
function firstOutOfOrder(rule: SequenceRule, points: readonly Point[], masks: readonly number[]): OutOfOrder | null {
  let at = 0;
  let after: RuleEvent | null = null;
  for (const [i, { min }] of rule.steps.entries()) {
    const takes = (k: number): boolean => ((masks[k] ?? 0) & (1 << i)) !== 0;
    const began = at;
    let missing = min;
    let last: RuleEvent | null = after;
    for (; at < points.length && missing > 0; at++) {
      if (!takes(at)) continue;
      missing--;
      last = points[at]?.event ?? last;
    }
    if (missing > 0) {
      const early = points.slice(0, began).findLast((_, k) => takes(k))?.event;
      // One event for two steps is another matter.
      return early === undefined || after === null || early === after ? null : { step: i, event: early, after };
    }
    after = last;
  }
  return null;
}
