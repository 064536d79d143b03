import type { Passable } from "./passable.ts";

const BUCKETS_BYTES = 512;
const PAIR_BYTES = 16;

/**
 * Beginnings of messages as `assembly/stderr.ts` compares them: of sessions, of background processes and of
 * sessions where a second's first are read, 256 offsets of buckets by first byte each, then the buckets, each a count of beginnings followed by their bytes in pairs of 64 bits and
 * mask. Null when there is no room, or a beginning holds a line end, which only the whole line could tell.
 */
export function ordinaryTable(starts: Passable, capacity: number): Uint8Array | null {
  const bytes = new Uint8Array(capacity);
  const view = new DataView(bytes.buffer);
  let used = 3 * BUCKETS_BYTES;
  for (const [table, texts] of [starts.session, starts.background, starts.sampled].entries()) {
    const all = texts.map((text) => new TextEncoder().encode(text));
    if (all.some((each) => each.length === 0 || each.includes(10) || each.includes(13))) return null;
    for (const [first, bucket] of Map.groupBy(all, (each) => each[0] ?? 0)) {
      if (used + sizeOf(bucket) > capacity) return null;
      view.setUint16(table * BUCKETS_BYTES + 2 * first, used, true);
      view.setUint32(used, bucket.length, true);
      used += 8;
      for (const each of bucket) used = write(bytes, view, used, each);
    }
  }
  return bytes;
}

function sizeOf(bucket: readonly Uint8Array[]): number {
  return bucket.reduce((sum, { length }) => sum + 8 + PAIR_BYTES * Math.ceil(length / 8), 8);
}

function write(bytes: Uint8Array, view: DataView, at: number, beginning: Uint8Array): number {
  view.setUint32(at, Math.ceil(beginning.length / 8), true);
  let end = at + 8;
  for (let i = 0; i < beginning.length; i += 8, end += PAIR_BYTES) {
    const part = beginning.subarray(i, i + 8);
    bytes.set(part, end);
    bytes.fill(0xff, end + 8, end + 8 + part.length);
  }
  return end;
}
