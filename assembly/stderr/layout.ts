// Memory: results first, then tables, then the block of bytes. Both sides write it, TypeScript by these constants.

/** 32-bit words, see below. */
export const WORDS: i32 = 0;
/** 64-bit floats, see below. */
export const FLOATS: i32 = 64;
/** Bytes of the zone that ends a stamp, its colon included, and the bits of them that count. */
export const ZONE: i32 = 128;
export const ZONE_MASK: i32 = 136;
/** `YYYY-MM-DD`, the date whose midnight is in DATE_US. */
export const DATE: i32 = 144;
/** The lowest byte value of every lane seen. */
export const LOWEST: i32 = 160;
/** The last stamp: `YYYY-MM-DD HH:MM` and the eight bytes after it. */
export const STAMP: i32 = 176;
/** Pairs of second and count. */
export const SECONDS: i32 = 256;
/** Words and floats before the seconds. */
export const WORD_COUNT: i32 = 64;
export const FLOAT_COUNT: i32 = 24;
export const MAX_SECONDS: i32 = 472;
/** Vectors of one byte each: as constants they would be made anew wherever they are used, in three instructions. */
export const NEWLINES: i32 = 4032;
export const BRACKETS: i32 = 4048;
export const BLANKS: i32 = 4064;
/** What follows a blank up to `9`: punctuation and digits. */
export const NEAR_BLANKS: i32 = 4080;
/** Beginnings of ordinary messages of sessions, then of background processes, then of samples: see `begins`. */
export const TABLES: i32 = 4096;
export const TABLES_BYTES: i32 = 12288;
export const BUCKETS_BYTES: i32 = 512;
/** The last record of a process: its id + 1 as 64-bit floats, its row as 32-bit integers. */
export const SLOTS: i32 = 16384;
export const SLOT_PIDS: i32 = 16384;
export const SLOT_ROWS: i32 = SLOT_PIDS + 8 * SLOTS;
/** Ends of records found ahead: see `runs.ts`. */
export const RUNS: i32 = SLOT_ROWS + 4 * SLOTS;
export const STRIDE_BYTES: i32 = 16384;
export const RUN_BYTES: i32 = 16;
export const BLOCK: i32 = RUNS + RUN_BYTES * (STRIDE_BYTES + 64) + 1024;

// Words
export const LINES: i32 = 0;
export const RECORDS: i32 = 1;
/** Dated lines, secondary ones included: any closes the record before it. */
export const HEADS: i32 = 2;
/** Where the last continuation line ends that stands before the first of the heads, or -1. */
export const CONTINUED_TO: i32 = 3;
/** The line that it stopped at: where its newline is, or -1. */
export const NEWLINE_AT: i32 = 4;
export const LAST_AT: i32 = 5;
export const LAST_END: i32 = 6;
/** Lines of the block before the last record. */
export const LAST_LINE: i32 = 7;
export const LAST_PRECISION: i32 = 8;
export const LAST_BACKGROUND: i32 = 9;
/** A stamp had a date or a zone that was not told. */
export const ASKS: i32 = 10;
export const USED_SECONDS: i32 = 11;
export const SECOND: i32 = 12;
export const SECOND_COUNT: i32 = 13;
/** The second of which sampled messages were read, and in the next word how many more of it must be. */
export const BUDGET_SECOND: i32 = 14;

// The head of the line that it stopped at, if it has the default prefix
/** Where the line begins, or -1. */
export const HEAD_AT: i32 = 52;
/** `%r:%u@%d`, and its end. */
export const HEAD_WHO: i32 = 53;
export const HEAD_WHO_END: i32 = 54;
export const HEAD_LABEL: i32 = 55;
export const HEAD_PRECISION: i32 = 56;
export const HEAD_BACKGROUND: i32 = 57;

// Floats, µs but for process ids
export const DATE_US: i32 = 0;
export const ZONE_US: i32 = 1;
export const PREVIOUS_US: i32 = 2;
export const REACHED_US: i32 = 3;
export const LOW_US: i32 = 4;
export const HIGH_US: i32 = 5;
export const LAST_US: i32 = 6;
export const LAST_PID: i32 = 7;
/** Behind the words of the head. */
export const HEAD_US: i32 = 21;
export const HEAD_PID: i32 = 22;

// Flags of `pass`
/** There is no record that a continuation line could belong to. */
export const ORPHANED: i32 = 1;
/** Lines with a stamp must be looked at. */
export const CONTINUATIONS_ONLY: i32 = 2;

export function word(index: i32): usize {
  return <usize>(WORDS + 4 * index);
}
export function float(index: i32): usize {
  return <usize>(FLOATS + 8 * index);
}
