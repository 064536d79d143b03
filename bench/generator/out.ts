/** A text in ASCII, as it is or encoded once and copied often: most of a log is said before. */
export type Piece = string | Uint8Array;

/** Room that must be left for one record. */
const RECORD_BYTES = 64 * 1024;

/** The bytes of a file on their way to it. */
export class Out {
  readonly #buffer = Buffer.allocUnsafe(1 << 20);
  readonly #drain: (bytes: Uint8Array) => void;
  #used = 0;
  #drained = 0;

  constructor(drain: (bytes: Uint8Array) => void) {
    this.#drain = drain;
  }

  /** Appends; at most 64 KiB between two calls of {@link ready}. */
  put(piece: Piece): void {
    if (typeof piece === "string") {
      this.#used += this.#buffer.write(piece, this.#used, "latin1");
    } else {
      this.#buffer.set(piece, this.#used);
      this.#used += piece.length;
    }
  }

  /** Makes room for a record. */
  ready(): void {
    if (this.#used > this.#buffer.length - RECORD_BYTES) this.flush();
  }

  flush(): void {
    this.#drain(this.#buffer.subarray(0, this.#used));
    this.#drained += this.#used;
    this.#used = 0;
  }

  /** Bytes appended since the beginning. */
  get length(): number {
    return this.#drained + this.#used;
  }
}

/** A text to be appended many times. */
export function encoded(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}
