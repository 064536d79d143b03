import type { RuleEvent } from "./event.ts";
import type { Absent, SequenceRule, Step } from "./rule.ts";
import type { Point, Span } from "./span-search.ts";

/** All steps, run by one group. */
export interface Run {
  /** Instance or client; null when the whole timeline is the group. */
  readonly group: string | null;
  readonly span: Span;
}

/** A rule that fired. */
export interface Match {
  readonly rule: SequenceRule;
  readonly start: RuleEvent;
  readonly end: RuleEvent;
  /** From the first event to the last, µs. */
  readonly spanUs: number;
  /** One, or with `distinct` as many as the rule asks for, by their first events. */
  readonly runs: readonly Run[];
  /** The timeline ends before the time in which something had to be absent: nobody knows what came then. */
  readonly unproven: boolean;
}

/** Why steps that were all there are no match. */
export type Rejection =
  | { readonly kind: "too-long"; readonly overUs: number }
  | {
      readonly kind: "present";
      readonly absent: Absent;
      readonly where: "before" | "during" | "after";
      readonly event: RuleEvent;
    }
  | { readonly kind: "too-many"; readonly step: Step; readonly event: RuleEvent };

/** What an explanation listens to. */
export interface Observer {
  /** An event that a step takes; bit i of `mask` is step i. */
  readonly hit: (group: string | null, point: Point, mask: number) => void;
  /** A group that ran all steps and was refused. */
  readonly refused: (run: Run, why: Rejection) => void;
  /** A group that ran all steps, and nothing speaks against its run. */
  readonly ran: (run: Run) => void;
  /** Enough groups ran the steps, and together they were refused. */
  readonly gatheringRefused: (runs: readonly Run[], why: Rejection) => void;
}
