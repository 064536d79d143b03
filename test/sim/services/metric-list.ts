import { z } from "zod";
import { SimError } from "../service.ts";
import { action } from "./json.ts";
import { dimensionName, dimensionValue, metricName, namespace } from "./metric-shapes.ts";
import { openToken, sealToken } from "./token.ts";

const pageSize = 500;
const hourMs = 3_600_000;

/** ListMetrics: 500 a page; a metric without data in the past two weeks is not listed (API reference). */
export const listMetrics = action(
  z.strictObject({
    Namespace: namespace.optional(),
    MetricName: metricName.optional(),
    Dimensions: z
      .array(z.strictObject({ Name: dimensionName, Value: dimensionValue.optional() }))
      .max(10)
      .default([]),
    NextToken: z.string().optional(),
    RecentlyActive: z.literal("PT3H").optional(),
    IncludeLinkedAccounts: z.literal(false).optional(),
  }),
  (input, world) => {
    const activeMs = world.now() - (input.RecentlyActive === undefined ? 14 * 24 * hourMs : 3 * hourMs);
    const wanted = world.metrics.filter(
      (each) =>
        each.points.some((point) => point.ms >= activeMs) &&
        each.namespace === (input.Namespace ?? each.namespace) &&
        each.metric === (input.MetricName ?? each.metric) &&
        input.Dimensions.every(({ Name, Value }) => {
          return Object.hasOwn(each.dimensions, Name) && each.dimensions[Name] === (Value ?? each.dimensions[Name]);
        }),
    );
    const { NextToken: given, ...asked } = input;
    const about = ["ListMetrics", asked];
    const position = given === undefined ? [0] : openToken(about, given);
    if (position === null) throw new SimError("InvalidParameterValue", "Invalid nextToken");
    const [start = 0] = position;
    const end = start + pageSize;
    return {
      Metrics: wanted.slice(start, end).map((each) => ({
        Namespace: each.namespace,
        MetricName: each.metric,
        Dimensions: Object.entries(each.dimensions).map(([Name, Value]) => ({ Name, Value })),
      })),
      NextToken: end < wanted.length ? sealToken(about, [end]) : undefined,
    };
  },
);
