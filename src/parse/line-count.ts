import type { ByteReader } from "../model/index.ts";
import { makeNewlineScanner, type NewlineScanner } from "./newline-module.ts";

const NEWLINE = 10;
const BLOCK_BYTES = 256 * 1024;

let scanner: NewlineScanner | null | undefined;

/**
 * Newlines before a byte offset, and at `from` or behind it: a scan that begins there does not know on which physical
 * line, and few ask.
 */
export function linesBefore(bytes: ByteReader, byteOffset: number, from = 0): number {
  scanner ??= makeNewlineScanner();
  const block = Buffer.allocUnsafe(Math.max(0, Math.min(BLOCK_BYTES, byteOffset - from)));
  let count = 0;
  for (let position = from; position < byteOffset;) {
    const got = bytes.read(block.subarray(0, Math.min(block.length, byteOffset - position)), position);
    if (got === 0) break;
    count += scanner === null ? plainCount(block.subarray(0, got)) : scanner.scan(block, got).length;
    position += got;
  }
  return count;
}

function plainCount(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
