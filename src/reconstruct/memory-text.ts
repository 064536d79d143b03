import { asInstant, formatClock, type MetricSeries } from "../model/index.ts";
import type { MetricPoint } from "./metric-points.ts";

const MIB = 1024 * 1024;

/** What a gauge is called where its values are told. */
const NAMES: Readonly<Record<string, string>> = {
  "os.memory.freeOrCached": "memory free or cached (Enhanced Monitoring)",
  "os.swap.used": "swap used (Enhanced Monitoring)",
};

/** `1.2 GiB`; MiB below one. */
export function bytesText(bytes: number): string {
  const gib = bytes / (1024 * MIB);
  return gib >= 1 ? `${gib.toFixed(1)} GiB` : `${Math.round(bytes / MIB)} MiB`;
}

/** `4 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** `20:38`, UTC. */
export function minute(us: number): string {
  return clock(us).slice(0, 5);
}

/** `20:38:07`, UTC; `?` when there is no time. */
export function clock(us: number): string {
  const at = asInstant(us);
  return at === null ? "?" : formatClock(at);
}

/** What the text calls a series. */
export function nameOf({ metric }: MetricSeries): string {
  return NAMES[metric] ?? metric;
}

/** When a point was, as finely as its buckets tell: a minute, or the second. */
export function timeOf({ periodSeconds }: MetricSeries, { us }: MetricPoint): string {
  return periodSeconds !== null && periodSeconds < 60 ? clock(us) : minute(us);
}
