import {
  type Cite,
  type Crash,
  type Failover,
  type Incarnation,
  type MemoryEvidence,
  type MetricSeries,
  SECOND_US,
} from "../model/index.ts";
import { type Input, marks, serverStream } from "./context.ts";
import type { Life } from "./log-failovers.ts";
import { type Gauges, gaugesOf, type OutOfMemory } from "./memory-gauges.ts";
import { LOOKBACK_US, lowest, memoryBytes, type MemoryMoment, memorySigns, NEAR_US } from "./memory-signs.ts";
import { bytesText, minute, percent } from "./memory-text.ts";
import { type MetricPoint, pointsTouching } from "./metric-points.ts";
import { namedInstances } from "./named-instances.ts";

const MAX_CITES = 4;
/** Longer buckets average a spike away. */
const FINE_SECONDS = 60;

/**
 * Memory of every instance that crashed, at that moment, and of every instance when a failover began (P14). `low` needs a
 * sign; `comfortable` needs one-minute points of FreeableMemory up to the moment and no sign; everything else is `unknown`,
 * with the reason.
 */
export function memoryOf(
  input: Input,
  instances: readonly Life[],
  failovers: readonly Failover[],
): readonly MemoryEvidence[] {
  const named = namedInstances(input.events, input.documents);
  const ids = new Set([...instances.map((life) => life.instance), ...named.keys()]);
  const moments = [
    ...instances.flatMap(({ lives }) =>
      lives.flatMap((life) => (life.crash === null ? [] : [momentOf(life.crash, lives[life.index + 1])])),
    ),
    ...failovers.flatMap(({ t0Us, uncertaintyUs, target, oldWriter, endWriter }) =>
      [...new Set([...ids, target, oldWriter, endWriter])].flatMap((instance) =>
        instance === null ? [] : [{ instance, us: t0Us, fromUs: t0Us - uncertaintyUs, toUs: t0Us + uncertaintyUs }],
      ),
    ),
  ];
  const gauges = new Map<string, Gauges>();
  const asked = new Set<string>();
  return moments.flatMap((moment) => {
    const { instance, us } = moment;
    const key = `${us} ${instance}`;
    if (asked.has(key)) return [];
    asked.add(key);
    const known =
      gauges.get(instance) ?? gaugesOf(input, instance, startsOf(instances, instance), outOfMemoryOf(input, instance));
    gauges.set(instance, known);
    return [evidenceAt(input, moment, known)];
  });
}

/** A life whose log stops without a word ended somewhere before the next start. */
function momentOf({ instance, at, kind }: Crash, next: Incarnation | undefined): MemoryMoment {
  const us = at.dated ? at.us : Number.NaN;
  const toUs = kind === "lost" && next !== undefined && next.firstUs > us ? next.firstUs : us;
  return { instance, us, fromUs: us, toUs };
}

function startsOf(instances: readonly Life[], instance: string): readonly number[] {
  const lives = instances.find((life) => life.instance === instance)?.lives ?? [];
  return lives.flatMap(({ start }) => (start?.dated === true ? [start.us] : []));
}

/** `out of memory` errors of an instance's log, at most one a second: a storm says no more. */
function outOfMemoryOf(input: Input, instance: string): readonly OutOfMemory[] {
  const stream = serverStream(input.records, instance);
  if (stream === undefined) return [];
  const found: OutOfMemory[] = [];
  for (const { at } of marks(input.records, input.codes, stream, ["out-of-memory"])) {
    if (!at.dated) continue;
    const last = found.at(-1);
    if (last === undefined || Math.abs(at.us - last.us) >= SECOND_US) found.push({ us: at.us, row: at.row });
  }
  return found;
}

function evidenceAt(input: Input, moment: MemoryMoment, gauges: Gauges): MemoryEvidence {
  const { instance, us } = moment;
  if (!Number.isFinite(us))
    return { instance, us, state: "unknown", why: "the moment has no time of its own", cites: [] };
  const signs = memorySigns(input, moment, gauges);
  if (signs.length > 0) {
    const cites = signs.flatMap((sign) => sign.cites).slice(0, MAX_CITES);
    return { instance, us, state: "low", why: signs.map((sign) => sign.text).join("; "), cites };
  }
  const shown = gauges.free.flatMap((series) => comfort(series, moment));
  const best = shown.find((each) => each.gap === null) ?? shown[0];
  if (best === undefined) {
    const why = input.documents.metricsSupplied
      ? `the metrics supplied hold no FreeableMemory of ${instance}`
      : "CloudWatch metrics were not supplied";
    return { instance, us, state: "unknown", why, cites: [] };
  }
  if (best.gap !== null) return { instance, us, state: "unknown", why: best.gap, cites: exhibits(best.points) };
  return {
    instance,
    us,
    state: "comfortable",
    why: comfortText(input, moment, best.points),
    cites: exhibits(best.points),
  };
}

/** The last points, which decide. */
function exhibits(points: readonly MetricPoint[]): readonly Cite[] {
  return points.slice(-MAX_CITES).map(({ exhibit }): Cite => ({ exhibit }));
}

/**
 * Whether a series shows the minutes before the moment: `gap` says why not. CloudWatch has no points while an instance
 * restarts, so none is asked for after the moment; the last before must have begun at most two minutes earlier, and an
 * older one must be there, or a fall could not be seen.
 */
function comfort(
  series: MetricSeries,
  { fromUs, toUs }: MemoryMoment,
): readonly { readonly gap: string | null; readonly points: readonly MetricPoint[] }[] {
  if (series.stat?.toLowerCase() === "maximum") return []; // the most there was says nothing of the least
  const points = pointsTouching(series, fromUs - LOOKBACK_US, toUs).filter((point) => point.us <= toUs);
  const { periodSeconds } = series;
  if (periodSeconds === null || periodSeconds > FINE_SECONDS) {
    const every = periodSeconds === null ? "points of unknown period" : `only ${periodSeconds}-second points, which`;
    return [{ gap: `FreeableMemory: ${every} cannot exclude a spike`, points }];
  }
  const before = points.filter((point) => point.us <= fromUs - NEAR_US);
  // From one point to the next, up to the moment, no more than two minutes may be missing.
  let covered = before.at(-1)?.us ?? Number.NEGATIVE_INFINITY;
  for (const point of points) if (point.us > covered && point.us - covered <= NEAR_US) covered = point.us;
  if (covered >= toUs - NEAR_US) return [{ gap: null, points }];
  const span = `${minute(fromUs - NEAR_US)}–${minute(toUs + 60 * SECOND_US)}`;
  return [{ gap: `the points of FreeableMemory do not cover ${span}`, points }];
}

function comfortText(input: Input, moment: MemoryMoment, points: readonly MetricPoint[]): string {
  const total = memoryBytes(input, moment);
  const low = lowest(points);
  const last = points.at(-1);
  if (low === null || last === undefined) return "FreeableMemory shows room";
  const share =
    total === null ? " (instance class not known)" : ` of ${bytesText(total)} (${percent(low.value / total)})`;
  return `FreeableMemory was at least ${bytesText(low.value)}${share} from ${minute(points[0]?.us ?? last.us)} to ${minute(last.us)}`;
}
