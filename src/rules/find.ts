import type { RuleEvent } from "./event.ts";
import type { Match } from "./match.ts";
import type { SequenceRule } from "./rule.ts";
import { SequenceMatcher } from "./sequence-matcher.ts";

/** Matches of one rule that are kept; the others are counted. */
const MAX_KEPT = 20;

/** What a rule found. */
export interface Findings {
  readonly rule: SequenceRule;
  readonly count: number;
  /** The first ones, in timeline order. */
  readonly matches: readonly Match[];
}

/** Runs sequences over a timeline, all of them in one pass. */
export function findMatches(rules: readonly SequenceRule[], events: Iterable<RuleEvent>): readonly Findings[] {
  const found = rules.map((rule) => ({ rule, count: 0, matches: new Array<Match>() }));
  const matchers = found.map(
    (each) =>
      new SequenceMatcher(each.rule, (match) => {
        each.count++;
        if (each.matches.length < MAX_KEPT) each.matches.push(match);
      }),
  );
  for (const event of events) for (const matcher of matchers) matcher.offer(event);
  for (const matcher of matchers) matcher.end();
  return found;
}

/**
 * Whether rules ask for records that a scan for incidents leaves out: ordinary operation, and lines told by their text
 * alone.
 */
export function needEveryRecord(rules: readonly SequenceRule[]): boolean {
  return rules.some(({ steps, absent }) => [...steps, ...absent].some(({ condition }) => condition.everyRecord));
}
