import type { HistogramSink } from "../model/index.ts";

/** Levels (`LevelCode`), and so cells of a bucket. */
export const LEVELS = 8;
/** Buckets of one histogram: three days of seconds. What spans more is counted by two seconds, four, and so on. */
const MAX_BUCKETS = 1 << 18;

/** Counts as they are kept and travel: `counts[i]` messages belong to `keys[i]`. Sparse, keys ascending. */
export interface HistogramData {
  /** Width of a bucket; a power of two, 1 unless the records span more than three days of busy seconds. */
  readonly seconds: number;
  /** `bucket * 8 + level`; a bucket begins at `bucket * seconds` since the epoch. */
  readonly keys: Float64Array;
  readonly counts: Uint32Array;
}

/** Where buckets with messages of a level begin, s since the epoch, ascending. */
export function secondsOf({ seconds, keys }: HistogramData, level: number): Float64Array {
  const found = new Float64Array(keys.length);
  let count = 0;
  for (const key of keys) if (levelOfKey(key) === level) found[count++] = ((key - level) / LEVELS) * seconds;
  return found.subarray(0, count);
}

/** The level of a key; buckets before the epoch are negative. */
export function levelOfKey(key: number): number {
  return key - Math.floor(key / LEVELS) * LEVELS;
}

/** Dated messages by second and level. Exact: where there are too many seconds, buckets widen and no count is lost. */
export class Histogram implements HistogramSink {
  private readonly limit: number;
  private places = new Map<number, number>();
  private cells = new Uint32Array(16 * LEVELS);
  private seconds = 1;
  private bucket = Number.NaN;
  private at = 0;

  constructor(limit = MAX_BUCKETS) {
    this.limit = limit;
  }

  count(second: number, level: number, count: number): void {
    const bucket = this.seconds === 1 ? second : Math.floor(second / this.seconds);
    if (bucket !== this.bucket) this.turnTo(bucket);
    this.cells[this.at + level] = (this.cells[this.at + level] ?? 0) + count;
  }

  /** Adds what another histogram counted. */
  add(other: HistogramData): void {
    while (this.seconds < other.seconds) this.widen();
    other.keys.forEach((key, i) => {
      const level = levelOfKey(key);
      this.count(((key - level) / LEVELS) * other.seconds, level, other.counts[i] ?? 0);
    });
  }

  data(): HistogramData {
    const keys: number[] = [];
    const counts: number[] = [];
    for (const [bucket, place] of [...this.places].sort(([a], [b]) => a - b)) {
      for (let level = 0; level < LEVELS; level++) {
        const count = this.cells[place * LEVELS + level] ?? 0;
        if (count === 0) continue;
        keys.push(bucket * LEVELS + level);
        counts.push(count);
      }
    }
    return { seconds: this.seconds, keys: Float64Array.from(keys), counts: Uint32Array.from(counts) };
  }

  private turnTo(wanted: number): void {
    let bucket = wanted;
    let place = this.places.get(bucket);
    while (place === undefined && this.places.size >= this.limit) {
      this.widen();
      bucket = Math.floor(bucket / 2);
      place = this.places.get(bucket);
    }
    if (place === undefined) {
      place = this.places.size;
      this.places.set(bucket, place);
      if ((place + 1) * LEVELS > this.cells.length) {
        const larger = new Uint32Array(this.cells.length * 2);
        larger.set(this.cells);
        this.cells = larger;
      }
    }
    this.bucket = bucket;
    this.at = place * LEVELS;
  }

  /** Buckets twice as wide. */
  private widen(): void {
    const { places, cells } = this;
    this.places = new Map();
    this.cells = new Uint32Array(cells.length);
    this.seconds *= 2;
    this.bucket = Number.NaN;
    for (const [bucket, place] of places) {
      const wider = Math.floor(bucket / 2);
      const known = this.places.get(wider);
      const to = known ?? this.places.size;
      if (known === undefined) this.places.set(wider, to);
      for (let level = 0; level < LEVELS; level++) {
        const cell = to * LEVELS + level;
        this.cells[cell] = (this.cells[cell] ?? 0) + (cells[place * LEVELS + level] ?? 0);
      }
    }
  }
}
