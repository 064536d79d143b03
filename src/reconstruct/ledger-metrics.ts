import { asInstant, formatUtc, type LedgerEntry, type MetricSeries, SECOND_US, type Window } from "../model/index.ts";
import type { Input } from "./context.ts";
import { isInstant } from "./instants.ts";
import { joinedSeriesOf } from "./metric-points.ts";

/** CloudWatch keeps one-minute points fifteen days (DOMAIN §4.4). */
const RETENTION_US = 15 * 86_400 * SECOND_US;
const MINUTE_US = 60 * SECOND_US;
/** What gates and meters read. */
const WANTED = "FreeableMemory, SwapUsage, EngineUptime, CommitThroughput, DatabaseConnections, CPUUtilization";
const MAX_LISTED = 6;

/**
 * Metrics of each instance. FreeableMemory decides: it separates running out of memory from other kills (P14), and only
 * one-minute points do. Enhanced Monitoring stands beside it: it may show want of memory, and never proves comfort.
 */
export function metricEntries(
  input: Input,
  instances: readonly string[],
  window: Window | null,
): readonly LedgerEntry[] {
  const { documents, options } = input;
  const { metrics, metricsSupplied } = documents;
  const measured = metrics.flatMap((series) => (series.instance === null ? [] : [series.instance]));
  const subjects = new Set([...instances, ...[...new Set(measured)].sort()]);
  return [...(subjects.size === 0 ? ["metrics"] : subjects)].map((subject): LedgerEntry => {
    const own = metrics.filter(
      (series) =>
        series.instance === subject && !isOfSystem(series) && series.points.some((point) => isInstant(point.us)),
    );
    const covered = own.length === 0 ? null : coveredBy(own);
    const gap =
      covered === null
        ? metricsSupplied
          ? "the metrics supplied hold no point of this instance"
          : "no CloudWatch metrics were supplied"
        : gapOf(own, covered, window, options.coverageGapSeconds * SECOND_US);
    const names = [...new Set(own.map((series) => series.metric))].sort();
    const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : "";
    const held = names.length === 0 ? "" : `${names.slice(0, MAX_LISTED).join(", ")}${more}`;
    return {
      subject,
      source: "metrics",
      state: covered === null ? "none" : gap === null ? "full" : "partial",
      fromUs: covered?.fromUs ?? Number.NaN,
      toUs: covered?.toUs ?? Number.NaN,
      why: [nonEmpty([held, gap]).join(": "), ...nonEmpty([systemText(input, subject)])].join("; "),
      fetch: gap === null ? null : `${WANTED}, minute by minute`,
      availableUntilUs: gap === null || window === null ? Number.NaN : window.end + RETENTION_US,
      runAgainUs: Number.NaN,
    };
  });
}

function nonEmpty(texts: readonly (string | null)[]): readonly string[] {
  return texts.flatMap((text) => (text === null || text === "" ? [] : [text]));
}

/** Whether Enhanced Monitoring tells it, the operating system of the instance, and not CloudWatch. */
function isOfSystem({ metric }: MetricSeries): boolean {
  return metric.startsWith("os.");
}

/** What Enhanced Monitoring covers of an instance, how finely, and for how long it says nothing; null when there is none. */
function systemText({ documents }: Input, instance: string): string | null {
  const memory = joinedSeriesOf(documents, instance, "os.memory.freeOrCached");
  if (memory === null) return null;
  const covered = coveredBy([memory]);
  const [from, to] = [asInstant(covered.fromUs), asInstant(covered.toUs)];
  if (from === null || to === null) return null;
  const every = memory.periodSeconds ?? 60;
  const silentUs = memory.points.reduce((most, { us }, i) => Math.max(most, us - (memory.points[i - 1]?.us ?? us)), 0);
  const often = every === 1 ? "every second" : `every ${every} s`;
  const silent =
    silentUs > MINUTE_US + every * SECOND_US ? `, at most ${Math.round(silentUs / SECOND_US)} s apart` : "";
  return `Enhanced Monitoring tells of its memory ${often} from ${formatUtc(from, "second")} to ${formatUtc(to, "second")}${silent}`;
}

interface Covered {
  readonly fromUs: number;
  readonly toUs: number;
}

/** From the first bucket to the end of the last, of FreeableMemory where there is any. */
function coveredBy(all: readonly MetricSeries[]): Covered {
  const memory = all.filter((series) => series.metric === "FreeableMemory");
  const spans = (memory.length > 0 ? memory : all).map(({ points, periodSeconds }) => ({
    fromUs: points.find((point) => isInstant(point.us))?.us ?? Number.NaN,
    toUs: (points.findLast((point) => isInstant(point.us))?.us ?? Number.NaN) + (periodSeconds ?? 60) * SECOND_US,
  }));
  return {
    fromUs: spans.reduce((first, span) => Math.min(first, span.fromUs), Number.POSITIVE_INFINITY),
    toUs: spans.reduce((last, span) => Math.max(last, span.toUs), Number.NEGATIVE_INFINITY),
  };
}

function gapOf(all: readonly MetricSeries[], covered: Covered, window: Window | null, gapUs: number): string | null {
  const memory = all.filter((series) => series.metric === "FreeableMemory");
  if (memory.length === 0) return "no FreeableMemory, which tells whether memory ran out";
  if (!memory.some(({ periodSeconds }) => periodSeconds !== null && periodSeconds <= 60))
    return "FreeableMemory not minute by minute, so a spike is not excluded";
  if (window === null) return null;
  if (covered.toUs < window.start || covered.fromUs > window.end) return "no point inside the window";
  if (covered.fromUs > window.start + MINUTE_US || covered.toUs < window.end - MINUTE_US)
    return "the points do not reach over the whole window";
  // Points are missing while an instance restarts: only a long silence is a gap.
  const silent = memory.every(({ points }) =>
    points.some((point, i) => {
      const nextUs = points[i + 1]?.us ?? point.us;
      return Math.min(nextUs, window.end) - Math.max(point.us, window.start) > gapUs;
    }),
  );
  return silent ? "points are missing inside the window" : null;
}
