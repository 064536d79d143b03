import type { Document, Node as YamlNode } from "yaml";
import { divide } from "../rds-events/documents.ts";
import { jsonTree } from "./json-tree.ts";
import { comparable, type DocumentNode, oneLine } from "./node.ts";

/**
 * Statements of people are short. The YAML parser takes quadratic time for hostile text: a megabyte of quotes took nine
 * minutes, 64 KiB two seconds.
 */
const MAX_BYTES = 64 * 1024;

/** Brackets, `- - -` and steps of indentation inside each other (SECURITY §6). */
const MAX_DEPTH = 64;

type Yaml = typeof import("yaml");
type Trouble = { readonly offset: number; readonly reason: string };

/** A YAML file as a tree. */
export interface YamlTree {
  readonly root: DocumentNode | null;
  /** What ends the reading: where, and why. Only what stands before it is in the tree. */
  readonly error: Trouble | null;
  /** Things that are never used, where they stand: aliases, keys that are no text. */
  readonly unusable: readonly Trouble[];
}

/** Reads a small YAML file, or one that is JSON. No aliases, no tags, one document (SECURITY §6). */
export async function yamlTree(bytes: Uint8Array): Promise<YamlTree> {
  const json = asJson(bytes);
  if (json !== null) return { root: json, error: null, unusable: [] };
  if (bytes.length > MAX_BYTES) return failed(`it is larger than ${MAX_BYTES} bytes`);
  const { text, offsets } = decoded(bytes);
  if (depthOf(text) > MAX_DEPTH) return failed(`it is nested deeper than ${MAX_DEPTH}`);
  // Loaded here only: cases without such a file need not pay for it.
  const yaml = await import("yaml");
  let document: Document.Parsed;
  try {
    // Keys that repeat are told by whoever reads the mapping: the parser would compare every key with every other.
    const options = { schema: "core", uniqueKeys: false, prettyErrors: false, logLevel: "error" } as const;
    document = yaml.parseDocument(text, options);
  } catch (error) {
    return failed(`it is not valid YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const unusable: Trouble[] = [];
  const reader: Reader = { yaml, offsets, stop: first?.pos[0] ?? Number.POSITIVE_INFINITY, unusable };
  const root = nodeOf(reader, document.contents, null, "", null);
  if (first === undefined) return { root, error: null, unusable };
  const reason = `it is not valid YAML: ${oneLine(first.message)}; only what stands before is used`;
  return { root, error: { offset: offsets(first.pos[0]), reason }, unusable };
}

interface Reader {
  readonly yaml: Yaml;
  /** The byte of a character. */
  readonly offsets: (at: number) => number;
  /** The character of the first error. */
  readonly stop: number;
  readonly unusable: Trouble[];
}

function nodeOf(
  reader: Reader,
  node: YamlNode | null,
  parent: DocumentNode | null,
  key: string | number,
  keyAt: number | null,
): DocumentNode | null {
  const { yaml, offsets, stop, unusable } = reader;
  if (node?.range === undefined || node.range === null) return null;
  const [start, end] = node.range;
  // What the error cuts says something else than was meant.
  if (start > stop || (yaml.isScalar(node) && end >= stop)) return null;
  if (yaml.isAlias(node)) {
    unusable.push({ offset: offsets(start), reason: "aliases (*) are not read; write the value again" });
    return null;
  }
  const name = typeof key === "string" ? comparable(key) : "";
  const at = { parent, key, name, start: offsets(start), end: offsets(end), keyStart: offsets(keyAt ?? start) };
  if (yaml.isScalar(node)) return { ...at, kind: "value", value: scalar(node.value), children: [] };
  const children: DocumentNode[] = [];
  const whole: DocumentNode = { ...at, kind: yaml.isSeq(node) ? "list" : "object", value: null, children };
  const add = (value: unknown, under: string | number, where: number | null): void => {
    const child = nodeOf(reader, yaml.isNode(value) ? value : null, whole, under, where);
    if (child !== null) children.push(child);
  };
  if (yaml.isSeq(node)) for (const item of node.items) add(item, children.length, null);
  for (const { key: keyNode, value } of yaml.isMap(node) ? node.items : []) {
    const where = yaml.isNode(keyNode) ? (keyNode.range?.[0] ?? start) : start;
    if (where > stop) continue;
    if (yaml.isScalar(keyNode)) add(value, String(keyNode.value), where);
    else unusable.push({ offset: offsets(where), reason: "its key is no text" });
  }
  return whole;
}

function failed(reason: string): YamlTree {
  return { root: null, error: { offset: 0, reason }, unusable: [] };
}

function scalar(value: unknown): DocumentNode["value"] {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/** JSON is read by the parser of JSON, which has no limit of 64 KiB. */
function asJson(bytes: Uint8Array): DocumentNode | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (!/^(?:\u00ef\u00bb\u00bf)?\s*[[{]/.test(text)) return null;
  const { documents } = divide(text);
  const [document] = documents;
  if (document === undefined || documents.length !== 1 || !document.closed || document.depth > MAX_DEPTH) return null;
  const { root, error, cut } = jsonTree(text.slice(document.start, document.end), document.start, 100_000);
  return error === null && !cut ? root : null;
}

/** The text, and the byte at which each of its characters lies; latin1 where it is no valid UTF-8. */
function decoded(bytes: Uint8Array): { readonly text: string; readonly offsets: (at: number) => number } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { text: Buffer.from(bytes).toString("latin1"), offsets: (at) => at };
  }
  if (text.length === bytes.length) return { text, offsets: (at) => at };
  const starts = new Uint32Array(text.length + 1);
  let byte = 0;
  for (let i = 0; i < text.length; i++) {
    starts[i] = byte;
    const code = text.charCodeAt(i);
    // A surrogate pair is four bytes: two a half.
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3;
  }
  starts[text.length] = byte;
  return { text, offsets: (at) => starts[Math.min(at, text.length)] ?? byte };
}

/** How deep the text may nest, at most: brackets that are open at once, block sequences in one line. */
function depthOf(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    open = bracket === "[" || bracket === "{" ? open + 1 : Math.max(0, open - 1);
    deepest = Math.max(deepest, open);
  }
  const inLine = /(?:[-?:][ \t]+){65}/.test(text) ? MAX_DEPTH + 1 : 0;
  return Math.max(deepest, inLine);
}
