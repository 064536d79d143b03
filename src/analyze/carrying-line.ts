import type { Row, Source } from "../model/index.ts";
import { clientMatcher } from "../signatures/index.ts";
import { redact } from "../text/index.ts";
import type { Timeline } from "../timeline/index.ts";
import type { Unsaid } from "./draft.ts";

/** Longest beginning of a record that is looked through. */
const SEARCHED_BYTES = 64 * 1024;

/**
 * The physical line of a client's record that says what its signature is about, where the first line does not: the last
 * line of a Python traceback, a `Caused by:`. Null when the first line says it, when no line alone does, or
 * when the line cannot be located to the byte or parted from what may be a value.
 */
export function carryingLine(store: Timeline, row: Row): { readonly source: Source; readonly text: Unsaid } | null {
  const code = store.signature(row);
  const record = store.source(row);
  if (code === 0) return null;
  const raw = store.raw(row, SEARCHED_BYTES);
  // Bad bytes are shown escaped, and the text is then longer than the bytes.
  if (Buffer.byteLength(raw) !== Math.min(record.byteLength, SEARCHED_BYTES)) return null;
  const lines = raw.split("\n");
  const index = lines.findIndex((line) => clientMatcher.match(withoutReturn(line), null) === code);
  if (index <= 0) return null;
  // What is decided with everything taken out holds for what takes out less: a mark has one line.
  if (redactedLine(raw, lines, index, redact) === null) return null;
  const before = lines.slice(0, index).reduce((bytes, line) => bytes + Buffer.byteLength(line) + 1, 0);
  const source = {
    file: record.file,
    line: record.line + index,
    byteOffset: record.byteOffset + before,
    byteLength: Buffer.byteLength(lines[index] ?? ""),
  };
  return { source, text: (redacted) => withoutReturn(redactedLine(raw, lines, index, redacted) ?? "") };
}

/** A line as the redacted record has it: the whole record tells what is a value, unless no value can reach the line. */
function redactedLine(
  raw: string,
  lines: readonly string[],
  index: number,
  redacted: (text: string) => string,
): string | null {
  const all = redacted(raw).split("\n");
  if (all.length === lines.length) return all[index] ?? null;
  return followsFrames(lines, index) ? redacted(lines[index] ?? "") : null;
}

/** Begins behind frames, which no value of the lines before them spans: a traceback shows each source line alone. */
function followsFrames(lines: readonly string[], index: number): boolean {
  if (lines[index]?.startsWith("Caused by: ") === true) return /^\s+(?:at |\.\.\. \d)/.test(lines[index - 1] ?? "");
  const head = lines.findLastIndex((line, i) => i < index && /^\S/.test(line));
  return head < index - 1 && withoutReturn(lines[head] ?? "") === "Traceback (most recent call last):";
}

function withoutReturn(line: string): string {
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
