import { type LineCounts, PartCode, type SourceFile, UNDATED } from "../../model/index.ts";
import { type BlockConsumer, feedBlocks } from "../blocks.ts";
import { Head, LineKind, splitWho } from "./head.ts";
import { Keeper } from "./keeper.ts";
import { Notes } from "./notes.ts";
import { CsvRow } from "./rows.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";

const NEWLINE = 10;
const MAX_FIELDS = 32;

/**
 * Scans a CSV that a console exported (CloudWatch Logs, Logs Insights): a header row, then rows one cell of which holds
 * a whole stderr record with doubled quotes. The time is the line's own; the event time beside it is only when
 * CloudWatch saw it and may be earlier.
 */
export function scanConsoleCsv(file: SourceFile, ports: ScanPorts): ServerScan {
  const scanner = new ConsoleCsvScanner(file.path, ports);
  feedBlocks(file.bytes, scanner, ports.from?.byteOffset ?? 0, ports.to ?? file.bytes.size);
  return scanner.finish();
}

class ConsoleCsvScanner implements BlockConsumer {
  private readonly row = new CsvRow(MAX_FIELDS);
  private readonly head = new Head();
  private readonly keeper: Keeper;
  private readonly notes: Notes;
  private readonly counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  private line: number;
  private firstUs = UNDATED;
  private lowestUs = UNDATED;
  private highestUs = UNDATED;

  constructor(path: string, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.notes = new Notes(path);
    this.line = ports.from?.line ?? 1;
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    let at = 0;
    while (at < end && this.row.read(buffer, at, end, final)) {
      this.oneRow(buffer, at, base);
      at = this.row.end;
    }
    if (final && at < end) {
      // Quotes that never close: everything from here is one damaged row.
      const rest = buffer.toString("latin1", at, end).split("\n").length;
      this.counts.lines += rest;
      this.counts.quarantined += rest;
      this.notes.quarantined(this.line, base + at, "a row whose quotes do not close");
      at = end;
    }
    return at;
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.counts.lines++;
    this.counts.quarantined++;
    this.notes.longLine(this.line, base, byteLength);
    this.line++;
  }

  private oneRow(buffer: Buffer, at: number, base: number): void {
    const { row, head } = this;
    this.counts.lines += row.lines;
    const cell = recordCell(buffer, row, head);
    if (cell === null) {
      // The header row explains the columns; anything else without a record is reported.
      if (this.line === 1) this.counts.continuations += row.lines;
      else {
        this.counts.quarantined += row.lines;
        this.notes.quarantined(this.line, base + at, "a row without a PostgreSQL log line");
      }
      this.line += row.lines;
      return;
    }
    const message = head.label.part === PartCode.message;
    if (message) this.counts.records++;
    else this.counts.continuations++;
    this.counts.continuations += row.lines - 1;
    if (Number.isNaN(this.firstUs)) this.firstUs = this.lowestUs = this.highestUs = head.timeUs;
    this.lowestUs = Math.min(this.lowestUs, head.timeUs);
    this.highestUs = Math.max(this.highestUs, head.timeUs);
    const ends = buffer[row.end - 1] === NEWLINE ? row.end - 1 : row.end;
    this.keeper.offer(
      {
        timeUs: head.timeUs,
        precision: head.precision,
        level: head.label.level,
        part: head.label.part,
        pid: head.pid,
        background: head.background,
        buffer: cell,
        messageStart: head.messageStart,
        messageEnd: head.messageEnd,
        who: () => splitWho(cell.toString("latin1", head.whoStart, head.whoEnd)),
      },
      base + at,
      ends - at,
      this.line,
    );
    this.line += row.lines;
  }

  finish(): ServerScan {
    this.keeper.finish();
    return {
      counts: this.counts,
      problems: this.notes.problems(),
      firstUs: this.lowestUs,
      lastUs: this.highestUs,
      excerpt: false,
    };
  }
}

/** The cell that holds a server line, as plain bytes with `head` filled, or null. */
function recordCell(buffer: Buffer, row: CsvRow, head: Head): Buffer | null {
  for (let field = 0; field < Math.min(row.count, MAX_FIELDS); field++) {
    if (row.stop(field) - row.start(field) < 24) continue;
    const cell = Buffer.from(row.text(buffer, field, "latin1"), "latin1");
    const newline = cell.indexOf(NEWLINE);
    if (head.read(cell, 0, newline === -1 ? cell.length : newline) === LineKind.head) return cell;
  }
  return null;
}

/** The server line inside a row's bytes, or null. */
export function decodeConsoleRow(bytes: Buffer): Buffer | null {
  const row = new CsvRow(MAX_FIELDS);
  return row.read(bytes, 0, bytes.length, true) ? recordCell(bytes, row, new Head()) : null;
}
