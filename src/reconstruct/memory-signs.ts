import { type Cite, type MetricSeries, type RdsEvent, SECOND_US } from "../model/index.ts";
import type { Input } from "./context.ts";
import type { Gauges, OutOfMemory } from "./memory-gauges.ts";
import { bytesText, clock, nameOf, percent, timeOf } from "./memory-text.ts";
import { type MetricPoint, pointAt, pointsTouching } from "./metric-points.ts";

/** A moment asked about, and between which instants it was. */
export interface MemoryMoment {
  readonly instance: string;
  readonly us: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/** Something that shows an instance short of memory. */
export interface MemorySign {
  readonly text: string;
  readonly cites: readonly Cite[];
}

/** How far back a fall or a rise counts (CLASSIFY P14). */
export const LOOKBACK_US = 600 * SECOND_US;
/** What is this close before a moment is of the moment: CloudWatch's minute, and one more that may be missing. */
export const NEAR_US = 120 * SECOND_US;
/** FreeableMemory below this share of the instance's memory, and a fall to less than this share (CLASSIFY P14). */
const LOW_SHARE = 0.05;
const FALLEN_SHARE = 0.5;
/**
 * How much SwapUsage must grow within ten minutes to tell: 2 % of the instance's memory, at least 64 MiB and at most 1 GiB;
 * 256 MiB where its memory is not known. Cold pages lie in swap for weeks without harm: only the growth is a sign
 * (https://repost.aws/articles/ARvIU62KtOTN-aIguQPeDTjA/swap-in-aws-rds-postgresql-database-instances).
 */
const SWAP_SHARE = 0.02;
const MIB = 1024 * 1024;
const SWAP_MIN = 64 * MIB;
const SWAP_MAX = 1024 * MIB;
const SWAP_UNKNOWN = 256 * MIB;
/** Events come up to five minutes late (DOMAIN §3.1). */
const EVENT_DELAY_US = 300 * SECOND_US;

/** Everything that shows the instance short of memory at the moment. */
export function memorySigns(input: Input, moment: MemoryMoment, gauges: Gauges): readonly MemorySign[] {
  const total = memoryBytes(input, moment);
  // FreeableMemory of Serverless counts from its highest capacity: what its system has at the moment is no measure of it.
  const osTotal = gauges.osTotal === null ? total : (pointAt(gauges.osTotal, moment.us)?.value ?? total);
  const { free, osFree, swap, breaksUs } = gauges;
  const os = osFree === null ? [] : [osFree];
  const signs = [
    firstSign(free, (series) => lowSign(series, moment, total, gauges.mostFree)),
    firstSign(free, (series) => fallSign(series, moment, breaksUs)),
    firstSign(os, (series) => lowSign(series, moment, osTotal, gauges.mostOsFree)),
    firstSign(os, (series) => fallSign(series, moment, breaksUs)),
    firstSign(swap, (series) => swapSign(series, moment, total ?? osTotal, breaksUs)),
    lineSign(gauges.outOfMemory, moment),
    eventSign(input.events, moment),
  ];
  return signs.filter((sign) => sign !== null);
}

function firstSign(all: readonly MetricSeries[], sign: (series: MetricSeries) => MemorySign | null): MemorySign | null {
  for (const series of all) {
    const found = sign(series);
    if (found !== null) return found;
  }
  return null;
}

/** Memory of the instance's class by the cluster snapshot nearest before, else after; null when it is not known. */
export function memoryBytes({ documents }: Input, { instance, us }: MemoryMoment): number | null {
  const known = documents.snapshots.flatMap((snapshot) =>
    snapshot.instances
      .filter((each) => each.instance === instance && each.memoryBytes !== null && each.memoryBytes > 0)
      .map((each) => ({ us: snapshot.us, bytes: each.memoryBytes })),
  );
  return (known.findLast((each) => each.us <= us) ?? known[0])?.bytes ?? null;
}

function lowSign(
  series: MetricSeries,
  moment: MemoryMoment,
  total: number | null,
  mostFree: number,
): MemorySign | null {
  const of = total ?? mostFree;
  const low = lowest(pointsTouching(series, moment.fromUs - NEAR_US, moment.toUs));
  if (low === null || !(low.value < LOW_SHARE * of)) return null;
  const share = total === null ? `of the ${bytesText(of)} it had at most` : `of ${bytesText(of)}`;
  return {
    text: `${nameOf(series)} was ${bytesText(low.value)} ${share} (${percent(low.value / of)}) at ${timeOf(series, low)}`,
    cites: [{ exhibit: low.exhibit }],
  };
}

/** Only buckets that lie before the moment at least by half: a failover moves the load within one. */
function fallSign(
  series: MetricSeries,
  { fromUs, toUs }: MemoryMoment,
  breaksUs: readonly number[],
): MemorySign | null {
  const near = pointsTouching(series, fromUs - NEAR_US, toUs).filter((point) => (point.us + point.endUs) / 2 <= toUs);
  const low = lowest(near);
  if (low === null) return null;
  const sinceUs = comparableFrom(series, low.us, breaksUs);
  const before = pointsTouching(series, fromUs - LOOKBACK_US, low.us);
  const high = highest(before.filter((point) => point.us < low.us && point.us >= sinceUs));
  if (high === null || !(low.value < FALLEN_SHARE * high.value)) return null;
  return {
    text: `${nameOf(series)} fell from ${bytesText(high.value)} at ${timeOf(series, high)} to ${bytesText(low.value)} at ${timeOf(series, low)}`,
    cites: [{ exhibit: high.exhibit }, { exhibit: low.exhibit }],
  };
}

function swapSign(
  series: MetricSeries,
  { fromUs, toUs }: MemoryMoment,
  total: number | null,
  breaksUs: readonly number[],
): MemorySign | null {
  const bound = total === null ? SWAP_UNKNOWN : Math.min(Math.max(total * SWAP_SHARE, SWAP_MIN), SWAP_MAX);
  const near = pointsTouching(series, fromUs - NEAR_US, toUs).filter((point) => (point.us + point.endUs) / 2 <= toUs);
  const high = highest(near);
  if (high === null) return null;
  const sinceUs = comparableFrom(series, high.us, breaksUs);
  const before = pointsTouching(series, fromUs - LOOKBACK_US, high.us);
  const low = lowest(before.filter((point) => point.us < high.us && point.us >= sinceUs));
  if (low === null || high.value - low.value < bound) return null;
  return {
    text: `${nameOf(series)} rose from ${bytesText(low.value)} at ${timeOf(series, low)} to ${bytesText(high.value)} at ${timeOf(series, high)}`,
    cites: [{ exhibit: low.exhibit }, { exhibit: high.exhibit }],
  };
}

/**
 * Since when a series measures the same as at that time, µs. Enhanced Monitoring goes on while the engine is down and its
 * memory is free: what falls from there is no want of memory. CloudWatch has no points then.
 */
function comparableFrom({ metric }: MetricSeries, us: number, breaksUs: readonly number[]): number {
  const last = metric.startsWith("os.") ? breaksUs.findLast((each) => each <= us) : undefined;
  return last ?? Number.NEGATIVE_INFINITY;
}

function lineSign(lines: readonly OutOfMemory[], { fromUs, toUs }: MemoryMoment): MemorySign | null {
  const near = lines.filter((line) => line.us >= fromUs - NEAR_US && line.us <= toUs);
  const last = near.at(-1);
  if (last === undefined) return null;
  const text = `its log says "out of memory" ${near.length === 1 ? "" : "repeatedly, last "}at ${clock(last.us)}`;
  return { text, cites: [{ row: last.row }] };
}

function eventSign(events: readonly RdsEvent[], { instance, fromUs, toUs }: MemoryMoment): MemorySign | null {
  const event = events.find(
    (each) =>
      each.meaning === "memory-pressure" &&
      each.sourceIdentifier === instance &&
      each.time >= fromUs - LOOKBACK_US &&
      each.time <= toUs + EVENT_DELAY_US,
  );
  return event === undefined ? null : { text: "RDS reported memory pressure", cites: [{ event }] };
}

export function lowest(points: readonly MetricPoint[]): MetricPoint | null {
  return points.reduce<MetricPoint | null>((low, each) => (low === null || each.value < low.value ? each : low), null);
}

function highest(points: readonly MetricPoint[]): MetricPoint | null {
  return points.reduce<MetricPoint | null>((top, each) => (top === null || each.value > top.value ? each : top), null);
}
