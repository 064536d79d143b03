import type { ByteReader } from "../../model/index.ts";

/** Bytes read at once: a fraction of a ms. */
const WINDOW_BYTES = 256 * 1024;

/** What is looked for in bytes. */
export interface Needle {
  readonly bytes: Buffer;
  /** ASCII letters count as their small ones. */
  readonly fold: boolean;
}

/** A text as the bytes to look for; case counts when it has a capital. */
export function needleOf(text: string): Needle {
  return { bytes: Buffer.from(text, "utf8"), fold: !/\p{Lu}/u.test(text) };
}

/** A pause; nothing was found yet, or nothing more will be. */
export const PAUSE = -1;
export const END = -2;

/** Where a text stands in bytes of a file, window by window. */
export class TextScan {
  private readonly reader: ByteReader;
  private readonly needle: Needle;
  private readonly buffers: ScanBuffers;
  /** Bytes of the file in the window: from `base` on, `filled` of them; hits begin before `base + own`. */
  private base: number;
  private own = 0;
  private window: Buffer;
  private at = 0;
  private readonly end: number;

  /** @param end no hit begins there or behind */
  constructor(reader: ByteReader, needle: Needle, buffers: ScanBuffers, from: number, end: number) {
    this.reader = reader;
    this.needle = needle;
    this.buffers = buffers;
    this.base = from;
    this.end = end;
    this.window = buffers.empty;
  }

  /** Byte offset of the next hit, {@link PAUSE}, or {@link END}. A text of more than half a window is nowhere. */
  next(): number {
    if (this.at >= this.own) {
      this.base += this.at;
      this.at = 0;
      if (!this.fill()) return END;
    }
    const found = this.window.indexOf(this.needle.bytes, this.at);
    if (found === -1 || found >= this.own) {
      this.at = Math.max(this.at, this.own);
      return PAUSE;
    }
    this.at = found + 1;
    return this.base + found;
  }

  /** Nothing before this offset is of interest. */
  skipTo(byteOffset: number): void {
    this.at = Math.max(this.at, byteOffset - this.base);
  }

  private fill(): boolean {
    const left = this.end - this.base;
    if (left <= 0) return false;
    const overlap = this.needle.bytes.length - 1;
    if (overlap > WINDOW_BYTES / 2) return false;
    const window = this.buffers.raw.subarray(0, WINDOW_BYTES);
    const wanted = Math.min(window.length, left + overlap);
    const got = this.reader.read(window.subarray(0, wanted), this.base);
    if (got === 0) return false;
    this.window = (this.needle.fold ? this.buffers.folded(got) : window).subarray(0, got);
    // A hit that begins in the last bytes of a full window is found whole in the next one.
    this.own = got < wanted || left <= wanted - overlap ? Math.min(got, left) : got - overlap;
    return true;
  }
}

/** Room for a window, as read and with small letters; one for a search. */
export class ScanBuffers {
  readonly raw: Buffer;
  readonly empty = Buffer.alloc(0);
  private readonly small: Buffer;
  private readonly rawWords: Int32Array;
  private readonly smallWords: Int32Array;

  constructor() {
    const [raw, small] = [new ArrayBuffer(WINDOW_BYTES), new ArrayBuffer(WINDOW_BYTES)];
    this.raw = Buffer.from(raw);
    this.small = Buffer.from(small);
    this.rawWords = new Int32Array(raw);
    this.smallWords = new Int32Array(small);
  }

  /** The first bytes of `raw` with ASCII capitals made small, four at a time: Buffer has no search that ignores case. */
  folded(count: number): Buffer {
    const { rawWords, smallWords } = this;
    const words = (count + 3) >> 2;
    for (let i = 0; i < words; i++) {
      const word = rawWords[i] ?? 0;
      const seven = word & 0x7f7f_7f7f;
      // The high bit of each byte: above "Z", from "A" on, and neither in what is not ASCII.
      const aboveZ = seven + 0x2525_2525;
      const fromA = seven + 0x3f3f_3f3f;
      smallWords[i] = word | (((fromA ^ aboveZ) & ~word & 0x8080_8080) >>> 2);
    }
    return this.small;
  }
}
