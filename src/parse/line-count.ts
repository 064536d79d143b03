import type { ByteReader } from "../model/index.ts";
import { makeNewlineScanner, type NewlineScanner } from "./newline-module.ts";

const NEWLINE = 10;
const BLOCK_BYTES = 256 * 1024;
/** Bytes between two counts that are remembered. */
const STEP_BYTES = 8 * BLOCK_BYTES;

let scanner: NewlineScanner | null | undefined;

/**
 * Counts the physical lines of a file as far as somebody asks: a scan that began in the middle does not know them, and
 * few of its records are cited.
 */
export class LineCount {
  private readonly bytes: ByteReader;
  /** Newlines before each whole step, as far as the file was read. */
  private readonly steps: number[] = [0];

  constructor(bytes: ByteReader) {
    this.bytes = bytes;
  }

  /** The physical line, from 1, of a byte offset. */
  lineAt(byteOffset: number): number {
    const wanted = Math.floor(byteOffset / STEP_BYTES);
    while (this.steps.length <= wanted) {
      const from = (this.steps.length - 1) * STEP_BYTES;
      this.steps.push((this.steps.at(-1) ?? 0) + this.newlines(from, from + STEP_BYTES));
    }
    return (this.steps[wanted] ?? 0) + this.newlines(wanted * STEP_BYTES, byteOffset) + 1;
  }

  private newlines(from: number, to: number): number {
    scanner ??= makeNewlineScanner();
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, to - from));
    let count = 0;
    for (let position = from; position < to;) {
      const got = this.bytes.read(block.subarray(0, Math.min(block.length, to - position)), position);
      if (got === 0) break;
      count += scanner === null ? plainCount(block.subarray(0, got)) : scanner.scan(block, got).length;
      position += got;
    }
    return count;
  }
}

function plainCount(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at !== -1; at = block.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
