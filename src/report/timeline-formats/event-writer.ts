import { eventCsv } from "./event-csv.ts";
import { eventOtlp } from "./event-otlp.ts";
import type { EventLine } from "../../model/index.ts";
import { eventFields, timesketchEvent } from "./event-timesketch.ts";
import { timesketchCsv, timesketchJsonl } from "./timesketch.ts";
import { plainWriter, type RowWriter } from "./writer.ts";
import { jsonText } from "../json-text.ts";

/** Formats of `postmortem events`. */
export const eventFormats = ["jsonl", "csv", "timesketch", "timesketch-csv", "otlp"] as const;
export type EventFormat = (typeof eventFormats)[number];

/** A writer of records in a format. They come redacted; here nothing is redacted again. */
export function eventWriter(format: EventFormat): RowWriter<EventLine> {
  switch (format) {
    case "jsonl":
      return plainWriter("", (row) => `${jsonText(row)}\n`);
    case "csv":
      return eventCsv();
    case "timesketch":
      return timesketchJsonl(timesketchEvent);
    case "timesketch-csv":
      return timesketchCsv(timesketchEvent, eventFields);
    case "otlp":
      return eventOtlp();
    default:
      return format satisfies never;
  }
}
