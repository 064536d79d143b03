import { SimError } from "../service.ts";
import type { LogGroup, World } from "../world.ts";

/** One event of a group as its readers see it. */
export interface GroupEvent {
  readonly stream: string;
  /** Epoch ms. */
  readonly ms: number;
  readonly message: string;
  /** Which stream of the group, and which of its events. */
  readonly place: readonly [stream: number, event: number];
}

/** `arn:aws:logs:region:account:log-group:name`, without the `:*` that DescribeLogGroups puts behind it. */
export function groupArn(group: LogGroup, world: World): string {
  return `arn:aws:logs:${world.region}:${world.account}:log-group:${group.name}`;
}

/**
 * The group that exactly one of name and identifier (a name or an ARN) gives.
 *
 * @throws {SimError} InvalidParameterException, ResourceNotFoundException
 */
export function findGroup(name: string | undefined, identifier: string | undefined, world: World): LogGroup {
  if ((name === undefined) === (identifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  const group = world.logGroups.find(
    (each) => each.name === (name ?? identifier) || (name === undefined && groupArn(each, world) === identifier),
  );
  if (group === undefined) {
    throw new SimError("ResourceNotFoundException", "The specified log group does not exist.");
  }
  return group;
}

/** The events retention has left, by time; events of one millisecond keep the order of streams and of ingestion. */
export function groupEvents(group: LogGroup, world: World): readonly GroupEvent[] {
  const oldestMs = oldestKeptMs(group, world);
  const all = sortedEvents(group);
  return (all[0]?.ms ?? oldestMs) >= oldestMs ? all : all.filter((event) => event.ms >= oldestMs);
}

interface Sorted {
  /** What was sorted; `lengths` beside it because an array may have grown since. */
  readonly streams: LogGroup["streams"];
  readonly lengths: readonly number[];
  readonly events: readonly GroupEvent[];
}

/** Sorting some 100,000 events for every page would make a test of pages slow. */
const sorted = new WeakMap<LogGroup, Sorted>();

function sortedEvents(group: LogGroup): readonly GroupEvent[] {
  const known = sorted.get(group);
  if (known !== undefined && isAsSorted(group, known)) return known.events;
  const events = group.streams.flatMap(({ name, events: own }, s) =>
    own.map(({ ms, message }, e): GroupEvent => ({ stream: name, ms, message, place: [s, e] })),
  );
  events.sort((a, b) => a.ms - b.ms);
  sorted.set(group, { streams: [...group.streams], lengths: group.streams.map((each) => each.events.length), events });
  return events;
}

function isAsSorted({ streams }: LogGroup, known: Sorted): boolean {
  return (
    streams.length === known.streams.length &&
    streams.every((each, n) => each === known.streams[n] && each.events.length === known.lengths[n])
  );
}

/** Epoch ms before which the group keeps nothing; −∞ when it never expires. */
export function oldestKeptMs(group: LogGroup, world: World): number {
  return group.retentionDays === null ? Number.NEGATIVE_INFINITY : world.now() - group.retentionDays * 86_400_000;
}

/** When an event arrived, epoch ms: the world does not say, so a fixed while after its time. */
export function ingestionMs(ms: number): number {
  return ms + 1_250;
}

export function invalidParameter(message: string): SimError {
  return new SimError("InvalidParameterException", message);
}

/** An event's id, unique within its group: decimal digits, as many as AWS has. */
export function eventId({ ms, place: [stream, event] }: GroupEvent): string {
  return `${ms}${String(stream).padStart(8, "0")}${String(event).padStart(12, "0")}`.padStart(56, "3");
}
