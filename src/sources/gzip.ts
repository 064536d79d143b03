import { crc32, createInflateRaw } from "node:zlib";
import type { ByteReader } from "../model/index.ts";
import { inflate } from "./inflate.ts";
import type { Sink } from "./inflate.ts";

/** Where compressed data is damaged; what was decoded around it is used. */
export interface Damage {
  /** Position in the compressed bytes. */
  readonly byteOffset: number;
  readonly reason: string;
}

/** A file name in a header may be long, but not this long. */
const HEADER_BYTES = 64 * 1024;
const TRAILER_BYTES = 8;
const Flag = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

function bytesAt(input: ByteReader, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, Math.min(length, input.size - position)));
  return bytes.subarray(0, input.read(bytes, position));
}

/** Length of the member's header (RFC 1952 §2.3), null when it does not end within the bytes given. */
function headerLength(head: Buffer): number | null {
  if (head.length < 10) return null;
  const flags = head[3] ?? 0;
  let at = 10;
  if ((flags & Flag.extra) !== 0) {
    if (head.length < at + 2) return null;
    at += 2 + head.readUInt16LE(at);
  }
  for (const flag of [Flag.name, Flag.comment]) {
    if ((flags & flag) === 0) continue;
    const end = head.indexOf(0, at);
    if (end < 0) return null;
    at = end + 1;
  }
  if ((flags & Flag.headerCrc) !== 0) at += 2;
  return at <= head.length ? at : null;
}

function isMember(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b && head[2] === 8;
}

/** What follows the last member: nothing, or the zeros that tapes and block devices pad with. */
function trailing(input: ByteReader, position: number): Damage | null {
  const rest = input.size - position;
  if (rest === 0 || bytesAt(input, position, HEADER_BYTES).every((byte) => byte === 0)) return null;
  return { byteOffset: position, reason: `${rest} bytes after its end are not gzip data` };
}

/**
 * Decompresses all members of a gzip file. The members are taken apart here and not by `createGunzip`, which drops
 * the last chunk of a member with a wrong check sum, says nothing of what follows the last member, and does not
 * tell where damage lies.
 *
 * @returns every damage found, empty when whole; stops quietly when the sink has enough
 */
export async function gunzip(input: ByteReader, sink: Sink): Promise<readonly Damage[]> {
  const damages: Damage[] = [];
  let position = 0;
  for (;;) {
    const head = bytesAt(input, position, 512);
    if (position > 0 && !isMember(head)) {
      const after = trailing(input, position);
      return after === null ? damages : [...damages, after];
    }
    const header = headerLength(head) ?? headerLength(bytesAt(input, position, HEADER_BYTES));
    if (header === null) {
      return [...damages, { byteOffset: input.size, reason: "it ends within a gzip header" }];
    }
    let crc = 0;
    let size = 0;
    // oxlint-disable-next-line no-await-in-loop -- members follow each other
    const result = await inflate(
      input,
      position + header,
      () => createInflateRaw({ chunkSize: 256 * 1024 }),
      (chunk, consumed) => {
        crc = crc32(chunk, crc);
        size += chunk.length;
        return sink(chunk, consumed);
      },
    );
    if (result.state === "stopped") return damages;
    if (result.state === "cut") return [...damages, { byteOffset: input.size, reason: "it ends too early" }];
    if (result.state === "damaged") return [...damages, { byteOffset: result.position, reason: result.reason }];
    const trailer = bytesAt(input, result.position, TRAILER_BYTES);
    if (trailer.length < TRAILER_BYTES) {
      return [...damages, { byteOffset: input.size, reason: "it ends too early, within its check sum" }];
    }
    if (trailer.readUInt32LE(0) !== crc || trailer.readUInt32LE(4) !== size % 2 ** 32) {
      damages.push({ byteOffset: result.position, reason: "the check sum does not fit what was decompressed" });
    }
    position = result.position + TRAILER_BYTES;
  }
}
