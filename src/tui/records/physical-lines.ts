import type { ByteReader } from "../../model/index.ts";
import { displayBytes } from "../../timeline/index.ts";

const NEWLINE = 10;
const RETURN = 13;
/** Of one line no more is shown. */
const LINE_BYTES = 4 * 1024;
/** Read at once, and how far back the beginning of a line is looked for. */
const BLOCK_BYTES = 64 * 1024;
const MOST_BACK_BYTES = 2 * 1024 * 1024;

/** Bytes of lines in a file, without their line feeds. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Where the line begins was not looked for any further. */
  readonly cutAhead?: boolean;
}

/**
 * The lines in a stretch of a file, at most `most` of them: text as the timeline shows bytes, long lines cut and marked
 * with how much is missing. What more there is is told in a line of its own.
 */
export function linesIn(bytes: ByteReader, start: number, end: number, most: number): readonly string[] {
  const lines: string[] = [];
  let at = start;
  for (; at < end && lines.length < most;) {
    const stop = Math.min(nextNewline(bytes, at, end), end);
    lines.push(lineText(bytes, { start: at, end: stop }));
    at = stop + 1;
  }
  if (at < end) lines.push(`… (${end - at} bytes more)`);
  return lines;
}

/** The `count` lines in front of a line's first byte. */
export function linesBefore(bytes: ByteReader, start: number, count: number): readonly string[] {
  const spans: Span[] = [];
  let end = start - 1;
  while (spans.length < count && end >= 0) {
    const span = lineEndingAt(bytes, end, start - MOST_BACK_BYTES);
    spans.unshift(span);
    if (span.cutAhead === true) break;
    end = span.start - 1;
  }
  return spans.map((span) => lineText(bytes, span));
}

/** The `count` lines behind a line's last byte. */
export function linesAfter(bytes: ByteReader, end: number, count: number): readonly string[] {
  const lines: string[] = [];
  let at = nextNewline(bytes, end, bytes.size) + 1;
  while (lines.length < count && at < bytes.size) {
    const stop = nextNewline(bytes, at, bytes.size);
    lines.push(lineText(bytes, { start: at, end: stop }));
    at = stop + 1;
  }
  return lines;
}

/** Offset of the next line feed from `from` on; `end` when there is none before it. */
function nextNewline(bytes: ByteReader, from: number, end: number): number {
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(0, end - from)));
  for (let at = from; at < end;) {
    const got = bytes.read(block.subarray(0, Math.min(block.length, end - at)), at);
    if (got === 0) return end;
    const found = block.subarray(0, got).indexOf(NEWLINE);
    if (found !== -1) return at + found;
    at += got;
  }
  return end;
}

/** The line whose line feed stands at `end`. */
function lineEndingAt(bytes: ByteReader, end: number, floor: number): Span {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  for (let at = end; at > 0;) {
    const from = Math.max(0, at - BLOCK_BYTES);
    const got = bytes.read(block.subarray(0, at - from), from);
    const found = block.subarray(0, got).lastIndexOf(NEWLINE);
    if (found !== -1) return { start: from + found + 1, end };
    if (from <= floor && from > 0) return { start: from, end, cutAhead: true };
    at = from;
  }
  return { start: 0, end };
}

function lineText(bytes: ByteReader, { start, end, cutAhead = false }: Span): string {
  const target = Buffer.allocUnsafe(Math.min(end - start, LINE_BYTES));
  const got = bytes.read(target, start);
  const whole = got === end - start;
  const length = whole && target[got - 1] === RETURN ? got - 1 : whole ? got : charactersEnd(target, got);
  const text = displayBytes(target.subarray(0, length));
  return `${cutAhead ? "… " : ""}${text}${whole ? "" : ` … (${end - start - length} bytes more)`}`;
}

/** Where the last whole UTF-8 character of a cut line ends. */
function charactersEnd(bytes: Buffer, end: number): number {
  let at = end;
  while (at > 0 && end - at < 4 && ((bytes[at - 1] ?? 0) & 0xc0) === 0x80) at--;
  return at > 0 && (bytes[at - 1] ?? 0) >= 0xc0 ? at - 1 : end;
}
