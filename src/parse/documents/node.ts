/**
 * A value of a document (JSON or YAML) and where it lies. Keys stay data: no object is ever made of them, so that
 * `__proto__` is a key like another.
 */
export interface DocumentNode {
  readonly parent: DocumentNode | null;
  /** The key as written; the index inside of a list; "" for a document's root. */
  readonly key: string | number;
  /** The key as it is compared ({@link comparable}); "" inside of a list and for the root. */
  readonly name: string;
  readonly kind: "object" | "list" | "value";
  /** Null for objects and lists too. */
  readonly value: string | number | boolean | null;
  readonly children: readonly DocumentNode[];
  /** Bytes of the value in the file, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where its key stands; `start` when it has none. */
  readonly keyStart: number;
}

/** Keys are compared without case, `_`, `-` and spaces: `DBInstanceIdentifier` and `db_instance_identifier` are one. */
export function comparable(key: string): string {
  return key.toLowerCase().replaceAll(/[ _-]/g, "");
}

/** The value of the first of the names (as {@link comparable} gives them) that is there and not null. */
export function field(node: DocumentNode, ...names: readonly string[]): DocumentNode | null {
  for (const name of names) {
    const found = node.kind === "object" ? node.children.findLast((child) => child.name === name) : undefined;
    if (found !== undefined && (found.kind !== "value" || found.value !== null)) return found;
  }
  return null;
}

/** Trimmed text of a string, null for everything else and for blanks. */
export function textOf(node: DocumentNode | null): string | null {
  const text = typeof node?.value === "string" ? node.value.trim() : "";
  return text === "" ? null : text;
}

/** Shorthand for the text of a field. */
export function textField(node: DocumentNode, ...names: readonly string[]): string | null {
  return textOf(field(node, ...names));
}

/** A finite number, also one that was written as text. */
export function numberOf(node: DocumentNode | null): number | null {
  const value = node?.value;
  const number = typeof value === "string" && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** RFC 6901. */
export function pointerOf(node: DocumentNode): string {
  const steps: string[] = [];
  for (let at = node; at.parent !== null; at = at.parent) {
    steps.push(String(at.key).replaceAll("~", "~0").replaceAll("/", "~1"));
  }
  return steps.length === 0 ? "" : `/${steps.toReversed().join("/")}`;
}

/** One line of at most `max` characters: text of a document that goes into a sentence. */
export function oneLine(text: string, max = 200): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}
