const STEP: i32 = 16;

/** Writes the index of every newline in memory[start, end) to `out` as 32-bit integers; returns how many. */
export function newlines(start: i32, end: i32, out: i32): i32 {
  const first = out;
  const newline = i8x16.splat(10);
  let at = start;
  for (; at + STEP <= end; at += STEP) {
    let mask = i8x16.bitmask(i8x16.eq(v128.load(at), newline));
    while (mask != 0) {
      store<i32>(out, at + ctz(mask));
      out += 4;
      mask &= mask - 1;
    }
  }
  for (; at < end; at++) {
    if (load<u8>(at) == 10) {
      store<i32>(out, at);
      out += 4;
    }
  }
  return (out - first) >> 2;
}
