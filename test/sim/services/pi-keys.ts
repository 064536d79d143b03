import { z } from "zod";
import { action } from "./json.ts";
import { aggregate, checkRange, filtered, grouping, samplesOf } from "./pi-load.ts";
import { grouped } from "./pi-metrics.ts";
import { filter, groupBy, metric, range } from "./pi-shapes.ts";
import { pageOf } from "./pi-page.ts";

/** DescribeDimensionKeys: the heaviest groups of a range, each with its load over all of the range's samples. */
export const describeDimensionKeys = action(
  z.strictObject({ ...range, Metric: metric, GroupBy: groupBy, Filter: filter }),
  (input, world) => {
    const all = samplesOf(input.Identifier, input.ServiceType, world);
    const aligned = checkRange(input.StartTime, input.EndTime, input.PeriodInSeconds, world);
    const within = all.filter((sample) => sample.ms >= aligned.startMs && sample.ms < aligned.endMs);
    const instants = [...new Set(within.map((sample) => sample.ms))];
    const reduce = aggregate(input.Metric);
    const keys = grouped(filtered(within, input.Filter), grouping(input.GroupBy))
      .slice(0, input.GroupBy.Limit)
      .map(({ dimensions, samples }) => {
        const loadAt = new Map<number, number>();
        for (const { ms, load } of samples) loadAt.set(ms, (loadAt.get(ms) ?? 0) + load);
        return { Dimensions: dimensions, Total: reduce(instants.map((ms) => loadAt.get(ms) ?? 0)) };
      });
    const page = pageOf("DescribeDimensionKeys", input, keys);
    return {
      AlignedStartTime: aligned.startMs / 1000,
      AlignedEndTime: aligned.endMs / 1000,
      Keys: page.items,
      NextToken: page.nextToken,
    };
  },
);
