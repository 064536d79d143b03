import { MESSAGE_HEAD_BYTES, type ServerMatcher } from "../../model/index.ts";
import { digestOf } from "./scan.ts";
import { Words } from "./words.ts";

/** Messages remembered, one for each place. */
const SLOTS = 256;

/** The part of a record that says what it is. */
interface Message {
  readonly buffer: Buffer;
  readonly messageStart: number;
  readonly messageEnd: number;
  readonly level: number;
  readonly part: number;
  readonly background: boolean;
}

/**
 * What messages are: signature and digest. A storm says the same thing a million times; a message that was seen is told
 * by its bytes.
 */
export class Messages {
  /** Of the message looked at last. */
  code = 0;
  digest = 0;
  private readonly matcher: ServerMatcher;
  private readonly texts = new Uint8Array(SLOTS * MESSAGE_HEAD_BYTES);
  private readonly textWords = new DataView(this.texts.buffer);
  private readonly lengths = new Uint16Array(SLOTS);
  private readonly kinds = new Int32Array(SLOTS).fill(-1);
  private readonly codes = new Int32Array(SLOTS);
  private readonly digests = new Uint32Array(SLOTS);
  private readonly words = new Words();

  constructor(matcher: ServerMatcher) {
    this.matcher = matcher;
  }

  /** Fills `code` and `digest`. No more of a message is looked at than {@link MESSAGE_HEAD_BYTES}. */
  look({ buffer, messageStart: start, messageEnd, level, part, background }: Message): void {
    const end = Math.min(messageEnd, start + MESSAGE_HEAD_BYTES);
    const kind = (level << 4) | (part << 1) | (background ? 1 : 0);
    // Some bytes will do to choose a place; all are compared.
    let hash = kind + end - start;
    for (let i = start; i < end; i += 5) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (SLOTS - 1);
    if (this.kinds[slot] === kind && this.lengths[slot] === end - start && this.isText(slot, buffer, start, end)) {
      this.code = this.codes[slot] ?? 0;
      this.digest = this.digests[slot] ?? 0;
      return;
    }
    this.code = this.matcher.match(buffer, start, messageEnd, level, part, background);
    this.digest = digestOf(buffer, start, end);
    this.texts.set(buffer.subarray(start, end), slot * MESSAGE_HEAD_BYTES);
    this.kinds[slot] = kind;
    this.lengths[slot] = end - start;
    this.codes[slot] = this.code;
    this.digests[slot] = this.digest;
  }

  /** Compares four bytes at a time. */
  private isText(slot: number, buffer: Buffer, start: number, end: number): boolean {
    const { texts, textWords } = this;
    const words = this.words.of(buffer);
    let t = slot * MESSAGE_HEAD_BYTES;
    let i = start;
    for (; i + 4 <= end; i += 4, t += 4) if (textWords.getInt32(t) !== words.getInt32(i)) return false;
    for (; i < end; i++, t++) if (texts[t] !== buffer[i]) return false;
    return true;
  }
}
