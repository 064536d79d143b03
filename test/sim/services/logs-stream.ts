import { z } from "zod";
import { SimError } from "../service.ts";
import { action } from "./json.ts";
import { pageEnd, pageStart } from "./logs-events.ts";
import { findGroup, groupEvents, ingestionMs, invalidParameter } from "./logs-groups.ts";
import { isEmptyPage, pageCap } from "./logs-settings.ts";
import { groupIdentifier, groupName, streamName, timestamp, token } from "./logs-shapes.ts";
import { openToken, sealToken } from "./token.ts";

/**
 * GetLogEvents: one stream, `startTime` inclusive, `endTime` exclusive. It always hands out both tokens; the end is the
 * token that was passed, coming back. An empty page with another token is not the end.
 */
export const getLogEvents = action(
  z.strictObject({
    logGroupName: groupName.optional(),
    logGroupIdentifier: groupIdentifier.optional(),
    logStreamName: streamName,
    startTime: timestamp.default(0),
    endTime: timestamp.default(Number.MAX_SAFE_INTEGER),
    nextToken: token.optional(),
    limit: z.int().min(1).max(10_000).default(10_000),
    startFromHead: z.boolean().default(false),
  }),
  (input, world) => {
    const group = findGroup(input.logGroupName, input.logGroupIdentifier, world);
    if (!group.streams.some((stream) => stream.name === input.logStreamName)) {
      throw new SimError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    if (input.startTime > input.endTime) throw invalidParameter("endTime must not be before startTime.");
    const events = groupEvents(group, world).filter(
      (event) => event.stream === input.logStreamName && event.ms >= input.startTime && event.ms < input.endTime,
    );

    const about = ["GetLogEvents", group.name, input.logStreamName, input.startTime, input.endTime];
    const given = readToken(about, input.nextToken);
    const forward = given?.forward ?? input.startFromHead;
    if (given?.forward === true && !input.startFromHead) {
      // "If you are using a previous nextForwardToken … you must specify true for startFromHead" (API reference).
      throw invalidParameter("startFromHead must be true with a nextForwardToken.");
    }
    const at = given?.at ?? (forward ? 0 : events.length);
    const page = given?.page ?? 0;
    const atEnd = at === (forward ? events.length : 0);
    const cap = isEmptyPage(page) ? 0 : pageCap(page, input.limit);
    const [start, end] = forward ? [at, pageEnd(events, at, cap)] : [pageStart(events, at, cap), at];
    const next = atEnd && given !== null ? page : page + 1;
    return {
      events: events.slice(start, end).map((event) => ({
        timestamp: event.ms,
        message: event.message,
        ingestionTime: ingestionMs(event.ms),
      })),
      nextForwardToken: `f/${sealToken([...about, "f"], [end, forward ? next : 0])}`,
      nextBackwardToken: `b/${sealToken([...about, "b"], [start, forward ? 0 : next])}`,
    };
  },
);

function readToken(about: readonly unknown[], given: string | undefined) {
  if (given === undefined) return null;
  const direction = given.slice(0, 1);
  const position = /^[fb]\//.test(given) ? openToken([...about, direction], given.slice(2)) : null;
  if (position === null) throw invalidParameter("The specified nextToken is invalid.");
  return { forward: direction === "f", at: position[0] ?? 0, page: position[1] ?? 0 };
}
