import { PartCode, type Row, type SourceFile } from "../../model/index.ts";
import { type Allocate, type BlockConsumer, MAX_LINE_BYTES, feedBlocks } from "../blocks.ts";
import { Column, MAX_COLUMNS, isBackground, isCsvlogWidth, plainMessage, session, severityOf } from "./csvlog-row.ts";
import { CsvlogRuns } from "./csvlog-runs.ts";
import { FoundRecord, Keeper } from "./keeper.ts";
import type { Label } from "./labels.ts";
import { CsvRow } from "./rows.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { StampReader } from "./stamp.ts";
import { LineTally } from "./tally.ts";

const COMMA = 44;
const NEWLINE = 10;

/** Scans a csvlog: one row is one record and may span physical lines; only stateful parsing is safe against quoted logs. */
export function scanCsvlog(file: SourceFile, ports: ScanPorts): ServerScan {
  const scanner = new CsvlogScanner(file.path, ports);
  const { from, to, blockBytes } = ports;
  feedBlocks(file.bytes, scanner, from?.byteOffset, to, blockBytes, scanner.allocate);
  return scanner.finish();
}

class CsvlogScanner implements BlockConsumer {
  private readonly row = new CsvRow(MAX_COLUMNS);
  private readonly stamps = new StampReader();
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private readonly ports: ScanPorts;
  private readonly found: FoundRecord;
  private readonly runs: CsvlogRuns | null;
  /** Where the blocks lie; anywhere when nothing is passed over. */
  readonly allocate: Allocate | undefined;
  private view: Buffer = Buffer.alloc(0);
  /**
   * Whether the row before ended where this one starts. Otherwise a line may lie inside a quoted field, and only a
   * quoted message proves a row: inside a field every quote is doubled.
   */
  private inStep: boolean;
  /** The row too long to be examined whole that is being skipped. */
  private long: { readonly row: Row; readonly line: number; readonly start: number } | null = null;
  private lastEnd = 0;

  constructor(path: string, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.tally = new LineTally(path, ports.from?.line ?? 1);
    this.ports = ports;
    this.inStep = ports.from?.unsure !== true;
    this.found = new FoundRecord(() => session(this.view, this.row));
    const runs = CsvlogRuns.make(ports, this.keeper, this.tally);
    this.runs = runs;
    this.allocate = runs === null ? undefined : (byteLength) => runs.buffer(byteLength);
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    this.view = view;
    this.tally.notes.nul(view, this.tally.line, base);
    this.runs?.attach(end);
    let at = 0;
    while (at < end) {
      at = this.pass(view, at, base);
      if (at === end) break;
      const examined = Math.min(end, at + MAX_LINE_BYTES);
      const whole = this.startsRow(view, at, examined) && this.row.read(view, at, examined, final && examined === end);
      if (whole && this.oneRow(view, at, base)) {
        at = this.row.end;
        continue;
      }
      const newline = view.indexOf(NEWLINE, at);
      const undecided = !whole && !final && end - at < MAX_LINE_BYTES;
      if (newline === -1 ? !final : undecided && this.startsRow(view, at, examined)) break;
      const lineEnd = newline === -1 ? end : newline;
      this.oneLine(view, at, examined, base + at, lineEnd - at, whole);
      at = lineEnd + 1;
    }
    return Math.min(at, end);
  }

  longLine(buffer: Buffer, end: number, base: number, byteLength: number): void {
    this.view = buffer.subarray(0, end);
    if (this.startsRow(this.view, 0, end)) this.row.read(this.view, 0, end, false);
    this.oneLine(this.view, 0, end, base, byteLength, false);
  }

  /** Passes over rows that matter to nobody; returns where it stopped. */
  private pass(view: Buffer, at: number, base: number): number {
    if (this.runs === null || this.long !== null) return at;
    const stop = this.runs.pass(view, at, base);
    if (stop > at) this.inStep = true;
    return stop;
  }

  /** A stamp followed by a comma: what a quoted excerpt of another log does not have at the start of a line. */
  private startsRow(view: Buffer, at: number, end: number): boolean {
    return this.stamps.read(view, at, end) && this.stamps.stamp.end < end && view[this.stamps.stamp.end] === COMMA;
  }

  private isTrusted(): boolean {
    return this.inStep || this.row.isQuoted(Column.message);
  }

  /** Takes the row just read; false when it is none of csvlog's. */
  private oneRow(view: Buffer, at: number, base: number): boolean {
    const { row } = this;
    if (row.damaged || !isCsvlogWidth(row.count) || !this.isTrusted()) return false;
    const label = severityOf(view, row);
    if (label === undefined) return false;
    const ends = view[row.end - 1] === NEWLINE ? row.end - 1 : row.end;
    this.offer(label, view, base + at, ends - at);
    this.tally.continuation(row.lines - 1);
    this.inStep = true;
    return true;
  }

  private offer(label: Label, view: Buffer, byteOffset: number, byteLength: number): Row {
    this.closeLong();
    this.lastEnd = byteOffset + byteLength;
    const { row, found, tally } = this;
    const { us, precision, zoneKnown } = this.stamps.stamp;
    tally.dated(us, zoneKnown);
    const message = plainMessage(view, row);
    found.timeUs = us;
    found.precision = precision;
    found.level = label.level;
    found.part = PartCode.message;
    found.pid = row.integer(view, Column.pid);
    found.background = isBackground(view, row);
    found.buffer = message.buffer;
    found.messageStart = message.start;
    found.messageEnd = message.end;
    const kept = this.keeper.take(found, byteOffset, byteLength, tally.line);
    tally.record();
    return kept;
  }

  /** A physical line that is not the start of a whole row. */
  private oneLine(
    view: Buffer,
    at: number,
    examined: number,
    byteOffset: number,
    byteLength: number,
    whole: boolean,
  ): void {
    const starts = this.startsRow(view, at, examined);
    if (starts && !whole && examined - at >= MAX_LINE_BYTES && this.beginLong(view, byteOffset, byteLength)) return;
    if (this.long === null) {
      this.tally.quarantined(byteOffset, starts ? this.complaint(view, whole) : "not the start of a csvlog row");
    } else {
      this.tally.continuation();
      this.lastEnd = byteOffset + byteLength;
    }
    this.inStep = starts && whole && this.row.lines === 1 && !this.row.damaged;
  }

  /** Keeps a row that goes on beyond what is examined, as far as its message is in sight. */
  private beginLong(view: Buffer, byteOffset: number, byteLength: number): boolean {
    const { row } = this;
    if (row.damaged || row.count <= Column.message || !this.isTrusted()) return false;
    const label = severityOf(view, row);
    if (label === undefined) return false;
    const { line } = this.tally;
    this.long = { row: this.offer(label, view, byteOffset, byteLength), line, start: byteOffset };
    this.inStep = false;
    return true;
  }

  private closeLong(): void {
    if (this.long === null) return;
    const { row, line, start } = this.long;
    this.tally.notes.longLine(line, start, this.lastEnd - start);
    if (row !== -1) this.ports.sink.extend(row, this.lastEnd - start);
    this.long = null;
  }

  private complaint(view: Buffer, whole: boolean): string {
    const { row } = this;
    if (!whole) return "a row whose quotes do not close";
    if (row.damaged || !this.isTrusted()) return "a row with broken quotes";
    if (!isCsvlogWidth(row.count)) return `a row of ${row.count} columns; csvlog has 23, 24 or 26`;
    const severity = JSON.stringify(row.text(view, Column.severity).slice(0, 24));
    return `a severity that is not one of PostgreSQL's English ones (${severity}): messages in another language are not understood`;
  }

  finish(): ServerScan {
    this.closeLong();
    this.keeper.finish();
    this.runs?.close();
    return {
      counts: this.tally.counts,
      problems: this.tally.notes.problems(),
      firstUs: this.tally.firstUs,
      lastUs: this.keeper.lastTimeUs,
      lastLineUs: this.tally.previousUs,
      excerpt: false,
      cutOff: this.keeper.cutOff,
    };
  }
}
