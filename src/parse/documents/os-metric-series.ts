import { type Exhibit, type MetricSeries, SECOND_US } from "../../model/index.ts";
import { oneLine } from "./node.ts";
import type { OsReading } from "./os-metric-message.ts";

/** What Enhanced Monitoring can be set to, seconds. */
const INTERVALS = [1, 5, 10, 15, 30, 60] as const;
/** Five and a half hours by the second; what is longer is told in longer buckets. */
const MAX_POINTS = 20_000;

/** Makes the exhibit of one value of a reading. */
type Cite = (reading: OsReading, of: "memory" | "swap", text: string) => Exhibit;

/** Series of every instance, in the order of their names. */
export function osSeries(readings: readonly OsReading[], cite: Cite): readonly MetricSeries[] {
  const byInstance = Map.groupBy(readings, ({ instance }) => instance);
  return [...byInstance.keys()].toSorted().flatMap((instance) => {
    const own = (byInstance.get(instance) ?? []).toSorted((a, b) => a.us - b.us || a.line - b.line);
    const periodSeconds = bucketOf(own);
    const base = { instance, periodSeconds };
    const memory = pick(own, periodSeconds, ({ freeOrCached }) => -freeOrCached);
    const swap = pick(own, periodSeconds, ({ swapUsed }) => swapUsed);
    const total = own.filter((each, i) => each.total !== null && each.total !== own[i - 1]?.total);
    return [
      {
        ...base,
        metric: "os.memory.freeOrCached",
        stat: "Minimum",
        points: memory.map(({ us, reading }) => {
          return { us, value: reading.freeOrCached, exhibit: cite(reading, "memory", memoryText(reading)) };
        }),
      },
      {
        ...base,
        metric: "os.swap.used",
        stat: "Maximum",
        points: swap.map(({ us, reading }) => {
          const value = reading.swapUsed ?? 0;
          const text = `swap used on ${instance}: ${amount(value)}; ${largestText(reading)}`;
          return { us, value, exhibit: cite(reading, "swap", text) };
        }),
      },
      {
        ...base,
        metric: "os.memory.total",
        stat: null,
        points: total.map((reading) => {
          const value = reading.total ?? 0;
          return { us: reading.us, value, exhibit: cite(reading, "memory", `memory of ${instance}: ${amount(value)}`) };
        }),
      },
    ].filter(({ points }) => points.length > 0);
  });
}

/** The interval the readings have, or the shortest bucket that keeps them few; null for a single one. */
function bucketOf(readings: readonly OsReading[]): number | null {
  const gaps = readings.flatMap(({ us }, i) => {
    const before = readings[i - 1]?.us ?? us;
    return us > before ? [us - before] : [];
  });
  const median = gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
  if (median === undefined) return null;
  const spanUs = (readings.at(-1)?.us ?? 0) - (readings[0]?.us ?? 0);
  const nearest = (seconds: number): number => Math.abs(seconds * SECOND_US - median);
  const interval = INTERVALS.toSorted((a, b) => nearest(a) - nearest(b))[0] ?? 60;
  const few = Math.min(readings.length, spanUs / (interval * SECOND_US)) <= MAX_POINTS;
  return few ? interval : (INTERVALS.find((s) => s > interval && spanUs / (s * SECOND_US) <= MAX_POINTS) ?? 60);
}

/**
 * Of each bucket the reading that ranks highest, the first of equal ones. Readings further apart than a bucket keep their
 * own time; several of one bucket stand at its start.
 */
function pick(
  readings: readonly OsReading[],
  periodSeconds: number | null,
  rank: (reading: OsReading) => number | null,
): readonly { readonly us: number; readonly reading: OsReading }[] {
  const lengthUs = (periodSeconds ?? 1) * SECOND_US;
  const best: { us: number; bucket: number; reading: OsReading; rank: number }[] = [];
  for (const reading of readings) {
    const value = rank(reading);
    if (value === null) continue;
    const bucket = Math.floor(reading.us / lengthUs);
    const last = best.at(-1);
    if (last?.bucket !== bucket) best.push({ us: reading.us, bucket, reading, rank: value });
    else {
      last.us = bucket * lengthUs;
      if (value > last.rank) Object.assign(last, { reading, rank: value });
    }
  }
  return best;
}

function memoryText(reading: OsReading): string {
  const { instance, freeOrCached, free, total } = reading;
  const of = total === null ? "" : ` of ${amount(total)}`;
  return `memory free or cached on ${instance}: ${amount(freeOrCached)}${of} (${amount(free)} free); ${largestText(reading)}`;
}

/** Who holds it: a backend's title names its user, database and client. */
function largestText({ largest }: OsReading): string {
  if (largest === null) return "no process is listed";
  const { name, pid, rss } = largest;
  return `largest process ${oneLine(name)}${pid === null ? "" : ` (pid ${pid})`}, ${amount(rss)} resident`;
}

function amount(bytes: number): string {
  const mib = bytes / 1_048_576;
  return mib >= 1024 ? `${(mib / 1024).toFixed(1)} GiB` : `${mib.toFixed(1)} MiB`;
}
