import { sayDuration } from "./duration.ts";
import type { RuleEvent } from "./event.ts";
import type { Explanation } from "./explain.ts";
import type { Match, Rejection, Run } from "./match.ts";
import type { NearMiss, NearStep } from "./near-miss.ts";
import type { Nearest } from "./nearest.ts";
import type { SequenceRule, Step } from "./rule.ts";
import type { StepHits } from "./span-search.ts";

/**
 * An explanation in lines of text, two spaces a level. What comes from records is not escaped here.
 *
 * @param place where an event stands, and what it says: `aurora-1.log:12  19:11:58Z  the line`
 */
export function sayExplanation(explained: Explanation, place: (event: RuleEvent) => string): readonly string[] {
  const { rule, count, matches, ran, apart, near, undated } = explained;
  const lines: string[] = [];
  if (count > 0) lines.push(count === 1 ? "fired once" : `fired ${count} times`);
  else lines.push("did not fire");
  matches.forEach((match, i) => lines.push("", ...matchLines(match, i, place)));
  if (count > matches.length) lines.push("", `… and ${count - matches.length} more`);
  if (rule.groups > 1 && count === 0) {
    lines.push("", `${ran.length} of ${rule.groups} ${rule.key}s ran all steps`);
    for (const run of ran) lines.push(...runLines(rule, run, place).map(indent));
  }
  if (apart !== null) lines.push("", `together: ${refusal(rule, apart.why, place)}`);
  for (const miss of near) lines.push("", ...nearLines(rule, miss, place));
  if (count === 0 && undated > 0)
    lines.push("", `${undated} undated ${undated === 1 ? "record" : "records"} could not take part: nothing says when`);
  return lines;
}

function matchLines(match: Match, i: number, place: (event: RuleEvent) => string): string[] {
  const { rule, runs, spanUs, unproven } = match;
  const window = Number.isFinite(rule.withinUs) ? ` of ${sayDuration(rule.withinUs)}` : "";
  const lines = [`${i + 1}. ${sayDuration(spanUs)}${window}`];
  for (const run of runs) lines.push(...runLines(rule, run, place).map(indent));
  for (const { id, during, beforeUs, afterUs } of rule.absent) {
    const when = [
      ...(beforeUs === null ? [] : [`in the ${sayDuration(beforeUs)} before`]),
      ...(during ? ["between"] : []),
      ...(afterUs === null ? [] : [`in the ${sayDuration(afterUs)} after`]),
    ];
    lines.push(`  ${id}: absent ${when.join(", ")}`);
  }
  if (unproven) lines.push("  the records end before that time is over: what came then is not known");
  return lines;
}

function runLines(rule: SequenceRule, { group, span }: Run, place: (event: RuleEvent) => string): string[] {
  const lines = rule.steps.map((step, i) => stepLine(rule, step, span.steps[i], place));
  return group === null ? lines : [group, ...lines.map(indent)];
}

function stepLine(
  rule: SequenceRule,
  { id }: Step,
  hits: StepHits | undefined,
  place: (event: RuleEvent) => string,
): string {
  if (hits === undefined) return `${id}: missing`;
  // Places stand below each other.
  const name = id.padEnd(Math.max(...rule.steps.map((step) => step.id.length)));
  if (hits.count === 1) return `${name}  ${place(hits.first)}`;
  return `${name}  ${hits.count} × ${place(hits.first)} … ${place(hits.last)}`;
}

function nearLines(rule: SequenceRule, miss: NearMiss, place: (event: RuleEvent) => string): string[] {
  const { group, steps, satisfied, why } = miss;
  const lines = [`nearly${group === null ? "" : ` on ${group}`}: ${satisfied} of ${steps.length} steps`];
  for (const each of steps) lines.push(indent(nearStepLine(rule, each, place)));
  if (why.kind === "order") {
    const step = steps[why.step]?.step.id ?? "";
    const before = steps[why.step - 1]?.step.id ?? "";
    lines.push(`  wrong order: ${step} (${place(why.event)}) comes before ${before} (${place(why.after)})`);
  } else if (why.kind !== "missing") lines.push(`  ${refusal(rule, why, place)}`);
  else if (satisfied === steps.length) lines.push("  one event cannot serve two steps of an ordered sequence");
  return lines;
}

function nearStepLine(rule: SequenceRule, near: NearStep, place: (event: RuleEvent) => string): string {
  const { step, count, first, last, nearest } = near;
  if (nearest === null && first !== null && last !== null) return stepLine(rule, step, { count, first, last }, place);
  const found = first === null ? "" : `, the first ${place(first)}`;
  if (count > 0 && nearest?.kind === "nothing")
    return `${step.id}: ${count} of ${step.min}${found}; no other record fits`;
  const much = count === 0 ? "missing" : `${count} of ${step.min}${found}`;
  return `${step.id}: ${much}; ${sayNearest(rule, nearest ?? { kind: "nothing" }, place)}`;
}

function sayNearest(rule: SequenceRule, nearest: Nearest, place: (event: RuleEvent) => string): string {
  switch (nearest.kind) {
    case "outside":
      return `${place(nearest.event)} is ${sayDuration(nearest.byUs)} too ${nearest.late ? "late" : "early"}`;
    case "undated":
      return `${place(nearest.event)} fits, but has no time`;
    case "elsewhere":
      return `only ${nearest.group ?? "elsewhere"} has it, ${place(nearest.event)}`;
    case "field": {
      const { test, event } = nearest;
      const is = { role: event.role, level: event.level, source: event.source }[test.field] ?? "another";
      return `${place(event)} has it, but its ${test.field} is ${is}, not ${test.wanted}`;
    }
    case "nothing":
      return rule.key === "none"
        ? "no record fits"
        : `no record with ${rule.key === "client" ? "a" : "an"} ${rule.key} fits`;
    default:
      return nearest satisfies never;
  }
}

function refusal(rule: SequenceRule, why: Rejection, place: (event: RuleEvent) => string): string {
  switch (why.kind) {
    case "too-long":
      return `${sayDuration(why.overUs)} longer than ${sayDuration(rule.withinUs)}`;
    case "present":
      return `${why.absent.id} is not absent ${why.where === "during" ? "between" : why.where}: ${place(why.event)}`;
    case "too-many":
      return `more than ${why.step.max} of ${why.step.id} in ${sayDuration(rule.withinUs)}, from ${place(why.event)} on`;
    default:
      return why satisfies never;
  }
}

function indent(line: string): string {
  return `  ${line}`;
}
