import { MESSAGE_HEAD_BYTES } from "../model/index.ts";

/** Messages remembered, one for each place. */
const SLOTS = 256;

/**
 * What messages turned out to be. A storm says the same thing a million times; a message that was seen is told by its
 * bytes, and no string is made of it.
 */
export class Answers {
  /** Of the message found last. */
  code = 0;
  private readonly texts = new Uint8Array(SLOTS * MESSAGE_HEAD_BYTES);
  private readonly lengths = new Uint16Array(SLOTS);
  private readonly kinds = new Int32Array(SLOTS).fill(-1);
  private readonly codes = new Int32Array(SLOTS);
  private slot = 0;
  private length = 0;
  private kind = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private start = 0;

  /** Whether the message `bytes[start, end)`, at most {@link MESSAGE_HEAD_BYTES}, was remembered; then `code` is its. */
  find(bytes: Uint8Array, start: number, end: number, level: number, part: number, background: boolean): boolean {
    const kind = (level << 4) | (part << 1) | (background ? 1 : 0);
    // Some bytes will do to choose a place; all are compared.
    let hash = kind + end - start;
    for (let i = start; i < end; i += 5) hash = (Math.imul(hash, 31) + (bytes[i] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    this.bytes = bytes;
    this.start = start;
    this.slot = slot;
    this.length = end - start;
    this.kind = kind;
    if (this.kinds[slot] !== kind || this.lengths[slot] !== end - start) return false;
    const { texts } = this;
    for (let i = start, t = slot * MESSAGE_HEAD_BYTES; i < end; i++, t++) if (texts[t] !== bytes[i]) return false;
    this.code = this.codes[slot] ?? 0;
    return true;
  }

  /** Remembers the code of the message that was not found. */
  remember(code: number): void {
    const { slot, start, length } = this;
    this.texts.set(this.bytes.subarray(start, start + length), slot * MESSAGE_HEAD_BYTES);
    this.lengths[slot] = length;
    this.kinds[slot] = this.kind;
    this.codes[slot] = code;
  }
}
