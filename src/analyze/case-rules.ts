import type { RuleFindingReport } from "../model/index.ts";
import {
  asSequence,
  type Explanation,
  explainRule,
  type Findings,
  findMatches,
  needEveryRecord,
  type Rule,
  type RuleEvent,
  type SequenceRule,
} from "../rules/index.ts";
import type { Timeline } from "../timeline/index.ts";
import type { DraftReport } from "./draft.ts";
import type { EvidenceBook } from "./evidence-book.ts";
import type { Examined } from "./examined.ts";
import { load } from "./load.ts";
import type { AnalyzeOptions } from "./options.ts";
import { type RuleTimeline, ruleTimeline } from "./rule-events.ts";
import { hideTwins } from "./twins.ts";

/** Lines cited for one finding. */
const MAX_CITES = 12;

/** The report with what the user's sequences found. Nothing else in it changes: rules are never part of the verdict. */
export async function withRuleFindings(
  report: DraftReport,
  seen: Examined,
  options: AnalyzeOptions,
  book: EvidenceBook,
): Promise<DraftReport> {
  const rules = options.rules.filter((rule) => rule.kind === "sequence");
  if (rules.length === 0) return report;
  const { records, timeline } = await timelineFor(rules, seen, options);
  const ruleFindings = findMatches(rules, timeline.events()).flatMap((findings) =>
    findingReports(findings, records, timeline, book),
  );
  return { ...report, ruleFindings, evidence: book.all() };
}

/** Runs one rule over a case and keeps why it fired, or did not. */
export async function explainExamined(
  rule: Rule,
  seen: Examined,
  options: AnalyzeOptions,
): Promise<{ readonly explanation: Explanation; readonly timeline: RuleTimeline }> {
  const { timeline } = await timelineFor([asSequence(rule)], seen, options);
  return { explanation: explainRule(rule, timeline.events), timeline };
}

/** The records the rules need: those the analysis keeps, or, in a second pass over all files, every one. */
async function timelineFor(
  rules: readonly SequenceRule[],
  { evidence, loaded, facts }: Examined,
  options: AnalyzeOptions,
): Promise<{ readonly records: Timeline; readonly timeline: RuleTimeline }> {
  const records = needEveryRecord(rules) ? await everyRecord(evidence, loaded.timeline, options) : loaded.timeline;
  return { records, timeline: ruleTimeline(records, facts) };
}

/** Every record, with the clocks and names that the analysis found out. */
async function everyRecord(
  evidence: Examined["evidence"],
  known: Timeline,
  options: AnalyzeOptions,
): Promise<Timeline> {
  const { timeline, serverFiles } = await load(evidence, options, { keep: "all" });
  hideTwins(timeline, serverFiles);
  for (const stream of timeline.streams) {
    const same = known.streams.find(({ kind, name }) => kind === stream.kind && name === stream.name);
    if (same === undefined && stream.kind === "server") timeline.dropStream(stream.name);
    if (same !== undefined) {
      const { offsetSeconds, timeBasis } = same;
      timeline.describeStream(stream.index, { offsetSeconds, timeBasis });
    }
  }
  return timeline;
}

function findingReports(
  { rule, count, matches }: Findings,
  records: Timeline,
  timeline: RuleTimeline,
  book: EvidenceBook,
): readonly RuleFindingReport[] {
  return matches.map(({ start, end, runs }, i) => {
    const hits = runs.flatMap(({ span }) => span.steps.map(({ first }) => first));
    const ends = [start, ...hits, end];
    const more =
      i === matches.length - 1 && count > matches.length ? ` (and ${count - matches.length} more times)` : "";
    return {
      rule: rule.id,
      title: `${rule.title}${more}`,
      start: timeline.stamp(start),
      end: timeline.stamp(end),
      instances: [...new Set(ends.flatMap(({ instance }) => instance ?? []))].sort(),
      evidence: citations([...new Set(hits)], records, timeline, book),
    };
  });
}

function citations(
  events: readonly RuleEvent[],
  records: Timeline,
  timeline: RuleTimeline,
  book: EvidenceBook,
): readonly string[] {
  const ids = events.slice(0, MAX_CITES).flatMap((event) => {
    const cited = timeline.at(event);
    return "event" in cited ? book.cite([cited]) : book.citeRow(records, cited.row);
  });
  return [...new Set(ids)];
}
