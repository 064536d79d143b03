import type { ByteReader } from "../model/index.ts";

/** A reader of bytes that are in memory. */
export function memoryBytes(bytes: Uint8Array): ByteReader {
  return {
    size: bytes.length,
    read(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}

/** The same bytes without the first `skip`; position 0 is the first byte after them. */
export function skipBytes(inner: ByteReader, skip: number): ByteReader {
  return {
    size: Math.max(0, inner.size - skip),
    read: (target, position) => inner.read(target, position + skip),
    close: () => {
      inner.close();
    },
  };
}

/** The first `length` bytes, fewer when there are no more. */
export function headOf(bytes: ByteReader, length: number): Uint8Array {
  const head = new Uint8Array(Math.min(length, bytes.size));
  return head.subarray(0, bytes.read(head, 0));
}
