import { type HistogramSink, LevelCode, SECOND_US } from "../../model/index.ts";
import { largestBlock } from "../blocks.ts";
import type { Head } from "./head.ts";
import type { SharedSlots } from "./keeper.ts";
import { ordinaryTable } from "./ordinary-table.ts";
import { type PassModule, returnPassModule, takePassModule } from "./pass-module.ts";
import { passableOf } from "./passable.ts";
import type { ScanPorts } from "./scan.ts";
import type { Stamp } from "./stamp.ts";

const DAY_US = 86_400 * SECOND_US;
const MINUTE_US = 60 * SECOND_US;
const PLUS = 43;
const MINUS = 45;
/** The module counts seconds in 32 bits. */
const MAX_US = 2 ** 31 * SECOND_US - 2 * DAY_US;
/** Longest zone with its colon that is compared at once. */
const MAX_ZONE_BYTES = 8;

/** The last of the records passed over, and the earliest and the latest time of them, µs. */
export interface PassedRecord {
  /** Indexes of its first byte and its first newline. */
  readonly start: number;
  readonly end: number;
  /** Lines of the block before it. */
  readonly linesBefore: number;
  readonly timeUs: number;
  readonly precision: number;
  readonly pid: number;
  readonly background: boolean;
  readonly lowUs: number;
  readonly highUs: number;
}

/**
 * Passes over the lines of a stderr log that matter to nobody, in WebAssembly: what the scanner would do with them, done
 * at once. It stops at every line that it is not sure of.
 */
export class PassOver {
  /** Lines, records and dated lines passed. */
  lines = 0;
  records = 0;
  heads = 0;
  /** Index of the newline of the last continuation line before the first of the heads, -1 for none. */
  continuedTo = -1;
  /** Index of the newline of the line that it stopped at, -1 when it is not in the block. */
  newline = -1;
  private readonly module: PassModule;
  private readonly histogram: HistogramSink | null;
  private end = 0;
  private zoneKnown = true;

  private constructor(module: PassModule, histogram: HistogramSink | null) {
    this.module = module;
    this.histogram = histogram;
  }

  /** Null where it cannot be had, or must not be used. To be {@link close}d. */
  static open(ports: ScanPorts): PassOver | null {
    if (ports.scanner === "plain") return null;
    const module = takePassModule(largestBlock(ports.blockBytes));
    if (module === null) return null;
    const { at, bytes } = module;
    const passable = passableOf(ports);
    const table = passable === null ? null : ordinaryTable(passable, at.TABLES_BYTES);
    if (table !== null) bytes.set(table, at.TABLES);
    else bytes.fill(0, at.TABLES, at.TABLES + at.TABLES_BYTES);
    return new PassOver(module, ports.histogram ?? null);
  }

  close(): void {
    returnPassModule();
  }

  /** What the module looks at too. */
  get slots(): SharedSlots {
    const { slotPids: pids, slotRows: rows } = this.module;
    return { pids, rows };
  }

  /** The second (since the epoch) of the last sampled statement, and how many more of it must be read. */
  get budget(): Int32Array {
    const { at, words } = this.module;
    return words.subarray(at.BUDGET_SECOND, at.BUDGET_SECOND + 2);
  }

  /** The buffer whose bytes it passes over. */
  block(byteLength: number): Buffer {
    return this.module.block(byteLength);
  }

  /** The block's bytes are those in `[0, end)` now. */
  startBlock(end: number): void {
    this.module.calls.startBlock(end);
    this.end = end;
  }

  /**
   * Passes over lines of the block; returns where it stopped.
   *
   * @param line lines of the block before `from`
   * @param newBlock where records begin that start a block of the index
   * @param previousUs time of the dated line before, µs
   * @param reachedUs highest time of a record so far, µs; NaN to leave all lines with a stamp alone
   */
  run(from: number, line: number, newBlock: number, orphaned: boolean, previousUs: number, reachedUs: number): number {
    const { at, calls, words, floats } = this.module;
    let flags = orphaned ? at.ORPHANED : 0;
    if (Number.isNaN(reachedUs + previousUs)) flags |= at.CONTINUATIONS_ONLY;
    floats[at.PREVIOUS_US] = previousUs;
    floats[at.REACHED_US] = reachedUs;
    const stop = calls.pass(from, line, Math.max(0, Math.min(newBlock, this.end)), flags);
    this.lines = words[at.LINES] ?? 0;
    this.records = words[at.RECORDS] ?? 0;
    this.heads = words[at.HEADS] ?? 0;
    this.continuedTo = words[at.CONTINUED_TO] ?? -1;
    this.newline = words[at.NEWLINE_AT] ?? -1;
    return stop;
  }

  /** Whether it stopped at a line whose head it read: then {@link head} tells that. */
  hasHead(at: number): boolean {
    return this.module.words[this.module.at.HEAD_AT] === at;
  }

  /** Fills `head` with what it read of the line that it stopped at; `end`: of the line. False when it must be read. */
  head(head: Head, line: Buffer, end: number): boolean {
    const { at, words, floats } = this.module;
    head.timeUs = floats[at.HEAD_US] ?? 0;
    head.precision = words[at.HEAD_PRECISION] ?? 0;
    head.zoneKnown = this.zoneKnown;
    head.pid = floats[at.HEAD_PID] ?? 0;
    head.background = words[at.HEAD_BACKGROUND] === 1;
    return head.hasLabel(line, words[at.HEAD_WHO] ?? 0, words[at.HEAD_WHO_END] ?? 0, words[at.HEAD_LABEL] ?? 0, end);
  }

  lastRecord(): PassedRecord {
    const { at, words, floats } = this.module;
    return {
      start: words[at.LAST_AT] ?? 0,
      end: words[at.LAST_END] ?? 0,
      linesBefore: words[at.LAST_LINE] ?? 0,
      timeUs: floats[at.LAST_US] ?? 0,
      precision: words[at.LAST_PRECISION] ?? 0,
      pid: floats[at.LAST_PID] ?? 0,
      background: words[at.LAST_BACKGROUND] === 1,
      lowUs: floats[at.LOW_US] ?? 0,
      highUs: floats[at.HIGH_US] ?? 0,
    };
  }

  /** Time of the last dated line, when any was passed. */
  get previousUs(): number {
    return this.module.floats[this.module.at.PREVIOUS_US] ?? 0;
  }

  /** Whether it stopped at a date or a zone that it does not know. */
  get asks(): boolean {
    return this.module.words[this.module.at.ASKS] === 1;
  }

  /** Answers with a stamp that was read and whose zone is noted. */
  tell(line: Buffer, start: number, stamp: Stamp): void {
    this.zoneKnown = stamp.zoneKnown;
    const { at, bytes, floats, calls } = this.module;
    const zone = line.subarray(stamp.zoneStart, stamp.end + 1);
    const signed = zone[0] === PLUS || zone[0] === MINUS;
    if (zone.length > MAX_ZONE_BYTES) return;
    if (!(Math.abs(stamp.us) < MAX_US)) return;
    const zoneUs = stamp.zoneMinutes * MINUTE_US;
    floats[at.ZONE_US] = zoneUs;
    floats[at.DATE_US] = Math.floor((stamp.us + zoneUs) / DAY_US) * DAY_US;
    bytes.set(line.subarray(start, start + 10), at.DATE);
    bytes.fill(0, at.ZONE, at.ZONE + 16);
    bytes.set(zone, at.ZONE);
    bytes.fill(0xff, at.ZONE_MASK, at.ZONE_MASK + zone.length);
    // `+03:` might be the beginning of `+03:30:`.
    calls.told(zone.length, signed && zone.length === 4 ? 6 : 0);
  }

  /** Whether the block held a NUL, as far as it was looked at; to be verified. */
  sawNul(): boolean {
    return this.module.calls.sawNul() === 1;
  }

  /** Hands the messages counted by second to the histogram. */
  drain(): void {
    const { at, words, seconds } = this.module;
    const { histogram } = this;
    const used = words[at.USED_SECONDS] ?? 0;
    const count = words[at.SECOND_COUNT] ?? 0;
    if (histogram !== null) {
      for (let i = 0; i < used; i++) histogram.count(seconds[2 * i] ?? 0, LevelCode.info, seconds[2 * i + 1] ?? 0);
      if (count > 0) histogram.count(words[at.SECOND] ?? 0, LevelCode.info, count);
    }
    words[at.USED_SECONDS] = 0;
    words[at.SECOND_COUNT] = 0;
  }
}
