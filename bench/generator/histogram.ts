import { createHash } from "node:crypto";
import { type HistogramSink, levels } from "../../src/model/index.ts";

/** `[second since the epoch, level, count]` */
export type Cell = readonly [number, string, number];

/**
 * Records by second and level. Two of them are compared by a checksum over every cell: a queue that hands out one file
 * twice doubles this while each single count looks plausible.
 */
export class Histogram implements HistogramSink {
  readonly #cells = new Map<number, number>();

  count(second: number, level: number, count: number): void {
    const cell = second * 8 + level;
    this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + count);
  }

  /** Sorted. */
  cells(): readonly Cell[] {
    return [...this.#cells]
      .filter(([, count]) => count !== 0)
      .sort(([a], [b]) => a - b)
      .map(([cell, count]) => [Math.floor(cell / 8), levels[cell % 8] ?? "none", count]);
  }

  checksum(): string {
    const hash = createHash("sha256");
    for (const cell of this.cells()) hash.update(`${cell.join(" ")}\n`);
    return hash.digest("hex");
  }

  /** Records by level. */
  byLevel(): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const level of levels) {
      const sum = [...this.#cells].reduce((total, [cell, n]) => total + (levels[cell % 8] === level ? n : 0), 0);
      if (sum > 0) sums[level] = sum;
    }
    return sums;
  }

  /** Adds what another one holds. */
  merge(other: Histogram): void {
    for (const [cell, count] of other.#cells) this.#cells.set(cell, (this.#cells.get(cell) ?? 0) + count);
  }
}
