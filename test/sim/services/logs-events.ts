import { z } from "zod";
import { SimError } from "../service.ts";
import { action } from "./json.ts";
import { eventId, findGroup, groupEvents, ingestionMs, invalidParameter, type GroupEvent } from "./logs-groups.ts";
import { messageFilter } from "./logs-pattern.ts";
import { isEmptyPage, pageCap } from "./logs-settings.ts";
import { groupIdentifier, groupName, streamName, timestamp, token } from "./logs-shapes.ts";
import { openToken, sealToken } from "./token.ts";

/** Bytes of one page of events. */
const pageBytes = 1_048_576;
/** What PutLogEvents counts beside the message, and so most likely pages too. */
const eventOverheadBytes = 26;

/**
 * FilterLogEvents: events of several streams by time. `endTime` is inclusive here ("events with a timestamp later than
 * this time are not returned") although GetLogEvents excludes it (API reference and botocore's logs-2014-03-28).
 * A page that ends for its size has a token even when nothing follows: only a missing token is the end.
 */
export const filterLogEvents = action(
  z.strictObject({
    logGroupName: groupName.optional(),
    logGroupIdentifier: groupIdentifier.optional(),
    logStreamNames: z.array(streamName).min(1).max(100).optional(),
    logStreamNamePrefix: streamName.optional(),
    startTime: timestamp.default(0),
    endTime: timestamp.default(Number.MAX_SAFE_INTEGER),
    filterPattern: z.string().max(1024).default(""),
    nextToken: token.optional(),
    limit: z.int().min(1).max(10_000).default(10_000),
    interleaved: z.boolean().optional(), // ignored since 2019-06-17 (API reference)
  }),
  (input, world) => {
    const group = findGroup(input.logGroupName, input.logGroupIdentifier, world);
    const { logStreamNames: names, logStreamNamePrefix: prefix, startTime, endTime, filterPattern, limit } = input;
    if (names !== undefined && prefix !== undefined) {
      throw invalidParameter("logStreamNames and logStreamNamePrefix cannot be specified together.");
    }
    if (startTime > endTime) throw invalidParameter("endTime must not be before startTime.");
    const unknown = names?.find((name) => !group.streams.some((stream) => stream.name === name));
    if (unknown !== undefined) {
      throw new SimError("ResourceNotFoundException", "The specified log stream does not exist.");
    }

    const matches = messageFilter(filterPattern);

    const about = ["FilterLogEvents", group.name, names ?? null, prefix ?? null, startTime, endTime, filterPattern];
    const position = input.nextToken === undefined ? [0, 0] : openToken(about, input.nextToken);
    if (position === null) throw invalidParameter("The specified nextToken is invalid.");
    const [start = 0, page = 0] = position;
    if (isEmptyPage(page)) {
      return { events: [], searchedLogStreams: [], nextToken: sealToken(about, [start, page + 1]) };
    }

    const events = groupEvents(group, world).filter(
      (event) =>
        event.ms >= startTime &&
        event.ms <= endTime &&
        (names === undefined || names.includes(event.stream)) &&
        event.stream.startsWith(prefix ?? "") &&
        matches(event.message),
    );
    const cap = pageCap(page, limit);
    const end = pageEnd(events, start, cap);
    return {
      events: events.slice(start, end).map((event) => ({
        logStreamName: event.stream,
        timestamp: event.ms,
        message: event.message,
        ingestionTime: ingestionMs(event.ms),
        eventId: eventId(event),
      })),
      searchedLogStreams: [], // "no longer supported" since 2020-05-15
      nextToken: end < events.length || end - start === cap ? sealToken(about, [end, page + 1]) : undefined,
    };
  },
);

/** Where a page from `start` ends: after `cap` events or 1 MB, but never before one event. */
export function pageEnd(events: readonly GroupEvent[], start: number, cap: number): number {
  let end = start;
  let bytes = 0;
  for (const event of events.slice(start, start + cap)) {
    bytes += Buffer.byteLength(event.message) + eventOverheadBytes;
    if (bytes > pageBytes && end > start) break;
    end++;
  }
  return end;
}

/** Where a page that ends before `end` starts: `cap` events or 1 MB earlier, but never after the last event. */
export function pageStart(events: readonly GroupEvent[], end: number, cap: number): number {
  const backwards = events.slice(Math.max(0, end - cap), end).toReversed();
  return end - pageEnd(backwards, 0, cap);
}
