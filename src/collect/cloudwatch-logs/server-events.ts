import type { CollectContext } from "../context.ts";
import type { CallFailure } from "../calls.ts";
import { filterEvents } from "./filter.ts";
import type { Answered } from "../acquired.ts";
import type { LogEvent } from "./filter.ts";
import { insightsMs, quoted, runQuery } from "./insights.ts";
import { lineMs } from "./line-time.ts";
import type { Span } from "./slices.ts";

/**
 * Events carry times some seconds before those of their lines (DOMAIN §1.6): they are asked for from that long before
 * to that long after, and told apart by their lines.
 */
const WIDENING_MS = 60_000;

/** How the events of a stretch came. */
export interface ServerEventsRead {
  readonly call: "logs:FilterLogEvents" | "logs:StartQuery";
  readonly failure: CallFailure | null;
  /** Records that belong to the stretch. */
  readonly records: number;
  /** Stretches that hold more events than Insights gives. */
  readonly overfull: readonly Span[];
  readonly acquired: Answered;
}

/**
 * Hands over what servers wrote in `span` by the time their lines state, in CloudWatch's order. FilterLogEvents first:
 * it keeps the order within a second, pages without a cap and costs nothing a byte. Logs Insights sorts by the event's
 * time alone, which RDS writes in whole seconds, so the order within a second is lost; it answers only where
 * FilterLogEvents is denied.
 *
 * @param take one record, without a newline at its end
 */
export async function serverEvents(
  { aws, signal }: CollectContext,
  group: string,
  streams: readonly string[],
  span: Span,
  about: string,
  take: (record: string, ms: number) => Promise<void>,
): Promise<ServerEventsRead> {
  let records = 0;
  const times = new Map<string, number>();
  const taking = async (events: readonly LogEvent[]): Promise<void> => {
    for (const { stream, ms, message } of events) {
      const own = lineMs(message);
      // A part of a record that CloudWatch split has no stamp: it goes with what its stream said before.
      const time = Number.isNaN(own) ? (times.get(stream) ?? ms) : own;
      times.set(stream, time);
      if (time < span.fromMs || time >= span.untilMs) continue;
      records++;
      await take(message.replace(/\r?\n$/, ""), time);
    }
  };
  const wide = { fromMs: span.fromMs - WIDENING_MS, untilMs: span.untilMs + WIDENING_MS };
  const filtered = await filterEvents(aws, { group, streams, ...wide }, about, taking);
  if (filtered.failure?.kind !== "denied" || filtered.events > 0)
    return { call: "logs:FilterLogEvents", ...filtered, records, overfull: [] };
  const names = streams.map(quoted).join(", ");
  const query = `fields @timestamp, @message, @logStream | filter @logStream in [${names}] | sort @timestamp asc`;
  const read = await runQuery(aws, group, query, wide, { signal }, (rows, window) =>
    taking(
      rows
        .map((row) => ({
          stream: row.get("@logStream") ?? "",
          ms: insightsMs(row.get("@timestamp") ?? ""),
          message: row.get("@message") ?? "",
        }))
        .filter(({ ms }) => ms >= window.fromMs && ms < window.untilMs),
    ),
  );
  // The denial is what to mend when the other way does not work either.
  const failure = read.failure === null ? null : filtered.failure;
  return { call: "logs:StartQuery", failure, records, overfull: read.overfull, acquired: read.acquired };
}
