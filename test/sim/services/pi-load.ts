import { SimError } from "../service.ts";
import type { InsightPoint, World } from "../world.ts";
import type { GroupBy } from "./pi-shapes.ts";

/** How Performance Insights is set up. Mutable: a test sets it and sets it back. */
export const piSettings = {
  /** "You can't specify a StartTime that is earlier than 7 days ago" (API reference), unless more is paid for. */
  retentionDays: 7,
};

/** What both calls have in common, checked. */
export interface PiRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly periodMs: number;
}

const periodsSeconds = [1, 60, 300, 3600, 86_400];

/**
 * The samples of an instance.
 *
 * @throws {SimError} NotAuthorizedException for an unknown instance and for one without Performance Insights, in the
 *   same words (zalando/rds-health #6): the service does not tell the two apart.
 */
export function samplesOf(identifier: string, serviceType: string, world: World): readonly InsightPoint[] {
  const instance = world.instances.find((each) => each.resourceId === identifier);
  const samples = world.insights.get(identifier);
  const enabled = instance?.performanceInsights ?? samples !== undefined;
  if (!enabled || serviceType !== "RDS") {
    const message = `The resource ${identifier} for service type ${serviceType} is not authorized for this account`;
    throw new SimError("NotAuthorizedException", message);
  }
  return samples ?? [];
}

/** @throws {SimError} InvalidArgumentException */
export function checkRange(startMs: number, endMs: number, periodSeconds: number | undefined, world: World): PiRange {
  if (startMs >= endMs) throw invalidArgument("The start time must be before the end time");
  if (startMs < world.now() - piSettings.retentionDays * 86_400_000) {
    throw invalidArgument("The start time is outside of the retention period");
  }
  if (periodSeconds !== undefined && !periodsSeconds.includes(periodSeconds)) {
    throw invalidArgument(`PeriodInSeconds must be one of ${periodsSeconds.join(", ")}`);
  }
  // Without a period the service aims at 100–200 points (API reference).
  const chosen = periodsSeconds.find((each) => (endMs - startMs) / 1000 / each <= 200) ?? 86_400;
  const periodMs = (periodSeconds ?? chosen) * 1000;
  return { startMs: floorTo(startMs, periodMs), endMs: -floorTo(-endMs, periodMs), periodMs };
}

const sum = (loads: readonly number[]): number => loads.reduce((total, load) => total + load, 0);

/** `.avg` and its like of a metric of load, applied to the load of each sampling instant. */
export function aggregate(metric: string): (loads: readonly number[]) => number {
  const [, name = "", statistic = ""] = /^(.*)\.([^.]+)$/.exec(metric) ?? [];
  if (name !== "db.load") throw invalidArgument(`The metric ${metric} is not a known metric`);
  switch (statistic) {
    case "avg":
      return (loads) => sum(loads) / loads.length;
    case "sum":
      return sum;
    case "min":
      return (loads) => loads.reduce((a, b) => Math.min(a, b));
    case "max":
      return (loads) => loads.reduce((a, b) => Math.max(a, b));
    default:
      throw invalidArgument("The specified statistic is not a known statistic");
  }
}

/** The dimensions of a wait event: its name (`IO:DataFileRead`) and its type (`IO`). */
function dimensionsOf(waitEvent: string): Readonly<Record<string, string>> {
  return {
    "db.wait_event.name": firstBytes(waitEvent),
    "db.wait_event.type": firstBytes(waitEvent.split(":")[0] ?? ""),
    "db.wait_event_type.name": firstBytes(waitEvent.split(":")[0] ?? ""),
  };
}

/** How samples are grouped: the dimensions a key shows. The world knows wait events and nothing else. */
export function grouping(groupBy: GroupBy): (waitEvent: string) => Readonly<Record<string, string>> {
  const known = Object.keys(dimensionsOf("")).filter((name) => name.startsWith(`${groupBy.Group}.`));
  if (known.length === 0) {
    throw invalidArgument(`This group is not a known group: ${groupBy.Group} is not valid for current resource`);
  }
  const shown = groupBy.Dimensions ?? known;
  const unknown = shown.find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalidArgument(`This dimension is not a known dimension: ${unknown}`);
  return (waitEvent) => {
    const all = dimensionsOf(waitEvent);
    return Object.fromEntries(shown.map((name) => [name, all[name] ?? ""]));
  };
}

/** The samples that a filter leaves. */
export function filtered(
  samples: readonly InsightPoint[],
  filter: Readonly<Record<string, string>>,
): readonly InsightPoint[] {
  const unknown = Object.keys(filter).find((name) => !Object.hasOwn(dimensionsOf(""), name));
  if (unknown !== undefined) throw invalidArgument(`This dimension is not a known dimension: ${unknown}`);
  return samples.filter((sample) =>
    Object.entries(filter).every(([name, value]) => dimensionsOf(sample.waitEvent)[name] === value),
  );
}

export function invalidArgument(message: string): SimError {
  return new SimError("InvalidArgumentException", message);
}

export function floorTo(ms: number, stepMs: number): number {
  return Math.floor(ms / stepMs) * stepMs;
}

/** "Each response element returns a maximum of 500 bytes" (API reference); a cut character is dropped. */
function firstBytes(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= 500
    ? text
    : bytes
        .subarray(0, 500)
        .toString("utf8")
        .replace(/\uFFFD+$/, "");
}
