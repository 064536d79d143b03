import { byte } from "./bytes";

/** What a line with a stamp is: nothing was decided, a LOG message, a secondary line, … */
export const UNSURE: i32 = 0;
export const LOG: i32 = 1;
export const SECONDARY: i32 = 2;
/** A secondary line that may repeat a forger's name, as FATAL may. */
export const DETAIL: i32 = 3;
export const FATAL: i32 = 4;
export const OTHER: i32 = 5;

/** The kind of the label that ends at the colon and begins at or after `from`. No label ends in another. */
export function labelBefore(colon: usize, from: usize): i32 {
  const w = load<u64>(colon - 8);
  let length: usize = 0;
  let kind = OTHER;
  if (w >> 40 == 0x474f4c) {
    length = 3;
    kind = LOG;
  } else if (w >> 16 == 0x4c4941544544) {
    length = 6;
    kind = DETAIL;
  } else if (w >> 24 == 0x4c41544146) {
    length = 5;
    kind = FATAL;
  } else {
    length = secondary(w, colon);
    if (length != 0) kind = SECONDARY;
    else length = level(w);
  }
  return length != 0 && colon - length >= from ? kind : UNSURE;
}

/** Length of STATEMENT, HINT, CONTEXT, QUERY, LOCATION or BACKTRACE, whose last eight bytes are given; or 0. */
function secondary(w: u64, colon: usize): usize {
  if (w == 0x544e454d45544154) return byte(colon - 9) == 83 ? 9 : 0;
  if (w >> 32 == 0x544e4948) return 4;
  if (w >> 8 == 0x545845544e4f43) return 7;
  if (w >> 24 == 0x5952455551) return 5;
  if (w == 0x4e4f495441434f4c) return 8;
  return w == 0x45434152544b4341 && byte(colon - 9) == 66 ? 9 : 0;
}

/** Length of ERROR, PANIC, WARNING, NOTICE, INFO, DEBUG or DEBUG1 to DEBUG5, or 0. */
function level(w: u64): usize {
  if (w >> 24 == 0x524f525245 || w >> 24 == 0x43494e4150 || w >> 24 == 0x4755424544) return 5;
  if (w >> 8 == 0x474e494e524157) return 7;
  if (w >> 16 == 0x454349544f4e) return 6;
  if (w >> 32 == 0x4f464e49) return 4;
  return ((w >> 16) & 0xffffffffff) == 0x4755424544 && (w >> 56) - 49 < 5 ? 6 : 0;
}
