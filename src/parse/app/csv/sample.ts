import type { Buffer } from "node:buffer";
import { firstHead } from "../detect.ts";
import type { Unwrapped } from "../format.ts";
import type { PhysicalLine } from "../lines.ts";
import { payloadOf } from "../payload.ts";
import type { CsvHeader } from "./header.ts";
import { RowScanner } from "./rows.ts";
import type { RowView } from "./rows.ts";

const orderRows = 200;

/** The first rows of an export. */
export interface RowSample {
  readonly rows: readonly Unwrapped[];
  /** Lines they take. */
  readonly lines: number;
  /** Lines between them that are no rows. */
  readonly gaps: number;
  /** How they write their times. */
  readonly timeShapes: ReadonlySet<string>;
}

/**
 * Up to `limit` rows of a file's first bytes.
 *
 * @param complete `head` is the whole file
 */
export function sampleRows(head: Buffer, header: CsvHeader, limit: number, complete: boolean): RowSample {
  const rows: Unwrapped[] = [];
  const timeShapes = new Set<string>();
  let lines = 0;
  let gaps = 0;
  const sink = {
    row: ({ count }: PhysicalLine, row: RowView): boolean => {
      const shape = row.timeShape();
      if (shape !== "") timeShapes.add(shape);
      lines += count;
      return rows.push(row.piece()) < limit;
    },
    empty: (): void => undefined,
    gap: (): void => void gaps++,
  };
  const data = head.subarray(header.end);
  new RowScanner(header, sink, header.lines + 1).consume(data, data.length, header.end, complete);
  return { rows, lines, gaps, timeShapes };
}

/**
 * Whether rows lie in the file from the newest to the oldest (APPS §3.6): of the first 200 that have a time, three times
 * as many go back as go on. An export without a time column is asked for the times inside of its messages.
 */
export function isNewestFirst(rows: readonly Unwrapped[]): boolean {
  const times = rows.flatMap(({ stamp, text }) => {
    const us = (stamp ?? firstHead(payloadOf(text).line)?.head.stamp)?.us;
    return us === undefined ? [] : [us];
  });
  let [on, back] = [0, 0];
  for (const [i, us] of times.slice(0, orderRows).entries()) {
    const before = times[i - 1] ?? us;
    if (us > before) on++;
    else if (us < before) back++;
  }
  return back > 3 * on;
}
