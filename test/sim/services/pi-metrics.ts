import { z } from "zod";
import type { InsightPoint } from "../world.ts";
import { action } from "./json.ts";
import { aggregate, checkRange, filtered, floorTo, grouping, samplesOf, type PiRange } from "./pi-load.ts";
import { filter, groupBy, metric, range } from "./pi-shapes.ts";
import { pageOf } from "./pi-page.ts";

const metricQuery = z.strictObject({ Metric: metric, GroupBy: groupBy.optional(), Filter: filter });

/**
 * GetResourceMetrics: for each query the whole first, then its `Limit` heaviest groups. Times are the ends of their
 * periods unless START_TIME is asked for. A group has 0 where others were sampled; without any sample there is no point.
 */
export const getResourceMetrics = action(
  z.strictObject({
    ...range,
    MetricQueries: z.array(metricQuery).min(1).max(15),
    PeriodAlignment: z.enum(["END_TIME", "START_TIME"]).default("END_TIME"),
  }),
  (input, world) => {
    const all = samplesOf(input.Identifier, input.ServiceType, world);
    const aligned = checkRange(input.StartTime, input.EndTime, input.PeriodInSeconds, world);
    const within = all.filter((sample) => sample.ms >= aligned.startMs && sample.ms < aligned.endMs);
    const offsetMs = input.PeriodAlignment === "END_TIME" ? aligned.periodMs : 0;
    const list = input.MetricQueries.flatMap((query) => series(query, within, aligned, offsetMs));

    const page = pageOf("GetResourceMetrics", input, list);
    return {
      AlignedStartTime: aligned.startMs / 1000,
      AlignedEndTime: aligned.endMs / 1000,
      Identifier: input.Identifier,
      MetricList: page.items,
      NextToken: page.nextToken,
    };
  },
);

function series(
  query: z.output<typeof metricQuery>,
  within: readonly InsightPoint[],
  aligned: PiRange,
  offsetMs: number,
): object[] {
  const reduce = aggregate(query.Metric);
  const instants = [...new Set(within.map((sample) => sample.ms))].sort((a, b) => a - b);
  const points = (samples: readonly InsightPoint[]): object[] =>
    perPeriod(instants, samples, aligned.periodMs).map(([ms, loads]) => ({
      Timestamp: (ms + offsetMs) / 1000,
      Value: reduce(loads),
    }));
  const samples = filtered(within, query.Filter);
  const whole = { Key: { Metric: query.Metric }, DataPoints: points(samples) };
  if (query.GroupBy === undefined) return [whole];
  const groups = grouped(samples, grouping(query.GroupBy)).slice(0, query.GroupBy.Limit);
  return [
    whole,
    ...groups.map(({ dimensions, samples: own }) => ({
      Key: { Metric: query.Metric, Dimensions: dimensions },
      DataPoints: points(own),
    })),
  ];
}

/** Samples by their dimensions, the heaviest first. */
export function grouped(
  samples: readonly InsightPoint[],
  dimensions: (waitEvent: string) => Readonly<Record<string, string>>,
) {
  const groups = new Map<
    string,
    { dimensions: Readonly<Record<string, string>>; samples: InsightPoint[]; load: number }
  >();
  for (const sample of samples) {
    const own = dimensions(sample.waitEvent);
    const id = JSON.stringify(own);
    const group = groups.get(id) ?? { dimensions: own, samples: [], load: 0 };
    group.samples.push(sample);
    group.load += sample.load;
    groups.set(id, group);
  }
  return [...groups.values()].sort((a, b) => b.load - a.load);
}

/** Loads of every sampling instant (0 where these samples have none), by the start of their period. */
function perPeriod(
  instants: readonly number[],
  samples: readonly InsightPoint[],
  periodMs: number,
): [number, readonly number[]][] {
  const loadAt = new Map<number, number>();
  for (const { ms, load } of samples) loadAt.set(ms, (loadAt.get(ms) ?? 0) + load);
  const periods = new Map<number, number[]>();
  for (const ms of instants) {
    const start = floorTo(ms, periodMs);
    const loads = periods.get(start) ?? [];
    loads.push(loadAt.get(ms) ?? 0);
    periods.set(start, loads);
  }
  return [...periods];
}
