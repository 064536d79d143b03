import type { RecordSink } from "../../model/index.ts";
import { splitWho, textOf } from "./who.ts";

const OPEN = 40;
const CLOSE = 41;
const COLON = 58;
const AT = 64;
const ZERO = 48;

/** Peers remembered, one for each place, and the longest host and names. */
const SLOTS = 1 << 13;
const KEY_BYTES = 96;

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
  private readonly keys = new Uint8Array(SLOTS * KEY_BYTES);
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly codes = new Int32Array(SLOTS);
  private readonly peer = { code: 0, port: 0 };
  private port = 0;
  /** The port with its parentheses. */
  private portStart = 0;
  private portEnd = 0;

  constructor(sink: RecordSink) {
    this.sink = sink;
  }

  /** The peer that `buffer[start, end)`, `%r:%u@%d`, names; overwritten by the next call. */
  of(buffer: Buffer, start: number, end: number): Peer {
    const { peer, keys, lengths } = this;
    if (!this.findPort(buffer, start, end) || end - start - (this.portEnd - this.portStart) > KEY_BYTES) {
      return this.named(buffer, start, end);
    }
    let hash = 0;
    for (let i = start; i < this.portStart; i++) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) | 0;
    for (let i = this.portEnd; i < end; i += 3) hash = (Math.imul(hash, 31) + (buffer[i] ?? 0)) | 0;
    const slot = (hash ^ (hash >>> 13)) & (SLOTS - 1);
    const key = slot * KEY_BYTES;
    if (lengths[slot] === end - start - (this.portEnd - this.portStart) && this.isKey(buffer, start, end, key)) {
      peer.code = this.codes[slot] ?? 0;
      peer.port = this.port;
      return peer;
    }
    this.named(buffer, start, end);
    keys.set(buffer.subarray(start, this.portStart), key);
    keys.set(buffer.subarray(this.portEnd, end), key + this.portStart - start);
    lengths[slot] = end - start - (this.portEnd - this.portStart);
    this.codes[slot] = peer.code;
    return peer;
  }

  private named(buffer: Buffer, start: number, end: number): Peer {
    const names = splitWho(textOf(buffer, start, end));
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
    const { keys, portStart, portEnd } = this;
    let k = key;
    for (let i = start; i < portStart; i++) if (keys[k++] !== buffer[i]) return false;
    for (let i = portEnd; i < end; i++) if (keys[k++] !== buffer[i]) return false;
    return true;
  }
}
