import { z } from "zod";
import { SimError } from "../service.ts";
import { action, epochSeconds } from "./json.ts";
import { dimensionName, dimensionValue, metricName, namespace } from "./metric-shapes.ts";
import { metricPoints, statistic, type Point } from "./metric-points.ts";
import { openToken, sealToken } from "./token.ts";

const mostDatapoints = 100_800;

/** How GetMetricData behaves where its documentation leaves it free. Mutable: a test sets it and sets it back. */
export const monitoringSettings = {
  /** Results come in the queries' reverse order: a reader has to go by Id. */
  reversedResults: true,
};

const query = z.strictObject({
  Id: z.string().min(1).max(255),
  MetricStat: z
    .strictObject({
      Metric: z.strictObject({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: z
          .array(z.strictObject({ Name: dimensionName, Value: dimensionValue }))
          .max(30)
          .default([]),
      }),
      Period: z.int().min(1),
      Stat: z.string(),
    })
    .optional(),
  Expression: z.string().optional(),
  Label: z.string().optional(),
  ReturnData: z.boolean().default(true),
});

/**
 * GetMetricData: StartTime inclusive and rounded down to the minute, EndTime exclusive, newest first unless asked
 * otherwise. Every page names every Id; one with points yet to come is PartialData. Math and Metrics Insights are refused.
 */
export const getMetricData = action(
  z.strictObject({
    MetricDataQueries: z.array(query),
    StartTime: epochSeconds,
    EndTime: epochSeconds,
    NextToken: z.string().optional(),
    ScanBy: z.enum(["TimestampDescending", "TimestampAscending"]).default("TimestampDescending"),
    MaxDatapoints: z.int().default(mostDatapoints),
  }),
  (input, world) => {
    const { NextToken: given, MaxDatapoints: cap, ...asked } = input;
    const { MetricDataQueries: queries, StartTime: startMs, EndTime: endMs } = asked;
    if (queries.length < 1 || queries.length > 500) {
      throw invalid(`The collection MetricDataQueries must have a size between 1 and 500, not ${queries.length}.`);
    }
    if (startMs === endMs) throw invalid("The parameter StartTime must not equal parameter EndTime.");
    if (startMs > endMs) throw invalid("The parameter StartTime must be less than the parameter EndTime.");
    if (cap < 1 || cap > mostDatapoints) throw invalid(`MaxDatapoints must be between 1 and ${mostDatapoints}.`);
    checkIds(queries.map((each) => each.Id));

    const about = ["GetMetricData", asked];
    const position = given === undefined ? [0] : openToken(about, given);
    if (position === null) throw new SimError("InvalidNextToken", "Invalid nextToken");
    const [start = 0] = position;
    const descending = input.ScanBy === "TimestampDescending";
    let skipped = 0; // points of the queries before this one
    const results = queries.map((each, n) => {
      const stat = metricStat(each, n);
      const points = metricPoints(world, stat, startMs, endMs);
      if (descending) points.reverse();
      const from = clamp(start - skipped, points.length);
      const to = clamp(start + cap - skipped, points.length);
      skipped += points.length;
      return { shown: each.ReturnData, value: result(each.Id, each.Label ?? stat.metric, points, from, to) };
    });
    const values = results.filter((each) => each.shown).map((each) => each.value);
    if (values.length === 0) throw invalid("At least one query must have ReturnData set to true.");
    if (monitoringSettings.reversedResults) values.reverse();
    const end = start + cap;
    return { MetricDataResults: values, Messages: [], NextToken: end < skipped ? sealToken(about, [end]) : undefined };
  },
);

function result(id: string, label: string, points: readonly Point[], from: number, to: number): object {
  const page = points.slice(from, to);
  return {
    Id: id,
    Label: label,
    Timestamps: page.map((point) => point.ms / 1000),
    Values: page.map((point) => point.value),
    StatusCode: to < points.length ? "PartialData" : "Complete",
  };
}

function metricStat(each: z.output<typeof query>, n: number) {
  const at = `MetricDataQueries.member.${n + 1}`;
  if (each.Expression !== undefined) throw invalid(`${at}.Expression: the simulator does no metric math.`);
  if (each.MetricStat === undefined) throw invalid(`${at} must have one of MetricStat and Expression.`);
  const { Metric, Period, Stat } = each.MetricStat;
  // High resolution (1, 5, 10, 20, 30 s) exists, but RDS publishes none of it.
  if (Period % 60 !== 0) throw invalid(`The value ${Period} for parameter ${at}.MetricStat.Period is not valid.`);
  const reduce = statistic(Stat);
  if (reduce === null) throw invalid(`The value ${Stat} for parameter ${at}.MetricStat.Stat is not valid.`);
  const dimensions = new Map(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
  if (dimensions.size !== Metric.Dimensions.length) throw invalid(`${at}.MetricStat.Metric.Dimensions repeats a name.`);
  return { namespace: Metric.Namespace, metric: Metric.MetricName, dimensions, periodMs: Period * 1000, reduce };
}

function checkIds(ids: readonly string[]): void {
  const bad = ids.find((id) => !/^[a-z][a-zA-Z0-9_]*$/.test(id));
  if (bad !== undefined) throw invalid(`The value ${bad} for parameter Id is not matching ^[a-z][a-zA-Z0-9_]*$.`);
  if (new Set(ids).size !== ids.length)
    throw invalid("The values for parameter Id in MetricDataQueries are not unique.");
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), most);
}

function invalid(message: string): SimError {
  return new SimError("ValidationError", message);
}
