import type { Run } from "./match.ts";

/** Runs of distinct groups, none of them superfluous: the stretch they take is minimal. */
export interface Gathered<R extends Run> {
  /** By their first events. */
  readonly runs: readonly R[];
  /** The run that ends last. */
  readonly last: R;
}

/**
 * Brings runs of `groups` distinct groups together. Runs come in the order of their ends; of each group only the run
 * with the latest start can be part of a minimal stretch.
 */
export class Gathering<R extends Run> {
  private readonly groups: number;
  private readonly latest = new Map<string | null, R>();
  /** The latest runs by their starts. */
  private readonly byStart: R[] = [];
  private lastStart = -1;

  constructor(groups: number) {
    this.groups = groups;
  }

  offer(run: R): Gathered<R> | null {
    const old = this.latest.get(run.group);
    if (old !== undefined) this.byStart.splice(this.placeOf(old.span.start.index), 1);
    this.latest.set(run.group, run);
    this.byStart.splice(this.placeOf(run.span.start.index), 0, run);
    const runs = this.byStart.slice(-this.groups);
    const start = runs[0]?.span.start.index ?? -1;
    // As in a group: the latest start possible never decreases, so it is minimal exactly when it grew.
    if (runs.length < this.groups || start <= this.lastStart) return null;
    this.lastStart = start;
    return { runs, last: run };
  }

  /** Where a run with this start stands, or would. Starts are distinct: every event belongs to one group. */
  private placeOf(start: number): number {
    let low = 0;
    let high = this.byStart.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.byStart[middle]?.span.start.index ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
