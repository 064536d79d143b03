import { leadingCount, PartCode, type Row, SECOND_US, type Stream } from "../../model/index.ts";
import { Histogram, type HistogramData, type Timeline } from "../../timeline/index.ts";
import type { Place } from "../case.ts";

/** Rows are looked for in blocks of so many. */
const BLOCK_SHIFT = 12;
/** Rows a block, and places a stretch. */
export const BLOCK_ROWS = 1 << BLOCK_SHIFT;
const STRETCH_SHIFT = 10;
const CHUNK_SHIFT = 16;
const CHUNK = 1 << CHUNK_SHIFT;
/** Rows taken in one step. */
const STEP_ROWS = 512;

/**
 * Messages of a case in timeline order: four bytes each, and what finds places in them. Times are not monotone in this
 * order (a server's clock goes back, a line is written late), so a place is found by time over the times reached so far,
 * and by row where the row's block of rows lies.
 */
export class CaseOrder {
  private readonly timeline: Timeline;
  private readonly chunks: Uint32Array[] = [];
  private places = 0;
  /** By block of rows: the first place and the last of its rows. */
  private readonly low: Uint32Array;
  private readonly high: Uint32Array;
  /** By block of rows: byte offset of its first row, NaN where it is not known. */
  private readonly offsets: Float64Array;
  /** By stretch of places: lowest time and highest time, and the highest one of this stretch and all before it. */
  private readonly lowUs: number[] = [];
  private readonly highUs: number[] = [];
  private readonly reachedUs: number[] = [];
  private readonly tallies = new Map<number, Histogram>();
  private rowsSeen = 0;

  constructor(timeline: Timeline) {
    this.timeline = timeline;
    const blocks = Math.ceil(timeline.endRow / BLOCK_ROWS);
    this.low = new Uint32Array(blocks).fill(NOWHERE);
    this.high = new Uint32Array(blocks);
    this.offsets = new Float64Array(blocks).fill(Number.NaN);
  }

  /** Takes the rows in, with a pause after every few hundred. */
  *build(): Generator<undefined, void> {
    let taken = 0;
    for (const row of this.timeline.inOrderSteps()) {
      if (row !== null) this.take(row);
      if (row === null || ++taken % STEP_ROWS === 0) yield;
    }
    this.rowsSeen = this.timeline.count;
  }

  /** Messages placed so far. */
  get count(): number {
    return this.places;
  }

  /** How much of the case is placed, 0…1. */
  get share(): number {
    return this.timeline.count === 0 ? 1 : Math.min(1, this.rowsSeen / this.timeline.count);
  }

  /** The message at a place, which must be one. */
  rowAt(place: Place): Row {
    return this.chunks[place >>> CHUNK_SHIFT]?.[place & (CHUNK - 1)] ?? 0;
  }

  /** The place of a message, -1 of what is none (a secondary row, one that repeats another). */
  placeOf(row: Row): Place {
    const { low, high } = this.blockOf(row >>> BLOCK_SHIFT);
    for (let place = low; place <= high;) {
      const at = place & (CHUNK - 1);
      const found = this.chunks[place >>> CHUNK_SHIFT]?.indexOf(row, at) ?? -1;
      // Behind the last place a chunk is empty, which reads as row 0.
      if (found !== -1) return place - at + found <= high ? place - at + found : -1;
      place += CHUNK - at;
    }
    return -1;
  }

  /** The first and the last place of a block's rows (row / {@link BLOCK_ROWS}); `low` > `high` when it has none. */
  blockOf(block: number): { readonly low: Place; readonly high: Place } {
    return { low: this.low[block] ?? NOWHERE, high: this.high[block] ?? 0 };
  }

  /** Byte offset of a row that begins a block, without reading the rows where that is known. */
  byteOffset(row: Row): number {
    const known = row % BLOCK_ROWS === 0 ? (this.offsets[row / BLOCK_ROWS] ?? Number.NaN) : Number.NaN;
    return Number.isNaN(known) ? this.timeline.byteOffset(row) : known;
  }

  /** The first place whose message is of this time or later; `count` when there is none. */
  placeAt(us: number): Place {
    for (const place of this.placesBetween(us, Number.POSITIVE_INFINITY)) return place;
    return this.places;
  }

  /** Places of messages with a time in `[startUs, endUs)`, from a place on, ascending. */
  *placesBetween(startUs: number, endUs: number, from: Place = 0): Generator<Place, void> {
    for (let stretch = this.firstReaching(startUs, from >>> STRETCH_SHIFT); ; stretch++) {
      const begin = Math.max(from, stretch << STRETCH_SHIFT);
      if (begin >= this.places) return;
      if (!((this.highUs[stretch] ?? 0) >= startUs && (this.lowUs[stretch] ?? 0) < endUs)) continue;
      const end = Math.min(this.places, (stretch + 1) << STRETCH_SHIFT);
      for (let place = begin; place < end; place++) {
        const us = this.timeline.time(this.rowAt(place));
        if (us !== null && us >= startUs && us < endUs) yield place;
      }
    }
  }

  /** Messages of a stream by second of their time as ordered and level: those that have a place, and no others. */
  tally({ index }: Stream): HistogramData | null {
    return this.tallies.get(index)?.data() ?? null;
  }

  /** The first stretch from `from` on up to whose end a time of `us` or later occurs. */
  private firstReaching(us: number, from: number): number {
    const { reachedUs } = this;
    return from + leadingCount(reachedUs.length - from, (i) => !((reachedUs[from + i] ?? 0) >= us));
  }

  private take(row: Row): void {
    const { timeline } = this;
    this.rowsSeen++;
    const block = row >>> BLOCK_SHIFT;
    if (row % BLOCK_ROWS === 0) this.offsets[block] = timeline.byteOffset(row);
    if (timeline.part(row) !== PartCode.message) return;
    const place = this.places++;
    const at = place & (CHUNK - 1);
    let chunk = this.chunks[place >>> CHUNK_SHIFT];
    if (chunk === undefined) this.chunks.push((chunk = new Uint32Array(CHUNK)));
    chunk[at] = row;
    if (this.low[block] === NOWHERE) this.low[block] = place;
    this.high[block] = place;
    const us = timeline.time(row);
    this.reach(place >>> STRETCH_SHIFT, us);
    if (us === null) return;
    const { index } = timeline.stream(row);
    let tally = this.tallies.get(index);
    if (tally === undefined) this.tallies.set(index, (tally = new Histogram()));
    tally.count(Math.floor(us / SECOND_US), timeline.level(row), 1);
  }

  private reach(stretch: number, us: number | null): void {
    if (stretch === this.lowUs.length) {
      this.lowUs.push(Number.POSITIVE_INFINITY);
      this.highUs.push(Number.NEGATIVE_INFINITY);
      this.reachedUs.push(this.reachedUs.at(-1) ?? Number.NEGATIVE_INFINITY);
    }
    if (us === null) return;
    this.lowUs[stretch] = Math.min(this.lowUs[stretch] ?? us, us);
    this.highUs[stretch] = Math.max(this.highUs[stretch] ?? us, us);
    this.reachedUs[stretch] = Math.max(this.reachedUs[stretch] ?? us, us);
  }
}

/** A place that no message has. */
const NOWHERE = 0xffff_ffff;
