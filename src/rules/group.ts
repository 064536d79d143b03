import type { Rejection, Run } from "./match.ts";
import { Queue } from "./queue.ts";
import { Ring } from "./ring.ts";
import type { SequenceRule } from "./rule.ts";
import { type Point, type SpanSearch, spanSearch } from "./span-search.ts";

/** A run that may still be refused by what comes after it. */
export interface OpenRun extends Run {
  readonly state: Group;
  refused: boolean;
  /** Something forbidden anywhere came after it: it may be part of a match, but not its last run. */
  lastRefused: Rejection | null;
  /** For each `absent`: the latest such event anywhere when it ended. */
  readonly anywhere: readonly (Point | null)[];
}

/** What is remembered of one group. */
export class Group {
  readonly key: string | null;
  readonly search: SpanSearch;
  /** For each `absent` of the group: the latest such event. */
  readonly latest: (Point | null)[];
  /** For each step with a `max`: one more event than allowed. */
  readonly recent: readonly (Ring<Point> | null)[];
  readonly open = new Queue<OpenRun>();
  takenEnd = -1;

  constructor(key: string | null, rule: SequenceRule) {
    this.key = key;
    this.search = spanSearch(rule);
    this.latest = rule.absent.map(() => null);
    this.recent = rule.steps.map(({ max }) => (max === null ? null : new Ring(max + 1)));
  }
}
