import { leadingCount } from "../../model/index.ts";
/** A JSON value in a file, by byte offsets. */
export interface JsonDocument {
  readonly start: number;
  readonly end: number;
  /** Brackets open at the same time, at most. */
  readonly depth: number;
  /** Whether every bracket was closed. */
  readonly closed: boolean;
}

/** How a file divides into JSON values. */
export interface Documents {
  readonly documents: readonly JsonDocument[];
  /** One value a line, so that a broken line harms no other. */
  readonly perLine: boolean;
  /** Start of every physical line. */
  readonly lines: readonly number[];
}

/**
 * Divides a file into JSON values: one document, several after each other, or one a line.
 *
 * @param text one character a byte (latin1), so that offsets are byte offsets
 */
export function divide(text: string): Documents {
  const lines = lineStarts(text);
  const spans = lines.map((start, i) => ({ start, end: lines[i + 1] ?? text.length }));
  const filled = spans.filter(({ start, end }) => !isBlank(text, start, end));
  const sample = filled.slice(0, 20);
  const parsed = sample.filter(({ start, end }) => isJson(text.slice(start, end)));
  const perLine = filled.length > 1 && parsed.length * 2 > sample.length;
  const documents = perLine
    ? filled.flatMap(({ start, end }) => {
        const found = firstDocument(text, start, end);
        return found !== null && isJson(text.slice(start, end)) ? [found] : [];
      })
    : allDocuments(text);
  return { documents, perLine, lines };
}

/** Index of the physical line (from 0) that holds the byte. */
export function lineAt(lines: readonly number[], offset: number): number {
  return Math.max(0, leadingCount(lines.length, (i) => (lines[i] ?? 0) <= offset) - 1);
}

/** Whether there is nothing but blanks (or a byte order mark) between two offsets. */
export function isBlank(text: string, start: number, end: number): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?[ \t\r\n]*$/.test(text.slice(start, end));
}

function allDocuments(text: string): readonly JsonDocument[] {
  const documents: JsonDocument[] = [];
  let at = 0;
  for (;;) {
    const found = firstDocument(text, at, text.length);
    if (found === null) return documents;
    documents.push(found);
    at = found.end;
  }
}

/** From the first opening bracket to the one that closes it. A string ends at the end of its line, as JSON demands. */
function firstDocument(text: string, from: number, to: number): JsonDocument | null {
  const token = /["[\]{}\n]|\\[^]/g;
  let start = -1;
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  token.lastIndex = from;
  for (let found = token.exec(text); found !== null && found.index < to; found = token.exec(text)) {
    const what = found[0];
    if (what === "\n") quoted = false;
    else if (what === '"') quoted = start !== -1 && !quoted;
    else if (quoted || what.startsWith("\\")) continue;
    else if (what === "{" || what === "[") {
      if (start === -1) start = found.index;
      deepest = Math.max(deepest, ++depth);
    } else if (start !== -1 && --depth === 0) {
      return { start, end: found.index + 1, depth: deepest, closed: true };
    }
  }
  return start === -1 ? null : { start, end: to, depth: deepest, closed: false };
}

function lineStarts(text: string): readonly number[] {
  const starts: number[] = [];
  for (let at = 0; at < text.length; at = text.indexOf("\n", at) + 1) {
    starts.push(at);
    if (text.indexOf("\n", at) === -1) break;
  }
  return starts;
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text.replace(/^\u00ef\u00bb\u00bf/, ""));
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}
