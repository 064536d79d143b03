/** A stretch of a file: bytes without the last newline, and physical lines. */
export interface Span {
  readonly offset: number;
  /** Exclusive. */
  readonly end: number;
  readonly line: number;
  /** Inclusive. */
  readonly lastLine: number;
}

/** Both stretches as one, when no line lies between them, whichever of them comes first in the file; else null. */
export function joined(a: Span | null, b: Span | null): Span | null {
  if (a === null || b === null) return null;
  if (b.line === a.lastLine + 1) return { offset: a.offset, end: b.end, line: a.line, lastLine: b.lastLine };
  if (a.line === b.lastLine + 1) return { offset: b.offset, end: a.end, line: b.line, lastLine: a.lastLine };
  return null;
}
