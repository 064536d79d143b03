import type { ByteReader } from "../../model/index.ts";

const WINDOW_BYTES = 256 * 1024;

/** Bytes of rows that are asked for in the order of their file, read by the window. */
export class RowBytes {
  private readonly reader: ByteReader;
  private readonly window = Buffer.allocUnsafeSlow(WINDOW_BYTES);
  private base = 0;
  private filled = 0;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  /** At most 256 KiB from an offset on; to be used before the next ones are asked for. */
  at(byteOffset: number, byteLength: number): Buffer {
    const wanted = Math.min(byteLength, WINDOW_BYTES);
    if (byteOffset < this.base || byteOffset + wanted > this.base + this.filled) {
      this.base = byteOffset;
      this.filled = this.reader.read(this.window, byteOffset);
    }
    const start = byteOffset - this.base;
    return this.window.subarray(start, Math.min(start + wanted, this.filled));
  }
}
