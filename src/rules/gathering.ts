import type { Run } from "./match.ts";

/** Runs of distinct groups, none of them superfluous: the stretch they take is minimal. */
export interface Gathered<R extends Run> {
  /** By their first events. */
  readonly runs: readonly R[];
  /** The run that ends last. */
  readonly last: R;
}

/**
 * Brings runs of `groups` distinct groups together. Runs come in the order of their ends. Only the latest start of a
 * group can be part of a minimal stretch, and only the latest `groups` of them are remembered: starts never go back, so
 * who is not among them needs a new run to come in.
 */
export class Gathering<R extends Run> {
  private readonly groups: number;
  /** Of distinct groups, by their starts; starts are distinct too, as every event belongs to one group. */
  private latest: R[] = [];
  private lastStart = -1;

  constructor(groups: number) {
    this.groups = groups;
  }

  offer(run: R): Gathered<R> | null {
    const others = this.latest.filter(({ group }) => group !== run.group);
    const place = others.findLastIndex(({ span }) => span.start.index < run.span.start.index) + 1;
    others.splice(place, 0, run);
    this.latest = others.slice(-this.groups);
    const start = this.latest[0]?.span.start.index ?? -1;
    // As in a group: the latest start possible never decreases, so it is minimal exactly when it grew.
    if (this.latest.length < this.groups || start <= this.lastStart) return null;
    this.lastStart = start;
    return { runs: this.latest, last: run };
  }
}
