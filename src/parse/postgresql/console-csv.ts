import { PartCode, type SourceFile, UNDATED } from "../../model/index.ts";
import { type BlockConsumer, MAX_LINE_BYTES, feedBlocks } from "../blocks.ts";
import { Head, LineKind } from "./head.ts";
import { FoundRecord, Keeper } from "./keeper.ts";
import { CsvRow } from "./rows.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { LineTally } from "./tally.ts";
import { splitWho, textOf } from "./who.ts";

const NEWLINE = 10;
const MAX_FIELDS = 32;
/** Rows held back at most to be handed over in the other order; Logs Insights exports 10,000. */
const MAX_HELD = 1_000_000;
/** Bytes from which the order of an export is told. */
const SAMPLE_BYTES = 256 * 1024;

/** A row of an export, to be read again. */
interface Held {
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly line: number;
}

/**
 * Scans a CSV that a console exported (CloudWatch Logs, Logs Insights): a header row, then rows one cell of which holds
 * a whole stderr record with doubled quotes. The time is the line's own; the event time beside it is only when
 * CloudWatch saw it and may be earlier. An export that begins with the newest record is handed over from its end: the
 * order of a stream is the order in which the server wrote.
 */
export function scanConsoleCsv(file: SourceFile, ports: ScanPorts): ServerScan {
  const from = ports.from?.byteOffset ?? 0;
  const to = ports.to ?? file.bytes.size;
  const order = new RowOrder();
  const sample = Math.min(to, from + SAMPLE_BYTES);
  feedBlocks(file.bytes, new ConsoleCsvScanner(file.path, ports, order, true), from, sample, ports.blockBytes);
  const scanner = new ConsoleCsvScanner(file.path, ports, order, false);
  feedBlocks(file.bytes, scanner, from, to, ports.blockBytes);
  scanner.handOver(file);
  return scanner.finish();
}

/** Counts steps forwards and backwards in time between rows. */
class RowOrder {
  private forwards = 0;
  private backwards = 0;
  private lastUs = UNDATED;

  see(timeUs: number): void {
    if (timeUs > this.lastUs) this.forwards++;
    else if (timeUs < this.lastUs) this.backwards++;
    this.lastUs = timeUs;
  }

  get newestFirst(): boolean {
    return this.backwards > this.forwards;
  }
}

class ConsoleCsvScanner implements BlockConsumer {
  private readonly row = new CsvRow(MAX_FIELDS);
  private readonly head = new Head();
  private readonly ports: ScanPorts;
  private readonly order: RowOrder;
  private readonly looking: boolean;
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private readonly found: FoundRecord;
  private readonly held: Held[] = [];
  private lowestUs = UNDATED;
  private highestUs = UNDATED;
  /** The row before ended where this one starts; otherwise only a quoted cell proves a row (inside, quotes are doubled). */
  private inStep = true;

  /** @param looking only learn the order of the rows */
  constructor(path: string, ports: ScanPorts, order: RowOrder, looking: boolean) {
    this.ports = ports;
    this.order = order;
    this.looking = looking;
    this.keeper = new Keeper(order.newestFirst && !looking ? { ...ports, index: null } : ports);
    this.tally = new LineTally(path, ports.from?.line ?? 1);
    const { head } = this;
    this.found = new FoundRecord(() => splitWho(textOf(this.found.buffer, head.whoStart, head.whoEnd)));
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    this.tally.notes.nul(view, this.tally.line, base);
    let at = 0;
    while (at < end) {
      const examined = Math.min(end, at + MAX_LINE_BYTES);
      if (this.row.read(view, at, examined, final && examined === end)) {
        this.oneRow(view, at, base);
        at = this.row.end;
        continue;
      }
      if (!final && end - at < MAX_LINE_BYTES) break;
      const newline = view.indexOf(NEWLINE, at);
      if (newline === -1 && !final) break;
      const lineEnd = newline === -1 ? end : newline;
      this.tally.quarantined(base + at, "a row whose quotes do not close");
      this.inStep = false;
      at = lineEnd + 1;
    }
    return Math.min(at, end);
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.tally.notes.longLine(this.tally.line, base, byteLength);
    this.tally.quarantined(base, "a row whose quotes do not close");
    this.inStep = false;
  }

  private oneRow(view: Buffer, at: number, base: number): void {
    const { row, head, tally } = this;
    const cell = recordCell(view, row, head, !this.inStep);
    if (cell === null) {
      // The header row explains the columns; anything else without a record is reported.
      if (tally.line === 1 && !row.damaged) tally.continuation(row.lines);
      else tally.quarantined(base + at, "a row without a PostgreSQL log line", row.lines);
      if (row.damaged) this.inStep = false;
      return;
    }
    this.inStep = true;
    const { timeUs } = head;
    if (this.looking) this.order.see(timeUs);
    if (this.looking) return;
    const isMessage = head.label.part === PartCode.message;
    if (!head.zoneKnown) tally.notes.unknownZone(tally.line);
    if (Number.isNaN(this.lowestUs) || timeUs < this.lowestUs) this.lowestUs = timeUs;
    if (Number.isNaN(this.highestUs) || timeUs > this.highestUs) this.highestUs = timeUs;
    const ends = view[row.end - 1] === NEWLINE ? row.end - 1 : row.end;
    if (this.order.newestFirst && this.held.length < MAX_HELD) {
      if (isMessage) this.ports.index?.head(base + at, tally.line, timeUs);
      this.held.push({ byteOffset: base + at, byteLength: ends - at, line: tally.line });
    } else {
      this.offer(cell, base + at, ends - at, tally.line);
    }
    if (isMessage) tally.record();
    else tally.continuation();
    tally.continuation(row.lines - 1);
  }

  private offer(cell: Buffer, byteOffset: number, byteLength: number, line: number): void {
    const { head, found } = this;
    found.timeUs = head.timeUs;
    found.precision = head.precision;
    found.level = head.label.level;
    found.part = head.label.part;
    found.pid = head.pid;
    found.background = head.background;
    found.buffer = cell;
    found.messageStart = head.messageStart;
    found.messageEnd = head.messageEnd;
    this.keeper.offer(found, byteOffset, byteLength, line);
  }

  /** Hands over what was held back, last row first. */
  handOver(file: SourceFile): void {
    for (const { byteOffset, byteLength, line } of this.held.toReversed()) {
      const bytes = Buffer.allocUnsafe(byteLength);
      file.bytes.read(bytes, byteOffset);
      if (!this.row.read(bytes, 0, byteLength, true)) continue;
      const cell = recordCell(bytes, this.row, this.head, false);
      if (cell !== null) this.offer(cell, byteOffset, byteLength, line);
    }
  }

  finish(): ServerScan {
    this.keeper.finish();
    return {
      counts: this.tally.counts,
      problems: this.tally.notes.problems(),
      firstUs: this.lowestUs,
      lastUs: this.highestUs,
      lastLineUs: this.highestUs,
      excerpt: false,
      cutOff: false,
    };
  }
}

/** The cell that holds a server line, as plain bytes with `head` filled, or null. */
function recordCell(buffer: Buffer, row: CsvRow, head: Head, mustBeQuoted: boolean): Buffer | null {
  if (row.damaged) return null;
  for (let field = 0; field < Math.min(row.count, MAX_FIELDS); field++) {
    if (row.stop(field) - row.start(field) < 24 || (mustBeQuoted && !row.isQuoted(field))) continue;
    const cell = Buffer.from(row.text(buffer, field, "latin1"), "latin1");
    const newline = cell.indexOf(NEWLINE);
    if (head.read(cell, 0, newline === -1 ? cell.length : newline) === LineKind.head) return cell;
  }
  return null;
}

/** The server line inside a row's bytes, or null. */
export function decodeConsoleRow(bytes: Buffer): Buffer | null {
  const row = new CsvRow(MAX_FIELDS);
  return row.read(bytes, 0, bytes.length, true) ? recordCell(bytes, row, new Head(), false) : null;
}
