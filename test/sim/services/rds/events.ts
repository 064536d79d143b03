/** DescribeEvents: the last 14 days, the last 60 minutes unless asked otherwise. */
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { RdsEvent, World } from "../../world.ts";
import { list, type Xml } from "../../xml.ts";
import { checkFilters, paged, rdsArn } from "./find.ts";

const MINUTE_MS = 60_000;
const KEPT_MS = 14 * 24 * 60 * MINUTE_MS;

/** Source type → the resource type of its ARN. */
const TYPES: Readonly<Record<string, string>> = {
  "db-instance": "db",
  "db-parameter-group": "pg",
  "db-security-group": "secgrp",
  "db-snapshot": "snapshot",
  "db-cluster": "cluster",
  "db-cluster-snapshot": "cluster-snapshot",
  "custom-engine-version": "cev",
  "db-proxy": "db-proxy",
  "blue-green-deployment": "deployment",
  "db-shard-group": "shard-group",
  "zero-etl": "integration",
};

/** @throws {SimError} InvalidParameterCombination or InvalidParameterValue */
export function describeEvents(input: Input, world: World): readonly Xml[] {
  checkFilters(input, []);
  const [source, type] = [input.text("SourceIdentifier"), input.text("SourceType")];
  if (source !== null && type === null)
    throw new SimError(
      "InvalidParameterCombination",
      "SourceType must be specified when SourceIdentifier is specified.",
    );
  if (type !== null && !Object.hasOwn(TYPES, type))
    throw new SimError("InvalidParameterValue", `Invalid source type: ${type}`);
  const [fromMs, toMs] = period(input, world.now());
  const categories = input.list("EventCategories");
  const items = world.events
    .filter((event) => event.ms >= fromMs && event.ms <= toMs)
    .filter((event) => type === null || event.type === type)
    .filter((event) => source === null || event.source.toLowerCase() === source.toLowerCase())
    .filter((event) => categories.length === 0 || event.categories.some((category) => categories.includes(category)))
    .toSorted((a, b) => a.ms - b.ms);
  const render = (event: RdsEvent): readonly Xml[] => [
    ["SourceIdentifier", event.source],
    ["SourceType", event.type],
    ["Message", event.message],
    list("EventCategories", "EventCategory", event.categories),
    ["Date", new Date(event.ms).toISOString()],
    ["SourceArn", rdsArn(world, TYPES[event.type] ?? event.type, event.source)],
  ];
  return paged(input, world, { action: "DescribeEvents", names: ["Events", "Event"], items, render });
}

function period(input: Input, nowMs: number): readonly [fromMs: number, toMs: number] {
  const [start, end, duration] = [input.time("StartTime"), input.time("EndTime"), input.integer("Duration")];
  if (duration !== null) {
    if (start !== null || end !== null)
      throw new SimError("InvalidParameterCombination", "Duration cannot be combined with StartTime or EndTime.");
    if (duration < 1 || duration * MINUTE_MS > KEPT_MS)
      throw new SimError(
        "InvalidParameterValue",
        `Invalid value ${duration} for Duration. Must be between 1 and 20160`,
      );
    return [nowMs - duration * MINUTE_MS, nowMs];
  }
  const to = end ?? nowMs;
  const from = start ?? to - 60 * MINUTE_MS;
  if (from > to) throw new SimError("InvalidParameterCombination", "The end time must not be before the start time.");
  if (start !== null && start < nowMs - KEPT_MS)
    throw new SimError("InvalidParameterValue", "Events are kept for 14 days: the start time is too far in the past.");
  return [Math.max(from, nowMs - KEPT_MS), to];
}
