import { type Condition, matches } from "./condition.ts";
import type { RuleEvent } from "./event.ts";
import { Gathering } from "./gathering.ts";
import { Group, type OpenRun } from "./group.ts";
import type { Match, Observer, Rejection, Run } from "./match.ts";
import { presence } from "./presence.ts";
import { Queue } from "./queue.ts";
import { isTimed, type SequenceRule } from "./rule.ts";
import type { Point, Span } from "./span-search.ts";

/**
 * Runs one sequence over events in timeline order. One look at each event: time grows with the events, memory with the
 * groups, the steps' counts and, for rules with `after`, the runs inside that time. docs/rules.md states what is found;
 * a test holds it to a search by brute force.
 */
export class SequenceMatcher {
  private readonly rule: SequenceRule;
  private readonly found: (match: Match) => void;
  private readonly observer: Observer | null;
  private readonly groups = new Map<string | null, Group>();
  private readonly gathering: Gathering<OpenRun> | null;
  /** For each `absent` with `anywhere`: the latest such event. */
  private readonly latest: (Point | null)[];
  /** For each `absent` with `anywhere`: runs up to this end have been told of it. */
  private readonly toldEnd: number[];
  private readonly open = new Queue<OpenRun>();
  private readonly patienceUs: number;
  private readonly looksBack: boolean;
  private index = -1;
  private reachedUs = 0;
  private takenEnd = -1;

  constructor(rule: SequenceRule, found: (match: Match) => void, observer: Observer | null = null) {
    this.rule = rule;
    this.found = found;
    this.observer = observer;
    this.gathering = rule.groups > 1 ? new Gathering(rule.groups) : null;
    this.latest = rule.absent.map(() => null);
    this.toldEnd = rule.absent.map(() => -1);
    this.patienceUs = Math.max(-1, ...rule.absent.map(({ afterUs }) => afterUs ?? -1));
    this.looksBack = rule.absent.some(({ beforeUs }) => beforeUs !== null);
  }

  /** Undated events take no part in what asks for a time: nothing says when they were. */
  offer(event: RuleEvent): void {
    const { rule } = this;
    if (Number.isNaN(event.us) && isTimed(rule)) return;
    this.index++;
    if (event.us > this.reachedUs) this.reachedUs = event.us;
    this.settle(this.reachedUs);
    const mask = maskOf(rule.steps, event);
    const absent = maskOf(rule.absent, event);
    if (mask === 0 && absent === 0) return;
    const group = this.groupOf(event);
    const before = this.looksBack ? rule.absent.map((_, i) => this.latestOf(i, group)) : [];
    const point: Point = { index: this.index, us: this.reachedUs, event, before };
    if (absent !== 0) this.noteAbsent(point, absent, group);
    if (mask === 0 || group === null) return;
    this.observer?.hit(group.key, point, mask);
    group.recent.forEach((ring, i) => (mask & (1 << i)) !== 0 && ring?.push(point));
    const span = group.search.offer(point, mask);
    if (span !== null) this.consider(group, span);
  }

  /** The timeline is over: what was open is decided. */
  end(): void {
    this.settle(Number.POSITIVE_INFINITY);
  }

  /** The event's group; null when it belongs to none (an application's record, asked for its instance). */
  private groupOf(event: RuleEvent): Group | null {
    const key = this.rule.key === "none" ? null : event[this.rule.key];
    if (key === null && this.rule.key !== "none") return null;
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const group = new Group(key, this.rule);
    this.groups.set(key, group);
    return group;
  }

  private latestOf(i: number, group: Group | null): Point | null {
    return (this.rule.absent[i]?.anywhere === true ? this.latest[i] : group?.latest[i]) ?? null;
  }

  /** Remembers what had to be absent, and refuses the runs that it comes too soon after. */
  private noteAbsent({ index, us, event }: Point, mask: number, group: Group | null): void {
    // Without its own `before`: chained, they would keep the whole timeline.
    const point: Point = { index, us, event, before: [] };
    this.rule.absent.forEach((absent, i) => {
      if ((mask & (1 << i)) === 0) return;
      const { afterUs } = absent;
      const tooSoon = (run: OpenRun): boolean => afterUs !== null && run.span.end.us + afterUs >= us;
      const why: Rejection = { kind: "present", absent, where: "after", event };
      if (!absent.anywhere) {
        if (group === null) return;
        group.latest[i] = point;
        this.refuseNewest(group.open, tooSoon, why);
        return;
      }
      this.latest[i] = point;
      if (afterUs === null) return;
      if (this.gathering === null) this.refuseNewest(this.open, tooSoon, why);
      else this.refuseAsLast(i, tooSoon, why);
    });
  }

  /** Those it comes too soon after are the newest: they are refused and taken out. */
  private refuseNewest(open: Queue<OpenRun>, tooSoon: (run: OpenRun) => boolean, why: Rejection): void {
    for (let run = open.last(); run !== undefined && tooSoon(run); run = open.last()) {
      open.pop();
      if (!run.refused) this.observer?.refused(run, why);
      run.refused = true;
    }
  }

  private refuseAsLast(i: number, tooSoon: (run: OpenRun) => boolean, why: Rejection): void {
    const told = this.toldEnd[i] ?? -1;
    for (let back = 0; ; back++) {
      const run = this.open.fromLast(back);
      if (run === undefined || run.span.end.index <= told || !tooSoon(run)) break;
      run.lastRefused ??= why;
    }
    this.toldEnd[i] = this.index;
  }

  private consider(group: Group, span: Span): void {
    const { withinUs } = this.rule;
    const run: OpenRun = {
      group: group.key,
      span,
      state: group,
      refused: false,
      lastRefused: null,
      anywhere: this.gathering === null ? [] : [...this.latest],
    };
    const overUs = span.end.us - span.start.us - withinUs;
    const why: Rejection | null = overUs > 0 ? { kind: "too-long", overUs } : this.objection(run);
    if (why !== null) {
      this.observer?.refused(run, why);
      return;
    }
    if (this.patienceUs < 0) {
      this.decide(run, false);
      return;
    }
    if (this.gathering === null && this.overlapsOpen(run)) return;
    group.open.push(run);
    this.open.push(run);
  }

  /** What speaks against a run at its end. Things forbidden anywhere concern the match: with `distinct` asked later. */
  private objection(run: OpenRun): Rejection | null {
    const { rule } = this;
    for (const [i, absent] of rule.absent.entries()) {
      if (absent.anywhere && this.gathering !== null) continue;
      const why = presence(absent, i, run.span.start, this.latestOf(i, run.state));
      if (why !== null) return why;
    }
    for (const [i, step] of rule.steps.entries()) {
      const tooOld = run.state.recent[i]?.oldest() ?? null;
      if (tooOld !== null && tooOld.us >= run.span.end.us - rule.withinUs)
        return { kind: "too-many", step, event: tooOld.event };
    }
    return null;
  }

  /**
   * Whether a run of the same group that is still open overlaps this one. Whatever refuses that run also refuses this
   * later one, so this one can never be reported: a storm leaves few runs open.
   */
  private overlapsOpen(run: OpenRun): boolean {
    const { open } = run.state;
    while (open.last()?.refused === true) open.pop();
    return run.span.start.index <= (open.last()?.span.end.index ?? run.state.takenEnd);
  }

  /** Decides the open runs that nothing can refuse any more. */
  private settle(nowUs: number): void {
    for (let run = this.open.first(); run !== undefined; run = this.open.first()) {
      const deadlineUs = run.span.end.us + this.patienceUs;
      if (!(deadlineUs < nowUs)) return;
      this.open.shift();
      if (run.refused) continue;
      run.state.open.shift();
      this.decide(run, deadlineUs > this.reachedUs);
    }
  }

  private decide(run: OpenRun, unproven: boolean): void {
    this.observer?.ran(run);
    if (this.gathering === null) {
      if (run.span.start.index <= run.state.takenEnd) return;
      run.state.takenEnd = run.span.end.index;
      this.report([run], run.span.start, run.span.end, unproven);
      return;
    }
    const gathered = this.gathering.offer(run);
    const start = gathered?.runs[0]?.span.start;
    if (gathered === null || start === undefined) return;
    const { end } = run.span;
    const why = this.gatheringObjection(start, run);
    if (why !== null) this.observer?.gatheringRefused(gathered.runs, why);
    else if (start.index > this.takenEnd) {
      this.takenEnd = end.index;
      this.report(gathered.runs, start, end, unproven);
    }
  }

  private gatheringObjection(start: Point, last: OpenRun): Rejection | null {
    const overUs = last.span.end.us - start.us - this.rule.withinUs;
    if (overUs > 0) return { kind: "too-long", overUs };
    for (const [i, absent] of this.rule.absent.entries()) {
      const why = absent.anywhere ? presence(absent, i, start, last.anywhere[i] ?? null) : null;
      if (why !== null) return why;
    }
    return last.lastRefused;
  }

  private report(runs: readonly Run[], start: Point, end: Point, unproven: boolean): void {
    const { rule } = this;
    this.found({
      rule,
      runs: runs.map(({ group, span }) => ({ group, span })),
      start: start.event,
      end: end.event,
      spanUs: end.us - start.us,
      unproven,
    });
  }
}

/** Bit i is set when the i-th condition takes the event. */
function maskOf(items: readonly { readonly condition: Condition }[], event: RuleEvent): number {
  let mask = 0;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined && matches(item.condition, event)) mask |= 1 << i;
  }
  return mask;
}
