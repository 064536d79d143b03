import type { CallFailure } from "../calls.ts";
import type { CollectContext } from "../context.ts";
import { filterEvents } from "./filter.ts";
import type { Answered } from "../acquired.ts";
import { insightsMs, runQuery } from "./insights.ts";
import { lineMs } from "./line-time.ts";
import { MINUTE_MS } from "./minutes.ts";
import type { Span } from "./slices.ts";

/** A count by paging reads what it counts: so many pages of a megabyte at most. */
const MAX_PAGES = 200;

/** Events of a group by stream and minute: of their own times, or where they were paged through of their lines'. */
export interface EventCounts {
  readonly call: "logs:StartQuery" | "logs:FilterLogEvents";
  readonly failure: CallFailure | null;
  /** The group holds more than is worth reading only to count it. */
  readonly tooMany: boolean;
  readonly byStream: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly acquired: Answered;
}

/**
 * Counts a group's events by minute and stream. Logs Insights counts where the events lie, so nothing but numbers
 * comes over the wire; where it is denied a small group is paged through.
 */
export async function countEvents({ aws, signal }: CollectContext, group: string, span: Span): Promise<EventCounts> {
  const byStream = new Map<string, Map<number, number>>();
  const add = (stream: string, ms: number, count: number): void => {
    const counts = byStream.get(stream) ?? new Map<number, number>();
    byStream.set(stream, counts);
    const minute = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
    counts.set(minute, (counts.get(minute) ?? 0) + count);
  };
  const query = "stats count(*) by bin(1m), @logStream";
  const asked = await runQuery(aws, group, query, span, { signal, stepSeconds: 60 }, (rows, window) => {
    for (const row of rows) {
      const ms = insightsMs(row.get("bin(1m)") ?? "");
      const count = Number(row.get("count(*)") ?? Number.NaN);
      // The window's end is inclusive for AWS, and the beginning of the next window.
      if (ms >= window.fromMs && ms < window.untilMs && count > 0) add(row.get("@logStream") ?? "", ms, count);
    }
  });
  const { acquired } = asked;
  if (asked.failure === null && asked.overfull.length === 0)
    return { call: "logs:StartQuery", failure: null, tooMany: false, byStream, acquired };
  byStream.clear();
  const paged = await filterEvents(
    aws,
    { group, ...span },
    `count of ${group}`,
    (events) => {
      for (const { stream, message } of events) {
        const ms = lineMs(message);
        if (!Number.isNaN(ms)) add(stream, ms, 1); // else a part of a record that CloudWatch split
      }
    },
    MAX_PAGES,
  );
  // What denied the counting is what to mend: paging is the way around it.
  const failure = paged.failure === null ? null : (asked.failure ?? paged.failure);
  return { call: "logs:FilterLogEvents", failure, tooMany: paged.cut, byStream, acquired: paged.acquired };
}
