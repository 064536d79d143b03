import { LevelCode, PartCode, type Row, type SourceFile, UNDATED } from "../../model/index.ts";
import { type BlockConsumer, MAX_LINE_BYTES, feedBlocks } from "../blocks.ts";
import { Forgery, LOOKAHEAD_BYTES, MAX_CUT_BYTES, decidedFrom, isServerMessage } from "./forgery.ts";
import { Head, LineKind } from "./head.ts";
import { FoundRecord, Keeper } from "./keeper.ts";
import { type Label, labelAt } from "./labels.ts";
import { hasTruncationMark, isElision } from "./marks.ts";
import { PassOver } from "./pass-over.ts";
import { Peers } from "./peers.ts";
import { Reason } from "./reasons.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { LineTally } from "./tally.ts";
import { splitWho, textOf } from "./who.ts";

const TAB = 9;
const NEWLINE = 10;

/** So many attempts to pass over lines may pass none before lines are read unasked, and so many at most. */
const MAX_IN_VAIN = 4;
const MAX_RESTING = 32;

/**
 * Scans a stderr log: bytes in, columns out. A line that starts with a prefix is a record or a secondary line of one;
 * every other line continues the record before it (PostgreSQL writes a TAB in front; copies turn it into blanks).
 */
export function scanStderr(file: SourceFile, excerpt: boolean, ports: ScanPorts): ServerScan {
  // In an excerpt any line may have lost its prefix.
  const pass = excerpt ? null : PassOver.open(ports);
  const scanner = new StderrScanner(file.path, excerpt, ports, pass);
  const { from, to = file.bytes.size, blockBytes } = ports;
  try {
    if (pass === null) feedBlocks(file.bytes, scanner, from?.byteOffset, to, blockBytes);
    else feedBlocks(file.bytes, scanner, from?.byteOffset, to, blockBytes, (byteLength) => pass.block(byteLength));
  } finally {
    pass?.close();
    scanner.close();
  }
  return scanner.finish();
}

class StderrScanner implements BlockConsumer {
  private readonly head = new Head();
  private readonly forgery = new Forgery();
  private readonly pass: PassOver | null;
  private readonly keeper: Keeper;
  private readonly tally: LineTally;
  private readonly excerpt: boolean;
  private readonly ports: ScanPorts;
  private readonly peers: Peers;
  private readonly found: FoundRecord;
  /** Attempts to pass over lines, one after the other, that passed none; lines until the next attempt. */
  private inVain = 0;
  private resting = 0;
  private openRow: Row = -1;
  private openStart = 0;
  private openEnd = 0;
  /** Why a continuation has no record to belong to; null while there is one. */
  private orphaned: string | null = Reason.orphan;

  constructor(path: string, excerpt: boolean, ports: ScanPorts, pass: PassOver | null) {
    this.keeper = new Keeper(ports, pass?.slots);
    if (pass !== null) this.keeper.shareBudget(pass.budget);
    this.pass = pass;
    this.tally = new LineTally(path, ports.from?.line ?? 1);
    this.excerpt = excerpt;
    this.ports = ports;
    const { head } = this;
    this.peers = new Peers(ports.sink);
    this.found = new FoundRecord(
      () => splitWho(textOf(this.found.buffer, head.whoStart, head.whoEnd)),
      () => this.peers.of(this.found.buffer, head.whoStart, head.whoEnd),
    );
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    const { pass, tally } = this;
    const { line } = tally;
    pass?.startBlock(end);
    let isSeen = pass !== null;
    let at = 0;
    while (at < end) {
      let newline: number;
      let hasHead = false;
      if (pass !== null && this.mayPass(view[at]) && !this.forgery.covers(base + at)) {
        at = this.passOver(pass, view, at, base, line);
        if (at >= end) break;
        ({ newline } = pass);
        hasHead = pass.hasHead(at);
      } else {
        newline = view.indexOf(NEWLINE, at);
        isSeen = false;
      }
      if (newline === -1) {
        if (!final) break;
        newline = end;
      }
      const length = newline - at;
      if (length >= MAX_LINE_BYTES) {
        this.longLine(view, end, base + at, length, at);
      } else if (view[at] === TAB) {
        newline = this.tabbedLines(view, at, newline, end, base);
      } else {
        const kind = hasHead ? this.readHead(view, at, newline) : this.head.read(view, at, newline);
        if (kind === LineKind.head && this.skips(view, at, newline, base + at, length)) {
          at = newline + 1;
          continue;
        }
        if (!final && end - decidedFrom(kind, this.head, at, newline) < LOOKAHEAD_BYTES) break;
        this.oneLine(kind, view, at, newline, base + at, length);
      }
      at = newline + 1;
    }
    if (!isSeen || pass?.sawNul() === true) tally.notes.nul(view, line, base);
    pass?.drain();
    return Math.min(at, end);
  }

  /**
   * Whether lines may pass that begin with this byte: where records must be offered, continuation lines alone. In a
   * storm, where none did, it is tried again after some lines.
   */
  private mayPass(byte: number | undefined): boolean {
    if (this.resting > 0) {
      this.resting--;
      return false;
    }
    return byte === TAB || !Number.isNaN(this.keeper.passableUs);
  }

  /** Lets lines pass that matter to nobody; returns the index of the first that must be looked at. */
  private passOver(pass: PassOver, view: Buffer, at: number, base: number, firstLine: number): number {
    const { keeper, tally } = this;
    const newBlock = (this.ports.index?.blockEnd ?? Infinity) - base;
    const orphaned = this.orphaned !== null;
    const stop = pass.run(at, tally.line - firstLine, newBlock, orphaned, tally.previousUs, keeper.passableUs);
    if (stop === at) {
      this.inVain = Math.min(this.inVain + 1, MAX_RESTING);
      if (this.inVain > MAX_IN_VAIN) this.resting = this.inVain;
      return stop;
    }
    this.inVain = 0;
    if (pass.continuedTo !== -1) this.openEnd = base + pass.continuedTo;
    if (pass.heads > 0) {
      this.closeRecord();
      this.orphaned = null;
    }
    if (pass.records > 0) {
      const last = pass.lastRecord();
      const code = last.background ? this.codeOf(view, last.start, last.end) : 0;
      keeper.passed(pass.records, last, code, base + last.start, firstLine + last.linesBefore);
    }
    tally.passed(pass.lines, pass.records, pass.previousUs);
    return stop;
  }

  /** The head of a line that was read when lines were passed over. */
  private readHead(view: Buffer, at: number, end: number): number {
    const { head, pass } = this;
    return pass?.head(head, view, end) === true ? LineKind.head : head.read(view, at, end);
  }

  /** The signature code of a background process's LOG line. */
  private codeOf(view: Buffer, at: number, end: number): number {
    const { head } = this;
    head.read(view, at, end);
    const { level, part } = head.label;
    return this.ports.matcher.match(view, head.messageStart, head.messageEnd, level, part, true);
  }

  private dated(view: Buffer, at: number): void {
    const { head, pass } = this;
    this.tally.dated(head.timeUs, head.zoneKnown);
    if (pass !== null && pass.asks && head.stampStart === at) pass.tell(view, at, head.stamp);
  }

  longLine(buffer: Buffer, end: number, base: number, byteLength: number, at = 0): void {
    const examined = Math.min(end, at + MAX_LINE_BYTES);
    this.tally.notes.longLine(this.tally.line, base, byteLength);
    this.oneLine(this.head.read(buffer, at, examined), buffer, at, examined, base, byteLength);
  }

  /** Whether the head just read is ordinary operation of a session; then it is accounted for here. */
  private skips(view: Buffer, at: number, end: number, byteOffset: number, byteLength: number): boolean {
    const { head, tally } = this;
    if (head.background || head.label.level !== LevelCode.info || head.label.part !== PartCode.message) return false;
    if (this.forgery.covers(byteOffset) || hasTruncationMark(view, end)) return false;
    if (!this.keeper.skip(head, view, byteOffset, byteLength, tally.line)) return false;
    this.dated(view, at);
    this.closeRecord();
    this.orphaned = null;
    tally.record();
    return true;
  }

  private oneLine(kind: number, view: Buffer, at: number, end: number, byteOffset: number, byteLength: number): void {
    if (kind === LineKind.head) this.headLine(view, at, end, byteOffset, byteLength);
    else if (kind === LineKind.continuation) this.otherLine(view, at, end, byteOffset, byteLength);
    else this.damagedLine(kind, view, end, byteOffset, byteLength);
  }

  private headLine(view: Buffer, at: number, end: number, byteOffset: number, byteLength: number): void {
    const { head } = this;
    if (isServerMessage(head)) {
      this.forgery.examine(view, at, byteOffset, false);
    } else if (!head.background && head.label.level > LevelCode.info && this.forgery.isAmbiguous(view, head, end)) {
      this.quarantine(byteOffset, Reason.twoProcesses, true);
      return;
    }
    if (this.forgery.covers(byteOffset)) {
      this.quarantine(byteOffset, Reason.name, true);
      return;
    }
    this.dated(view, at);
    this.record(head.label, head.timeUs, head.background, view, end, byteOffset, byteLength);
  }

  /** A record or a secondary line of one; `head` holds the rest. */
  private record(
    label: Label,
    timeUs: number,
    background: boolean,
    view: Buffer,
    end: number,
    byteOffset: number,
    byteLength: number,
  ): void {
    this.closeRecord();
    const { head, found, tally } = this;
    if (hasTruncationMark(view, end)) tally.notes.truncated(tally.line, byteOffset);
    found.timeUs = timeUs;
    found.precision = head.precision;
    found.level = label.level;
    found.part = label.part;
    found.pid = head.pid;
    found.background = background;
    found.buffer = view;
    found.messageStart = head.messageStart;
    found.messageEnd = head.messageEnd;
    this.openRow = this.keeper.offer(found, byteOffset, byteLength, tally.line);
    if (label.part === PartCode.message) tally.record();
    else tally.continuation();
    this.openStart = byteOffset;
    this.openEnd = byteOffset + byteLength;
    this.orphaned = null;
  }

  /** A line with a stamp that is no record. Nothing after it may lengthen the record before it. */
  private damagedLine(kind: number, view: Buffer, end: number, byteOffset: number, byteLength: number): void {
    if (kind === LineKind.foreign) {
      this.quarantine(byteOffset, Reason.foreign);
      return;
    }
    const cut = kind === LineKind.unfinished;
    if (byteLength <= MAX_CUT_BYTES) this.forgery.examine(view, end + 1, byteOffset + byteLength + 1, cut);
    this.quarantine(byteOffset, cut ? Reason.cut : Reason.language);
  }

  private otherLine(view: Buffer, start: number, end: number, byteOffset: number, byteLength: number): void {
    if (this.excerpt && this.excerptLine(view, start, end, byteOffset, byteLength)) return;
    if (this.forgery.covers(byteOffset)) this.quarantine(byteOffset, Reason.name);
    else this.continuation(view, end, byteOffset, byteLength);
  }

  /** Lines of a pasted excerpt: `...` stands for lines left out; `LOG:  …` has lost its prefix and keeps no time. */
  private excerptLine(view: Buffer, start: number, end: number, byteOffset: number, byteLength: number): boolean {
    const label = labelAt(view, start, end);
    if (label === null) {
      if (!isElision(view, start, end)) return false;
      this.tally.notes.elided(this.tally.line);
      this.tally.continuation();
      return true;
    }
    const { head } = this;
    this.tally.notes.undated(this.tally.line);
    head.withoutPrefix(label);
    head.setMessage(view, start + label.text.length + 1, end);
    if (label.part === PartCode.message) head.pid = 0;
    // Whether a client wrote it is not shown; the report says so.
    this.record(label, UNDATED, true, view, end, byteOffset, byteLength);
    return true;
  }

  /** A run of lines that start with a TAB, most of a log of long statements; returns where the last of them ends. */
  private tabbedLines(view: Buffer, start: number, firstEnd: number, end: number, base: number): number {
    if (this.orphaned !== null) {
      this.continuation(view, firstEnd, base + start, firstEnd - start);
      return firstEnd;
    }
    const { tally } = this;
    let newline = firstEnd;
    let lines = 1;
    let at = start;
    for (;;) {
      if (hasTruncationMark(view, newline)) tally.notes.truncated(tally.line + lines - 1, base + at);
      const next = newline + 1;
      if (next >= end || view[next] !== TAB) break;
      const found = view.indexOf(NEWLINE, next);
      if (found === -1 || found - next >= MAX_LINE_BYTES) break;
      at = next;
      newline = found;
      lines++;
    }
    this.openEnd = base + newline;
    tally.continuation(lines);
    return newline;
  }

  private continuation(view: Buffer, end: number, byteOffset: number, byteLength: number): void {
    if (this.orphaned !== null) {
      this.quarantine(byteOffset, this.orphaned);
      return;
    }
    this.openEnd = byteOffset + byteLength;
    if (hasTruncationMark(view, end)) this.tally.notes.truncated(this.tally.line, byteOffset);
    this.tally.continuation();
  }

  private quarantine(byteOffset: number, reason: string, forged = false): void {
    if (forged) this.tally.forged(byteOffset, reason);
    else this.tally.quarantined(byteOffset, reason);
    this.closeRecord();
    this.orphaned ??= Reason.afterQuarantine;
  }

  private closeRecord(): void {
    if (this.openRow !== -1) this.ports.sink.extend(this.openRow, this.openEnd - this.openStart);
    this.openRow = -1;
  }

  close(): void {
    this.peers.close();
  }

  finish(): ServerScan {
    this.keeper.finish();
    this.closeRecord();
    return {
      counts: this.tally.counts,
      problems: this.tally.notes.problems(),
      firstUs: this.tally.firstUs,
      lastUs: this.keeper.lastTimeUs,
      lastLineUs: this.tally.previousUs,
      excerpt: this.excerpt,
      cutOff: this.keeper.cutOff,
    };
  }
}
