import { leadingCount, SECOND_US } from "../../model/index.ts";
import { Histogram, type HistogramData, levelOfKey, LEVELS } from "../../timeline/index.ts";

/** Seconds with messages of one level, ascending, and how many messages there are before each. */
interface LevelCounts {
  readonly buckets: Float64Array;
  /** One more than `buckets`: the last is the sum. */
  readonly before: Float64Array;
}

/** Counts by second and level, so that the sum of any stretch is found without adding it up. */
export class SecondCounts {
  /** Width of a bucket. */
  readonly bucketUs: number;
  private readonly levels: readonly LevelCounts[];

  constructor({ seconds, keys, counts }: HistogramData) {
    this.bucketUs = seconds * SECOND_US;
    this.levels = Array.from({ length: LEVELS }, (_, level) => {
      const mine = Uint32Array.from({ length: keys.length }, (_key, i) => i).filter(
        (i) => levelOfKey(keys[i] ?? 0) === level,
      );
      const before = new Float64Array(mine.length + 1);
      const buckets = Float64Array.from(mine, (i) => ((keys[i] ?? 0) - level) / LEVELS);
      mine.forEach((i, at) => (before[at + 1] = (before[at] ?? 0) + (counts[i] ?? 0)));
      return { buckets, before };
    });
  }

  /** Of several histograms together. */
  static sum(parts: readonly HistogramData[]): SecondCounts {
    const all = new Histogram();
    for (const part of parts) all.add(part);
    return new SecondCounts(all.data());
  }

  /** Messages of a level before the bucket that begins at `us`, which must be a multiple of the width. */
  before(us: number, level: number): number {
    const counts = this.levels[level];
    if (counts === undefined) return 0;
    const bucket = us / this.bucketUs;
    return counts.before[leadingCount(counts.buckets.length, (i) => (counts.buckets[i] ?? 0) < bucket)] ?? 0;
  }

  /** Messages of all levels in buckets that begin in `[startUs, endUs)`. */
  between(startUs: number, endUs: number): number {
    let sum = 0;
    for (let level = 0; level < LEVELS; level++) sum += this.before(endUs, level) - this.before(startUs, level);
    return sum;
  }
}
