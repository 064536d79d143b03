import type { Report } from "../../model/index.ts";
import { csvRow } from "../../text/index.ts";
import { jsonText } from "../json-text.ts";
import { reportTimeline, type TimelineRow } from "./report-timeline.ts";
import { type TimesketchEvent, timesketchCsv, timesketchJsonl } from "./timesketch.ts";
import { plainWriter, type RowWriter } from "./writer.ts";

/** Formats of the report's own timeline. */
export const timelineFormats = ["csv", "jsonl", "timesketch", "timesketch-csv"] as const;
export type TimelineFormat = (typeof timelineFormats)[number];

const columns: readonly (readonly [string, (row: TimelineRow) => string | number | null])[] = [
  ["time", ({ time }) => time],
  ["end", ({ end }) => end],
  ["uncertaintyMs", ({ uncertaintyMs }) => uncertaintyMs],
  ["kind", ({ kind }) => kind],
  ["incident", ({ incident }) => incident],
  ["instance", ({ instance }) => instance],
  ["client", ({ client }) => client],
  ["text", ({ text }) => text],
  ["evidence", ({ evidence }) => evidence.join(" ")],
  ["citation", ({ citation }) => citation],
];

const timesketchFields = ["source_short", "data_type", "end", "incident", "instance", "client", "evidence", "citation"];

function timesketchEvent(row: TimelineRow): TimesketchEvent {
  return {
    message: row.text,
    timestamp_desc: row.end === null ? "Event Logged" : "Start",
    tag: ["postmortem", row.kind],
    source_short: "POSTMORTEM",
    data_type: `postmortem:report:${row.kind}`,
    end: row.end,
    incident: row.incident,
    instance: row.instance,
    client: row.client,
    evidence: row.evidence.join(" "),
    citation: row.citation,
  };
}

function writer(format: TimelineFormat): RowWriter<TimelineRow> {
  switch (format) {
    case "csv":
      return plainWriter(csvRow(columns.map(([name]) => name)), (row) => csvRow(columns.map(([, cell]) => cell(row))));
    case "jsonl":
      return plainWriter("", (row) => `${jsonText(row)}\n`);
    case "timesketch":
      return timesketchJsonl(timesketchEvent);
    case "timesketch-csv":
      return timesketchCsv(timesketchEvent, timesketchFields);
    default:
      return format satisfies never;
  }
}

/** The report's timeline as a whole document: it is as long as the report, never as the case. */
export function renderTimeline(report: Report, format: TimelineFormat): string {
  const { head, write, end } = writer(format);
  return head + reportTimeline(report).map(write).join("") + end();
}
