import { type Cite, type Documents, type MetricSeries, SECOND_US, type UptimeRestart } from "../model/index.ts";
import { pointsTouching, seriesOf } from "./metric-points.ts";

/**
 * Restarts by `EngineUptime` (seconds, DOMAIN §4.4), for instances without a log too: it only grows while an engine lives,
 * so where it falls a new one came up. In time order.
 */
export function uptimeRestartsOf(documents: Documents): readonly UptimeRestart[] {
  const instances = new Set(
    documents.metrics.filter((series) => series.metric === "EngineUptime").map((series) => series.instance),
  );
  return [...instances]
    .flatMap((instance) => {
      const best = instance === null ? undefined : seriesOf(documents, instance, "EngineUptime")[0];
      return instance === null || best === undefined ? [] : [...fallsOf(instance, best)];
    })
    .sort((a, b) => a.fromUs - b.fromUs || (a.instance < b.instance ? -1 : 1));
}

function* fallsOf(instance: string, series: MetricSeries): Iterable<UptimeRestart> {
  const points = pointsTouching(series, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (before === undefined || point.value >= before.value) continue;
    const cites: readonly Cite[] = [{ exhibit: before.exhibit }, { exhibit: point.exhibit }];
    // Read anywhere in its bucket, an uptime of v seconds means a start v seconds earlier. A bucket that averages the old
    // engine with the new one tells only that it was after the bucket before began.
    const upUs = point.value * SECOND_US;
    const fromUs = Math.max(point.us - upUs, before.us);
    const toUs = point.endUs - upUs;
    yield toUs > fromUs ? { instance, fromUs, toUs, cites } : { instance, fromUs: before.us, toUs: point.endUs, cites };
  }
}
