import { type DocumentNode, oneLine } from "./node.ts";
import type { Reading } from "./reading.ts";

/** What the keys of a mapping mean; several spellings of one meaning, as `comparable` gives them. */
export type Keys<Meaning extends string> = Readonly<Record<Meaning, readonly string[]>>;

/**
 * The values of a mapping by meaning. A key that means nothing, and one that says a thing a second time, is told and
 * never used.
 */
export function takeKeys<Meaning extends string>(
  reading: Reading,
  mapping: DocumentNode,
  keys: Keys<Meaning>,
): ReadonlyMap<Meaning, DocumentNode> {
  const meanings = new Map<string, Meaning>();
  for (const meaning of Object.keys(keys) as Meaning[]) for (const name of keys[meaning]) meanings.set(name, meaning);
  const taken = new Map<Meaning, DocumentNode>();
  for (const child of mapping.children) {
    const meaning = meanings.get(child.name);
    const key = `key "${oneLine(String(child.key), 60)}"`;
    if (meaning === undefined) reading.refused(child, `${key} is not known here and is not used`);
    else if (taken.has(meaning)) reading.refused(child, `${key} says again what an earlier key said, which counts`);
    else taken.set(meaning, child);
  }
  return taken;
}
