import type { Row, Stream } from "../model/index.ts";
import type { Timeline } from "./store.ts";

/** Rows of a client's stream that are sorted at once; such runs are merged like streams. */
const RUN_ROWS = 1 << 14;

/** Rows looked at between two breaths. */
const BREATH_ROWS = 1 << 12;

/** Where a merge stands in rows of one stream that are in order. */
interface Cursor {
  /** µs; -∞ before the first dated row. */
  key: number;
  /** Of the stream: breaks ties between streams. */
  readonly rank: number;
  /** Of the row in its stream: breaks ties inside one. */
  place: number;
  /** Rows to give, the one with the key first, undated ones behind it. */
  rows: Iterable<Row>;
  /** False at the end. */
  readonly next: () => boolean;
}

/**
 * Rows in timeline order. Inside a stream the file's own order counts (a stamp of whole seconds has none), so a row is
 * placed at the latest time its stream has reached; between streams equal times are ordered by stream (servers first,
 * then by name), which is a convention and not a claim: within ±1 s the order between instances is unknown. Undated rows
 * stay behind their predecessor. Total, and independent of the order in which files were given. Streams are merged as
 * they are read; only a client's stream whose times go back is held, four to eight bytes a row.
 */
export function* orderRows(timeline: Timeline): Iterable<Row> {
  for (const row of orderSteps(timeline)) if (row !== null) yield row;
}

/** {@link orderRows}, and null for a breath wherever many rows are looked at before the next one is known. */
export function* orderSteps(timeline: Timeline): Iterable<Row | null> {
  const heap = new Heap();
  for (const [rank, stream] of timeline.streams.toSorted(compareStreams).entries()) {
    const cursors = yield* cursorsOf(timeline, stream, rank);
    for (const cursor of cursors) if (cursor.next()) heap.push(cursor);
  }
  for (let first = heap.first(); first !== undefined; first = heap.first()) {
    yield* first.rows;
    if (first.next()) heap.settle();
    else heap.shift();
  }
}

function compareStreams(a: Stream, b: Stream): number {
  if (a.kind !== b.kind) return a.kind === "server" ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.index - b.index;
}

/** A generator whose result is made with breaths. */
type Slow<T> = Generator<null, T>;

function* cursorsOf(timeline: Timeline, stream: Stream, rank: number): Slow<readonly Cursor[]> {
  if (stream.kind === "server" || (yield* isRising(timeline, stream))) return [inFileOrder(timeline, stream, rank)];
  return yield* sortedRuns(timeline, stream, rank);
}

function* isRising(timeline: Timeline, stream: Stream): Slow<boolean> {
  let reached = Number.NEGATIVE_INFINITY;
  let looked = 0;
  for (const row of timeline.ofStream(stream)) {
    if (++looked % BREATH_ROWS === 0) yield null;
    const time = timeline.time(row);
    if (time === null) continue;
    if (time < reached) return false;
    reached = time;
  }
  return true;
}

function inFileOrder(timeline: Timeline, stream: Stream, rank: number): Cursor {
  const rows = timeline.ofStream(stream)[Symbol.iterator]();
  const one: Row[] = [];
  const cursor: Cursor = {
    key: Number.NEGATIVE_INFINITY,
    rank,
    place: -1,
    rows: one,
    next() {
      const { done, value } = rows.next();
      if (done === true) return false;
      one[0] = value;
      cursor.place++;
      const time = timeline.time(value);
      if (time !== null && time > cursor.key) cursor.key = time;
      return true;
    },
  };
  return cursor;
}

/** A client's rows by their own times: its file is many pods' and threads'. */
function* sortedRuns(timeline: Timeline, stream: Stream, rank: number): Slow<readonly Cursor[]> {
  const rows = yield* listed(timeline.ofStream(stream));
  const dated = yield* listed(datedPlaces(timeline, rows));
  const cursors: Cursor[] = [];
  if ((dated[0] ?? 0) > 0) cursors.push(leading(timeline, rows, rank));
  for (let from = 0; from < dated.length; from += RUN_ROWS) {
    const run = dated.subarray(from, from + RUN_ROWS);
    const times = Float64Array.from(run, (place) => timeline.time(rows[place] ?? 0) ?? 0);
    const order = run.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
    run.set(order.map((i) => run[i] ?? 0));
    cursors.push(runCursor(timeline, rows, run, rank));
    yield null;
  }
  return cursors;
}

function* listed(numbers: Iterable<number>): Slow<Uint32Array> {
  let list = new Uint32Array(BREATH_ROWS);
  let count = 0;
  for (const number of numbers) {
    if (count === list.length) {
      const larger = new Uint32Array(2 * count);
      larger.set(list);
      list = larger;
    }
    list[count++] = number;
    if (count % BREATH_ROWS === 0) yield null;
  }
  return list.slice(0, count);
}

function* datedPlaces(timeline: Timeline, rows: Uint32Array): Iterable<number> {
  for (const [place, row] of rows.entries()) if (timeline.time(row) !== null) yield place;
}

function runCursor(timeline: Timeline, rows: Uint32Array, run: Uint32Array, rank: number): Cursor {
  let at = -1;
  const cursor: Cursor = {
    key: 0,
    rank,
    place: 0,
    rows: [],
    next() {
      const place = run[++at];
      if (place === undefined) return false;
      cursor.place = place;
      cursor.key = timeline.time(rows[place] ?? 0) ?? 0;
      cursor.rows = withUndated(timeline, rows, place);
      return true;
    },
  };
  return cursor;
}

/** Undated rows in front of a stream's first dated one. */
function leading(timeline: Timeline, rows: Uint32Array, rank: number): Cursor {
  let given = false;
  return {
    key: Number.NEGATIVE_INFINITY,
    rank,
    place: 0,
    rows: withUndated(timeline, rows, 0),
    next: () => !given && (given = true),
  };
}

function* withUndated(timeline: Timeline, rows: Uint32Array, place: number): Iterable<Row> {
  yield rows[place] ?? 0;
  for (let i = place + 1; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (timeline.time(row) !== null) return;
    yield row;
  }
}

function isBefore(a: Cursor, b: Cursor): boolean {
  if (a.key !== b.key) return a.key < b.key;
  return a.rank === b.rank ? a.place < b.place : a.rank < b.rank;
}

/** The cursor that is next, of many: a binary heap. */
class Heap {
  private readonly items: Cursor[] = [];

  first(): Cursor | undefined {
    return this.items[0];
  }

  push(item: Cursor): void {
    const { items } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = items[up];
      if (above === undefined || !isBefore(item, above)) break;
      items[at] = above;
      at = up;
    }
    items[at] = item;
  }

  shift(): void {
    const last = this.items.pop();
    if (last === undefined || this.items.length === 0) return;
    this.items[0] = last;
    this.settle();
  }

  /** The first one went on: puts it where it belongs. */
  settle(): void {
    const { items } = this;
    const item = items[0];
    if (item === undefined) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      const left = items[down];
      const right = items[down + 1];
      if (left === undefined) break;
      let below = left;
      if (right !== undefined && isBefore(right, left)) {
        below = right;
        down++;
      }
      if (!isBefore(below, item)) break;
      items[at] = below;
      at = down;
    }
    items[at] = item;
  }
}
