import { LevelCode, PartCode, type Row, SECOND_US, UNDATED } from "../../model/index.ts";
import { Messages } from "./messages.ts";
import type { PassedRecord } from "./pass-over.ts";
import type { Peer } from "./peers.ts";
import { digestOf, inWindows, type Keep, RUN_GAP_US, type ScanPorts } from "./scan.ts";
import type { SessionNames } from "./who.ts";

const SLOTS = 1 << 14;
/** The second of no statement. */
const NO_SECOND = -0x8000_0000;
/** Statements of one second kept in a window. */
const SAMPLES_PER_SECOND = 8;

/** What a {@link Keeper} shares with what passes over lines for it. */
export interface SharedSlots {
  /** Process ids + 1, and their rows: see `Keeper`. */
  readonly pids: Float64Array;
  readonly rows: Int32Array;
}

/** A record as a format's scanner found it; `buffer[messageStart, messageEnd)` is its message's first line. */
export interface Found {
  readonly timeUs: number;
  readonly precision: number;
  readonly level: number;
  readonly part: number;
  readonly pid: number;
  readonly background: boolean;
  readonly buffer: Buffer;
  readonly messageStart: number;
  readonly messageEnd: number;
  /** The peer's names, made only for records that are kept. */
  readonly who: () => SessionNames;
  /** The same in columns, where the format has a shorter way. */
  readonly peer?: (() => Peer) | null;
}

/** What of a record is left when it is ordinary operation. */
type Ordinary = Pick<Found, "timeUs" | "precision" | "pid" | "messageStart" | "messageEnd">;

/** A {@link Found} to be filled again for every record. */
export class FoundRecord implements Found {
  timeUs = UNDATED;
  precision = 0;
  level = 0;
  part = 0;
  pid = 0;
  background = false;
  buffer: Buffer = Buffer.alloc(0);
  messageStart = 0;
  messageEnd = 0;
  readonly who: () => SessionNames;
  readonly peer: (() => Peer) | null;

  constructor(who: () => SessionNames, peer: (() => Peer) | null = null) {
    this.who = who;
    this.peer = peer;
  }
}

/** Decides which records become rows, and joins secondary lines to their record by pid. */
export class Keeper {
  private readonly ports: ScanPorts;
  private readonly notable: boolean;
  private readonly messages: Messages;
  /** Last record of a pid, direct-mapped: DETAIL follows its record of the same pid, at once or almost. */
  private readonly slotPid: Float64Array;
  private readonly slotRow: Int32Array;
  private lastUs = UNDATED;
  /** The highest time so far. */
  private reachedUs = UNDATED;
  /** The second (s since the epoch) of the last sampled statement, and how many more of it are kept. */
  private budget: Int32Array = Int32Array.of(NO_SECOND, 0);
  private records: number;
  /** A secondary line explains nothing that was seen since the cut of the file where the scan began. */
  cutOff = false;
  /** The gate did not let the last message through. */
  private outside = false;
  /** The last record, kept or not: what stands before a start or at the end of a file bounds a life. */
  private readonly last = {
    kept: true,
    timeUs: UNDATED,
    precision: 0,
    level: 0,
    code: 0,
    pid: 0,
    byteOffset: 0,
    byteLength: 0,
    line: 0,
  };

  /** @param slots where to keep the last record of a pid, when somebody shares them */
  constructor(ports: ScanPorts, slots?: SharedSlots) {
    this.ports = ports;
    this.slotPid = slots?.pids ?? new Float64Array(SLOTS);
    this.slotRow = slots?.rows ?? new Int32Array(SLOTS);
    this.notable = ports.keep.what === "notable";
    this.records = ports.from?.continues === true ? 1 : 0;
    this.messages = new Messages(ports.matcher);
  }

  /** Keeps the budget of sampled statements where somebody else looks at it too. Before the first record. */
  shareBudget(budget: Int32Array): void {
    budget.set(this.budget);
    this.budget = budget;
  }

  /** Offers a record; returns its row, or -1 when it is not kept. */
  offer(found: Found, byteOffset: number, byteLength: number, line: number): Row {
    const { timeUs, level, part, pid } = found;
    if (part !== PartCode.message) return this.offerSecondary(found, byteOffset, byteLength, line);
    if (this.isOutside(timeUs)) {
      this.remember(pid, -1);
      return -1;
    }
    if (timeUs === timeUs) this.dated(timeUs, level, byteOffset, line);
    this.messages.look(found);
    const { code, digest } = this.messages;
    const wanted = this.wants(level, code, timeUs);
    // A start without a word before it: the record before tells until when the life before was heard of.
    if (wanted && this.ports.isStart(code)) this.keepLast();
    const row = wanted ? this.add(found, code, digest, -1, byteOffset, byteLength, line) : -1;
    this.remember(pid, row);
    this.note(timeUs, found.precision, level, code, pid, row !== -1, byteOffset, byteLength, line);
    return row;
  }

  /**
   * Passes over a LOG message of ordinary operation, which is most of a log: nothing of it becomes a row, a string or an
   * object here. False when it must be offered.
   */
  skip(head: Ordinary, buffer: Buffer, byteOffset: number, byteLength: number, line: number): boolean {
    if (!this.notable || this.records === 0) return false;
    if (this.isOutside(head.timeUs)) {
      this.remember(head.pid, -1);
      return true;
    }
    if (!this.ports.matcher.isOrdinary(buffer, head.messageStart, head.messageEnd)) return false;
    this.dated(head.timeUs, LevelCode.info, byteOffset, line);
    this.remember(head.pid, -1);
    this.note(head.timeUs, head.precision, LevelCode.info, 0, head.pid, false, byteOffset, byteLength, line);
    return true;
  }

  /** Offers a whole record, or passes over it; returns its row, or -1 when it is not kept. */
  take(found: Found, byteOffset: number, byteLength: number, line: number): Row {
    const session = found.level === LevelCode.info && found.part === PartCode.message && !found.background;
    if (session && this.skip(found, found.buffer, byteOffset, byteLength, line)) return -1;
    return this.offer(found, byteOffset, byteLength, line);
  }

  private isOutside(timeUs: number): boolean {
    this.outside = this.ports.gate != null && !this.ports.gate.passes(timeUs);
    return this.outside;
  }

  /** The highest time so far where ordinary operation may be passed over unseen, NaN where each record must be offered. */
  get passableUs(): number {
    const { gate, index, keep } = this.ports;
    if (keep.what === "all" || this.records === 0 || (gate != null && gate.isCertain !== true)) return UNDATED;
    return index === null || index.blockEnd !== undefined ? this.reachedUs : UNDATED;
  }

  /** Ordinary operation that was passed over, by the last of its records; their slots are already written. */
  passed(records: number, last: PassedRecord, code: number, byteOffset: number, line: number): void {
    const { index, gate } = this.ports;
    gate?.passed?.(last.lowUs, last.highUs, last.timeUs);
    index?.head(byteOffset, line, last.lowUs);
    // The records between are not further apart: together they must not look like a silence.
    for (let us = last.lowUs + RUN_GAP_US; us < last.highUs; us += RUN_GAP_US) index?.head(byteOffset, line, us);
    if (last.highUs !== last.lowUs) index?.head(byteOffset, line, last.highUs);
    this.lastUs = last.timeUs;
    if (last.highUs > this.reachedUs) this.reachedUs = last.highUs;
    const byteLength = last.end - last.start;
    this.note(last.timeUs, last.precision, LevelCode.info, code, last.pid, false, byteOffset, byteLength, line);
    this.records += records - 1;
  }

  private dated(timeUs: number, level: number, byteOffset: number, line: number): void {
    this.ports.index?.head(byteOffset, line, timeUs);
    this.ports.histogram?.count(Math.floor(timeUs / SECOND_US), level, 1);
    this.lastUs = timeUs;
    if (!(timeUs <= this.reachedUs)) this.reachedUs = timeUs;
  }

  private note(
    timeUs: number,
    precision: number,
    level: number,
    code: number,
    pid: number,
    kept: boolean,
    byteOffset: number,
    byteLength: number,
    line: number,
  ): void {
    this.records++;
    const { last } = this;
    last.kept = kept;
    last.timeUs = timeUs;
    last.precision = precision;
    last.level = level;
    last.code = code;
    last.pid = pid;
    last.byteOffset = byteOffset;
    last.byteLength = byteLength;
    last.line = line;
  }

  /** Keeps the last record of the file whatever it says. */
  finish(): void {
    if (this.ports.keep.what === "notable" && this.ports.goesOn !== true) this.keepLast();
  }

  private keepLast(): void {
    const { last } = this;
    if (last.kept || this.ports.keep.what !== "notable") return;
    last.kept = true;
    this.ports.sink.add(
      last.timeUs,
      last.precision,
      last.level,
      PartCode.message,
      last.code,
      last.byteOffset,
      last.byteLength,
      last.line,
      last.pid,
      0,
      0,
      -1,
    );
  }

  /** The row of the record that a secondary line of `pid` explains, or -1. */
  private offerSecondary(found: Found, byteOffset: number, byteLength: number, line: number): Row {
    const slot = found.pid & (SLOTS - 1);
    const parent = this.slotPid[slot] === found.pid + 1 ? (this.slotRow[slot] ?? -1) : -1;
    if (this.ports.keep.what === "chatter") return -1;
    if (this.slotPid[slot] === 0 && this.ports.from?.continues === true) this.cutOff = true;
    if (parent === -1 && this.outside) return -1;
    if (parent === -1 && this.ports.keep.what !== "all") return -1;
    const digest = digestOf(found.buffer, found.messageStart, found.messageEnd);
    return this.add(found, 0, digest, parent, byteOffset, byteLength, line);
  }

  private remember(pid: number, row: Row): void {
    const slot = pid & (SLOTS - 1);
    this.slotPid[slot] = pid + 1;
    this.slotRow[slot] = row;
  }

  private wants(level: number, code: number, timeUs: number): boolean {
    const { keep, matcher } = this.ports;
    if (keep.what === "all") return true;
    const chatter = code !== 0 && matcher.isChatter(code);
    if (keep.what === "chatter") {
      return (
        chatter && keep.codes.has(code) && inWindows(keep.windows, timeUs) && this.withinBudget(keep, code, timeUs)
      );
    }
    if (this.records === 0) return true; // the first record of a file bounds what it covers
    return !chatter && (code !== 0 || level !== LevelCode.debug);
  }

  /** Of some kinds a second's first records say as much as all of them. */
  private withinBudget(keep: Extract<Keep, { what: "chatter" }>, code: number, timeUs: number): boolean {
    if (!keep.sampled.has(code)) return true;
    const { budget } = this;
    const second = Math.floor(timeUs / SECOND_US) | 0;
    const left = budget[0] === second ? (budget[1] ?? 0) : SAMPLES_PER_SECOND;
    budget[0] = second;
    budget[1] = Math.max(0, left - 1);
    return left > 0;
  }

  private add(
    found: Found,
    code: number,
    digest: number,
    parent: Row,
    byteOffset: number,
    byteLength: number,
    line: number,
  ): Row {
    const { sink } = this.ports;
    let who = 0;
    let port = 0;
    if (!found.background && parent === -1) {
      if (found.peer != null) ({ code: who, port } = found.peer());
      else {
        const session = found.who();
        who = sink.intern(session.host, session.user, session.database);
        ({ port } = session);
      }
    }
    const { timeUs, precision, level, part, pid } = found;
    const row = sink.add(timeUs, precision, level, part, code, byteOffset, byteLength, line, pid, who, port, parent);
    sink.setDigest(row, digest);
    return row;
  }

  /** Time of the last dated record, `UNDATED` before the first. */
  get lastTimeUs(): number {
    return this.lastUs;
  }
}
