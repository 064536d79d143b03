/** Which bytes one portion holds. */
import type { LazyBytes, PortionModes } from "../../world.ts";
import { sliceOf } from "./file-state.ts";

/** A portion is at most 1 MB and at most so many lines. */
const PAGE_BYTES = 1024 * 1024;
/** See `PAGE_BYTES`. */
export const MOST_LINES = 10_000;
/** What RDS writes into the data where it cut a line. */
const TRUNCATION_MARK = " [Your log message was truncated]\n";

const NEWLINE = 0x0a;
/** How far back a tail is looked for at a time. */
const STEP_BYTES = 256 * 1024;

/** One portion. */
export interface PortionPage {
  readonly data: Buffer;
  /** Byte offset after it. */
  readonly next: number;
  readonly pending: boolean;
}

/** The portion of at most `lines` lines from byte `from`. */
export function readPage(
  bytes: Buffer | LazyBytes,
  modes: Partial<PortionModes>,
  from: number,
  lines: number,
): PortionPage {
  const stop = modes.endsEarlyAt;
  if (stop?.forGood === true && from >= stop.bytes) return { data: Buffer.alloc(0), next: from, pending: false };
  const window = sliceOf(bytes, from, from + PAGE_BYTES);
  const wanted = afterLines(window, lines);
  const full = from + window.length < bytes.length && wanted === null;
  let length = wanted ?? (full ? wholeCharacters(window) : window.length);
  let early = false;
  if (stop !== undefined && from < stop.bytes && from + length >= stop.bytes) {
    length = stop.bytes - from;
    early = true;
  }
  const cut = full && !early && window[length - 1] !== NEWLINE;
  const marked = markedLine(bytes, modes.alwaysTruncatedLine, from, from + length);
  const overlap = from === 0 ? 0 : Math.min(from, modes.overlapBytes ?? 0);
  const data = [sliceOf(bytes, from - overlap, from)];
  let next = from + length;
  if (marked === null) data.push(window.subarray(0, length));
  else {
    data.push(sliceOf(bytes, from, Math.min(marked.cutAt, next)), Buffer.from(TRUNCATION_MARK));
    // The rest of that line never comes.
    if (marked.end < next) data.push(sliceOf(bytes, marked.end, next));
    next = Math.max(next, marked.end);
  }
  // M3: the mark is put in, the rest of the line follows on the next page.
  if (cut && modes.truncationMark === true && next === from + length) data.push(Buffer.from(TRUNCATION_MARK));
  return { data: Buffer.concat(data), next, pending: !early && next < bytes.length };
}

/** Bytes up to and with the nth line break, or null when there are fewer. */
function afterLines(window: Buffer, lines: number): number | null {
  let at = -1;
  for (let line = 0; line < lines; line += 1) {
    at = window.indexOf(NEWLINE, at + 1);
    if (at < 0) return null;
  }
  return at + 1;
}

/** A page is not cut inside of a UTF-8 character (clients that parse XML strictly would refuse it); other bytes are cut anywhere. */
function wholeCharacters(window: Buffer): number {
  const edge = window.length;
  for (let back = 1; back <= 4 && back < edge; back += 1) {
    const byte = window[edge - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return size > back ? edge - back : edge;
  }
  return edge;
}

/** M4: where the line that is always truncated is cut and where it ends, when it begins between those offsets. */
function markedLine(
  bytes: Buffer | LazyBytes,
  line: number | undefined,
  from: number,
  to: number,
): { readonly cutAt: number; readonly end: number } | null {
  if (line === undefined) return null;
  let start = 0;
  for (let index = 0; index < line; index += 1) {
    const end = endOfLine(bytes, start);
    if (end >= bytes.length) return null;
    start = end;
  }
  if (start < from || start >= to) return null;
  const end = endOfLine(bytes, start);
  return { cutAt: start + Math.floor((end - start) / 2), end };
}

function endOfLine(bytes: Buffer | LazyBytes, start: number): number {
  for (let at = start; at < bytes.length; at += STEP_BYTES) {
    const found = sliceOf(bytes, at, at + STEP_BYTES).indexOf(NEWLINE);
    if (found >= 0) return at + found + 1;
  }
  return bytes.length;
}

/** Where the last `lines` lines begin. */
export function tailStart(bytes: Buffer | LazyBytes, lines: number): number {
  let left = lines;
  // The line break that ends the file begins no further line.
  let end = bytes.length - 1;
  while (end > 0) {
    const start = Math.max(0, end - STEP_BYTES);
    const block = sliceOf(bytes, start, end);
    let at = block.lastIndexOf(NEWLINE);
    while (at >= 0) {
      left -= 1;
      if (left === 0) return start + at + 1;
      at = at === 0 ? -1 : block.lastIndexOf(NEWLINE, at - 1);
    }
    end = start;
  }
  return 0;
}
