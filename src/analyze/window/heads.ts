import type { ByteReader, SourceFile } from "../../model/index.ts";
import { appHeadReader, serverHeadReader, type ServerSniff } from "../../parse/index.ts";

/** Where records of a piece of a file begin, and their times (µs), in file order. */
export interface Heads {
  readonly offsets: readonly number[];
  readonly timesUs: readonly number[];
}

/** Finds the dated records that begin in `[from, to)`, from the first line that begins there on. */
export interface HeadReader {
  (from: number, to: number): Heads;
}

const NEWLINE = 10;
const NO_HEADS: Heads = { offsets: [], timesUs: [] };

/** Null for formats in which a record cannot be found from the middle of the file. */
export function serverHeads(file: SourceFile, sniff: ServerSniff): HeadReader | null {
  return fromLines(file, serverHeadReader(file, sniff));
}

/** Null for an export as CSV, whose rows need its header and may lie in any order. */
export function applicationHeads(file: SourceFile, zone: string): HeadReader | null {
  return fromLines(file, appHeadReader(file, zone));
}

function fromLines({ bytes }: SourceFile, read: HeadReader | null): HeadReader | null {
  if (read === null) return null;
  return (from, to) => {
    const start = lineFrom(bytes, from, to);
    return start === null ? NO_HEADS : read(start, to);
  };
}

/** The first line that begins in `[from, to)`, or null. */
function lineFrom(bytes: ByteReader, from: number, to: number): number | null {
  if (from <= 0) return 0;
  const piece = Buffer.allocUnsafe(to - from + 1);
  const got = bytes.read(piece, from - 1);
  const newline = piece.subarray(0, got).indexOf(NEWLINE);
  return newline === -1 || from + newline >= to ? null : from + newline;
}
