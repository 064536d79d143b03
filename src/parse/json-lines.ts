import type { NeedleAutomaton } from "../model/index.ts";
import { FILTER_BYTES, needleFilter } from "./needle-filter.ts";
import { ensureBytes, instantiate, type Instance } from "./wasm/instance.ts";
import { MODULE } from "./wasm/json-lines.module.ts";
import { putPrefixes } from "./wasm/prefixes.ts";

/** A value that may differ from line to line; its lead holds the opening quote of a string. */
export type Slot =
  | {
      /**
       * `value`: any JSON. `text`: a string that is not empty. `decimal`: ten digits of seconds and up to nine decimals, or none.
       * `searched`: a string none of the needles occurs in. `ordinary`: one that begins with a prefix. `pid`: whole.
       */
      readonly kind: "value" | "string" | "text" | "number" | "decimal" | "searched" | "ordinary" | "pid";
    }
  /** Whole milliseconds (13 digits) or microseconds (16) since the epoch. */
  | { readonly kind: "epoch"; readonly digits: 13 | 16 }
  /** `YYYY-MM-DD?hh:mm:ss`, a fraction or none, and `behind`: the zone, with the closing quote of a string. */
  | {
      readonly kind: "stamp";
      /** `time`: the line's time; `node`: the wrapper's, which only has to be one, with a fraction. */
      readonly of: "time" | "node";
      /** Whether a comma may stand before the fraction. */
      readonly comma: boolean;
      readonly zoneSeconds: number;
      readonly behind: string;
    };

/** Lines that differ in their slots only. All text is Latin-1: one character a byte. */
export interface LineLayout {
  readonly parts: readonly { readonly lead: string; readonly slot: Slot }[];
  /** Up to the line's last byte. */
  readonly end: string;
  /** `LevelCode`. */
  readonly level: number;
  /** From 0, told apart by the caller. */
  readonly lane: number;
}

/** Why a walk stopped. `unknown`: the line follows no layout; `other`: it does, and is of another lane or second, too late or too early. */
export const Stop = { bytes: 0, unknown: 1, minute: 2, message: 3, other: 4, full: 5 } as const;

const kinds = "value string text number epoch decimal stamp searched ordinary pid end".split(" ");

// Words of the state, as in assembly/json-lines.ts.
const Word = {
  root: 0,
  lane: 1,
  startsBefore: 4,
  forgiven: 5,
  automaton: 6,
  classes: 7,
  found: 8,
  prefixes: 9,
  filter: 14,
  sampled: 15,
  line: 16,
  count: 17,
  last: 18,
  lastEnd: 19,
  lastPid: 20,
  lastDigits: 21,
  lowestAt: 26,
  highestAt: 27,
  slotAt: 28,
  slotEnd: 29,
  leaf: 30,
  entries: 31,
  budget: 34,
} as const;
const Float = { second: 1, latest: 5, previous: 6, lowest: 11, highest: 12, leafSecond: 16 } as const;
const MINUTES = 256;
const CLASS_OF = 512;
const HISTOGRAM = 1024;
const ENTRY_BYTES = 40;
const PREFIX_LIST = 24_576;
const TREE = 32_768;
const TREE_BYTES = 256 * 1024;
const AUTOMATON = TREE + TREE_BYTES;
const EDGE_WORDS = 6;
const PAD = 64;
/** Flags of a stamp: the line's time, a comma before its fraction, a fraction that must be there. */
function flagsOf(slot: Extract<Slot, { kind: "stamp" }>): number {
  return (slot.of === "time" ? 1 : 4) | (slot.comma ? 2 : 0);
}

/** More alternatives at one place are compared one after the other: layouts with keys that are data stay unlearned. */
const MAX_SIBLINGS = 48;

interface Exports {
  walk(from: number, end: number): number;
}

/** Made before and not in use: two kinds are asked for, with needles and without. */
const idle: JsonLines[] = [];
const MAX_IDLE = 2;

/** Passes over lines of JSON that follow layouts it was taught; every other line stops it. */
export class JsonLines {
  private readonly instance: Instance<Exports>;
  private readonly words: Int32Array;
  private readonly floats: Float64Array;
  private readonly bytes: Uint8Array;
  /** Where the buffer lies. */
  private block = AUTOMATON;
  private readonly needles: NeedleAutomaton | null;
  private readonly bufferBytes: number;
  private hasNeedles = false;
  private treeEnd = TREE;
  private end = 0;

  private constructor(instance: Instance<Exports>, needles: NeedleAutomaton | null, bufferBytes: number) {
    this.instance = instance;
    this.needles = needles;
    this.bufferBytes = bufferBytes;
    if (needles !== null) this.block += (needles.next.byteLength + needles.found.length + FILTER_BYTES + 63) & ~63;
    ensureBytes(instance.memory, this.block + bufferBytes + PAD);
    const { buffer } = instance.memory;
    this.words = new Int32Array(buffer);
    this.floats = new Float64Array(buffer);
    this.bytes = new Uint8Array(buffer);
  }

  /**
   * One that knows no layout and no prefix. Null where WebAssembly is missing. To be given back.
   *
   * @param needles of `searched` slots
   * @param bufferBytes the largest buffer that will be asked for
   */
  static take(needles: NeedleAutomaton | null, bufferBytes: number): JsonLines | null {
    const at = idle.findIndex((one) => one.needles === needles && one.bufferBytes >= bufferBytes);
    const [kept] = at === -1 ? [] : idle.splice(at, 1);
    const instance = kept === undefined ? instantiate<Exports>(MODULE, AUTOMATON) : kept.instance;
    if (instance === null) return null;
    const lines = kept ?? new JsonLines(instance, needles, bufferBytes);
    lines.reset();
    return lines;
  }

  /** Gives it back: making one takes longer than scanning a small log. */
  release(): void {
    if (idle.length < MAX_IDLE) idle.push(this);
  }

  private reset(): void {
    this.treeEnd = TREE;
    this.bytes.fill(0, 0, CLASS_OF); // state and minutes
    if (this.needles !== null) this.setNeedles(this.needles);
    this.words[Word.lane] = -1;
    this.only(-1);
  }

  private setNeedles({ texts, classOf, classes, next, found }: NeedleAutomaton): void {
    const foundAt = AUTOMATON + next.byteLength;
    const filterAt = foundAt + found.length;
    this.words[Word.automaton] = AUTOMATON;
    this.words[Word.classes] = classes;
    this.words[Word.found] = foundAt;
    this.words[Word.filter] = filterAt;
    if (this.hasNeedles) return;
    this.hasNeedles = true;
    const filter = needleFilter(texts);
    if (filter === null) this.bytes.fill(0xff, filterAt, filterAt + FILTER_BYTES);
    else this.bytes.set(filter, filterAt);
    this.bytes.set(classOf, CLASS_OF);
    this.bytes.set(new Uint8Array(next.buffer, next.byteOffset, next.byteLength), AUTOMATON);
    for (const [state, bits] of found.entries()) this.bytes[foundAt + state] = bits === 0 ? 0 : 1;
  }

  /** Beginnings of `ordinary` slots; `sampled` ones while {@link budget} is spent. */
  setPrefixes(always: readonly string[], sampled: readonly string[]): void {
    const [count, more] = putPrefixes(this.bytes.buffer, PREFIX_LIST, always, sampled);
    this.words[Word.prefixes] = count;
    this.words[Word.sampled] = more;
  }

  /** The second (since the epoch) of the last sampled string, and how many more of it must be read. */
  get budget(): Int32Array {
    return this.words.subarray(Word.budget, Word.budget + 2);
  }

  /** Adds a layout; false when there is no room. */
  learn(layout: LineLayout): boolean {
    let link: number = Word.root;
    for (const { lead, slot } of layout.parts) {
      const edge = this.edge(link, lead, kinds.indexOf(slot.kind), slot);
      if (edge === 0) return false;
      link = (edge >> 2) + 5;
    }
    return this.edge(link, layout.end, kinds.indexOf("end"), layout.level | (layout.lane << 8)) !== 0;
  }

  /** The edge behind `link` (a word's index) with this lead and slot, made when there is none; 0 without room. */
  private edge(link: number, lead: string, kind: number, slot: Slot | number): number {
    const { words } = this;
    let before = link;
    let siblings = 0;
    for (let edge = words[link] ?? 0; edge !== 0; edge = words[(edge >> 2) + 4] ?? 0) {
      const word = edge >> 2;
      const text = this.text(words[word] ?? 0, (words[word] ?? 0) + (words[word + 1] ?? 0));
      if (text === lead && words[word + 2] === kind && this.isArgument(words[word + 3] ?? 0, slot)) return edge;
      siblings++;
      // A lead that another one begins with would hide it.
      if (lead.startsWith(text) && lead !== text) break;
      before = word + 4;
    }
    const need = EDGE_WORDS * 4 + lead.length + 16 + 64;
    if (siblings === MAX_SIBLINGS || lead.length > 4096 || this.treeEnd + need > TREE + TREE_BYTES) return 0;
    const edge = this.take(EDGE_WORDS * 4);
    const word = edge >> 2;
    words.set([this.put(lead), lead.length, kind, this.argument(slot), words[before] ?? 0, 0], word);
    words[before] = edge;
    return edge;
  }

  private take(size: number): number {
    const at = this.treeEnd;
    this.treeEnd = (at + size + 15) & ~15;
    this.bytes.fill(0, at, this.treeEnd);
    return at;
  }

  private put(text: string): number {
    const at = this.take(text.length + 16);
    this.bytes.set(Buffer.from(text, "latin1"), at);
    return at;
  }

  private argument(slot: Slot | number): number {
    if (typeof slot === "number") return slot;
    if (slot.kind === "epoch") return slot.digits;
    if (slot.kind !== "stamp") return 0;
    const at = this.take(16 + slot.behind.length + 16);
    this.words.set([flagsOf(slot), slot.zoneSeconds, slot.behind.length], at >> 2);
    this.bytes.set(Buffer.from(slot.behind, "latin1"), at + 16);
    return at;
  }

  private isArgument(argument: number, slot: Slot | number): boolean {
    if (typeof slot === "number") return argument === slot;
    if (slot.kind === "epoch") return argument === slot.digits;
    if (slot.kind !== "stamp") return true;
    const [flags, zoneSeconds, length = 0] = this.words.subarray(argument >> 2, (argument >> 2) + 3);
    const behind = this.text(argument + 16, argument + 16 + length);
    return flags === flagsOf(slot) && zoneSeconds === slot.zoneSeconds && behind === slot.behind;
  }

  private text(start: number, end: number): string {
    return Buffer.from(this.bytes.buffer, start, end - start).toString("latin1");
  }

  /** A buffer on the memory, for the bytes of the log: at most as many as {@link take} was told. */
  buffer(byteLength: number): Buffer {
    return Buffer.from(this.instance.memory.buffer, this.block, byteLength);
  }

  /** Looks at the first `end` bytes of the buffer from now on. */
  attach(end: number): void {
    this.bytes.fill(10, this.block + end, this.block + end + PAD);
    this.words[Word.forgiven] = 0; // another line may lie there now
    this.end = end;
  }

  /** Walks from the line at `from` on: lines of the lane, and of the second, that were allowed. A `Stop`. */
  walk(from: number): number {
    return this.instance.exports.walk(this.block + from, this.block + this.end);
  }

  /** Only lines of this lane pass. */
  set lane(lane: number) {
    this.words[Word.lane] = lane;
  }

  /** Only lines of this second (since the epoch) pass; -1 for any. */
  only(second: number): void {
    this.floats[Float.second] = second;
  }

  /** Only lines that start before `at`, and not later than `latestUs` or more than a second before the one before them, pass. */
  limit(at: number, latestUs: number, previousUs: number): void {
    this.words[Word.startsBefore] = this.block + Math.min(at, this.end);
    this.floats[Float.latest] = latestUs;
    this.floats[Float.previous] = previousUs;
  }

  /** The line at `at` passes whatever its `searched` slot holds. */
  forgive(at: number): void {
    this.words[Word.forgiven] = this.block + at;
  }

  /** Tells the second (as if UTC) at which the minute begins that {@link slot} starts with. */
  setMinute(isTime: boolean, second: number): void {
    const from = this.words[Word.slotAt] ?? 0;
    const at = MINUTES + (isTime ? 0 : 32);
    this.bytes.copyWithin(at, from, from + 16);
    this.floats[(at + 16) >> 3] = second;
  }

  /** After `Stop.minute`: whether it is that of the line's time, and its 16 bytes. */
  get minute(): { readonly isTime: boolean; readonly text: string } {
    const at = this.words[Word.slotAt] ?? 0;
    return { isTime: this.words[Word.slotEnd] === 1, text: this.text(at, at + 16) };
  }

  /** After `Stop.message` at a `searched` slot: where the string lies. */
  get slot(): { readonly start: number; readonly end: number } {
    return { start: (this.words[Word.slotAt] ?? 0) - this.block, end: (this.words[Word.slotEnd] ?? 0) - this.block };
  }

  /** After `Stop.other`. */
  get leaf(): { readonly lane: number; readonly second: number } {
    return { lane: (this.words[Word.leaf] ?? 0) >> 8, second: this.floats[Float.leafSecond] ?? 0 };
  }

  /** Where the line begins that stopped the walk. */
  get line(): number {
    return (this.words[Word.line] ?? 0) - this.block;
  }

  /** Lines passed. */
  get count(): number {
    return this.words[Word.count] ?? 0;
  }

  /** The last line passed: where it begins and ends (less newline and carriage return), its pid, the digits of its fraction. */
  get last(): { readonly start: number; readonly end: number; readonly pid: number; readonly digits: number } {
    const { words, block } = this;
    return {
      start: (words[Word.last] ?? 0) - block,
      end: (words[Word.lastEnd] ?? 0) - block,
      pid: words[Word.lastPid] ?? 0,
      digits: words[Word.lastDigits] ?? 0,
    };
  }

  /** Time of the last line passed, µs. */
  get lastUs(): number {
    return this.floats[Float.previous] ?? 0;
  }

  /** Lowest and highest time of the lines passed, µs; nanoseconds dropped. */
  get lowestUs(): number {
    return this.floats[Float.lowest] ?? 0;
  }

  get highestUs(): number {
    return this.floats[Float.highest] ?? 0;
  }

  /** Where the times of {@link lowestUs} and {@link highestUs} are written. */
  get lowestAt(): number {
    return (this.words[Word.lowestAt] ?? 0) - this.block;
  }

  get highestAt(): number {
    return (this.words[Word.highestAt] ?? 0) - this.block;
  }

  /** Gives the lines passed by second and level, as runs of a second. */
  histogram(count: (second: number, level: number, n: number) => void): void {
    const entries = this.words[Word.entries] ?? 0;
    for (let i = 0; i < entries; i++) {
      const at = HISTOGRAM + i * ENTRY_BYTES;
      const second = this.floats[at >> 3] ?? 0;
      for (let level = 0; level < 8; level++) {
        const n = this.words[(at >> 2) + 2 + level] ?? 0;
        if (n > 0) count(second, level, n);
      }
    }
  }
}
