import { Head, LineKind } from "./head.ts";
import { decodeConsoleRow } from "./console-csv.ts";
import { Column, MAX_COLUMNS, isCsvlogWidth } from "./csvlog-row.ts";
import { decodeJsonlog } from "./jsonlog-row.ts";
import { labelAt } from "./labels.ts";
import { CsvRow } from "./rows.ts";
import type { ServerFormat } from "./scan.ts";

/** What a file's first bytes show. */
export interface ServerSniff {
  readonly format: ServerFormat;
  /** Lines were elided or lost their prefix: somebody pasted a part. */
  readonly excerpt: boolean;
  readonly why: string;
}

/**
 * Tells the format of a PostgreSQL server log from its first bytes, or null when they are none. A file that starts in
 * the middle of a record is recognised by the lines after it.
 */
export function sniffServerLog(bytes: Uint8Array): ServerSniff | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const votes = { stderr: 0, csvlog: 0, jsonlog: 0, label: 0, elided: 0, lines: 0 };
  const parser = new Head();
  for (let at = 0; at < head.length && votes.lines < 2000;) {
    const newline = head.indexOf(10, at);
    const end = newline === -1 ? head.length : newline;
    // A TAB is a continuation, and says nothing else.
    if (head[at] === 9) {
      at = end + 1;
      continue;
    }
    if (end > at) votes.lines++;
    const kind = parser.read(head, at, end);
    if (kind === LineKind.head) votes.stderr++;
    else if (kind === LineKind.continuation && labelAt(head, at, end) !== null) votes.label++;
    else if (/^(?:\.{3,}|…+)\s*$/u.test(head.toString("utf8", at, Math.min(end, at + 12)))) votes.elided++;
    else if (head[at] === 123 && decodeJsonlog(head.subarray(at, end)) !== null) votes.jsonlog++;
    else if (isCsvlogStart(head, at)) votes.csvlog++;
    at = end + 1;
  }
  if (votes.jsonlog > 0 && votes.jsonlog >= votes.stderr)
    return { format: "jsonlog", excerpt: false, why: `${votes.jsonlog} jsonlog records in its first lines` };
  if (votes.csvlog > 0 && hasCsvlogRow(head))
    return { format: "csvlog", excerpt: false, why: "csvlog rows in its first lines" };
  if (isConsoleExport(head)) return { format: "console-csv", excerpt: false, why: "CSV cells that hold server lines" };
  if (votes.stderr > 0 || (votes.label >= 2 && votes.label * 2 >= votes.lines)) {
    // A genuine file has prefixes on all but continuation lines; label-first lines there are the rare exception.
    const excerpt = votes.elided > 0 || votes.label > Math.max(1, votes.stderr * 0.3);
    return { format: "stderr", excerpt, why: `${votes.stderr} lines with the RDS log_line_prefix` };
  }
  return null;
}

function isCsvlogStart(head: Buffer, at: number): boolean {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z+\-\d]{1,6},/.test(head.toString("latin1", at, at + 40));
}

/** Whether a row has one of csvlog's widths. The last row of the sample may be cut; a statement may be longer than it. */
function hasCsvlogRow(head: Buffer): boolean {
  const row = new CsvRow(MAX_COLUMNS);
  for (let at = 0; at < head.length;) {
    const newline = head.indexOf(10, at);
    if (isCsvlogStart(head, at)) {
      const whole = row.read(head, at, head.length, true);
      if (whole ? isCsvlogWidth(row.count) : row.count > Column.message) return true;
    }
    if (newline === -1) return false;
    at = newline + 1;
  }
  return false;
}

function isConsoleExport(head: Buffer): boolean {
  const newline = head.indexOf(10);
  if (newline === -1) return false;
  const columns = head.toString("latin1", 0, newline).toLowerCase();
  if (!columns.includes(",") || !/message|@log|timestamp|_raw|content|line/.test(columns)) return false;
  return decodeConsoleRow(head.subarray(newline + 1)) !== null;
}
