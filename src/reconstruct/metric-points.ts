import { leadingCount, type Documents, type Exhibit, type MetricSeries, SECOND_US } from "../model/index.ts";

/** A datapoint with its bucket: CloudWatch stamps the START of the bucket. */
export interface MetricPoint {
  readonly us: number;
  /** End of the bucket; a minute after its start where the length is not told. */
  readonly endUs: number;
  readonly value: number;
  readonly exhibit: Exhibit;
}

const MINUTE_US = 60 * SECOND_US;

/** Statistics of a bucket that are a reading of the gauge, those that hide least first. */
const READINGS: readonly (string | null)[] = ["minimum", "average", null, "maximum"];

function rank({ stat }: MetricSeries): number {
  return READINGS.indexOf(stat?.toLowerCase() ?? null);
}

/** Series of one metric of one instance; sums and counts of samples are no readings of a gauge and left out. */
export function seriesOf({ metrics }: Documents, instance: string, metric: string): readonly MetricSeries[] {
  return metrics
    .filter((series) => series.instance === instance && series.metric === metric && rank(series) !== -1)
    .sort((a, b) => rank(a) - rank(b) || (a.periodSeconds ?? Infinity) - (b.periodSeconds ?? Infinity));
}

/**
 * All series of one metric as one, in order of time, with the longest of their buckets; null when there is none. Long
 * recordings lie in several files.
 */
export function joinedSeriesOf(documents: Documents, instance: string, metric: string): MetricSeries | null {
  const all = seriesOf(documents, instance, metric);
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? null;
  const periods = all.map(({ periodSeconds }) => periodSeconds ?? 60);
  const points = all.flatMap((series) => series.points).toSorted((a, b) => a.us - b.us);
  return { ...first, periodSeconds: Math.max(...periods), points };
}

/** The last point at or before `us`, else the first. */
export function pointAt({ points }: MetricSeries, us: number): MetricSeries["points"][number] | null {
  return points[firstFrom(points, us + 1) - 1] ?? points[0] ?? null;
}

/** Points whose bucket touches `[fromUs, toUs]`, ascending; values that are no number are left out. */
export function pointsTouching(series: MetricSeries, fromUs: number, toUs: number): readonly MetricPoint[] {
  const lengthUs = series.periodSeconds === null ? MINUTE_US : series.periodSeconds * SECOND_US;
  const { points } = series;
  const found: MetricPoint[] = [];
  for (let i = firstFrom(points, fromUs - lengthUs); i < points.length; i++) {
    const point = points[i];
    if (point === undefined || point.us > toUs) break;
    if (!Number.isFinite(point.value) || point.us + lengthUs <= fromUs) continue;
    found.push({ ...point, endUs: point.us + lengthUs });
  }
  return found;
}

/** Index of the first point at or after `us`. */
function firstFrom(points: MetricSeries["points"], us: number): number {
  return leadingCount(points.length, (i) => (points[i]?.us ?? 0) < us);
}
