import type { World } from "../world.ts";

/** A value of a period; epoch ms of the period's start. */
export interface Point {
  readonly ms: number;
  readonly value: number;
}

/** What to read: a metric with exactly these dimensions, reduced per period. */
export interface MetricStat {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly periodMs: number;
  readonly reduce: (values: readonly number[]) => number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/**
 * Points of a metric in ascending time. Periods lie on multiples of their length, StartTime is rounded down to one.
 * One-minute points live 15 days, then only periods of whole 5 minutes see them, after 63 days whole hours, after
 * 455 days none (GetMetricData, API reference).
 */
export function metricPoints(world: World, stat: MetricStat, startMs: number, endMs: number): Point[] {
  const fromMs = floorTo(floorTo(startMs, minuteMs), stat.periodMs);
  const keptMs = world.now() - keptDays(stat.periodMs) * dayMs;
  const buckets = new Map<number, number[]>();
  for (const metric of world.metrics) {
    if (metric.namespace !== stat.namespace || metric.metric !== stat.metric) continue;
    if (!sameDimensions(metric.dimensions, stat.dimensions)) continue;
    for (const { ms, value } of metric.points) {
      if (ms < fromMs || ms >= endMs || ms < keptMs) continue;
      const start = floorTo(ms, stat.periodMs);
      const bucket = buckets.get(start) ?? [];
      bucket.push(value);
      buckets.set(start, bucket);
    }
  }
  return [...buckets].sort(([a], [b]) => a - b).map(([ms, values]) => ({ ms, value: stat.reduce(values) }));
}

/** How a statistic's name reduces samples (one a minute), or null when there is no such statistic here. */
export function statistic(name: string): MetricStat["reduce"] | null {
  const percentile = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/.exec(name);
  if (percentile !== null) return (values) => quantile(values, Number(percentile[1]) / 100);
  return (Object.hasOwn(statistics, name) ? statistics[name] : undefined) ?? null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const statistics: Readonly<Record<string, MetricStat["reduce"]>> = {
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => values.reduce((a, b) => Math.min(a, b)),
  Maximum: (values) => values.reduce((a, b) => Math.max(a, b)),
  Sum: sum,
  SampleCount: (values) => values.length,
};

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? 0;
  return below + ((sorted[Math.ceil(rank)] ?? below) - below) * (rank - Math.floor(rank));
}

function keptDays(periodMs: number): number {
  return periodMs % 3_600_000 === 0 ? 455 : periodMs % 300_000 === 0 ? 63 : 15;
}

function sameDimensions(has: Readonly<Record<string, string>>, wanted: ReadonlyMap<string, string>): boolean {
  const names = Object.keys(has);
  return names.length === wanted.size && names.every((name) => has[name] === wanted.get(name));
}

function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}
