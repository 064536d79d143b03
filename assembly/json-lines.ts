// Walks lines of JSON along learned layouts. A layout is a sequence of leads (bytes that must stand there: punctuation,
// keys, values that decide) and slots (values that may differ); layouts that begin alike share edges of one tree. What
// does not follow a layout to its end stops the walk; so does what only the caller can decide. The memory is described
// in src/parse/json-lines.ts, which writes the tree.

// An edge: six words.
const LEAD_LENGTH: usize = 4;
const KIND: usize = 8;
const ARGUMENT: usize = 12;
const SIBLING: usize = 16;
const CHILD: usize = 20;

// Kinds of slots.
const VALUE: i32 = 0;
const STRING: i32 = 1;
const TEXT: i32 = 2;
const NUMBER: i32 = 3;
const EPOCH: i32 = 4;
const DECIMAL: i32 = 5;
const STAMP: i32 = 6;
const SEARCHED: i32 = 7;
const ORDINARY: i32 = 8;
const PID: i32 = 9;
const END: i32 = 10;

// Why a walk stopped.
const BYTES: i32 = 0;
const UNKNOWN: i32 = 1;
const MINUTE: i32 = 2;
const MESSAGE: i32 = 3;
const OTHER: i32 = 4;
const FULL: i32 = 5;

// What the caller tells.
const ROOT: usize = 0;
const LANE: usize = 4;
const SECOND: usize = 8;
const STARTS_BEFORE: usize = 16;
const FORGIVEN: usize = 20;
const AUTOMATON: usize = 24;
const CLASSES: usize = 28;
const FOUND: usize = 32;
const PREFIXES: usize = 36;
const FILTER: usize = 56;
/** Prefixes behind the others, of strings that are ordinary once enough of their second were read. */
const SAMPLED: usize = 60;
const LATEST: usize = 40;
const PREVIOUS: usize = 48;
// What the walk tells.
const LINE: usize = 64;
const COUNT: usize = 68;
const LAST: usize = 72;
const LAST_END: usize = 76;
const LAST_PID: usize = 80;
const LAST_DIGITS: usize = 84;
const LOWEST: usize = 88;
const HIGHEST: usize = 96;
const LOWEST_AT: usize = 104;
const HIGHEST_AT: usize = 108;
const SLOT_AT: usize = 112;
const SLOT_END: usize = 116;
const LEAF: usize = 120;
const ENTRIES: usize = 124;
const LEAF_SECOND: usize = 128;
// Both write: the second of the last sampled string that was read, and how many more of it must be.
const BUDGET: usize = 136;

const MINUTES: usize = 256;
// Vectors of one byte each: as constants they would be made anew in every round of a loop, in three instructions.
const QUOTES: usize = 320;
const BACKSLASHES: usize = 336;
const BLANKS: usize = 352;
const CLASS_OF: usize = 512;
const HISTOGRAM: usize = 1024;
const ENTRY_BYTES: usize = 40;
const MAX_ENTRIES: i32 = 500;
const PREFIX_LIST: usize = 24576;
const PREFIX_BYTES: usize = 64;

/** Longer lines are never examined whole. */
const MAX_LINE: usize = 1024 * 1024;
// 2010-01-01 and 2100-01-01: other numbers are no times.
const EARLIEST: i64 = 1262304000;
const LATEST_SECOND: i64 = 4102444800;

let reason: i32 = 0;
let second: i64 = 0;
/** Nanoseconds behind the second; whole microseconds except in a {@link DECIMAL}. */
let nanos: i32 = 0;
let timeAt: usize = 0;
let digits: i32 = 0;
let pid: i32 = 0;
let line: usize = 0;

/** Walks from the line at `from` on; returns why it stopped. Behind `end` lie 64 newlines. */
export function walk(from: usize, end: usize): i32 {
  v128.store(QUOTES, i8x16.splat(34));
  v128.store(BACKSLASHES, i8x16.splat(92));
  v128.store(BLANKS, i8x16.splat(32));
  const lane = load<i32>(LANE);
  const only = <i64>load<f64>(SECOND);
  const startsBefore = load<usize>(STARTS_BEFORE);
  const latest = load<f64>(LATEST);
  let previous = load<f64>(PREVIOUS);
  let count = 0;
  let entries = 0;
  let entry: usize = 0;
  let entrySecond: i64 = -1;
  let lowest: i64 = i64.MAX_VALUE;
  let highest: i64 = i64.MIN_VALUE;
  line = from;
  while (true) {
    reason = BYTES;
    if (line >= end || line >= startsBefore) break;
    const behind = follow(line);
    if (behind == 0) break;
    const leaf = foundLeaf;
    reason = UNKNOWN;
    let at = behind;
    if (load<u8>(at) == 13) at++;
    if (at >= end || load<u8>(at) != 10 || at - line >= MAX_LINE) break;
    reason = OTHER;
    if (leaf >> 8 != lane || (only >= 0 && second != only)) {
      store<i32>(LEAF, leaf);
      store<f64>(LEAF_SECOND, <f64>second);
      break;
    }
    const us = <f64>second * 1000000 + <f64>(nanos / 1000);
    if (us > latest || previous - us > 1000000) break;
    if (second != entrySecond) {
      reason = FULL;
      if (entries == MAX_ENTRIES) break;
      entry = HISTOGRAM + <usize>entries * ENTRY_BYTES;
      entries++;
      entrySecond = second;
      store<f64>(entry, <f64>second);
      memory.fill(entry + 8, 0, 32);
    }
    const level = entry + 8 + ((leaf & 255) << 2);
    store<i32>(level, load<i32>(level) + 1);
    const time = second * 1000000000 + nanos;
    if (time < lowest) {
      lowest = time;
      store<f64>(LOWEST, us);
      store<i32>(LOWEST_AT, timeAt);
    }
    if (time > highest) {
      highest = time;
      store<f64>(HIGHEST, us);
      store<i32>(HIGHEST_AT, timeAt);
    }
    previous = us;
    store<i32>(LAST, line);
    store<i32>(LAST_END, at);
    store<i32>(LAST_PID, pid);
    store<i32>(LAST_DIGITS, digits);
    count++;
    line = at + 1;
  }
  store<f64>(PREVIOUS, previous);
  store<i32>(LINE, line);
  store<i32>(COUNT, count);
  store<i32>(ENTRIES, entries);
  return reason;
}

let foundLeaf: i32 = 0;

/** Follows the tree from the start of a line; returns where the line's layout ended, or 0. */
function follow(start: usize): usize {
  let at = start;
  let edge = load<usize>(ROOT);
  reason = UNKNOWN;
  while (true) {
    while (edge != 0 && !leads(at, load<usize>(edge), load<i32>(edge, LEAD_LENGTH))) edge = load<usize>(edge, SIBLING);
    if (edge == 0) return 0;
    at += load<i32>(edge, LEAD_LENGTH);
    const kind = load<i32>(edge, KIND);
    if (kind == END) {
      foundLeaf = load<i32>(edge, ARGUMENT);
      return at;
    }
    if (kind == VALUE) at = valueEnd(at);
    else if (kind == STRING) at = stringEnd(at);
    else at = special(kind, at, load<usize>(edge, ARGUMENT));
    if (at == 0) return 0;
    edge = load<usize>(edge, CHILD);
  }
}

/** Leads are padded: reading on behind them is harmless. */
function leads(at: usize, lead: usize, length: i32): bool {
  while (true) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(lead)));
    if (length <= 16) {
      const all = (1 << length) - 1;
      return (same & all) == all;
    }
    if (same != 0xffff) return false;
    at += 16;
    lead += 16;
    length -= 16;
  }
}

function special(kind: i32, at: usize, argument: usize): usize {
  if (kind == NUMBER) return numberEnd(at);
  if (kind == TEXT) return load<u8>(at) == 34 ? 0 : stringEnd(at);
  if (kind == STAMP) return stampEnd(at, argument);
  if (kind == EPOCH) return epochEnd(at, <i32>argument);
  if (kind == DECIMAL) return decimalEnd(at);
  if (kind == SEARCHED) return searchedEnd(at);
  if (kind == ORDINARY) return ordinaryEnd(at);
  return pidEnd(at);
}

/** Behind the closing quote of the string whose first byte is at `at`, or 0 when it is none of JSON's. */
function stringEnd(at: usize): usize {
  const quote = v128.load(QUOTES);
  const backslash = v128.load(BACKSLASHES);
  const blank = v128.load(BLANKS);
  while (true) {
    const bytes = v128.load(at);
    const stops = v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, blank));
    const mask = i8x16.bitmask(stops);
    if (mask == 0) {
      at += 16;
      continue;
    }
    at += ctz(mask);
    const byte = load<u8>(at);
    if (byte == 34) return at + 1;
    if (byte != 92) return 0;
    at = escapeEnd(at);
    if (at == 0) return 0;
  }
}

function escapeEnd(at: usize): usize {
  const byte = load<u8>(at, 1);
  if (byte == 117) {
    for (let i: usize = 2; i < 6; i++) if (hex(load<u8>(at + i)) < 0) return 0;
    return at + 6;
  }
  return escaped(byte) < 0 ? 0 : at + 2;
}

function hex(byte: i32): i32 {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** What a backslash and this byte stand for, or -1. */
function escaped(byte: i32): i32 {
  if (byte == 34 || byte == 92 || byte == 47) return byte;
  if (byte == 110) return 10;
  if (byte == 116) return 9;
  if (byte == 114) return 13;
  if (byte == 98) return 8;
  return byte == 102 ? 12 : -1;
}

function isDigit(byte: i32): bool {
  return byte >= 48 && byte <= 57;
}

function digitsEnd(at: usize): usize {
  while (isDigit(load<u8>(at))) at++;
  return at;
}

function numberEnd(at: usize): usize {
  if (load<u8>(at) == 45) at++;
  if (!isDigit(load<u8>(at))) return 0;
  return numberRest(load<u8>(at) == 48 ? at + 1 : digitsEnd(at));
}

/** Behind the fraction and exponent that may follow the whole part of a number. */
function numberRest(at: usize): usize {
  if (load<u8>(at) == 46) {
    if (!isDigit(load<u8>(at, 1))) return 0;
    at = digitsEnd(at + 1);
  }
  if ((load<u8>(at) | 32) == 101) {
    at++;
    const sign = load<u8>(at);
    if (sign == 43 || sign == 45) at++;
    if (!isDigit(load<u8>(at))) return 0;
    at = digitsEnd(at);
  }
  return at;
}

/** JSON's blanks that can stand inside of a line. */
function blanksEnd(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte != 32 && byte != 9 && byte != 13) return at;
    at++;
  }
}

function unblanked(at: usize): usize {
  return load<u8>(at) > 32 ? at : blanksEnd(at);
}

/** Behind the colon of the key at `at`, or 0. */
function keyEnd(at: usize): usize {
  if (load<u8>(at) != 34) return 0;
  at = stringEnd(at + 1);
  if (at == 0) return 0;
  at = unblanked(at);
  return load<u8>(at) == 58 ? at + 1 : 0;
}

/** Behind the JSON value at `at`, or 0 when there is none, or one nested deeper than 64. */
function valueEnd(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 34) return stringEnd(at + 1);
  if (byte == 123 || byte == 91) return nestedEnd(at);
  return scalarEnd(at, byte);
}

/** Behind the object or array at `at`, or 0. */
function nestedEnd(at: usize): usize {
  let depth = 0;
  let objects: u64 = 0;
  while (true) {
    at = unblanked(at);
    const byte = load<u8>(at);
    if (byte == 34) {
      at = stringEnd(at + 1);
      if (at == 0) return 0;
    } else if (byte == 123 || byte == 91) {
      if (depth == 64) return 0;
      depth++;
      objects = (objects << 1) | (byte == 123 ? 1 : 0);
      at = unblanked(at + 1);
      // ASCII has the closing brackets two behind the opening ones.
      if (load<u8>(at) != byte + 2) {
        if (byte == 123) at = keyEnd(at);
        if (at == 0) return 0;
        continue;
      }
    } else {
      at = scalarEnd(at, byte);
      if (at == 0) return 0;
    }
    while (true) {
      at = unblanked(at);
      const next = load<u8>(at);
      at++;
      if (next == 44) {
        if (objects & 1) {
          at = keyEnd(unblanked(at));
          if (at == 0) return 0;
        }
        break;
      }
      if (next != (objects & 1 ? 125 : 93)) return 0;
      depth--;
      if (depth == 0) return at;
      objects >>= 1;
    }
  }
}

function scalarEnd(at: usize, byte: i32): usize {
  if (byte > 48 && byte <= 57) {
    at = digitsEnd(at + 1);
    const next = load<u8>(at);
    // Most numbers are whole.
    if (next == 44 || next == 125) return at;
    return numberRest(at);
  }
  if (byte == 116) return load<u32>(at) == 0x65757274 ? at + 4 : 0;
  if (byte == 110) return load<u32>(at) == 0x6c6c756e ? at + 4 : 0;
  if (byte == 102) return load<u32>(at, 1) == 0x65736c61 ? at + 5 : 0;
  return numberEnd(at);
}

/** `count` digits as a number; -1 when one of them is none. */
function digitsAt(at: usize, count: i32): i64 {
  let value: i64 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const byte = load<u8>(at + i);
    if (!isDigit(byte)) return -1;
    value = value * 10 + (byte - 48);
  }
  return value;
}

/** A whole number of 13 or 16 digits: milliseconds or microseconds since the epoch. */
function epochEnd(at: usize, count: i32): usize {
  const rest = <i32>digitsAt(at + 10, count - 10);
  if (rest < 0 || !secondAt(at)) return 0;
  nanos = rest * (count == 13 ? 1000000 : 1000);
  timeAt = at;
  return at + count;
}

let secondHead: u64 = 0;
let secondTail: u32 = 0;
let secondSaid: i64 = 0;

/** Whether ten digits at `at` are a plausible {@link second}. Neighbours share theirs. */
function secondAt(at: usize): bool {
  if (load<u64>(at) != secondHead || load<u16>(at, 8) != secondTail) {
    const said = digitsAt(at, 10);
    if (said < EARLIEST || said >= LATEST_SECOND) return false;
    secondSaid = said;
    secondHead = load<u64>(at);
    secondTail = load<u16>(at, 8);
  }
  second = secondSaid;
  return true;
}

/** Seconds with up to nine decimals or none. What would be rounded to the next second is left to the caller. */
function decimalEnd(at: usize): usize {
  if (!secondAt(at)) return 0;
  timeAt = at;
  at += 10;
  nanos = 0;
  if (load<u8>(at) != 46) return at;
  const end = fractionEnd(at + 1);
  return nanos >= 999999000 ? 0 : end;
}

/** One to nine digits behind a point: {@link nanos} and {@link digits}. */
function fractionEnd(at: usize): usize {
  let value = 0;
  let scale = 1000000000;
  digits = 0;
  while (true) {
    const byte = load<u8>(at);
    if (!isDigit(byte)) break;
    if (digits == 9) return 0;
    value = value * 10 + (byte - 48);
    scale /= 10;
    digits++;
    at++;
  }
  nanos = value * scale;
  return digits == 0 ? 0 : at;
}

// Flags of a stamp.
const IS_TIME: i32 = 1;
const COMMA: i32 = 2;
const FRACTION: i32 = 4;

/**
 * `YYYY-MM-DD?hh:mm` as remembered, seconds, a fraction or none, and what the layout has behind it. Argument: flags, the
 * zone in seconds, length and bytes of what is behind.
 */
function stampEnd(at: usize, argument: usize): usize {
  const flags = load<i32>(argument);
  const minute = flags & IS_TIME ? MINUTES : MINUTES + 32;
  if (i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(minute))) != 0xffff) {
    reason = MINUTE;
    store<i32>(SLOT_AT, at);
    store<i32>(SLOT_END, flags & IS_TIME);
    return 0;
  }
  const start = at;
  if (load<u8>(at, 16) != 58) return 0;
  const seconds = digitsAt(at + 17, 2);
  if (seconds < 0 || seconds > 59) return 0;
  at += 19;
  nanos = 0;
  digits = 0;
  const point = load<u8>(at);
  if (point == 46 || (point == 44 && (flags & COMMA) != 0)) {
    at = fractionEnd(at + 1);
    if (at == 0) return 0;
    nanos -= nanos % 1000;
  } else if (flags & FRACTION) return 0;
  const length = load<i32>(argument, 8);
  if (!leads(at, argument + 16, length)) return 0;
  if (flags & IS_TIME) {
    second = <i64>load<f64>(minute, 16) + seconds - load<i32>(argument, 4);
    timeAt = start;
  }
  return at + length;
}

/** A string none of the needles occurs in, as the text it stands for. */
function searchedEnd(start: usize): usize {
  const end = stringEnd(start);
  if (end == 0 || line == load<usize>(FORGIVEN) || !mayHold(start, end - 1) || !holds(start, end - 1)) return end;
  reason = MESSAGE;
  store<i32>(SLOT_AT, start);
  store<i32>(SLOT_END, end - 1);
  return 0;
}

/** Whether three bytes of a needle stand in the string, or a backslash: then it must be searched. */
function mayHold(start: usize, end: usize): bool {
  const filter = load<usize>(FILTER);
  for (let at = start; at + 2 < end; at++) {
    const word = load<u32>(at);
    const bit = ((word & 0xffffff) * 0x9e3779b1) >>> 16;
    if ((word & 255) == 92 || ((load<u8>(filter + (bit >>> 3)) >>> (bit & 7)) & 1) != 0) return true;
  }
  return false;
}

function holds(start: usize, end: usize): bool {
  const next = load<usize>(AUTOMATON);
  const classes = load<i32>(CLASSES);
  const found = load<usize>(FOUND);
  let state = 0;
  for (let at = start; at < end; at++) {
    let byte: i32 = load<u8>(at);
    if (byte == 92) {
      at++;
      byte = load<u8>(at);
      if (byte == 117) {
        byte =
          (hex(load<u8>(at, 1)) << 12) |
          (hex(load<u8>(at, 2)) << 8) |
          (hex(load<u8>(at, 3)) << 4) |
          hex(load<u8>(at, 4));
        if (byte > 255) byte = 255; // no needle has it
        at += 4;
      } else byte = escaped(byte);
    }
    state = load<u16>(next + ((state * classes + load<u8>(CLASS_OF + byte)) << 1));
    if (load<u8>(found + state) != 0) return true;
  }
  return false;
}

/** A string that begins as one of the prefixes. */
function ordinaryEnd(at: usize): usize {
  let count = load<i32>(PREFIXES);
  if (<i64>load<i32>(BUDGET) == second && load<i32>(BUDGET, 4) == 0) count += load<i32>(SAMPLED);
  const first = load<u64>(at);
  for (let i: usize = 0; i < <usize>count; i++) {
    const prefix = PREFIX_LIST + i * PREFIX_BYTES;
    if (load<u64>(prefix, 8) == first && leads(at, prefix + 8, load<i32>(prefix))) return stringEnd(at);
  }
  reason = MESSAGE;
  return 0;
}

/** A whole number that fits into 31 bits. */
function pidEnd(at: usize): usize {
  const end = digitsEnd(at);
  const count = end - at;
  if (count == 0 || count > 9 || (load<u8>(at) == 48 && count > 1)) return 0;
  pid = <i32>digitsAt(at, <i32>count);
  return end;
}
