import type { ByteReader } from "../model/index.ts";

const NEWLINE = 10;

/** The first line that begins in `[from, to)`, or null. */
export function lineFrom(bytes: ByteReader, from: number, to: number): number | null {
  if (from <= 0) return 0;
  const piece = Buffer.allocUnsafe(to - from + 1);
  const got = bytes.read(piece, from - 1);
  const newline = piece.subarray(0, got).indexOf(NEWLINE);
  return newline === -1 || from + newline >= to ? null : from + newline;
}
