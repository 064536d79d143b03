// Passes over rows of a csvlog that are sessions' ordinary operation: field by field, every byte looked at, so that a
// row is what src/parse/postgresql/rows.ts calls one. What it is not sure of stops it. The memory is laid out here.

// What the caller tells, as 32-bit words and 64-bit floats.
export const STARTS_BEFORE: usize = 0;
export const PREFIXES: usize = 4;
export const ZONE_LENGTH: usize = 8;
/** Prefixes behind the others, of messages that are ordinary once enough of their second were read. */
export const SAMPLED: usize = 12;
export const LATEST: usize = 16;
export const PREVIOUS: usize = 24;
export const MINUTE_SECOND: usize = 32;
// What the walk tells.
export const ROW: usize = 64;
export const COUNT: usize = 68;
export const LINES: usize = 72;
export const LAST: usize = 76;
export const LAST_END: usize = 80;
export const LAST_LINE: usize = 84;
export const LAST_PID: usize = 88;
export const LAST_DIGITS: usize = 92;
export const ENTRIES: usize = 96;
export const LOWEST: usize = 104;
export const HIGHEST: usize = 112;
// Both write: the second of the last sampled message that was read, and how many more of it must be.
export const BUDGET: usize = 120;

/** `YYYY-MM-DD hh:mm` whose second {@link MINUTE_SECOND} is, then the zone with the comma behind it. */
export const MINUTE: usize = 128;
export const ZONE: usize = 144;
/** Seconds and their numbers of rows. */
export const HISTOGRAM: usize = 256;
const MAX_ENTRIES: i32 = 512;
/** Length, then the bytes of beginnings of ordinary messages. */
export const PREFIX_LIST: usize = 8448;
export const PREFIX_BYTES: usize = 64;
/** What stood between the message and the last field of a row before. */
const TAIL: usize = 16640;
const TAIL_BYTES: i32 = 112;
export const BLOCK: usize = 16768;

// Why a walk stopped.
export const STOP_BYTES: i32 = 0;
export const STOP_UNKNOWN: i32 = 1;
export const STOP_MINUTE: i32 = 2;
export const STOP_OTHER: i32 = 3;
export const STOP_FULL: i32 = 4;

/** Longer rows are never examined whole. */
const MAX_ROW: usize = 1024 * 1024;

const FIRST_BEHIND_MESSAGE: i32 = 14;
/** Columns of the widest csvlog. */
const WIDEST: i32 = 26;

let digits: i32 = 0;
let micros: f64 = 0;
let pid: i32 = 0;
let newlines: i32 = 0;
/** Bytes of {@link TAIL}, and the column behind it. */
let tailLength: i32 = 0;
let tailColumn: i32 = 0;

/**
 * Walks rows from `from` on; returns why it stopped. At `end` and behind it lie a zero, a quote and zeros: a field that
 * is open there ends, and no row does.
 */
export function walk(from: usize, end: usize): i32 {
  const startsBefore = load<usize>(STARTS_BEFORE);
  const latest = load<f64>(LATEST);
  let previous = load<f64>(PREVIOUS);
  let row = from;
  let count = 0;
  let lines = 0;
  let entries = 0;
  let entry: usize = 0;
  let entrySecond: f64 = -1;
  let lowest: f64 = Infinity;
  let highest: f64 = -Infinity;
  let reason = STOP_BYTES;
  while (row < end && row < startsBefore) {
    const minute = i8x16.eq(v128.load(row), v128.load(MINUTE));
    if (i8x16.bitmask(minute) != 0xffff) {
      reason = STOP_MINUTE;
      break;
    }
    reason = STOP_UNKNOWN;
    let at = stampEnd(row);
    if (at == 0) {
      reason = STOP_MINUTE; // perhaps another zone
      break;
    }
    newlines = 0;
    at = fieldsEnd(at);
    if (at == 0 || at >= end || at - row >= MAX_ROW) break;
    reason = STOP_OTHER;
    const us = load<f64>(MINUTE_SECOND) * 1e6 + micros;
    if (us > latest || previous - us > 1e6) break;
    const second = Math.floor(us / 1e6);
    if (second != entrySecond) {
      reason = STOP_FULL;
      if (entries == MAX_ENTRIES) break;
      entry = HISTOGRAM + ((<usize>entries) << 4);
      entries++;
      entrySecond = second;
      store<f64>(entry, second);
      store<f64>(entry, 0, 8);
    }
    store<f64>(entry, load<f64>(entry, 8) + 1, 8);
    if (us < lowest) lowest = us;
    if (us > highest) highest = us;
    previous = us;
    store<i32>(LAST, row);
    store<i32>(LAST_END, at);
    store<i32>(LAST_LINE, lines);
    store<i32>(LAST_PID, pid);
    store<i32>(LAST_DIGITS, digits);
    count++;
    lines += newlines + 1;
    row = at + 1;
    reason = STOP_BYTES;
  }
  store<f64>(PREVIOUS, previous);
  store<f64>(LOWEST, lowest);
  store<f64>(HIGHEST, highest);
  store<i32>(ROW, row);
  store<i32>(COUNT, count);
  store<i32>(LINES, lines);
  store<i32>(ENTRIES, entries);
  return reason;
}

function isDigit(byte: u32): bool {
  return byte - 48 <= 9;
}

/** Behind the comma of the stamp at `row`, whose minute is known, or 0: {@link micros} of it and {@link digits}. */
function stampEnd(row: usize): usize {
  if (load<u8>(row, 16) != 58) return 0;
  const tens = load<u8>(row, 17);
  const ones = load<u8>(row, 18);
  if (!isDigit(tens) || !isDigit(ones) || tens > 53) return 0;
  let us: i32 = ((tens - 48) * 10 + (ones - 48)) * 1000000;
  let at = row + 19;
  digits = 0;
  if (load<u8>(at) == 46) {
    at++;
    let scale = 100000;
    for (; isDigit(load<u8>(at)); at++) {
      us += (load<u8>(at) - 48) * scale;
      scale /= 10;
      digits++;
    }
    if (digits == 0 || digits > 9) return 0;
  }
  micros = us;
  const length = load<i32>(ZONE_LENGTH);
  const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(ZONE)));
  const all = (1 << length) - 1;
  return (same & all) == all ? at + length : 0;
}

/**
 * Index of the newline behind the fields from the second on, when they are those of ordinary operation; else 0. Column
 * by column: each has branches of its own, which a processor learns.
 */
function fieldsEnd(at: usize): usize {
  const user = at;
  at = textEnd(at);
  if (load<u8>(at) != 44) return 0;
  let named = at - user > 2;
  at = textEnd(at + 1); // database
  if (load<u8>(at) != 44) return 0;
  at = pidEnd(at + 1);
  if (at == 0) return 0;
  const from = at;
  at = textEnd(at);
  if (load<u8>(at) != 44) return 0;
  if (at - from > 2) named = true;
  at = bareEnd(at + 1); // session
  if (load<u8>(at) != 44) return 0;
  at = bareEnd(at + 1); // its line
  if (load<u8>(at) != 44) return 0;
  at = textEnd(at + 1); // command
  if (load<u8>(at) != 44) return 0;
  at = bareEnd(at + 1); // start of the session
  if (load<u8>(at) != 44) return 0;
  at = bareEnd(at + 1); // virtual transaction
  if (load<u8>(at) != 44) return 0;
  at = bareEnd(at + 1); // transaction
  if (load<u32>(at, 1) != 0x2c474f4c || load<u8>(at) != 44 || !named) return 0; // LOG and its comma
  at = bareEnd(at + 5); // SQLSTATE
  if (load<u16>(at) != 0x222c || !isOrdinary(at + 2)) return 0;
  return restEnd(quotedEnd(at + 2));
}

/** Index of the newline behind the fields that follow the message, which ended at `at`; or 0. */
function restEnd(at: usize): usize {
  const behindMessage = at;
  const newlinesBefore = newlines;
  const isKnown = tailLength > 0 && begins(at, TAIL, tailLength);
  let column = FIRST_BEHIND_MESSAGE;
  if (isKnown) {
    at += tailLength;
    column = tailColumn;
  } else {
    if (load<u8>(at) != 44) return 0;
    at++;
  }
  for (; column < WIDEST; column++) {
    const start = at;
    at = load<u8>(at) == 34 ? quotedEnd(at + 1) : bareEnd(at);
    const next = load<u8>(at);
    if (next == 44) {
      at++;
      continue;
    }
    if (next == 13) at++;
    if ((column != 22 && column != 23 && column != 25) || load<u8>(at) != 10) return 0;
    if (!isKnown && newlines == newlinesBefore) rememberTail(behindMessage, start, column);
    return at;
  }
  return 0;
}

/** Behind the quoted field at `at`; `at` itself when it is empty, or not quoted. */
function textEnd(at: usize): usize {
  return load<u8>(at) == 34 ? quotedEnd(at + 1) : at;
}

/** Behind the comma of the number at `at`, or 0. */
function pidEnd(at: usize): usize {
  const end = bareEnd(at);
  return load<u8>(end) == 44 && readPid(at, end) ? end + 1 : 0;
}

/** Rows of one application have the same fields behind the message, but for the last, the query's id. */
function rememberTail(start: usize, end: usize, column: i32): void {
  tailLength = <i32>(end - start);
  if (tailLength > TAIL_BYTES) tailLength = 0;
  tailColumn = column;
  memory.copy(TAIL, start, tailLength);
}

/** Behind the quote that closes the field whose text starts at `at`; {@link newlines} are counted. */
function quotedEnd(at: usize): usize {
  const quote = i8x16.splat(34);
  const newline = i8x16.splat(10);
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.bitmask(i8x16.eq(bytes, quote));
    const ends = i8x16.bitmask(i8x16.eq(bytes, newline));
    if (quotes == 0) {
      newlines += popcnt(ends);
      at += 16;
      continue;
    }
    const offset = ctz(quotes);
    newlines += popcnt(ends & ((1 << offset) - 1));
    at += offset + 1;
    if (load<u8>(at) != 34) return at;
    at++;
  }
}

/** Where the field at `at` meets a comma, a quote or a control character. */
function bareEnd(at: usize): usize {
  const comma = i8x16.splat(44);
  const quote = i8x16.splat(34);
  const blank = i8x16.splat(32);
  while (true) {
    const bytes = v128.load(at);
    const stops = v128.or(v128.or(i8x16.eq(bytes, comma), i8x16.eq(bytes, quote)), i8x16.lt_u(bytes, blank));
    const mask = i8x16.bitmask(stops);
    if (mask != 0) return at + ctz(mask);
    at += 16;
  }
}

function readPid(start: usize, end: usize): bool {
  if (end == start || end - start > 9) return false;
  let value = 0;
  for (let at = start; at < end; at++) {
    const byte = load<u8>(at);
    if (!isDigit(byte)) return false;
    value = value * 10 + (byte - 48);
  }
  pid = value;
  return true;
}

function isOrdinary(at: usize): bool {
  let count = load<i32>(PREFIXES);
  if (load<i32>(BUDGET, 4) == 0 && <f64>load<i32>(BUDGET) == Math.floor(load<f64>(MINUTE_SECOND) + micros / 1e6)) {
    count += load<i32>(SAMPLED);
  }
  const first = load<u64>(at);
  for (let i: usize = 0; i < <usize>count; i++) {
    const prefix = PREFIX_LIST + i * PREFIX_BYTES;
    if (load<u64>(prefix, 8) == first && begins(at, prefix + 8, load<i32>(prefix))) return true;
  }
  return false;
}

function begins(at: usize, prefix: usize, length: i32): bool {
  while (true) {
    const same = i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(prefix)));
    if (length <= 16) {
      const all = (1 << length) - 1;
      return (same & all) == all;
    }
    if (same != 0xffff) return false;
    at += 16;
    prefix += 16;
    length -= 16;
  }
}
