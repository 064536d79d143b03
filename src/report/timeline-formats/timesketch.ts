import { formatUtc, type Instant } from "../../model/index.ts";
import { csvRow } from "../../text/index.ts";
import { jsonText } from "../json-text.ts";
import { instantUs } from "./instant-us.ts";
import { plainWriter, type RowWriter } from "./writer.ts";

/**
 * An event of Timesketch: `message`, `datetime` and `timestamp_desc` must be there and not empty, others may be any
 * (https://github.com/google/timesketch/blob/master/docs/guides/user/import-from-json-csv.md).
 */
export interface TimesketchEvent {
  readonly message: string;
  /** What the time is of. */
  readonly timestamp_desc: string;
  readonly tag: readonly string[];
  readonly [field: string]: string | number | null | readonly string[];
}

/** What both of Timesketch's files begin with: ISO 8601 with offset and µs, and the same as µs since the epoch. */
function times(instant: Instant): { readonly datetime: string; readonly timestamp: number } {
  const us = instantUs(instant);
  return { datetime: formatUtc(us, "microsecond").replace("Z", "+00:00"), timestamp: us };
}

/** Lone surrogates are no text to a reader in Python; an empty message is none to Timesketch. */
function sound(event: TimesketchEvent, instant: Instant): Readonly<Record<string, TimesketchEvent[string]>> {
  const { message, ...others } = event;
  const fields: Record<string, TimesketchEvent[string]> = {
    message: message.trim() === "" ? "(no text)" : message,
    ...times(instant),
    ...others,
  };
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "string" && !value.isWellFormed()) fields[name] = value.toWellFormed();
  }
  return fields;
}

/** Rows as JSON lines for Timesketch. What has no time, Timesketch cannot hold: it is left out and counted. */
export function timesketchJsonl<Row extends { readonly time: Instant | null }>(
  eventOf: (row: Row) => TimesketchEvent,
): RowWriter<Row> {
  return plainWriter("", (row) => (row.time === null ? null : `${jsonText(sound(eventOf(row), row.time))}\n`));
}

/** The same as CSV, in the columns given; a list is written as JSON, which Timesketch reads in `tag`. */
export function timesketchCsv<Row extends { readonly time: Instant | null }>(
  eventOf: (row: Row) => TimesketchEvent,
  fields: readonly string[],
): RowWriter<Row> {
  const columns = ["message", "datetime", "timestamp", "timestamp_desc", "tag", ...fields];
  return plainWriter(csvRow(columns), (row) => {
    if (row.time === null) return null;
    const event = sound(eventOf(row), row.time);
    return csvRow(
      columns.map((name) => {
        const value = event[name] ?? null;
        return typeof value === "object" && value !== null ? jsonText(value) : value;
      }),
    );
  });
}
