import { crc32 } from "node:zlib";

/** The first bytes of an entry; another layout gets another number. */
const MAGIC = Buffer.from("PMBLOB1\n", "latin1");

/** Magic, crc32 of everything behind it, length of the key, length of the payload (float64). */
const HEAD_BYTES = MAGIC.length + 4 + 4 + 8;

function checksum(lengths: Uint8Array, key: Uint8Array, parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), crc32(key, crc32(lengths)));
}

/** An entry as it lies on disk, in pieces to be written one after the other. */
export function encodeEntry(key: string, parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const name = Buffer.from(key, "utf8");
  const head = Buffer.alloc(HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt32LE(name.length, MAGIC.length + 4);
  const payloadBytes = parts.reduce((sum, part) => sum + part.length, 0);
  head.writeDoubleLE(payloadBytes, MAGIC.length + 8);
  head.writeUInt32LE(checksum(head.subarray(MAGIC.length + 4), name, parts), MAGIC.length);
  return [head, name, ...parts];
}

/** The payload of an entry; null when it is another key's, of another version, cut, longer than it says, or damaged. */
export function decodeEntry(key: string, entry: Uint8Array): Uint8Array | null {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.length);
  if (bytes.length < HEAD_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  const name = Buffer.from(key, "utf8");
  const from = HEAD_BYTES + name.length;
  if (bytes.readUInt32LE(MAGIC.length + 4) !== name.length || !bytes.subarray(HEAD_BYTES, from).equals(name))
    return null;
  const payload = bytes.subarray(from);
  if (bytes.readDoubleLE(MAGIC.length + 8) !== payload.length) return null;
  const sum = checksum(bytes.subarray(MAGIC.length + 4, HEAD_BYTES), name, [payload]);
  return sum === bytes.readUInt32LE(MAGIC.length) ? payload : null;
}
