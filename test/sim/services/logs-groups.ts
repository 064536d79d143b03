import { SimError } from "../service.ts";
import type { LogGroup, World } from "../world.ts";

/** One event of a group as its readers see it. */
export interface GroupEvent {
  readonly stream: string;
  /** Epoch ms. */
  readonly ms: number;
  readonly message: string;
  /** Unique within the group, decimal. */
  readonly id: string;
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
export function groupEvents(group: LogGroup, world: World): GroupEvent[] {
  const oldestMs = oldestKeptMs(group, world);
  return group.streams
    .flatMap((stream, s) =>
      stream.events.map((event, e) => ({ stream: stream.name, ...event, id: eventId(event.ms, s, e) })),
    )
    .filter((event) => event.ms >= oldestMs)
    .sort((a, b) => a.ms - b.ms);
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

function eventId(ms: number, stream: number, event: number): string {
  return `${ms}${String(stream).padStart(8, "0")}${String(event).padStart(12, "0")}`.padStart(56, "3");
}
