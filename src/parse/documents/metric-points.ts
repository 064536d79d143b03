import type { MetricSeries } from "../../model/index.ts";
import { statOf, unitOf } from "./metric-names.ts";
import type { Scope } from "./metric-scope.ts";
import { type DocumentNode, field, pointerOf, textField } from "./node.ts";
import type { Reading } from "./reading.ts";
import { timeOf } from "./time.ts";

type Known = Scope & { readonly metric: string };
type Point = { readonly us: number; readonly node: DocumentNode; readonly value: number };

/** `{Timestamps: […], Values: […]}` of GetMetricData. */
export function resultSeries(reading: Reading, node: DocumentNode, scope: Known): MetricSeries | null {
  const times = field(node, "timestamps")?.children ?? [];
  const values = field(node, "values")?.children ?? [];
  if (times.length !== values.length) {
    reading.tell(
      node,
      `it has ${times.length} Timestamps and ${values.length} Values; what has no partner is left out`,
    );
  }
  const status = textField(node, "statuscode");
  if (status !== null && status !== "Complete") reading.tell(node, `CloudWatch calls it ${status}: points are missing`);
  const points = values.slice(0, times.length).flatMap((value, i) => point(reading, times[i] ?? null, value));
  return seriesOf(reading, scope, points);
}

/** `[{Timestamp, Average, Minimum, …, Unit}]` of GetMetricStatistics: a series per statistic. */
export function statisticsSeries(reading: Reading, list: DocumentNode, scope: Known): readonly MetricSeries[] {
  const byStat = new Map<string | null, Point[]>();
  for (const item of list.children) {
    const unit = textField(item, "unit");
    const expected = unitOf(scope.metric);
    if (unit !== null && unit !== "None" && expected !== null && unit !== expected) {
      reading.refused(item, `its unit is ${unit}, ${scope.metric} is published in ${expected}`);
      continue;
    }
    const extended = field(item, "extendedstatistics")?.children ?? [];
    for (const value of [...item.children, ...extended]) {
      const stat = statOf(String(value.key)) ?? (value.name === "value" ? scope.stat : undefined);
      if (stat === undefined || value.kind !== "value") continue;
      const points = byStat.get(stat) ?? [];
      byStat.set(stat, points);
      points.push(...point(reading, field(item, "timestamp", "time"), value));
    }
  }
  return [...byStat].map(([stat, points]) => seriesOf(reading, { ...scope, stat }, points));
}

function point(reading: Reading, time: DocumentNode | null, node: DocumentNode): readonly Point[] {
  const us = timeOf(time);
  const { value } = node;
  if (Number.isNaN(us)) reading.tell(time ?? node, "its time is not understood");
  else if (typeof value !== "number" || !Number.isFinite(value)) reading.tell(node, "it is no number");
  else return [{ us, node, value }];
  return [];
}

function seriesOf(reading: Reading, scope: Known, points: readonly Point[]): MetricSeries {
  const { metric, instance, stat, periodSeconds } = scope;
  const how = [stat, periodSeconds === null ? null : `${periodSeconds} s`]
    .filter((part) => part !== null)
    .join(" over ");
  const subject = instance === null ? `${metric} of the cluster` : `${metric} of ${instance}`;
  return {
    metric,
    instance,
    stat,
    periodSeconds,
    points: points.map(({ us, node, value }) => {
      const text = `${subject}: ${quantity(metric, value)}${how === "" ? "" : ` (${how})`}`;
      return { us, value, exhibit: reading.exhibit(node, "metric", us, instance, text, pointerOf(node)) };
    }),
  };
}

const shortUnits: Readonly<Record<string, string>> = {
  Bytes: "bytes",
  "Bytes/Second": "bytes/s",
  "Count/Second": "/s",
  Milliseconds: "ms",
  Percent: "%",
  Seconds: "s",
};

function quantity(metric: string, value: number): string {
  const unit = unitOf(metric) ?? "";
  const text = Object.hasOwn(shortUnits, unit) ? `${value} ${shortUnits[unit]}` : String(value);
  return unit === "Bytes" && value >= 1_048_576 ? `${text} (${(value / 1_048_576).toFixed(1)} MiB)` : text;
}
