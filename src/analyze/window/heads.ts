/** Where records of a piece of a file begin, and their times (µs), in file order. */
export interface Heads {
  readonly offsets: readonly number[];
  readonly timesUs: readonly number[];
}

/** Finds the dated records of a file that begin in `[from, to)`, from the first line that begins there on. */
export interface HeadReader {
  (from: number, to: number): Heads;
}
