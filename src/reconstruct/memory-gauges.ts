import type { MetricSeries, Row } from "../model/index.ts";
import type { Input } from "./context.ts";
import { joinedSeriesOf, seriesOf } from "./metric-points.ts";

/** What there is about the memory of one instance. */
export interface Gauges {
  readonly free: readonly MetricSeries[];
  /** SwapUsage, then what Enhanced Monitoring tells of swap. */
  readonly swap: readonly MetricSeries[];
  /** The most FreeableMemory that the metrics show, bytes. */
  readonly mostFree: number;
  /**
   * free + buffers + cached by Enhanced Monitoring, roughly the most that could be had: little of it shows want of memory,
   * much of it proves no comfort, for shared memory is among what is cached.
   */
  readonly osFree: MetricSeries | null;
  /** A point wherever it changes. */
  readonly osTotal: MetricSeries | null;
  readonly mostOsFree: number;
  /**
   * When the engine started by its log, and when the system's memory shrank (Serverless), µs, ascending: of Enhanced
   * Monitoring, what was before is no measure of what came after.
   */
  readonly breaksUs: readonly number[];
  readonly outOfMemory: readonly OutOfMemory[];
}

/** An `out of memory` error of the instance's own log. */
export interface OutOfMemory {
  readonly us: number;
  readonly row: Row;
}

/** @param startsUs when each of its lives began by its log, µs */
export function gaugesOf(
  { documents }: Input,
  instance: string,
  startsUs: readonly number[],
  outOfMemory: readonly OutOfMemory[],
): Gauges {
  const free = seriesOf(documents, instance, "FreeableMemory");
  const osFree = joinedSeriesOf(documents, instance, "os.memory.freeOrCached");
  const osTotal = joinedSeriesOf(documents, instance, "os.memory.total");
  const osSwap = joinedSeriesOf(documents, instance, "os.swap.used");
  return {
    free,
    swap: [...seriesOf(documents, instance, "SwapUsage"), ...(osSwap === null ? [] : [osSwap])],
    mostFree: most(free),
    osFree,
    osTotal,
    mostOsFree: osFree === null ? 0 : most([osFree]),
    breaksUs: [...startsUs, ...shrinksOf(osTotal)].toSorted((a, b) => a - b),
    outOfMemory,
  };
}

function shrinksOf(total: MetricSeries | null): readonly number[] {
  const points = total?.points ?? [];
  return points.flatMap(({ us, value }, i) => (value < (points[i - 1]?.value ?? value) ? [us] : []));
}

function most(all: readonly MetricSeries[]): number {
  return all.reduce((top, { points }) => points.reduce((high, point) => Math.max(high, point.value || 0), top), 0);
}
