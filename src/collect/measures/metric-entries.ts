import type { AcquisitionEntry } from "../case-store.ts";
import { entryOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { iso } from "../iso.ts";
import type { MetricAnswer, MetricAnswers } from "./metric-answers.ts";
import type { PlannedQuery } from "./metric-queries.ts";
import { keptSinceMs } from "./metric-spans.ts";

/** CloudWatch's points of a minute are there two to three minutes after it. */
const METRICS_LATE_MS = 3 * 60_000;

const source = "metrics";
const call = "cloudwatch:GetMetricData";
const CONSEQUENCE =
  "without FreeableMemory and SwapUsage running out of memory cannot be told from another kill; commits, connections and restarts by EngineUptime are missing too";

/** What came of one member's metrics: one entry a trouble, or that all is there. */
export function memberEntries(
  member: string,
  region: string,
  queries: readonly PlannedQuery[],
  { byId }: MetricAnswers,
): readonly AcquisitionEntry[] {
  const answers = queries.flatMap(({ id }) => byId.get(id) ?? []);
  const points = answers.reduce((sum, answer) => sum + answer.points.size, 0);
  const subject = member;
  const state = points === 0 ? "none" : "partial";
  const failure = answers.find((answer) => answer.failure !== null)?.failure ?? null;
  if (failure !== null) return [entryOf(failure, { source, subject, state, consequence: CONSEQUENCE })];
  const unsure = queries.flatMap(({ id, query }) => {
    const word = wordOf(byId.get(id));
    return word === "Complete" ? [] : [{ word, metric: query.MetricStat?.Metric?.MetricName ?? id }];
  });
  const [first] = unsure;
  if (first !== undefined) {
    const metrics = [...new Set(unsure.map(({ metric }) => metric))];
    return [
      {
        ...trouble,
        subject,
        state,
        code: first.word === "PartialData" ? "PARTIAL_DATA" : first.word.toUpperCase().slice(0, 40),
        reason: `CloudWatch answers ${first.word} for ${metrics.slice(0, 5).join(", ")} of ${member}${metrics.length > 5 ? ` and ${metrics.length - 5} more` : ""}`,
        remedy: "run the same command again",
      },
    ];
  }
  if (points > 0) {
    const reason = `${counted(points, "point")} of ${counted(answers.filter((answer) => answer.points.size > 0).length, "metric")}`;
    return [{ ...trouble, subject, state: "complete", code: null, reason, consequence: null, remedy: null }];
  }
  return [
    {
      ...trouble,
      subject,
      state: "absent",
      code: "NO_POINTS",
      reason: `CloudWatch has no points of ${member} in the window: it was deleted before it, created after it, or is in another region than ${region}`,
      remedy: "check the instance's name and --region",
    },
  ];
}

const trouble = { source, call, consequence: CONSEQUENCE, runAgainAfter: null } as const;

function wordOf(answer: MetricAnswer | undefined): string {
  return answer?.status ?? "PartialData";
}

/** Of a window older than CloudWatch's finest points; null when all of it is minute by minute. */
export function coarseEntry(fromMs: number, queries: readonly PlannedQuery[], nowMs: number): AcquisitionEntry | null {
  const longest = Math.max(60, ...queries.map(({ span }) => span.periodSeconds));
  if (longest === 60 && queries.length > 0) return null;
  const left =
    queries.length === 0 ? "nothing is left of it" : `only points of ${longest} s are left of what lies before`;
  return {
    source,
    subject: "one-minute points",
    state: "absent",
    code: "BEYOND_RETENTION",
    call,
    reason: `CloudWatch keeps one-minute points 15 days: ${left} ${iso(Math.max(fromMs, keptSinceMs(60, nowMs)))}`,
    consequence: `a spike shorter than ${queries.length === 0 ? "any bucket" : `${longest} s`} cannot be excluded, so memory is not shown to have been comfortable`,
    remedy: null,
    runAgainAfter: null,
  };
}

/** The window ends in minutes CloudWatch may not have published yet; null when it does not. */
export function lateEntry(untilMs: number, nowMs: number): AcquisitionEntry | null {
  if (untilMs <= nowMs - METRICS_LATE_MS) return null;
  const after = iso(Math.ceil((untilMs + METRICS_LATE_MS) / 60_000) * 60_000);
  return {
    source,
    subject: "the last minutes",
    state: "pending",
    code: "LATE",
    call,
    reason: "CloudWatch publishes points up to three minutes late, and the window ends later than that",
    consequence: "the last minutes of every metric may be missing",
    remedy: `run the same command again after ${after}`,
    runAgainAfter: after,
  };
}
