import { type Answered, unanswered, withAnswer } from "../acquired.ts";
import type { Aws, CallFailure } from "../calls.ts";
import { isTooManyPages, pages, seenFailure } from "../pages.ts";

/** Which events of a log group. */
export interface EventQuery {
  readonly group: string;
  /** At most 100 stream names; never together with a prefix. */
  readonly streams?: readonly string[];
  readonly streamPrefix?: string;
  /** Epoch ms, inclusive. */
  readonly fromMs: number;
  /** Epoch ms, exclusive. */
  readonly untilMs: number;
}

export interface LogEvent {
  readonly stream: string;
  /** What CloudWatch says of it, epoch ms: seconds before the time in a server's line (DOMAIN §1.6). */
  readonly ms: number;
  readonly message: string;
}

/** What became of a query's pages. */
export interface EventsRead {
  /** Null when the last page came. */
  readonly failure: CallFailure | null;
  readonly events: number;
  /** Events without time, stream or message: none of AWS's. */
  readonly unusable: number;
  /** Pages were left because there were more than asked for. */
  readonly cut: boolean;
  readonly acquired: Answered;
}

/** A page holds a megabyte at most, most are smaller: nobody reads more of one group. */
const MOST_PAGES = 100_000;

/**
 * Pages through FilterLogEvents and hands over each page's events, in CloudWatch's order: by time, within a stream as
 * they were put. Empty pages are normal and end nothing.
 *
 * @param maxPages gives up behind so many pages, for callers that only want to know whether it is little
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function filterEvents(
  aws: Aws,
  query: EventQuery,
  about: string,
  take: (events: readonly LogEvent[]) => Promise<void> | void,
  maxPages?: number,
): Promise<EventsRead> {
  let acquired = unanswered;
  let [count, unusable] = [0, 0];
  const end = (failure: CallFailure | null, cut = false): EventsRead => {
    return { failure, events: count, unusable, cut, acquired };
  };
  const options = { maxPages: maxPages ?? MOST_PAGES };
  for await (const page of pages(aws, "FilterLogEvents", inputOf(query), about, options)) {
    if (!page.ok) {
      const cut = maxPages !== undefined && isTooManyPages(page.failure);
      return cut ? end(null, true) : end(page.failure);
    }
    acquired = withAnswer(acquired, page.facts);
    const { events: found, nextToken } = page.value;
    if (found === undefined && nextToken === undefined)
      return end(seenFailure("FilterLogEvents", "malformed", "no events and no token", page.facts.attempts));
    const events: LogEvent[] = [];
    for (const { logStreamName, timestamp, message } of found ?? []) {
      if (logStreamName === undefined || timestamp === undefined || message === undefined) unusable++;
      // The end is inclusive here and exclusive in GetLogEvents: the next slice begins with what is left out.
      else if (timestamp >= query.fromMs && timestamp < query.untilMs)
        events.push({ stream: logStreamName, ms: timestamp, message });
    }
    count += events.length;
    if (events.length > 0) await take(events);
  }
  return end(null);
}

function inputOf({ group, streams, streamPrefix, fromMs, untilMs }: EventQuery) {
  return {
    logGroupName: group,
    ...(streams === undefined ? {} : { logStreamNames: [...streams] }),
    ...(streamPrefix === undefined || streamPrefix === "" ? {} : { logStreamNamePrefix: streamPrefix }),
    startTime: Math.max(0, Math.floor(fromMs)),
    endTime: Math.max(0, Math.ceil(untilMs)),
  };
}
