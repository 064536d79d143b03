import { type Exhibit, type MetricSeries, SECOND_US } from "../model/index.ts";
import type { Scene } from "./scene.ts";

/** A datapoint with its bucket; a minute long where its length is not told. */
export interface BucketPoint {
  readonly metric: string;
  readonly us: number;
  readonly endUs: number;
  readonly value: number;
  readonly exhibit: Exhibit;
}

/** Points of the metrics that `wanted` accepts, in the order of the documents. */
export function pointsOf(scene: Scene, wanted: (series: MetricSeries) => boolean): readonly BucketPoint[] {
  return scene.facts.documents.metrics
    .filter(wanted)
    .flatMap(({ metric, points, periodSeconds }) =>
      points.map((point) => ({ ...point, metric, endUs: point.us + (periodSeconds ?? 60) * SECOND_US })),
    );
}

/** The point with the highest value, the first of equal ones. */
export function highest(points: readonly BucketPoint[]): BucketPoint | null {
  return points.reduce<BucketPoint | null>((top, each) => (top !== null && top.value >= each.value ? top : each), null);
}
