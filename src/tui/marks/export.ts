import { type EpochUs, formatUtc, type Level, levels, type Precision } from "../../model/index.ts";
import { lineCitation } from "../../report/index.ts";
import { csvRow, escapeMarkdownCell, escapeTerminal, fenced, redact } from "../../text/index.ts";

/** A record as it leaves the screen. */
export interface Exported {
  readonly time: EpochUs | null;
  readonly precision: Precision;
  /** `LevelCode` */
  readonly level: number;
  /** Instance or application; null when it is not known any more. */
  readonly source: string | null;
  readonly signature: string | null;
  readonly file: string;
  /** Physical line, from 1. */
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** As it stands in the file. */
  readonly lines: readonly string[];
  /** The engineer's, empty for none. */
  readonly comment: string;
}

/** Media that records can leave in. */
export type ExportFormat = "md" | "csv" | "jsonl";

/** Records as a document, in pieces: texts without secrets, escaped for the medium. Each piece ends with a line feed. */
export function* exported(records: Iterable<Exported>, format: ExportFormat): Iterable<string> {
  if (format === "csv") yield csvRow(CSV_HEAD);
  for (const record of records) {
    if (format === "md") yield markdown(record);
    else if (format === "csv") yield csvRow(Object.values(fields(record)));
    else yield `${json(fields(record))}\n`;
  }
}

const CSV_HEAD: readonly string[] = [
  "time",
  "level",
  "source",
  "signature",
  "file",
  "line",
  "byteOffset",
  "byteLength",
  "citation",
  "comment",
  "text",
];

/** In the order of {@link CSV_HEAD}. */
function fields(record: Exported): Readonly<Record<string, string | number | null>> {
  const { level, source, signature, file, line, byteOffset, byteLength, comment } = record;
  return {
    time: timeOf(record),
    level: levelOf(level),
    source,
    signature,
    file,
    line,
    byteOffset,
    byteLength,
    citation: lineCitation(record.source, file, line),
    comment: redact(comment),
    text: textOf(record),
  };
}

function markdown(record: Exported): string {
  const { level, source, comment, line } = record;
  const about = [timeOf(record) ?? "undated", levelOf(level), source ?? ""]
    .filter((part) => part !== "")
    .map(escapeMarkdownCell)
    .join(" · ");
  const said = comment === "" ? "" : `\n${escapeMarkdownCell(redact(comment))}\n`;
  const cited = escapeMarkdownCell(lineCitation(source, record.file, line));
  return `**${about}** ${cited}\n${said}\n${fenced(textOf(record), { gutter: String(line) })}\n\n`;
}

function timeOf({ time, precision }: Exported): string | null {
  return time === null ? null : formatUtc(time, precision);
}

function levelOf(level: number): Level {
  return levels[level] ?? "none";
}

/** A statement may begin on one line and hold its secret on another: all lines are one text. */
function textOf({ lines }: Exported): string {
  return redact(lines.join("\n"));
}

/** What acts on a terminal is written by its number: the value is the same. */
function json(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[^\u0020-\u007e]/gu, (character) =>
    escapeTerminal(character) === character ? character : character.split("").map(byNumber).join(""),
  );
}

function byNumber(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
