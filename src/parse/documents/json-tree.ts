import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
import { comparable, type DocumentNode } from "./node.ts";

/** Two million values are a week of ten metrics of ten instances, a point a minute; more would exhaust the memory. */
const MAX_NODES = 2_000_000;

type Growing = { -readonly [K in keyof DocumentNode]: DocumentNode[K] } & { children: DocumentNode[] };

/** A JSON value as a tree, and what stood in the way. */
export interface JsonTree {
  readonly root: DocumentNode | null;
  /** The first error: where, and what the parser says. What could be read is in the tree. */
  readonly error: { readonly offset: number; readonly reason: string } | null;
  /** There were more values than are read. */
  readonly cut: boolean;
}

const none: DocumentNode[] = [];

/**
 * Reads one JSON value.
 *
 * @param text one character a byte (latin1), brackets nested no deeper than the stack allows
 * @param base offset of the text in the file
 * @param limit values to read at most
 */
export function jsonTree(text: string, base: number, limit = MAX_NODES): JsonTree {
  let root: Growing | null = null;
  let open: Growing | null = null;
  let key = "";
  let keyOffset = 0;
  let count = 0;
  let skipping = false;
  let first: { offset: number; code: ParseErrorCode } | null = null;
  const names = new Map<string, string>();

  const add = (kind: DocumentNode["kind"], value: DocumentNode["value"], offset: number, length: number): void => {
    if (++count > limit || (open === null && root !== null)) return;
    const inList = open?.kind === "list";
    const node: Growing = {
      parent: open,
      key: open === null ? "" : inList ? open.children.length : key,
      name: open === null || inList ? "" : nameOf(key, names),
      kind,
      value,
      children: kind === "value" ? none : [],
      start: base + offset,
      end: base + offset + length,
      keyStart: base + (open === null || inList ? offset : keyOffset),
    };
    open?.children.push(node);
    root ??= node;
    if (kind !== "value") open = node;
  };
  const begin = (kind: "object" | "list", offset: number): boolean => {
    if (count >= limit) {
      count++;
      skipping = true; // its own end is reported all the same, of what is in it nothing
      return false;
    }
    add(kind, null, offset, text.length - offset);
    return true;
  };
  const close = (offset: number, length: number): void => {
    if (skipping || open === null) {
      skipping = false;
      return;
    }
    open.end = base + offset + length;
    open = open.parent as Growing | null;
  };
  visit(
    text,
    {
      onObjectBegin: (offset) => begin("object", offset),
      onArrayBegin: (offset) => begin("list", offset),
      onObjectEnd: close,
      onArrayEnd: close,
      onObjectProperty: (name, offset, length) => {
        key = utf8(name, text, offset, length);
        keyOffset = offset;
      },
      onLiteralValue: (value: unknown, offset, length) => {
        add("value", literal(value, text, offset, length), offset, length);
      },
      onError: (code, offset) => {
        first ??= { offset, code };
      },
    },
    { allowTrailingComma: true },
  );
  const error = first as { offset: number; code: ParseErrorCode } | null;
  return {
    root,
    error: error === null ? null : { offset: base + error.offset, reason: printParseErrorCode(error.code) },
    cut: count > limit,
  };
}

/** The parser makes 1 of `1e` and 0 of what it cannot read: measurements nobody took. A number ends with a digit. */
function literal(value: unknown, text: string, offset: number, length: number): DocumentNode["value"] {
  if (typeof value === "string") return utf8(value, text, offset, length);
  if (typeof value === "number") return /\d/.test(text.charAt(offset + length - 1)) ? value : null;
  return typeof value === "boolean" ? value : null;
}

function nameOf(key: string, names: Map<string, string>): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = comparable(key);
  if (names.size < 10_000) names.set(key, name);
  return name;
}

/** A string of the latin1 text, read again as the UTF-8 it is; as it was parsed where it is damaged. */
function utf8(parsed: string, text: string, offset: number, length: number): string {
  if (!/[^\0-\u007f]/.test(parsed)) return parsed;
  try {
    const again: unknown = JSON.parse(Buffer.from(text.slice(offset, offset + length), "latin1").toString("utf8"));
    return typeof again === "string" ? again : parsed;
  } catch {
    return parsed;
  }
}
