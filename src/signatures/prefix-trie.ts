/** A stretch of bytes that some beginnings have in common, what ends after it, and how it goes on. */
export interface PrefixNode<T> {
  readonly label: Uint8Array;
  readonly values: readonly T[];
  readonly children: readonly PrefixNode<T>[];
}

/** Beginnings in UTF-8, by their first byte. */
export type PrefixTrie<T> = readonly (PrefixNode<T> | undefined)[];

interface Entry<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/**
 * Arranges beginnings so that a message is compared with all of them at once.
 *
 * @throws {RangeError} for an empty beginning, which would fit everything (a bug in the registry)
 */
export function makePrefixTrie<T>(entries: readonly (readonly [prefix: string, value: T])[]): PrefixTrie<T> {
  const all = entries.map(([prefix, value]) => ({ bytes: new TextEncoder().encode(prefix), value }));
  if (all.some(({ bytes }) => bytes.length === 0)) throw new RangeError("an empty beginning fits everything");
  const nodes = nodesFrom(all, 0);
  return Array.from({ length: 256 }, (_, byte) => nodes.find(({ label }) => label[0] === byte));
}

/** The child that a byte leads to. */
export function childAt<T>(node: PrefixNode<T>, byte: number | undefined): PrefixNode<T> | undefined {
  for (const child of node.children) if (child.label[0] === byte) return child;
  return undefined;
}

function nodesFrom<T>(entries: readonly Entry<T>[], offset: number): readonly PrefixNode<T>[] {
  const groups = Map.groupBy(entries, ({ bytes }) => bytes[offset]);
  return [...groups.values()].map((group) => {
    const end = commonEnd(group, offset);
    return {
      label: group[0]?.bytes.slice(offset, end) ?? new Uint8Array(0),
      values: group.filter(({ bytes }) => bytes.length === end).map(({ value }) => value),
      children: nodesFrom(
        group.filter(({ bytes }) => bytes.length > end),
        end,
      ),
    };
  });
}

/** The offset up to which all entries of a group agree. */
function commonEnd(group: readonly Entry<unknown>[], offset: number): number {
  const shortest = Math.min(...group.map(({ bytes }) => bytes.length));
  let end = offset + 1;
  while (end < shortest && group.every(({ bytes }) => bytes[end] === group[0]?.bytes[end])) end++;
  return end;
}
