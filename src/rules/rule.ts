import type { Condition } from "./condition.ts";
import type { RuleEvent } from "./event.ts";

/** Where a rule or an example stands in its file; lines from 1. */
interface Where {
  readonly file: string;
  readonly line: number;
}

/** A small timeline inside a rule, and what the rule must say about it. */
export interface Example {
  readonly where: Where;
  readonly why: string | null;
  readonly fires: boolean;
  readonly events: readonly RuleEvent[];
}

interface RuleBase {
  readonly id: string;
  readonly title: string;
  /** Null for built-in signatures. */
  readonly where: Where | null;
  readonly examples: readonly Example[];
}

/** A word for lines: one condition. Steps refer to it by its id. */
export interface SignatureRule extends RuleBase {
  readonly kind: "signature";
  readonly condition: Condition;
}

/** Something that must occur, `min` times. */
export interface Step {
  readonly id: string;
  readonly condition: Condition;
  readonly min: number;
  /** No more than this many in the `within` that ends with the run; null for no limit. */
  readonly max: number | null;
}

/** Something that must not occur. */
export interface Absent {
  readonly id: string;
  readonly condition: Condition;
  /** Not from the run's first event to its last, both included. */
  readonly during: boolean;
  /** Nor in this many µs before its first event; null: not looked at. */
  readonly beforeUs: number | null;
  /** Nor in this many µs after its last event; null: not looked at. */
  readonly afterUs: number | null;
  /** Nowhere in the timeline, not only in the run's own group. */
  readonly anywhere: boolean;
}

/** Steps in a window of time. docs/rules.md states the meaning of every field. */
export interface SequenceRule extends RuleBase {
  readonly kind: "sequence";
  readonly steps: readonly Step[];
  readonly ordered: boolean;
  /** µs from the first event to the last, inclusive; `Infinity` when the rule states none. */
  readonly withinUs: number;
  /** What an event's group is told by; with `none` the whole timeline is one group. */
  readonly key: "instance" | "client" | "none";
  /** How many distinct groups must run all steps; 1 unless `distinct`. */
  readonly groups: number;
  readonly absent: readonly Absent[];
}

export type Rule = SignatureRule | SequenceRule;

/** A signature as the sequence it is: one step, each matching event by itself. */
export function asSequence(rule: Rule): SequenceRule {
  if (rule.kind === "sequence") return rule;
  return {
    ...rule,
    kind: "sequence",
    steps: [{ id: rule.id, condition: rule.condition, min: 1, max: null }],
    ordered: true,
    withinUs: Number.POSITIVE_INFINITY,
    key: "none",
    groups: 1,
    absent: [],
  };
}

/** Whether a rule asks for a time at all: a single event by itself has none to keep. */
export function isTimed({ withinUs, absent }: SequenceRule): boolean {
  return Number.isFinite(withinUs) || absent.length > 0;
}
