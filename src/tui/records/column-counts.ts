import type { Row, Stream } from "../../model/index.ts";
import { LEVELS, type Timeline } from "../../timeline/index.ts";
import type { Bins } from "../case.ts";
import type { CaseOrder } from "./case-order.ts";
import { SecondCounts } from "./second-counts.ts";

/** More rows are not counted one by one for a frame. */
const MOST_COUNTED = 200_000;
/** Answers that are kept: those of a screen full of lanes. */
const MOST_KEPT = 64;

/** Messages per column of an axis and level. */
export class ColumnCounts {
  private readonly timeline: Timeline;
  private readonly order: CaseOrder;
  private readonly isOrdered: () => boolean;
  /** By stream, -1 for all together; made anew when the order is known. */
  private readonly counts = new Map<number, SecondCounts>();
  private readonly kept = new Map<string, Bins>();
  private final = false;

  constructor(timeline: Timeline, order: CaseOrder, isOrdered: () => boolean) {
    this.timeline = timeline;
    this.order = order;
    this.isOrdered = isOrdered;
  }

  /**
   * Once the order is known the sum of all columns is exactly the number of messages in `[startUs, endUs)`, and a column
   * narrower than a second holds exactly its own. In wider ones a second belongs to the column in which it begins. Before
   * that, and where a frame would have to count too many rows, all of it is by seconds.
   */
  bins(stream: Stream | null, startUs: number, endUs: number, columns: number): Bins {
    this.settle();
    const key = `${stream?.index ?? -1} ${startUs} ${endUs} ${columns}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const bins = { counts: new Uint32Array(columns * LEVELS) };
    if (columns > 0 && endUs > startUs) this.fill(bins.counts, stream, startUs, endUs, columns);
    if (this.kept.size >= MOST_KEPT) for (const oldest of this.kept.keys()) if (this.kept.delete(oldest)) break;
    this.kept.set(key, bins);
    return bins;
  }

  private fill(cells: Uint32Array, stream: Stream | null, startUs: number, endUs: number, columns: number): void {
    const counts = this.countsOf(stream);
    const { bucketUs } = counts;
    const up = (us: number): number => Math.ceil(us / bucketUs) * bucketUs;
    const [first, last] = [up(startUs), Math.floor(endUs / bucketUs) * bucketUs];
    const around = counts.between(first - bucketUs, last + bucketUs);
    const columnUs = (endUs - startUs) / columns;
    if (this.final && around <= MOST_COUNTED && (columnUs < bucketUs || first > last)) {
      this.countRows(cells, stream, startUs, endUs, startUs, columnUs);
      return;
    }
    const edges = counts.between(first - bucketUs, first) + counts.between(last, last + bucketUs);
    const exact = this.final && last >= first && edges <= MOST_COUNTED;
    const limit = exact ? last : up(endUs);
    const edge = (column: number): number => Math.min(up(startUs + column * columnUs), limit);
    for (let level = 0; level < LEVELS; level++) {
      let before = counts.before(edge(0), level);
      for (let column = 0; column < columns; column++) {
        const until = counts.before(edge(column + 1), level);
        cells[column * LEVELS + level] = until - before;
        before = until;
      }
    }
    if (!exact) return;
    // Seconds that begin or end outside: only what of them is inside.
    this.countRows(cells, stream, startUs, first, startUs, columnUs);
    this.countRows(cells, stream, last, endUs, startUs, columnUs);
  }

  private countRows(
    cells: Uint32Array,
    stream: Stream | null,
    fromUs: number,
    toUs: number,
    startUs: number,
    columnUs: number,
  ): void {
    if (!(toUs > fromUs)) return;
    const { order, timeline } = this;
    const columns = cells.length / LEVELS;
    for (const place of order.placesBetween(fromUs, toUs)) {
      const row: Row = order.rowAt(place);
      if (stream !== null && timeline.stream(row).index !== stream.index) continue;
      const column = Math.floor(((timeline.time(row) ?? fromUs) - startUs) / columnUs);
      const cell = Math.min(columns - 1, column) * LEVELS + timeline.level(row);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
  }

  private countsOf(stream: Stream | null): SecondCounts {
    const index = stream?.index ?? -1;
    let counts = this.counts.get(index);
    if (counts === undefined) {
      const { streams } = this.timeline;
      counts = SecondCounts.sum((stream === null ? streams : [stream]).flatMap((each) => this.tallyOf(each) ?? []));
      this.counts.set(index, counts);
    }
    return counts;
  }

  /** Of what is listed, or, while nothing is, of what the scans counted (stated times, repetitions among them). */
  private tallyOf(stream: Stream): ReturnType<CaseOrder["tally"]> {
    return this.final ? this.order.tally(stream) : this.timeline.histogram(stream);
  }

  private settle(): void {
    if (this.final || !this.isOrdered()) return;
    this.final = true;
    this.counts.clear();
    this.kept.clear();
  }
}
