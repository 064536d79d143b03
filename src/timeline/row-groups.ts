/** Places of a page's rows by a number of theirs (signature, stream), each group in the rows' order. */
export class RowGroups {
  /** Numbers that occur, ascending. */
  readonly keys: Uint32Array;
  private readonly starts: Uint16Array;
  private readonly order: Uint16Array;

  /** @param keyOf the number of the row at a place; -1 to leave it out */
  constructor(rows: number, keyOf: (place: number) => number) {
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
    this.keys = Uint32Array.from(found).sort();
    this.starts = new Uint16Array(this.keys.length + 1);
    let start = 0;
    this.keys.forEach((key, i) => {
      this.starts[i] = start;
      const count = counts[key] ?? 0;
      counts[key] = start;
      start += count;
    });
    this.starts[this.keys.length] = start;
    this.order = new Uint16Array(total);
    for (let place = 0; place < rows; place++) {
      const key = keyOf(place);
      if (key === -1) continue;
      const at = counts[key] ?? 0;
      this.order[at] = place;
      counts[key] = at + 1;
    }
    for (const key of this.keys) counts[key] = 0;
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

/** Scratch of the counting sort, all zero between two uses. */
let counts = new Uint16Array(1024);

function enlarged(small: Uint16Array, key: number): typeof counts {
  const larger = new Uint16Array(Math.max(small.length * 2, key + 1));
  larger.set(small);
  return larger;
}
