import { divide, type JsonDocument } from "../rds-events/documents.ts";
import { jsonTree } from "./json-tree.ts";
import type { DocumentNode } from "./node.ts";
import { Reading } from "./reading.ts";

/** Deeper nesting is none of these documents, and reading it recursively could exhaust the stack. */
const MAX_DEPTH = 64;

/** Two million lines: more would exhaust the memory before anything is read. */
const MAX_LINES = 2_000_000;

/** A JSON file: its values, and the reading they are accounted in. */
export interface JsonFile {
  readonly reading: Reading;
  readonly roots: readonly DocumentNode[];
  /** Bytes of each value, also of one that could not be read. */
  readonly values: readonly JsonDocument[];
}

/**
 * Opens a JSON file: one value, several after each other (answers appended to each other), or one a line. What is
 * damaged becomes a problem and the rest is read.
 *
 * @param file name used in citations
 */
export function openJson(bytes: Uint8Array, file: string): JsonFile {
  // One character a byte: positions in the tree are byte offsets. Values are read again as UTF-8.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const count = lineCount(bytes);
  const tooMany = count > MAX_LINES;
  const { lines, documents } = tooMany ? { lines: [], documents: [] } : divide(text);
  const reading = new Reading(file, text, lines, tooMany ? count : 0);
  if (documents.length === 0) reading.damaged(0, tooMany ? "it has too many lines" : "there is no JSON value in it");
  const roots = documents.flatMap((document) => {
    const root = read(text, document, reading);
    return root === null ? [] : [root];
  });
  return { reading, roots, values: documents };
}

/** An object that was written as JSON inside of a string; null when it is damaged. Its positions mean nothing. */
export function jsonInside(text: string): DocumentNode | null {
  const latin1 = Buffer.from(text).toString("latin1");
  const [document] = divide(latin1).documents;
  if (document === undefined || !document.closed || document.depth > MAX_DEPTH) return null;
  const { root, error } = jsonTree(latin1.slice(document.start, document.end), 0, 20_000);
  return error === null && root?.kind === "object" ? root : null;
}

function read(text: string, document: JsonDocument, reading: Reading): DocumentNode | null {
  const { start, end, depth, closed } = document;
  if (depth > MAX_DEPTH) {
    reading.damaged(start, `brackets are nested ${depth} deep`);
    return null;
  }
  const { root, error, cut } = jsonTree(text.slice(start, end), start);
  if (!closed) reading.damaged(end - 1, "it ends before its brackets close");
  else if (error !== null) reading.damaged(error.offset, error.reason);
  if (cut && root !== null) reading.tell(root, "it holds more values than are read; give a part of it");
  return root;
}

function lineCount(bytes: Uint8Array): number {
  let count = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}
