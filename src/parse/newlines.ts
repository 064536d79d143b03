const NEWLINE = 10;
const NEWLINES = 0x0a0a0a0a;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/**
 * Finds newlines four bytes at a time. A log has tens of millions of short lines, and a call into native code for each
 * costs more than looking at its bytes here.
 */
export class NewlineFinder {
  private bytes: Uint8Array = new Uint8Array(0);
  private words: Int32Array = new Int32Array(0);

  /** Looks into `buffer` from now on. */
  attach(buffer: Uint8Array): void {
    if (this.bytes.buffer === buffer.buffer && this.bytes.byteOffset === buffer.byteOffset) return;
    // Words start where the memory is aligned; a view that is not gets none and is read byte by byte.
    const aligned = buffer.byteOffset % 4 === 0;
    this.bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.buffer.byteLength - buffer.byteOffset);
    this.words = aligned ? new Int32Array(buffer.buffer, buffer.byteOffset, this.bytes.length >> 2) : new Int32Array(0);
  }

  /** Index of the first newline in `[at, end)`, or -1. */
  next(at: number, end: number): number {
    const { bytes, words } = this;
    let i = at;
    for (; (i & 3) !== 0 && i < end; i++) if (bytes[i] === NEWLINE) return i;
    const stop = Math.min(end >> 2, words.length);
    let w = i >> 2;
    for (; w < stop; w++) {
      // A byte of `x` is zero where the word has a newline; the well-known test for a zero byte, exact for the first one.
      const x = (words[w] ?? 0) ^ NEWLINES;
      if ((((x - ONES) | 0) & ~x & HIGH_BITS) !== 0) break;
    }
    for (i = Math.max(i, w << 2); i < end; i++) if (bytes[i] === NEWLINE) return i;
    return -1;
  }
}
