import {
  type LineCounts,
  PartCode,
  type RecordText,
  type SourceFile,
  UNDATED,
  epochUs,
  levels,
  precisions,
} from "../../model/index.ts";
import { type BlockConsumer, feedBlocks } from "../blocks.ts";
import { type Found, Keeper } from "./keeper.ts";
import { labelNamed } from "./labels.ts";
import { Notes } from "./notes.ts";
import { CsvRow } from "./rows.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { StampReader } from "./stamp.ts";

/**
 * Columns of csvlog; 23 up to PostgreSQL 12, 24 in 13 (+ backend_type), 26 from 14 (+ leader_pid, query_id).
 *
 * @see https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
 */
const Column = {
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

const COMMA = 44;
const NEWLINE = 10;

/** Whether a row has one of csvlog's column counts. */
export function isCsvlogWidth(fields: number): boolean {
  return fields === 23 || fields === 24 || fields === 26;
}

/** Scans a csvlog: one row is one record and may span physical lines; only stateful parsing is safe against quoted logs. */
export function scanCsvlog(file: SourceFile, ports: ScanPorts): ServerScan {
  const scanner = new CsvlogScanner(file.path, ports);
  feedBlocks(file.bytes, scanner, ports.from?.byteOffset ?? 0, ports.to ?? file.bytes.size);
  return scanner.finish();
}

class CsvlogScanner implements BlockConsumer {
  private readonly row = new CsvRow(26);
  private readonly stamps = new StampReader();
  private readonly keeper: Keeper;
  private readonly notes: Notes;
  private readonly counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  private line: number;
  private firstUs = UNDATED;
  private previousUs = UNDATED;

  constructor(path: string, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.notes = new Notes(path);
    this.line = ports.from?.line ?? 1;
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    let at = 0;
    while (at < end) {
      if (!this.startsRow(buffer, at, end)) {
        const newline = buffer.indexOf(NEWLINE, at);
        if ((newline === -1 || newline >= end) && !final) break;
        at = this.skipLine(at, newline === -1 || newline >= end ? end : newline, base, "not the start of a csvlog row");
        continue;
      }
      if (!this.row.read(buffer, at, end, final)) {
        if (!final) break;
        const newline = buffer.indexOf(NEWLINE, at);
        at = this.skipLine(
          at,
          newline === -1 || newline >= end ? end : newline,
          base,
          "a row whose quotes do not close",
        );
        continue;
      }
      this.oneRow(buffer, at, base);
      at = this.row.end;
    }
    return at;
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.notes.longLine(this.line, base, byteLength);
    this.skipLine(0, 0, base, "a row too long to be read whole");
  }

  /** A stamp followed by a comma: what a quoted excerpt of another log does not have at the start of a line. */
  private startsRow(buffer: Buffer, at: number, end: number): boolean {
    return this.stamps.read(buffer, at, end) && buffer[this.stamps.stamp.end] === COMMA;
  }

  private skipLine(at: number, newline: number, base: number, reason: string): number {
    this.counts.lines++;
    this.counts.quarantined++;
    this.notes.quarantined(this.line, base + at, reason);
    this.line++;
    return newline + 1;
  }

  private oneRow(buffer: Buffer, at: number, base: number): void {
    const { row } = this;
    const label = isCsvlogWidth(row.count) ? labelNamed(row.text(buffer, Column.severity, "latin1")) : undefined;
    const ends = buffer[row.end - 1] === NEWLINE ? row.end - 1 : row.end;
    this.counts.lines += row.lines;
    if (label === undefined) {
      this.counts.quarantined += row.lines;
      this.notes.quarantined(this.line, base + at, `a row of ${row.count} columns; csvlog has 23, 24 or 26`);
      this.line += row.lines;
      return;
    }
    this.counts.records++;
    this.counts.continuations += row.lines - 1;
    const { us, precision, zoneKnown } = this.stamps.stamp;
    if (!zoneKnown) this.notes.unknownZone(this.line);
    if (us < this.previousUs) this.notes.backwards(this.line, this.previousUs, us);
    this.previousUs = us;
    if (Number.isNaN(this.firstUs)) this.firstUs = us;
    const message = plainMessage(buffer, row);
    const found: Found = {
      timeUs: us,
      precision,
      level: label.level,
      part: PartCode.message,
      pid: Number.parseInt(row.text(buffer, Column.pid, "latin1"), 10) || 0,
      background: isBackground(buffer, row),
      buffer: message.buffer,
      messageStart: message.start,
      messageEnd: message.end,
      who: () => session(buffer, row),
    };
    this.keeper.offer(found, base + at, ends - at, this.line);
    this.line += row.lines;
  }

  finish(): ServerScan {
    this.keeper.finish();
    return {
      counts: this.counts,
      problems: this.notes.problems(),
      firstUs: this.firstUs,
      lastUs: this.keeper.lastTimeUs,
      excerpt: false,
    };
  }
}

/** First line of the message with doubled quotes undone, copied only when there are any. */
function plainMessage(buffer: Buffer, row: CsvRow): { buffer: Buffer; start: number; end: number } {
  const start = row.start(Column.message);
  const stop = row.stop(Column.message);
  const newline = buffer.indexOf(NEWLINE, start);
  const end = newline === -1 || newline > stop ? stop : newline;
  const doubled = buffer.indexOf('""', start, "latin1");
  if (doubled === -1 || doubled >= end) return { buffer, start, end };
  const copy = Buffer.from(buffer.toString("latin1", start, end).replaceAll('""', '"'), "latin1");
  return { buffer: copy, start: 0, end: copy.length };
}

function isBackground(buffer: Buffer, row: CsvRow): boolean {
  if (!row.isEmpty(Column.user) || !row.isEmpty(Column.connectionFrom)) return false;
  return row.count <= Column.backendType || row.text(buffer, Column.backendType, "latin1") !== "client backend";
}

function session(buffer: Buffer, row: CsvRow): { host: string; port: number; user: string; database: string } {
  const from = row.text(buffer, Column.connectionFrom, "latin1");
  const colon = from.lastIndexOf(":");
  const port = colon === -1 ? 0 : Number.parseInt(from.slice(colon + 1), 10) || 0;
  const host = port === 0 ? from : from.slice(0, colon);
  return { host, port, user: row.text(buffer, Column.user), database: row.text(buffer, Column.database) };
}

/** Takes a row's bytes apart again. */
export function decodeCsvlog(bytes: Buffer): RecordText | null {
  const row = new CsvRow(26);
  const stamps = new StampReader();
  if (!stamps.read(bytes, 0, bytes.length) || !row.read(bytes, 0, bytes.length, true)) return null;
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
