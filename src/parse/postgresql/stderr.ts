import { type LineCounts, PartCode, type Problem, type Row, type SourceFile, UNDATED } from "../../model/index.ts";
import { type BlockConsumer, feedBlocks, MAX_LINE_BYTES } from "../blocks.ts";
import { Head, LineKind, splitWho } from "./head.ts";
import { type Found, Keeper } from "./keeper.ts";
import { labelAt } from "./labels.ts";
import { Notes } from "./notes.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";

const NEWLINE = 10;
const TAB = 9;
/** `%u` and `%d` are at most NAMEDATALEN - 1 = 63 bytes each: all that one connection attempt can forge. */
const NAMES_BYTES = 2 * 63 + 2;
const AFTER_CUT_PREFIX = "it follows a prefix cut short by a newline in a user or database name";
const TRUNCATION_MARK = Buffer.from("[Your log message was truncated]", "latin1");

/**
 * Scans a stderr log: bytes in, columns out. A line that starts with a prefix is a record or a secondary line of one;
 * every other line continues the record before it (PostgreSQL writes a TAB in front; copies turn it into blanks).
 */
export function scanStderr(file: SourceFile, excerpt: boolean, ports: ScanPorts): ServerScan {
  const scanner = new StderrScanner(file.path, excerpt, ports);
  feedBlocks(file.bytes, scanner, ports.from?.byteOffset ?? 0, ports.to ?? file.bytes.size);
  return scanner.finish();
}

class StderrScanner implements BlockConsumer {
  private readonly head = new Head();
  private readonly keeper: Keeper;
  private readonly notes: Notes;
  private readonly excerpt: boolean;
  private readonly ports: ScanPorts;
  private readonly counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  private readonly found: Found;
  private buffer: Buffer = Buffer.alloc(0);
  private line: number;
  private firstUs = UNDATED;
  private background = false;
  private openRow: Row = -1;
  private openStart = 0;
  private openEnd = 0;
  private anyRecord = false;
  /** After a prefix cut short: up to this byte offset, what follows may be written by whoever chose the user name. */
  private suspectUntil = -1;
  private timeUs = UNDATED;
  private previousUs = UNDATED;

  constructor(path: string, excerpt: boolean, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.notes = new Notes(path);
    this.excerpt = excerpt;
    this.ports = ports;
    this.line = (ports.from?.line ?? 1) - 1;
    const scanner = this;
    const { head } = this;
    this.found = {
      get timeUs() {
        return scanner.timeUs;
      },
      get precision() {
        return head.precision;
      },
      get level() {
        return head.label.level;
      },
      get part() {
        return head.label.part;
      },
      get pid() {
        return head.pid;
      },
      get background() {
        return scanner.background;
      },
      get buffer() {
        return scanner.buffer;
      },
      get messageStart() {
        return head.messageStart;
      },
      get messageEnd() {
        return head.messageEnd;
      },
      who: () => splitWho(scanner.buffer.toString("latin1", head.whoStart, head.whoEnd)),
    };
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    this.buffer = buffer;
    const view = buffer.subarray(0, end);
    let at = 0;
    while (at < end) {
      let newline = view.indexOf(NEWLINE, at);
      if (newline === -1) {
        if (!final) break;
        newline = end;
      }
      this.oneLine(view, at, newline, base + at, newline - at);
      at = newline + 1;
    }
    return Math.min(at, end);
  }

  longLine(buffer: Buffer, end: number, base: number, byteLength: number): void {
    this.buffer = buffer;
    this.notes.longLine(this.line + 1, base, byteLength);
    this.oneLine(buffer, 0, Math.min(end, MAX_LINE_BYTES), base, byteLength);
  }

  private oneLine(buffer: Buffer, start: number, end: number, byteOffset: number, byteLength: number): void {
    this.line++;
    this.counts.lines++;
    const kind = this.head.read(buffer, start, end);
    if (kind === LineKind.head) this.headLine(buffer, end, byteOffset, byteLength);
    else if (kind === LineKind.unfinished) this.unfinishedLine(byteOffset, byteLength);
    else this.otherLine(buffer, start, end, byteOffset, byteLength);
  }

  private headLine(buffer: Buffer, end: number, byteOffset: number, byteLength: number): void {
    if (byteOffset < this.suspectUntil && this.isForged(buffer, end, byteOffset + byteLength)) {
      this.quarantine(byteOffset, AFTER_CUT_PREFIX, true);
      return;
    }
    this.suspectUntil = -1;
    const { head } = this;
    this.timeUs = head.timeUs;
    this.background = head.background;
    if (!head.zoneKnown) this.notes.unknownZone(this.line);
    if (buffer[end - 1] === 93 && hasTruncationMark(buffer, end)) this.notes.truncated(this.line, byteOffset);
    this.closeRecord();
    if (head.label.part === PartCode.message) this.counts.records++;
    else this.counts.continuations++;
    this.anyRecord = true;
    if (Number.isNaN(this.firstUs)) this.firstUs = head.timeUs;
    if (head.timeUs < this.previousUs) this.notes.backwards(this.line, this.previousUs, head.timeUs);
    this.previousUs = head.timeUs;
    this.openRow = this.keeper.offer(this.found, byteOffset, byteLength, this.line);
    this.openStart = byteOffset;
    this.openEnd = byteOffset + byteLength;
  }

  /**
   * `%u` and `%d` are written raw: a name may hold a newline and a whole forged prefix. A genuine line before it would
   * have had its own pid and label; the rest of the real prefix (`:[pid]:FATAL:`) then stands later in this line or at
   * the start of the next one.
   */
  private isForged(buffer: Buffer, end: number, endOffset: number): boolean {
    if (!secondProcess(buffer, this.head.messageStart, end))
      return this.head.background && endOffset <= this.suspectUntil;
    this.suspectUntil = -1;
    return true;
  }

  private unfinishedLine(byteOffset: number, byteLength: number): void {
    // Inside a multi-line message a bare stamp is text; PostgreSQL would have put a TAB in front of it, so at column 0
    // it is either a file cut in the middle or a name with a newline.
    this.suspectUntil = byteOffset + byteLength + NAMES_BYTES;
    this.quarantine(byteOffset, "a log line prefix without process id and level", false);
    this.openEnd = Math.max(this.openEnd, byteOffset + byteLength);
  }

  private otherLine(buffer: Buffer, start: number, end: number, byteOffset: number, byteLength: number): void {
    if (this.excerpt && this.excerptLine(buffer, start, end, byteOffset, byteLength)) return;
    if (byteOffset < this.suspectUntil && buffer[start] !== TAB && end > start) {
      this.quarantine(byteOffset, AFTER_CUT_PREFIX, false);
      return;
    }
    if (!this.anyRecord) {
      this.quarantine(byteOffset, "a continuation with no record before it", false);
      return;
    }
    this.counts.continuations++;
    this.openEnd = byteOffset + byteLength;
  }

  /** Lines of a pasted excerpt: `...` stands for lines left out; `LOG:  …` has lost its prefix and keeps no time. */
  private excerptLine(buffer: Buffer, start: number, end: number, byteOffset: number, byteLength: number): boolean {
    const label = labelAt(buffer, start, end);
    if (label === null) {
      if (!isElision(buffer, start, end)) return false;
      this.counts.continuations++;
      this.notes.elided(this.line);
      return true;
    }
    this.closeRecord();
    const { head } = this;
    if (label.part === PartCode.message) this.counts.records++;
    else this.counts.continuations++;
    this.notes.undated(this.line);
    head.label = label;
    head.setMessage(buffer, start + label.text.length + 1, end);
    this.timeUs = UNDATED;
    this.background = true; // not shown; the report says so
    if (label.part === PartCode.message) head.pid = 0;
    this.anyRecord = true;
    this.openRow = this.keeper.offer(this.found, byteOffset, byteLength, this.line);
    this.openStart = byteOffset;
    this.openEnd = byteOffset + byteLength;
    return true;
  }

  private quarantine(byteOffset: number, reason: string, forged: boolean): void {
    this.counts.quarantined++;
    if (forged) this.notes.forged(this.line, byteOffset, reason);
    else this.notes.quarantined(this.line, byteOffset, reason);
  }

  private closeRecord(): void {
    if (this.openRow !== -1) this.ports.sink.extend(this.openRow, this.openEnd - this.openStart);
    this.openRow = -1;
  }

  finish(): ServerScan {
    this.keeper.finish();
    this.closeRecord();
    return {
      counts: this.counts,
      problems: this.notes.problems() satisfies readonly Problem[],
      firstUs: this.firstUs,
      lastUs: this.keeper.lastTimeUs,
      excerpt: this.excerpt,
    };
  }
}

/** Another `:[pid]:LABEL:` later in the line: the remains of the real prefix. */
function secondProcess(buffer: Buffer, from: number, end: number): boolean {
  for (let i = buffer.indexOf("]:", from, "latin1"); i !== -1 && i < end; i = buffer.indexOf("]:", i + 1, "latin1")) {
    let j = i - 1;
    while (j > from && (buffer[j] ?? 0) >= 48 && (buffer[j] ?? 0) <= 57) j--;
    if (j < i - 1 && buffer[j] === 91 && buffer[j - 1] === 58 && labelAt(buffer, i + 2, end) !== null) return true;
  }
  return false;
}

function hasTruncationMark(buffer: Buffer, end: number): boolean {
  const from = Math.max(0, end - TRUNCATION_MARK.length - 4);
  const at = buffer.indexOf(TRUNCATION_MARK, from);
  return at !== -1 && at < end;
}

/** Only dots (three or more, or `…`) and blanks. */
function isElision(buffer: Buffer, start: number, end: number): boolean {
  const text = buffer.toString("utf8", start, Math.min(end, start + 40)).trim();
  return text.length > 0 && /^(?:\.{3,}|…+|\[(?:\.{3}|…)\])$/u.test(text);
}
