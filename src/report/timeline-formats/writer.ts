/**
 * Writes rows as they come, in memory that does not grow with them. What a call returns is to be written at once; it may
 * be empty, because some formats gather rows.
 */
export interface RowWriter<Row> {
  /** What stands before the first row, rows or not. */
  readonly head: string;
  readonly write: (row: Row) => string;
  /** What is gathered still; after it nothing is written. */
  readonly end: () => string;
  /** Rows that the format cannot hold, so far. */
  readonly leftOut: () => number;
}

/** A writer of a format that has every row stand for itself; null leaves a row out. */
export function plainWriter<Row>(head: string, text: (row: Row) => string | null): RowWriter<Row> {
  let left = 0;
  return {
    head,
    write(row) {
      const written = text(row);
      if (written === null) left++;
      return written ?? "";
    },
    end: () => "",
    leftOut: () => left,
  };
}
