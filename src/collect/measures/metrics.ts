import type { Origin } from "../case-store.ts";
import { type CollectContext, METRIC_LEAD_MS } from "../context.ts";
import { acquiredBy } from "../acquired.ts";
import { iso } from "../iso.ts";
import { metricAnswers } from "./metric-answers.ts";
import { metricDocument, metricFiles } from "./metric-document.ts";
import { coarseEntry, lateEntry, memberEntries } from "./metric-entries.ts";
import { metricQueries, metricRequests } from "./metric-queries.ts";
import { metricSpans } from "./metric-spans.ts";
import { metricWishes } from "./metric-wishes.ts";
import { counted } from "../words.ts";
import { documentText, keptFormer, writeDocument } from "./write-document.ts";

/**
 * CloudWatch's metrics of every member, from an hour before the window to its end, in the finest points that are left:
 * `metrics.json`, or `metrics/<instance>.json` where that would grow too large for its reader.
 */
export async function collectMetrics(context: CollectContext): Promise<void> {
  const { aws, store, progress, target, window } = context;
  const nowMs = aws.nowMs();
  const fromMs = window.sinceMs - METRIC_LEAD_MS;
  const members = [...new Set(target.members.map(({ id }) => id))].filter(isDimension);
  const spans = metricSpans(fromMs, window.untilMs, nowMs);
  const queries = metricQueries(members, metricWishes(target.kind), spans);
  const late = lateEntry(window.untilMs, nowMs);
  const coarse = members.length === 0 ? null : coarseEntry(fromMs, queries, nowMs);
  progress.step(`metrics of ${counted(members.length, "instance")}`);
  const key = [iso(window.sinceMs), iso(window.untilMs), ...members.toSorted()].join(" ");
  const { kept, reused } = await store.unit("metrics", key, async (unit) => {
    const answers = await metricAnswers(aws, metricRequests(queries));
    const entries = members.flatMap((member) => {
      const own = queries.filter((query) => query.member === member);
      return own.length === 0 ? [] : memberEntries(member, target.region, own, answers);
    });
    const failed = entries.some(({ state }) => state === "none" || state === "partial");
    const texts = metricFiles(queries, answers).map((file) => ({
      ...file,
      text: documentText(metricDocument(file.queries, answers)),
    }));
    const bytes = texts.reduce((sum, { text }) => sum + text.length, 0);
    const worth = [...answers.byId.values()].some((answer) => answer.points.size > 0 || answer.failure === null);
    if (!(failed && keptFormer(unit, worth ? bytes : 0, isMetrics)) && worth) {
      const acquired = acquiredBy(answers.facts, aws.nowMs());
      for (const { path, queries: own, text } of texts) {
        await writeDocument(context, unit, path, text, { origin: originOf(own), acquired });
      }
    }
    for (const entry of [...entries, coarse, late]) if (entry !== null) unit.note(entry);
    return failed || late !== null ? "again" : "final";
  });
  if (reused) for (const { path } of kept.files) progress.file(path, true);
}

function isMetrics(path: string): boolean {
  return path === "metrics.json" || path.startsWith("metrics/");
}

/** What CloudWatch takes as the value of a dimension. */
function isDimension(id: string): boolean {
  return /^[\x21-\x7e]{1,255}$/.test(id) && !id.startsWith(":");
}

function originOf(queries: ReturnType<typeof metricQueries>): Origin {
  const spans = [...new Set(queries.map(({ span }) => span))];
  const members = [...new Set(queries.map(({ member }) => member))];
  return {
    call: "cloudwatch:GetMetricData",
    parameters: {
      Namespace: "AWS/RDS",
      DBInstanceIdentifier: members.join(" "),
      StartTime: iso(spans[0]?.fromMs ?? 0),
      EndTime: iso(spans.at(-1)?.toMs ?? 0),
      Period: spans.map(({ periodSeconds }) => periodSeconds).join(" "),
    },
  };
}
