import { type MetricSeries, SECOND_US } from "../../model/index.ts";

type Points = MetricSeries["points"];

const DAY_US = 86_400 * SECOND_US;

/** Results that contradict each other are compared with so many of their kind; a file may hold millions. */
const MAX_COMPARED = 16;

/** Series of one metric that agree with each other. */
interface Joined {
  readonly series: MetricSeries;
  readonly values: Map<number, number>;
  readonly points: Points[number][];
}

/**
 * Joins results of the same metric, instance, statistic and period: pages of one answer, or two downloads that overlap.
 * A point that is there twice with one value is one point; results that contradict each other stay two series.
 */
export function joinSeries(found: readonly MetricSeries[]): readonly MetricSeries[] {
  const groups = new Map<string, Joined[]>();
  for (const series of found) {
    const key = JSON.stringify([series.metric, series.instance, series.stat, series.periodSeconds]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    let joined = group.slice(0, MAX_COMPARED).find(({ values }) => agree(values, series.points));
    if (joined === undefined) {
      joined = { series, values: new Map(), points: [] };
      group.push(joined);
    }
    for (const point of series.points) {
      if (joined.values.get(point.us) === point.value) continue;
      joined.values.set(point.us, point.value);
      joined.points.push(point);
    }
  }
  return [...groups.values()].flat().map(({ series, points }) => {
    const sorted = points.sort((a, b) => a.us - b.us || a.exhibit.source.byteOffset - b.exhibit.source.byteOffset);
    return { ...series, points: sorted, periodSeconds: series.periodSeconds ?? periodOf(sorted) };
  });
}

function agree(values: ReadonlyMap<number, number>, points: Points): boolean {
  return points.every(({ us, value }) => (values.get(us) ?? value) === value);
}

/** The smallest distance of two points in seconds, if every other distance is a multiple of it; else null. */
function periodOf(points: Points): number | null {
  const gaps = points.slice(1).map(({ us }, i) => us - (points[i]?.us ?? us));
  const smallest = gaps.reduce((least, gap) => (gap > 0 && gap < least ? gap : least), Number.POSITIVE_INFINITY);
  if (smallest < SECOND_US || smallest > DAY_US) return null;
  return gaps.every((gap) => gap % smallest === 0) ? smallest / SECOND_US : null;
}
