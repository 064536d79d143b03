import type { RecordSink } from "../../model/index.ts";
import { type SessionNames, splitWho, textOf } from "./who.ts";

const OPEN = 40;
const CLOSE = 41;
const COLON = 58;
const AT = 64;
const ZERO = 48;

/** Peers remembered, one for each place. */
const SLOTS = 1 << 14;
/** A place: length of host and names, host and names. All together, as memory is read. */
const SLOT_BYTES = 96;
const KEY = 1;
const KEY_BYTES = SLOT_BYTES - KEY;

/** Peers that this thread met, whatever file they were in: logs of one cluster have the same. */
class Met {
  readonly slots = new Uint8Array(SLOTS * SLOT_BYTES);
  /** What each place's bytes say. */
  readonly names: (SessionNames | undefined)[] = [];
  /** What the sink gave for them; 0 for those it was not asked about. */
  readonly codes = new Int32Array(SLOTS);
}

/** What no scan uses now. One a file would leave megabytes behind, and V8 lets many of those lie. */
let free: Met | null = null;

/** A session's peer in columns. */
export interface Peer {
  /** What the sink gave for host, user and database. */
  readonly code: number;
  readonly port: number;
}

/**
 * The peers of a log's sessions. In a storm of errors the same few come again and again, only the port is another: their
 * bytes are compared with those of the peer before, and no string is made of them.
 */
export class Peers {
  private readonly sink: RecordSink;
  private readonly met = free ?? new Met();
  private readonly peer = { code: 0, port: 0 };
  private port = 0;
  /** The port with its parentheses. */
  private portStart = 0;
  private portEnd = 0;

  /** To be {@link close}d. */
  constructor(sink: RecordSink) {
    this.sink = sink;
    free = null;
  }

  /** The file ended: what was met is for another. */
  close(): void {
    this.met.codes.fill(0);
    free = this.met;
  }

  /** The peer that `buffer[start, end)`, `%r:%u@%d`, names; overwritten by the next call. */
  of(buffer: Buffer, start: number, end: number): Peer {
    const { peer } = this;
    const { slots, names, codes } = this.met;
    if (!this.findPort(buffer, start, end)) return this.ofNames(splitWho(textOf(buffer, start, end)));
    const length = end - start - (this.portEnd - this.portStart);
    if (length > KEY_BYTES) return this.ofNames(splitWho(textOf(buffer, start, end)));
    let hash = 0;
    for (let i = start; i < this.portStart; i++) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) | 0;
    for (let i = this.portEnd; i < end; i += 3) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) | 0;
    const place = (hash ^ (hash >>> 13)) & (SLOTS - 1);
    const slot = place * SLOT_BYTES;
    let known = names[place];
    if (known === undefined || slots[slot] !== length || !this.isKey(buffer, start, end, slot + KEY)) {
      known = splitWho(textOf(buffer, start, end));
      names[place] = known;
      codes[place] = 0;
      slots[slot] = length;
      slots.set(buffer.subarray(start, this.portStart), slot + KEY);
      slots.set(buffer.subarray(this.portEnd, end), slot + KEY + this.portStart - start);
    }
    if (codes[place] === 0) codes[place] = this.ofNames(known).code;
    peer.code = codes[place] ?? 0;
    peer.port = this.port;
    return peer;
  }

  private ofNames(names: SessionNames): Peer {
    this.peer.code = this.sink.intern(names.host, names.user, names.database);
    this.peer.port = names.port;
    return this.peer;
  }

  /** Finds the `(port):` that ends the host, at most five digits, in front of every other parenthesis and `@`. */
  private findPort(buffer: Buffer, start: number, end: number): boolean {
    let i = start;
    for (; i < end; i++) {
      const byte = buffer[i];
      if (byte === OPEN) break;
      if (byte === CLOSE || byte === AT) return false;
    }
    this.portStart = i++;
    let port = 0;
    for (; i < end; i++) {
      const digit = (buffer[i] ?? 0) - ZERO;
      if (digit < 0 || digit > 9) break;
      port = port * 10 + digit;
    }
    this.port = port;
    this.portEnd = i + 1;
    const digits = i - this.portStart - 1;
    return digits > 0 && digits < 6 && i + 1 < end && buffer[i] === CLOSE && buffer[i + 1] === COLON;
  }

  private isKey(buffer: Buffer, start: number, end: number, key: number): boolean {
    const { portStart, portEnd } = this;
    const { slots } = this.met;
    let k = key;
    for (let i = start; i < portStart; i++) if (slots[k++] !== buffer[i]) return false;
    for (let i = portEnd; i < end; i++) if (slots[k++] !== buffer[i]) return false;
    return true;
  }
}
