import type { ByteReader } from "../model/index.ts";

/** Size of one read: L2-resident, the fastest in measurements on a warm page cache. */
const BLOCK_BYTES = 256 * 1024;

/** Lines and rows shorter than this are examined whole; of others the first this many bytes are. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** What a scanner of lines or rows must be able to do with a block. */
export interface BlockConsumer {
  /**
   * Consumes whole lines (or rows) of `buffer[0, end)`, whose first byte lies at file offset `base`. With `final` the
   * last line may lack its newline.
   *
   * @returns how many bytes were consumed; the rest is given again, in front of the next block
   */
  consume(buffer: Buffer, end: number, base: number, final: boolean): number;
  /**
   * A line (or the first line of a row) of {@link MAX_LINE_BYTES} or more: `buffer[0, end)` is its beginning, `byteLength` its whole length without
   * the newline.
   */
  longLine(buffer: Buffer, end: number, base: number, byteLength: number): void;
}

/** Gives a buffer; a later one may lie on the same memory, with the same bytes at the same places. */
export type Allocate = (byteLength: number) => Buffer;

/** The largest buffer that {@link feedBlocks} asks for. */
export function largestBlock(blockBytes = BLOCK_BYTES): number {
  return Math.max(blockBytes + 1, MAX_LINE_BYTES + BLOCK_BYTES);
}

/**
 * Feeds `bytes[from, to)` to a consumer in blocks of one reused buffer; memory is bounded by the longest line examined.
 * Where blocks end changes nothing: a consumer that cannot decide yet consumes less.
 */
export function feedBlocks(
  bytes: ByteReader,
  consumer: BlockConsumer,
  from = 0,
  to = bytes.size,
  blockBytes = BLOCK_BYTES,
  allocate: Allocate = (byteLength) => Buffer.allocUnsafeSlow(byteLength),
): void {
  let buffer: Buffer = allocate(Math.min(blockBytes, Math.max(to - from, 1)) + 1);
  let base = from;
  let held = 0;
  let position = from;
  while (position < to || held > 0) {
    if (held === buffer.length) buffer = grown(buffer, held, allocate);
    const room = Math.min(buffer.length - held, to - position);
    const got = room > 0 ? bytes.read(buffer.subarray(held, held + room), position) : 0;
    position += got;
    held += got;
    const final = got === 0 || position >= to;
    const consumed = consumer.consume(buffer, held, base, final);
    if (consumed > 0) {
      buffer.copyWithin(0, consumed, held);
      held -= consumed;
      base += consumed;
    } else if (held >= MAX_LINE_BYTES) {
      const end = newlineFrom(bytes, base + held, to);
      consumer.longLine(buffer, MAX_LINE_BYTES, base, end - base);
      position = Math.min(end + 1, to);
      base = position;
      held = 0;
    } else if (final) {
      return;
    }
  }
}

function grown(buffer: Buffer, held: number, allocate: Allocate): Buffer {
  const larger = allocate(Math.min(buffer.length * 2, MAX_LINE_BYTES + BLOCK_BYTES));
  buffer.copy(larger, 0, 0, held);
  return larger;
}

/** Offset of the first newline at or after `from`, or `to`. */
function newlineFrom(bytes: ByteReader, from: number, to: number): number {
  const window = Buffer.allocUnsafeSlow(BLOCK_BYTES);
  let position = from;
  while (position < to) {
    const got = bytes.read(window.subarray(0, Math.min(window.length, to - position)), position);
    if (got === 0) return to;
    const at = window.subarray(0, got).indexOf(10);
    if (at !== -1) return position + at;
    position += got;
  }
  return to;
}
