import { type RecordText, epochUs, levels, precisions } from "../../model/index.ts";
import { type Label, labelNamed } from "./labels.ts";
import { CsvRow } from "./rows.ts";
import { StampReader } from "./stamp.ts";
import type { SessionNames } from "./who.ts";

/**
 * Columns of csvlog; 23 up to PostgreSQL 12, 24 in 13 (+ backend_type), 26 from 14 (+ leader_pid, query_id).
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
 */
export const Column = {
  logTime: 0,
  user: 1,
  database: 2,
  pid: 3,
  connectionFrom: 4,
  severity: 11,
  sqlstate: 12,
  message: 13,
  detail: 14,
  hint: 15,
  context: 18,
  query: 19,
  application: 22,
  backendType: 23,
} as const;

/** Fields of the widest csvlog. */
export const MAX_COLUMNS = 26;

const log = labelNamed("LOG");
const NEWLINE = 10;
const QUOTE = 34;

/** Whether a row has one of csvlog's column counts. */
export function isCsvlogWidth(fields: number): boolean {
  return fields === 23 || fields === 24 || fields === MAX_COLUMNS;
}

/** The label in the severity column, or undefined. */
export function severityOf(buffer: Buffer, row: CsvRow): Label | undefined {
  const start = row.start(Column.severity);
  const isLog = row.stop(Column.severity) === start + 3 && buffer[start] === 76 && buffer[start + 1] === 79;
  return isLog && buffer[start + 2] === 71 ? log : labelNamed(row.text(buffer, Column.severity, "latin1"));
}

/** First line of the message with doubled quotes undone, copied only when there are any. */
export function plainMessage(buffer: Buffer, row: CsvRow): { buffer: Buffer; start: number; end: number } {
  const start = row.start(Column.message);
  const stop = row.stop(Column.message);
  let end = start;
  let doubled = false;
  while (end < stop && buffer[end] !== NEWLINE) {
    if (buffer[end] === QUOTE) doubled = true;
    end++;
  }
  if (!doubled) return { buffer, start, end };
  const copy = Buffer.from(buffer.toString("latin1", start, end).replaceAll('""', '"'), "latin1");
  return { buffer: copy, start: 0, end: copy.length };
}

/** No user, no peer, and not what `backend_type` calls a client's process. */
export function isBackground(buffer: Buffer, row: CsvRow): boolean {
  if (!row.isEmpty(Column.user) || !row.isEmpty(Column.connectionFrom)) return false;
  return row.count <= Column.backendType || row.text(buffer, Column.backendType, "latin1") !== "client backend";
}

/** User, database and the two halves of `connection_from`. */
export function session(buffer: Buffer, row: CsvRow): SessionNames {
  const from = row.text(buffer, Column.connectionFrom, "latin1");
  const colon = from.lastIndexOf(":");
  const port = colon === -1 ? 0 : Number.parseInt(from.slice(colon + 1), 10) || 0;
  const host = port === 0 ? from : from.slice(0, colon);
  return { host, port, user: row.text(buffer, Column.user), database: row.text(buffer, Column.database) };
}

/** Takes a row's bytes apart again. A row longer than what is read back has its first fields only. */
export function decodeCsvlog(bytes: Buffer): RecordText | null {
  const row = new CsvRow(MAX_COLUMNS);
  const stamps = new StampReader();
  if (!stamps.read(bytes, 0, bytes.length)) return null;
  if (!row.read(bytes, 0, bytes.length, true) && row.count <= Column.severity) return null;
  const field = (column: number): string | null => (row.isEmpty(column) ? null : row.text(bytes, column));
  const { host, port, user, database } = session(bytes, row);
  const label = labelNamed(field(Column.severity) ?? "");
  return {
    time: epochUs(stamps.stamp.us),
    precision: precisions[stamps.stamp.precision] ?? "second",
    level: levels[label?.level ?? 0] ?? "none",
    message: field(Column.message) ?? "",
    error: null,
    sqlstate: field(Column.sqlstate),
    detail: field(Column.detail),
    hint: field(Column.hint),
    context: field(Column.context),
    statement: field(Column.query),
    pid: Number.parseInt(field(Column.pid) ?? "", 10) || null,
    user: user || null,
    database: database || null,
    host: host || null,
    port: port || null,
    application: field(Column.application),
  };
}
