// Bytes and vectors of 16 of them.

export const TAB: u32 = 9;
export const NEWLINE: u32 = 10;
export const RETURN: u32 = 13;
export const SPACE: u32 = 32;
export const MINUS: u32 = 45;
export const DOT: u32 = 46;
export const ZERO: u32 = 48;
export const COLON: u32 = 58;
export const OPEN: u32 = 91;
export const CLOSE: u32 = 93;

@inline
export function byte(at: usize): u32 {
  return <u32>load<u8>(at);
}

@inline
export function isDigit(value: u32): bool {
  return value - ZERO <= 9;
}

/** Two digits, or more than 99. */
@inline
export function two(at: usize): u32 {
  const tens = byte(at) - ZERO;
  const ones = byte(at + 1) - ZERO;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 1000;
}

@inline
export function splat(value: u32): v128 {
  return i8x16.splat(<i8>value);
}

@inline
export function eq(a: v128, b: v128): v128 {
  return i8x16.eq(a, b);
}

/** Bit n for byte n of 64. */
@inline
export function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

/** The first newline at or after `at`, where there is one. */
export function newlineFrom(at: usize): usize {
  let p = at;
  while (true) {
    const newlines = i8x16.bitmask(eq(v128.load(p), splat(NEWLINE)));
    if (newlines != 0) return p + ctz(newlines);
    p += 16;
  }
}
