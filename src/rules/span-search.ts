import type { RuleEvent } from "./event.ts";
import { Ring } from "./ring.ts";
import type { SequenceRule } from "./rule.ts";

/** A dated event in the timeline. */
export interface Point {
  /** Place among the dated events, from 0. */
  readonly index: number;
  /** Its own time, or the latest before it when its clock went back: never less than its predecessor's. */
  readonly us: number;
  readonly event: RuleEvent;
  /** For each `absent` with a `before`: the latest such event before this one. */
  readonly before: readonly (Point | null)[];
}

/** The events that served a step. */
export interface StepHits {
  readonly count: number;
  readonly first: RuleEvent;
  readonly last: RuleEvent;
}

/** A stretch of a group's events that holds all steps, and no shorter one in it does. */
export interface Span {
  readonly start: Point;
  readonly end: Point;
  /** In the order of the rule's steps. */
  readonly steps: readonly StepHits[];
}

/** Finds the minimal spans of one group, one look at each event, memory for the steps' counts alone. */
export interface SpanSearch {
  /** @param mask bit i is set when step i takes the event. Returns the minimal span that ends here, or null. */
  offer(point: Point, mask: number): Span | null;
}

export function spanSearch(rule: SequenceRule): SpanSearch {
  const mins = rule.steps.map((step) => step.min);
  return rule.ordered ? new OrderedSearch(mins) : new UnorderedSearch(mins);
}

/** The steps up to one of them, done by the latest events possible. */
interface Chain {
  readonly start: Point;
  readonly base: Chain | null;
  readonly first: Point;
  readonly last: Point;
}

/**
 * For every step the latest start of a run that has come so far. It never decreases, so a run that ends here is minimal
 * exactly when its start is later than that of the one before.
 */
class OrderedSearch implements SpanSearch {
  private readonly mins: readonly number[];
  private readonly rings: readonly Ring<{ readonly point: Point; readonly base: Chain | null }>[];
  private readonly done: (Chain | null)[];
  private lastStart = -1;

  constructor(mins: readonly number[]) {
    this.mins = mins;
    this.rings = mins.map((min) => new Ring(min));
    this.done = mins.map(() => null);
  }

  offer(point: Point, mask: number): Span | null {
    const last = this.mins.length - 1;
    let found: Chain | null = null;
    // From the last step to the first: one event serves one step.
    for (let i = last; i >= 0; i--) {
      if ((mask & (1 << i)) === 0) continue;
      const base = i === 0 ? null : (this.done[i - 1] ?? null);
      if (i > 0 && base === null) continue;
      const ring = this.rings[i];
      ring?.push({ point, base });
      const oldest = ring?.oldest() ?? null;
      if (oldest === null) continue;
      const start = oldest.base?.start ?? oldest.point;
      const chain: Chain = { start, base: oldest.base, first: oldest.point, last: point };
      this.done[i] = chain;
      if (i === last) found = chain;
    }
    if (found === null || found.start.index <= this.lastStart) return null;
    this.lastStart = found.start.index;
    return { start: found.start, end: point, steps: this.hits(found) };
  }

  private hits(found: Chain): readonly StepHits[] {
    const hits: StepHits[] = [];
    for (let chain: Chain | null = found, i = this.mins.length - 1; chain !== null; chain = chain.base, i--)
      hits.push({ count: this.mins[i] ?? 1, first: chain.first.event, last: chain.last.event });
    return hits.toReversed();
  }
}

/** Without an order an event counts for every step that takes it. */
class UnorderedSearch implements SpanSearch {
  private readonly mins: readonly number[];
  private readonly rings: readonly Ring<Point>[];
  private readonly latest: (Point | null)[];
  private lastStart = -1;

  constructor(mins: readonly number[]) {
    this.mins = mins;
    this.rings = mins.map((min) => new Ring(min));
    this.latest = mins.map(() => null);
  }

  offer(point: Point, mask: number): Span | null {
    let start = point;
    let complete = true;
    for (let i = 0; i < this.mins.length; i++) {
      const ring = this.rings[i];
      if ((mask & (1 << i)) !== 0) {
        ring?.push(point);
        this.latest[i] = point;
      }
      const oldest = ring?.oldest() ?? null;
      if (oldest === null) complete = false;
      else if (oldest.index < start.index) start = oldest;
    }
    if (!complete || start.index <= this.lastStart) return null;
    this.lastStart = start.index;
    return {
      start,
      end: point,
      steps: this.mins.map((count, i) => ({
        count,
        first: (this.rings[i]?.oldest() ?? point).event,
        last: (this.latest[i] ?? point).event,
      })),
    };
  }
}
