import type { AnswerFacts, Aws, CallFailure } from "../calls.ts";

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
  readonly acquired: AcquiredPages;
}

/** How pages came, to be told of a file that is made of them. */
export interface AcquiredPages {
  /** Epoch ms, AWS's clock; NaN without an answer. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly requestIds: readonly string[];
  readonly attempts: number;
}

/** A request id a page: of a group of gigabytes the first and the last ones tell enough. */
const KEPT_REQUEST_IDS = 200;

export const noPages: AcquiredPages = { fromMs: Number.NaN, toMs: Number.NaN, requestIds: [], attempts: 0 };

/** The same with one more answer. */
export function withAnswer(pages: AcquiredPages, facts: AnswerFacts): AcquiredPages {
  const { requestId } = facts;
  const ids = requestId === null ? pages.requestIds : [...pages.requestIds.slice(0, KEPT_REQUEST_IDS - 1), requestId];
  return {
    fromMs: Number.isNaN(pages.fromMs) ? facts.fromMs : Math.min(pages.fromMs, facts.fromMs),
    toMs: Number.isNaN(pages.toMs) ? facts.toMs : Math.max(pages.toMs, facts.toMs),
    requestIds: ids,
    attempts: pages.attempts + facts.attempts,
  };
}

/**
 * Pages through FilterLogEvents and hands over each page's events, in CloudWatch's order: by time, within a stream as
 * they were put. Empty pages are normal and end nothing; a page token that came before ends it as a failure, because
 * the pages would never end (FAULTS N14).
 *
 * @param maxPages gives up behind so many pages, for callers that only want to know whether it is little
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export async function filterEvents(
  aws: Aws,
  query: EventQuery,
  about: string,
  take: (events: readonly LogEvent[]) => Promise<void> | void,
  maxPages = Number.POSITIVE_INFINITY,
): Promise<EventsRead> {
  const seen = new Set<string>();
  let acquired = noPages;
  let [count, unusable, pages] = [0, 0, 0];
  let token: string | undefined;
  const end = (failure: CallFailure | null, cut = false): EventsRead => {
    return { failure, events: count, unusable, cut, acquired };
  };
  for (;;) {
    const outcome = await aws.call("FilterLogEvents", inputOf(query, token), about);
    if (!outcome.ok) return end(outcome.failure);
    acquired = withAnswer(acquired, outcome.facts);
    const { events: found, nextToken } = outcome.value;
    if (found === undefined && nextToken === undefined)
      return end(failed("malformed", "no events and no token", acquired));
    const events: LogEvent[] = [];
    for (const { logStreamName, timestamp, message } of found ?? []) {
      if (logStreamName === undefined || timestamp === undefined || message === undefined) unusable++;
      // The end is inclusive here and exclusive in GetLogEvents: the next slice begins with what is left out.
      else if (timestamp >= query.fromMs && timestamp < query.untilMs)
        events.push({ stream: logStreamName, ms: timestamp, message });
    }
    count += events.length;
    if (events.length > 0) await take(events);
    if (nextToken === undefined || nextToken === "") return end(null);
    if (seen.has(nextToken)) return end(failed("repeated-token", "the same page token came twice", acquired));
    if (++pages >= maxPages) return end(null, true);
    seen.add(nextToken);
    token = nextToken;
  }
}

function inputOf({ group, streams, streamPrefix, fromMs, untilMs }: EventQuery, token: string | undefined) {
  return {
    logGroupName: group,
    ...(streams === undefined ? {} : { logStreamNames: [...streams] }),
    ...(streamPrefix === undefined || streamPrefix === "" ? {} : { logStreamNamePrefix: streamPrefix }),
    startTime: Math.max(0, Math.floor(fromMs)),
    endTime: Math.max(0, Math.ceil(untilMs)),
    ...(token === undefined ? {} : { nextToken: token }),
  };
}

function failed(kind: CallFailure["kind"], message: string, { attempts }: AcquiredPages): CallFailure {
  return { call: "FilterLogEvents", kind, code: "", message, action: "logs:FilterLogEvents", resource: null, attempts };
}
