import type { Row } from "../model/index.ts";

/** Rows of one stretch, allocated when one of them is spoken of. */
const STRETCH = 4096;

/**
 * Rows that repeat another row (a stderr twin of a csvlog record, a file given twice), and the first row that repeats
 * each. Numbers in stretches: a storm written in two formats is millions of pairs.
 */
export class HiddenRows {
  /** One bit a row. */
  private readonly hidden = new Map<number, Uint8Array>();
  /** The first row that repeats each, plus one. */
  private readonly twins = new Map<number, Uint32Array>();

  get any(): boolean {
    return this.hidden.size > 0;
  }

  has(row: Row): boolean {
    const bits = this.hidden.get(Math.floor(row / STRETCH));
    const place = row % STRETCH;
    return bits !== undefined && ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;
  }

  hide(row: Row, of: Row): void {
    const bits = stretch(this.hidden, row, () => new Uint8Array(STRETCH / 8));
    const place = row % STRETCH;
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
    const twins = stretch(this.twins, of, () => new Uint32Array(STRETCH));
    if (twins[of % STRETCH] === 0) twins[of % STRETCH] = row + 1;
  }

  /** The first row hidden because it repeats this one, or null. */
  twinOf(row: Row): Row | null {
    const twin = this.twins.get(Math.floor(row / STRETCH))?.[row % STRETCH] ?? 0;
    return twin === 0 ? null : twin - 1;
  }
}

function stretch<T>(stretches: Map<number, T>, row: Row, make: () => T): T {
  const index = Math.floor(row / STRETCH);
  let found = stretches.get(index);
  if (found === undefined) {
    found = make();
    stretches.set(index, found);
  }
  return found;
}
