/** A stretch of time of which CloudWatch still has points of one length. Epoch ms, aligned, `toMs` exclusive. */
export interface MetricSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly periodSeconds: 60 | 300 | 3600;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The call comes later than it is planned. */
const MARGIN_MS = 10 * MINUTE_MS;

/**
 * How long CloudWatch keeps points of each length, and which period a StartTime of that age must have.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
 */
const retention = [
  { periodSeconds: 60, days: 15 },
  { periodSeconds: 300, days: 63 },
  { periodSeconds: 3600, days: 455 },
] as const;

/** From when on CloudWatch has points of a length, aligned to the next coarser length so that buckets do not overlap. */
export function keptSinceMs(periodSeconds: MetricSpan["periodSeconds"], nowMs: number): number {
  const at = retention.findIndex((each) => each.periodSeconds === periodSeconds);
  const stepMs = (retention[at + 1]?.periodSeconds ?? periodSeconds) * 1000;
  return Math.ceil((nowMs - (retention[at]?.days ?? 0) * DAY_MS + MARGIN_MS) / stepMs) * stepMs;
}

/**
 * The window in the finest points there are, oldest first; empty when nothing of it is kept.
 *
 * @param fromMs rounded down to the minute
 * @param throughMs its minute is the last one; what lies after `nowMs` is left out
 */
export function metricSpans(fromMs: number, throughMs: number, nowMs: number): readonly MetricSpan[] {
  const spans: MetricSpan[] = [];
  let toMs = (Math.floor(Math.min(throughMs, nowMs) / MINUTE_MS) + 1) * MINUTE_MS;
  for (const { periodSeconds } of retention) {
    const stepMs = periodSeconds * 1000;
    const startMs = Math.max(Math.floor(fromMs / stepMs) * stepMs, keptSinceMs(periodSeconds, nowMs));
    const endMs = Math.ceil(toMs / stepMs) * stepMs;
    if (startMs < endMs) {
      spans.unshift({ fromMs: startMs, toMs: endMs, periodSeconds });
      toMs = startMs;
    }
    if (startMs <= fromMs) break;
  }
  return spans;
}
