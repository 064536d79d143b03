import { z } from "zod";
import type { LogGroup, World } from "../world.ts";
import { action } from "./json.ts";
import { findGroup, groupArn, ingestionMs, invalidParameter } from "./logs-groups.ts";
import { groupIdentifier, groupName, streamName, token } from "./logs-shapes.ts";
import { openToken, sealToken } from "./token.ts";

const limit = z.int().min(1).max(50).default(50);

/** DescribeLogGroups: groups by name in ASCII order. */
export const describeLogGroups = action(
  z.strictObject({
    logGroupNamePrefix: groupName.optional(),
    logGroupNamePattern: groupName.optional(),
    logGroupClass: z.enum(["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"]).optional(),
    includeLinkedAccounts: z.literal(false).optional(),
    nextToken: token.optional(),
    limit,
  }),
  (input, world) => {
    const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern = "" } = input;
    if (prefix !== "" && pattern !== "") {
      throw invalidParameter("logGroupNamePrefix and logGroupNamePattern are mutually exclusive.");
    }
    const wanted = world.logGroups
      .filter((group) => group.name.startsWith(prefix) && group.name.includes(pattern))
      .filter(() => (input.logGroupClass ?? "STANDARD") === "STANDARD")
      .sort((a, b) => ascii(a.name, b.name));
    const about = ["DescribeLogGroups", prefix, pattern, input.logGroupClass ?? null];
    const { items, nextToken } = page(wanted, about, input.nextToken, input.limit);
    return { logGroups: items.map((group) => described(group, world)), nextToken };
  },
);

/** DescribeLogStreams: streams of one group, by name or by their last event. */
export const describeLogStreams = action(
  z.strictObject({
    logGroupName: groupName.optional(),
    logGroupIdentifier: groupIdentifier.optional(),
    logStreamNamePrefix: streamName.optional(),
    orderBy: z.enum(["LogStreamName", "LastEventTime"]).default("LogStreamName"),
    descending: z.boolean().default(false),
    nextToken: token.optional(),
    limit,
  }),
  (input, world) => {
    const group = findGroup(input.logGroupName, input.logGroupIdentifier, world);
    const prefix = input.logStreamNamePrefix;
    if (prefix !== undefined && input.orderBy === "LastEventTime") {
      throw invalidParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
    }
    const streams = group.streams
      .filter((stream) => stream.name.startsWith(prefix ?? ""))
      .map((stream) => describedStream(stream, group, world))
      .sort((a, b) =>
        input.orderBy === "LogStreamName"
          ? ascii(a.logStreamName, b.logStreamName)
          : (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0),
      );
    if (input.descending) streams.reverse();
    const about = ["DescribeLogStreams", group.name, prefix ?? null, input.orderBy, input.descending];
    const { items, nextToken } = page(streams, about, input.nextToken, input.limit);
    return { logStreams: items, nextToken };
  },
);

function described(group: LogGroup, world: World): object {
  const arn = groupArn(group, world);
  return {
    logGroupName: group.name,
    creationTime: Math.min(world.now(), ...group.streams.map((stream) => stream.events[0]?.ms ?? world.now())),
    ...(group.retentionDays === null ? {} : { retentionInDays: group.retentionDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: 0, // AWS fills it about a day late
    logGroupClass: "STANDARD",
  };
}

function describedStream(stream: LogGroup["streams"][number], group: LogGroup, world: World) {
  const times = stream.events.map((event) => event.ms);
  const first = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const dated =
    times.length === 0
      ? {}
      : { firstEventTimestamp: first, lastEventTimestamp: last, lastIngestionTime: ingestionMs(last) };
  return {
    logStreamName: stream.name,
    creationTime: times.length === 0 ? world.now() : first,
    ...(dated as { lastEventTimestamp?: number }),
    arn: `${groupArn(group, world)}:log-stream:${stream.name}`,
    storedBytes: 0, // "always 0" since 2019-06-17 (API reference)
  };
}

function page<Item>(items: readonly Item[], about: readonly unknown[], given: string | undefined, size: number) {
  const position = given === undefined ? [0] : openToken(about, given);
  if (position === null) throw invalidParameter("The specified nextToken is invalid.");
  const start = position[0] ?? 0;
  const end = start + size;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? sealToken(about, [end]) : undefined,
  };
}

function ascii(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
