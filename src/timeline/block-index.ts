/** Bytes between two entries: small enough to skip what an incident does not touch, large enough to cost nothing. */
const BLOCK_BYTES = 64 * 1024;

const MIN_GAP_US = 60_000_000;
const MAX_GAPS = 10_000;

/** A stretch without a record, µs. */
interface Gap {
  readonly startUs: number;
  readonly endUs: number;
}

/** A part of a file to scan again: starts at a record head. */
export interface Piece {
  readonly byteOffset: number;
  readonly line: number;
  readonly endOffset: number;
}

/** An index as it is kept and travels. */
export interface BlockIndexData {
  /** Byte offset, line, lowest time and highest time of each block, one after the other. */
  readonly blocks: Float64Array;
  /** Start and end of each gap. */
  readonly gaps: Float64Array;
}

const BLOCK_CELLS = 4;

/**
 * Sparse index of one file: where a record starts about every 64 KiB, and the lowest and highest time until the next
 * entry. Lets a second pass read only the blocks of incident windows.
 */
export class BlockIndex {
  private cells: Float64Array;
  private used: number;
  private reachedUs = Number.NaN;
  private readonly gapList: Gap[] = [];

  constructor(data?: BlockIndexData) {
    this.cells = data?.blocks ?? new Float64Array(0);
    this.used = data?.blocks.length ?? 0;
    const gaps = data?.gaps ?? [];
    for (let i = 0; i < gaps.length; i += 2) this.gapList.push({ startUs: gaps[i] ?? 0, endUs: gaps[i + 1] ?? 0 });
  }

  /** A record head, in file order. */
  head(byteOffset: number, line: number, timeUs: number): void {
    if (timeUs - this.reachedUs > MIN_GAP_US && this.gapList.length < MAX_GAPS) {
      this.gapList.push({ startUs: this.reachedUs, endUs: timeUs });
    }
    if (!(timeUs < this.reachedUs)) this.reachedUs = timeUs;
    const { cells } = this;
    const last = this.used - BLOCK_CELLS;
    if (last < 0 || byteOffset - (cells[last] ?? 0) >= BLOCK_BYTES) {
      this.open(byteOffset, line, timeUs);
      return;
    }
    if (timeUs < (cells[last + 2] ?? 0)) cells[last + 2] = timeUs;
    if (timeUs > (cells[last + 3] ?? 0)) cells[last + 3] = timeUs;
  }

  /** A record from this offset on starts a block. */
  get blockEnd(): number {
    return this.used === 0 ? 0 : (this.cells[this.used - BLOCK_CELLS] ?? 0) + BLOCK_BYTES;
  }

  private open(byteOffset: number, line: number, timeUs: number): void {
    this.makeRoom(BLOCK_CELLS);
    this.cells.set([byteOffset, line, timeUs, timeUs], this.used);
    this.used += BLOCK_CELLS;
  }

  private makeRoom(more: number): void {
    if (this.used + more <= this.cells.length) return;
    const larger = new Float64Array(Math.max(this.cells.length * 2, this.used + more, 8 * BLOCK_CELLS));
    larger.set(this.cells);
    this.cells = larger;
  }

  /** Silences of more than a minute between two records of the file, whatever they say. */
  get gaps(): readonly Gap[] {
    return this.gapList;
  }

  /**
   * Runs of blocks that hold a time inside one of the windows.
   *
   * @param size the file's
   * @param holds whether what is looked for may stand between two moments (µs); a block is left out where it does not
   */
  pieces(
    windows: readonly { readonly startUs: number; readonly endUs: number }[],
    size: number,
    holds: (startUs: number, endUs: number) => boolean = () => true,
  ): readonly Piece[] {
    const found: Piece[] = [];
    for (let at = 0; at < this.used; at += BLOCK_CELLS) {
      const low = this.cells[at + 2] ?? 0;
      const high = this.cells[at + 3] ?? 0;
      const touches = windows.some(
        ({ startUs, endUs }) => low <= endUs && high >= startUs && holds(Math.max(low, startUs), Math.min(high, endUs)),
      );
      if (!touches) continue;
      const byteOffset = this.cells[at] ?? 0;
      const endOffset = at + BLOCK_CELLS < this.used ? (this.cells[at + BLOCK_CELLS] ?? size) : size;
      const last = found.at(-1);
      if (last?.endOffset === byteOffset) found[found.length - 1] = { ...last, endOffset };
      else found.push({ byteOffset, line: this.cells[at + 1] ?? 1, endOffset });
    }
    return found;
  }

  /**
   * Adds the index of what follows in the file, whose lines are numbered from 1.
   *
   * @param firstUs time of its first record
   */
  append({ blocks, gaps }: BlockIndexData, linesBefore: number, firstUs: number): void {
    const { reachedUs } = this;
    const silences = [{ startUs: reachedUs, endUs: firstUs }, ...new BlockIndex({ blocks, gaps }).gapList];
    for (const { startUs, endUs } of silences) {
      // What was reached before may lie behind the beginning of a silence there.
      const since = reachedUs > startUs ? reachedUs : startUs;
      if (endUs - since > MIN_GAP_US && this.gapList.length < MAX_GAPS) this.gapList.push({ startUs: since, endUs });
    }
    this.makeRoom(blocks.length);
    const { cells } = this;
    cells.set(blocks, this.used);
    for (const end = this.used + blocks.length; this.used < end; this.used += BLOCK_CELLS) {
      cells[this.used + 1] = (cells[this.used + 1] ?? 0) + linesBefore;
      if (!((cells[this.used + 3] ?? 0) < this.reachedUs)) this.reachedUs = cells[this.used + 3] ?? 0;
    }
  }

  data(): BlockIndexData {
    const gaps = this.gapList.flatMap(({ startUs, endUs }) => [startUs, endUs]);
    return { blocks: this.cells.slice(0, this.used), gaps: Float64Array.from(gaps) };
  }
}
