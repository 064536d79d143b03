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

/**
 * Sparse index of one file: where a record starts about every 64 KiB, and the lowest and highest time until the next
 * entry. Lets a second pass read only the blocks of incident windows.
 */
export class BlockIndex {
  private readonly offsets: number[] = [];
  private readonly lines: number[] = [];
  private readonly lowest: number[] = [];
  private readonly highest: number[] = [];
  private reachedUs = Number.NaN;
  private readonly gapList: Gap[] = [];

  /** A record head, in file order. */
  head(byteOffset: number, line: number, timeUs: number): void {
    if (timeUs - this.reachedUs > MIN_GAP_US && this.gapList.length < MAX_GAPS) {
      this.gapList.push({ startUs: this.reachedUs, endUs: timeUs });
    }
    if (!(timeUs < this.reachedUs)) this.reachedUs = timeUs;
    const last = this.offsets.length - 1;
    if (last === -1 || byteOffset - (this.offsets[last] ?? 0) >= BLOCK_BYTES) {
      this.offsets.push(byteOffset);
      this.lines.push(line);
      this.lowest.push(timeUs);
      this.highest.push(timeUs);
      return;
    }
    if (timeUs < (this.lowest[last] ?? 0)) this.lowest[last] = timeUs;
    if (timeUs > (this.highest[last] ?? 0)) this.highest[last] = timeUs;
  }

  /** Silences of more than a minute between two records of the file, whatever they say. */
  get gaps(): readonly Gap[] {
    return this.gapList;
  }

  /** Runs of blocks that hold a time inside one of the windows; `size` is the file's. */
  pieces(windows: readonly { readonly startUs: number; readonly endUs: number }[], size: number): readonly Piece[] {
    const found: Piece[] = [];
    for (let i = 0; i < this.offsets.length; i++) {
      const low = this.lowest[i] ?? 0;
      const high = this.highest[i] ?? 0;
      if (!windows.some((w) => low <= w.endUs && high >= w.startUs)) continue;
      const byteOffset = this.offsets[i] ?? 0;
      const endOffset = this.offsets[i + 1] ?? size;
      const last = found.at(-1);
      if (last?.endOffset === byteOffset) found[found.length - 1] = { ...last, endOffset };
      else found.push({ byteOffset, line: this.lines[i] ?? 1, endOffset });
    }
    return found;
  }
}
