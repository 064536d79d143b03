// Bytes and vectors of 16 of them.
import { BLANKS, BRACKETS, NEAR_BLANKS, NEWLINES } from "./layout";

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

export function byte(at: usize): u32 {
  return <u32>load<u8>(at);
}

export function isDigit(value: u32): bool {
  return value - ZERO <= 9;
}

/** Two digits, or more than 99. */
export function two(at: usize): u32 {
  const tens = byte(at) - ZERO;
  const ones = byte(at + 1) - ZERO;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 1000;
}

export function splat(value: u32): v128 {
  return i8x16.splat(<i8>value);
}

/** Before any other vectors are looked at: see {@link NEWLINES}. */
export function storeVectors(): void {
  v128.store(NEWLINES, splat(NEWLINE));
  v128.store(BRACKETS, splat(OPEN));
  v128.store(BLANKS, splat(SPACE));
  v128.store(NEAR_BLANKS, splat(25));
}

/** What must not become a call: functions cannot be told so in TypeScript's syntax, methods can. */
export class Vectors {
  /** Bit n for byte n of 64. */
  @inline
  static mask(a: v128, b: v128, c: v128, d: v128): u64 {
    return (
      <u64>(<u32>i8x16.bitmask(a)) |
      ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
      ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
      ((<u64>(<u32>i8x16.bitmask(d))) << 48)
    );
  }

  /** Bytes that are a bracket and stand before a digit, a blank or some punctuation; `[local]` is a name. */
  @inline
  static opening(at: usize): v128 {
    const next = i8x16.sub(v128.load(at, 1), v128.load(BLANKS));
    const isNear = i8x16.eq(i8x16.min_u(next, v128.load(NEAR_BLANKS)), next);
    return v128.and(i8x16.eq(v128.load(at), v128.load(BRACKETS)), isNear);
  }
}

/** The first newline at or after `at`, where there is one. */
export function newlineFrom(at: usize): usize {
  let p = at;
  while (true) {
    const newlines = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(NEWLINES)));
    if (newlines != 0) return p + ctz(newlines);
    p += 16;
  }
}
