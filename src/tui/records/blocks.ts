import type { FileRows, Timeline } from "../../timeline/index.ts";
import type { Place } from "../case.ts";
import { BLOCK_ROWS, type CaseOrder } from "./case-order.ts";

/** Rows of one file that are looked at together. */
export interface Block {
  readonly rows: FileRows;
  /** Indexes of its rows in the file's order, and behind the last. */
  readonly from: number;
  readonly to: number;
  /** Places between which its messages lie; `low` > `high` when none has one. */
  readonly low: Place;
  readonly high: Place;
}

/** All rows of a case in blocks: those at the cursor first, then on to the end, then from the beginning. */
export function blocksFrom(timeline: Timeline, order: CaseOrder, cursor: Place): readonly Block[] {
  const blocks: Block[] = [];
  for (const path of timeline.files) {
    for (const rows of timeline.rowsOfFile(path)) blocks.push(...blocksOf(rows, order));
  }
  const turn = ({ low, high }: Block): number =>
    low <= cursor && cursor <= high ? 0 : low > cursor ? low - cursor : order.count + low;
  return blocks
    .map((block) => ({ block, turn: turn(block) }))
    .sort((a, b) => a.turn - b.turn)
    .map(({ block }) => block);
}

function* blocksOf(rows: FileRows, order: CaseOrder): Iterable<Block> {
  for (let row = rows.first; row < rows.end;) {
    const end = Math.min(rows.end, (Math.floor(row / BLOCK_ROWS) + 1) * BLOCK_ROWS);
    yield { rows, from: row - rows.first, to: end - rows.first, ...order.blockOf(Math.floor(row / BLOCK_ROWS)) };
    row = end;
  }
}
