import type { HeadReader, Heads } from "./heads.ts";
import type { TimeWindow } from "./time-window.ts";

/** Which bytes of a file must be read for a window. */
export type Sought =
  /** All records of the window begin in `[from, to)`; both are record heads or an end of the file. */
  | { readonly what: "part"; readonly from: number; readonly to: number }
  /** None lies inside: the file's records go from `firstUs` to `lastUs`. */
  | { readonly what: "outside"; readonly firstUs: number; readonly lastUs: number }
  /** Its order tells nothing. */
  | { readonly what: "whole" };

/** Below this, reading the file is no more work than looking into it. */
export const WORTH_SEEKING_BYTES = 256 * 1024;
/** What is read for one look into a file. A look goes on until a record is found, up to {@link MOST_PIECES} times as far. */
const PIECE_BYTES = 8 * 1024;
const MOST_PIECES = 512;
/** As near as this to the window's ends is near enough: the rest is scanned sooner than looked into. */
const CLOSE_PIECES = 32;
/** Looks spread over a file, from which its order is told. */
const PROBES = 16;
/** Concurrent writers and clocks that are set: a minute of disorder is looked through on both sides of the window. */
export const SLACK_US = 60_000_000;

const WHOLE = { what: "whole" } as const;

/** The times of a piece. */
interface Piece {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly lowUs: number;
  readonly highUs: number;
  /** No record is earlier than one before it by more than the {@link SLACK_US}. */
  readonly ordered: boolean;
}

/**
 * Finds the part of a file that holds a window by looking at pieces of it. Where the looks disagree with a file that is
 * in order of time, to the {@link SLACK_US}, the answer is the whole file.
 *
 * @param expected somebody says that the file lies outside (its name): then its two ends are proof enough
 */
export function seek(
  size: number,
  heads: HeadReader,
  window: TimeWindow,
  expected: boolean,
  pieceBytes = PIECE_BYTES,
): Sought {
  const look = new Look(size, heads, pieceBytes);
  const first = look.from(0, size);
  const last = look.last();
  if (first === null || last === null || last.highUs < first.lowUs) return WHOLE;
  const earliest = window.sinceUs - SLACK_US;
  const latest = window.untilUs + SLACK_US;
  const outside: Sought = { what: "outside", firstUs: first.lowUs, lastUs: last.highUs };
  const before = Math.max(first.highUs, last.highUs) < earliest;
  const after = Math.min(first.lowUs, last.lowUs) > latest;
  if (expected && (before || after)) return outside;
  if (!isInOrder(look, first, last)) return WHOLE;
  if (before || after) return outside;
  const from = look.lastBefore(earliest);
  return { what: "part", from, to: look.firstAfter(from, latest) };
}

function isInOrder(look: Look, first: Piece, last: Piece): boolean {
  let { lastOffset: seen, highUs: reachedUs } = first;
  for (let i = 1; i <= PROBES; i++) {
    const piece = i === PROBES ? last : look.from(Math.floor((look.size * i) / PROBES), look.size);
    // In a small file the looks meet.
    if (piece === null || piece.firstOffset <= seen) continue;
    if (!piece.ordered || piece.lowUs < reachedUs - SLACK_US) return false;
    reachedUs = Math.max(reachedUs, piece.highUs);
    seen = piece.lastOffset;
  }
  return first.ordered;
}

/** Looks into a file. */
class Look {
  readonly size: number;
  private readonly heads: HeadReader;
  private readonly pieceBytes: number;

  constructor(size: number, heads: HeadReader, pieceBytes: number) {
    this.size = size;
    this.heads = heads;
    this.pieceBytes = pieceBytes;
  }

  /** The records of the first piece of `[start, limit)` that has any. */
  from(start: number, limit: number): Piece | null {
    for (let bytes = this.pieceBytes; ; bytes *= 8) {
      const to = Math.min(limit, start + bytes);
      const piece = pieceOf(this.heads(start, to));
      if (piece !== null || to === limit || bytes >= MOST_PIECES * this.pieceBytes) return piece;
    }
  }

  /** The last records of the file. */
  last(): Piece | null {
    for (let bytes = this.pieceBytes; ; bytes *= 8) {
      const piece = pieceOf(this.heads(Math.max(0, this.size - bytes), this.size));
      if (piece !== null || bytes >= Math.min(this.size, MOST_PIECES * this.pieceBytes)) return piece;
    }
  }

  /** A record before which all are earlier than `us`; 0 for none. */
  lastBefore(us: number): number {
    let low = 0;
    for (let high = this.size; high - low > CLOSE_PIECES * this.pieceBytes;) {
      const middle = low + Math.floor((high - low) / 2);
      const piece = this.from(middle, high);
      if (piece !== null && piece.highUs < us) low = piece.lastOffset;
      else high = middle;
    }
    return low;
  }

  /** A record behind `start` from which on all are later than `us`; the file's end for none. */
  firstAfter(start: number, us: number): number {
    let high = this.size;
    for (let low = start; high - low > CLOSE_PIECES * this.pieceBytes;) {
      const middle = low + Math.floor((high - low) / 2);
      const piece = this.from(middle, high);
      if (piece !== null && piece.lowUs > us) high = piece.firstOffset;
      else low = middle;
    }
    return high;
  }
}

function pieceOf({ offsets, timesUs }: Heads): Piece | null {
  const [firstOffset, lastOffset] = [offsets[0], offsets.at(-1)];
  if (firstOffset === undefined || lastOffset === undefined) return null;
  let [lowUs, highUs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let ordered = true;
  for (const us of timesUs) {
    ordered &&= us >= highUs - SLACK_US;
    lowUs = Math.min(lowUs, us);
    highUs = Math.max(highUs, us);
  }
  return { firstOffset, lastOffset, lowUs, highUs, ordered };
}
