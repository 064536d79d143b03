import { PAGE_ROWS } from "./row-layout.ts";

/** Places of a page's rows by a number of theirs (signature, stream), each group in the rows' order. */
export class RowGroups {
  /** Numbers that occur, ascending. */
  readonly keys: Uint32Array;
  private readonly starts: Uint16Array;
  private readonly order: Uint16Array;

  /** @param keyOf the number of the row at a place; -1 to leave it out */
  constructor(rows: number, keyOf: (place: number) => number) {
    const { keys, total } = counted(rows, keyOf);
    this.keys = keys;
    this.starts = new Uint16Array(keys.length + 1);
    let start = 0;
    keys.forEach((key, i) => {
      this.starts[i] = start;
      const count = counts[key] ?? 0;
      counts[key] = start;
      start += count;
    });
    this.starts[keys.length] = start;
    // A page of a storm holds one signature, and there are thousands of them.
    this.order = keys.length === 1 && total === rows ? IN_ORDER.subarray(0, rows) : ordered(rows, total, keyOf);
    for (const key of keys) counts[key] = 0;
  }

  /** Places of the rows with one of these numbers, in the rows' order. */
  places(wanted: ReadonlySet<number>): Uint16Array {
    const parts: Uint16Array[] = [];
    this.keys.forEach((key, i) => {
      if (wanted.has(key)) parts.push(this.order.subarray(this.starts[i], this.starts[i + 1]));
    });
    const [first, ...others] = parts;
    if (first === undefined) return NONE;
    if (others.length === 0) return first;
    const all = new Uint16Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all.sort();
  }
}

const NONE = new Uint16Array(0);

const IN_ORDER = Uint16Array.from({ length: PAGE_ROWS }, (_, place) => place);

/** Numbers that occur, ascending. */
export function keysOf(rows: number, keyOf: (place: number) => number): Uint32Array {
  const { keys } = counted(rows, keyOf);
  for (const key of keys) counts[key] = 0;
  return keys;
}

/** Numbers that occur, how often in `counts`, and how many rows have one. */
function counted(rows: number, keyOf: (place: number) => number): { readonly keys: Uint32Array; total: number } {
  const found: number[] = [];
  let total = 0;
  for (let place = 0; place < rows; place++) {
    const key = keyOf(place);
    if (key === -1) continue;
    total++;
    if (key >= counts.length) counts = enlarged(counts, key);
    const count = counts[key] ?? 0;
    if (count === 0) found.push(key);
    counts[key] = count + 1;
  }
  return { keys: Uint32Array.from(found).sort(), total };
}

/** Places by number; `counts` says where those of each begin. */
function ordered(rows: number, total: number, keyOf: (place: number) => number): Uint16Array {
  const order = new Uint16Array(total);
  for (let place = 0; place < rows; place++) {
    const key = keyOf(place);
    if (key === -1) continue;
    const at = counts[key] ?? 0;
    order[at] = place;
    counts[key] = at + 1;
  }
  return order;
}

/** Scratch of the counting sort, all zero between two uses. */
let counts = new Uint16Array(1024);

function enlarged(small: Uint16Array, key: number): typeof counts {
  const larger = new Uint16Array(Math.max(small.length * 2, key + 1));
  larger.set(small);
  return larger;
}
