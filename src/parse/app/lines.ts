import { Buffer, isUtf8 } from "node:buffer";
import type { ByteReader } from "../../model/index.ts";

/** A line as it lies in the file. */
export interface PhysicalLine {
  /** Decoded, without its newline; at most {@link LINE_LIMIT} bytes of it. */
  readonly text: string;
  readonly offset: number;
  /** Without the newline, the part beyond the limit included. */
  readonly byteLength: number;
  /** From 1 at the beginning of what was asked for. */
  readonly number: number;
  /** Lines it takes: 1, or more for a CSV row with newlines inside of quotes. */
  readonly count: number;
  /** Ascends in the order in which the lines are to be read, which for an export of newest rows first is not the file's. */
  readonly order: number;
  /** Offset of the first NUL byte, -1 for none. */
  readonly nulAt: number;
}

/** How much of a line is examined. */
export const LINE_LIMIT = 1024 * 1024;

const blockSize = 256 * 1024;

/** UTF-8, or Latin-1 when the bytes are not UTF-8: every byte of the line stays visible, and nothing throws. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString("utf8") : buffer.toString("latin1");
}

/** Removes half a character that a cut at the limit left at the end. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  for (let i = 0; i < 3 && end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80; i++) end--;
  return (bytes[end - 1] ?? 0) >= 0xc0 ? bytes.subarray(0, end - 1) : bytes;
}

/**
 * A line's bytes as far as they are examined, decoded.
 *
 * @param cut the line is longer than its bytes
 */
export function lineText(bytes: Uint8Array, cut = bytes.length > LINE_LIMIT): string {
  return decodeText(cut ? trimmed(bytes.subarray(0, LINE_LIMIT)) : bytes);
}

/** The lines of the bytes from `from` up to `until`, read in blocks: memory is one block and one line, whatever the file. */
export function* physicalLines(reader: ByteReader, from = 0, until = reader.size): Generator<PhysicalLine> {
  const block = Buffer.allocUnsafe(Math.max(1, Math.min(blockSize, until - from)));
  let carry: Buffer[] = [];
  let carried = 0;
  let kept = 0;
  let number = 0;
  const make = (last: Buffer, end: number): PhysicalLine => {
    const byteLength = carried + last.length;
    const bytes = carried === 0 ? last : Buffer.concat([...carry, last.subarray(0, LINE_LIMIT + 4 - kept)]);
    const nul = bytes.indexOf(0);
    const offset = end - byteLength;
    carry = [];
    carried = 0;
    kept = 0;
    number++;
    return {
      text: lineText(bytes),
      offset,
      byteLength,
      number,
      count: 1,
      order: number,
      nulAt: nul < 0 ? -1 : offset + nul,
    };
  };
  let position = from;
  while (position < until) {
    const count = Math.min(reader.read(block, position), until - position);
    if (count <= 0) break;
    const bytes = block.subarray(0, count);
    let start = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
      yield make(bytes.subarray(start, at), position + at);
      start = at + 1;
    }
    const rest = bytes.subarray(start);
    if (rest.length > 0) {
      const room = Math.max(0, LINE_LIMIT + 4 - kept);
      if (room > 0) carry.push(Buffer.from(rest.subarray(0, room)));
      kept += Math.min(room, rest.length);
      carried += rest.length;
    }
    position += count;
  }
  if (carried > 0) yield make(Buffer.alloc(0), position);
}
