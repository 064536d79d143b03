import type { Row, Stream } from "../model/index.ts";
import type { Timeline } from "./store.ts";

/**
 * Rows in timeline order. Inside a stream the file's own order counts (a stamp of whole seconds has none), so a row is
 * placed at the latest time its stream has reached; between streams equal times are ordered by stream (servers first,
 * then by name), which is a convention and not a claim: within ±1 s the order between instances is unknown. Undated rows
 * stay behind their predecessor. Total, and independent of the order in which files were given.
 */
export function orderRows(timeline: Timeline): Iterable<Row> {
  const rows: Row[] = [];
  const keys = new Map<number, Float64Array>();
  let total = 0;
  const streams = timeline.streams.toSorted(compareStreams);
  for (const stream of streams) {
    const own = [...timeline.ofStream(stream)];
    const at = new Float64Array(own.length);
    let reached = Number.NEGATIVE_INFINITY;
    own.forEach((row, i) => {
      const time = timeline.time(row);
      if (time !== null && (time > reached || timeline.stream(row).kind === "client")) reached = time;
      at[i] = reached;
    });
    keys.set(stream.index, at);
    for (const row of own) rows.push(row);
    total += own.length;
  }
  const place = new Uint32Array(total);
  const key = new Float64Array(total);
  let next = 0;
  for (const stream of streams) {
    const at = keys.get(stream.index) ?? new Float64Array(0);
    for (const time of at) {
      key[next] = time;
      place[next] = next;
      next++;
    }
  }
  // `rows` is already in (stream, place) order, so the index breaks every tie.
  place.sort((a, b) => (key[a] ?? 0) - (key[b] ?? 0) || a - b);
  return mapped(place, rows);
}

function compareStreams(a: Stream, b: Stream): number {
  if (a.kind !== b.kind) return a.kind === "server" ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.index - b.index;
}

function* mapped(place: Uint32Array, rows: readonly Row[]): Iterable<Row> {
  for (const index of place) {
    const row = rows[index];
    if (row !== undefined) yield row;
  }
}
