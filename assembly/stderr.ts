// Passes over the lines of a stderr log that matter to nobody: sessions' ordinary operation, what explains records that
// are not kept, and continuation lines. Everything it is not sure of, it leaves to `parse/postgresql/stderr.ts`, which
// reads the same lines the same way; the names there are the names here.

// Memory. Results first, then the tables, then the block of bytes; all of it is laid out here and written by both sides.

/** 32-bit words: see {@link Word}. */
export const WORDS: i32 = 0;
/** 64-bit floats: see {@link Float}. */
export const FLOATS: i32 = 64;
/** Bytes of the zone that ends a stamp, its colon included, and the bits of them that count. */
export const ZONE: i32 = 128;
export const ZONE_MASK: i32 = 136;
/** `YYYY-MM-DD`, the date whose midnight is in {@link DATE_US}. */
export const DATE: i32 = 144;
/** The lowest byte value of every lane seen. */
const LOWEST: i32 = 160;
/** The last stamp: `YYYY-MM-DD HH:MM` and the eight bytes after it. */
const STAMP: i32 = 176;
/** Pairs of second and count. */
export const SECONDS: i32 = 256;
export const MAX_SECONDS: i32 = 480;
/** Beginnings of ordinary messages, of sessions and of background processes: buckets by first byte, see {@link begins}. */
export const TABLES: i32 = 4096;
export const TABLES_BYTES: i32 = 12288;
const BUCKETS_BYTES: i32 = 512;
export const SLOTS: i32 = 16384;
/** Process id + 1 as 64-bit floats, and rows as 32-bit integers. */
export const SLOT_PIDS: i32 = 16384;
export const SLOT_ROWS: i32 = SLOT_PIDS + 8 * SLOTS;
export const BLOCK: i32 = SLOT_ROWS + 4 * SLOTS + 1024;

// Word
export const LINES: i32 = 0;
export const RECORDS: i32 = 1;
/** Dated lines, secondary ones included: any closes the record before it. */
export const HEADS: i32 = 2;
/** Where the last continuation line ends that stands before the first of the heads, or -1. */
export const CONTINUED_TO: i32 = 3;
/** The line that stopped: where its newline is, or -1. */
export const NEWLINE_AT: i32 = 4;
export const LAST_AT: i32 = 5;
export const LAST_END: i32 = 6;
/** Lines passed before the last record. */
export const LAST_LINE: i32 = 7;
export const LAST_PRECISION: i32 = 8;
export const LAST_BACKGROUND: i32 = 9;
/** A stamp had a date or a zone that it was not told. */
export const ASKS: i32 = 10;
export const USED_SECONDS: i32 = 11;
export const SECOND: i32 = 12;
export const SECOND_COUNT: i32 = 13;

// Float
export const DATE_US: i32 = 0;
export const ZONE_US: i32 = 1;
export const PREVIOUS_US: i32 = 2;
export const REACHED_US: i32 = 3;
export const LOW_US: i32 = 4;
export const HIGH_US: i32 = 5;
export const LAST_US: i32 = 6;
export const LAST_PID: i32 = 7;

// Flags of `pass`
/** There is no record that a continuation line could belong to. */
export const ORPHANED: i32 = 1;
/** Lines that start with neither a TAB nor a digit are looked at. */
export const EXCERPT: i32 = 2;
/** Lines with a stamp are looked at. */
export const CONTINUATIONS_ONLY: i32 = 4;

const TAB: u32 = 9;
const NEWLINE: u32 = 10;
const SPACE: u32 = 32;
const DOT: u32 = 46;
const ZERO: u32 = 48;
const COLON: u32 = 58;

/** A silence this long is told to the index. */
export const GAP_US: f64 = 10_000_000;
/** Concurrent writers explain it; more is a note. */
const BACKWARDS_US: f64 = 1_000_000;
/** Longer names are left alone. */
const NAMES_BYTES: usize = 256;
/** As in `forgery.ts`. */
const LOOKAHEAD_BYTES: usize = 1024;
const FORGERY_REACH: usize = 127;

/** What {@link readHead} found. */
const UNSURE: i32 = 0;
const CONTINUATION: i32 = 0;
const LOG: i32 = 1;
const SECONDARY: i32 = 2;
const DETAIL: i32 = 3;
const FATAL: i32 = 4;
const OTHER: i32 = 5;

let headUs: f64 = 0;
let headPrecision: i32 = 0;
let headPid: u64 = 0;
let headBackground: bool = false;
/** The byte after the label. */
let headMessage: usize = 0;

let stampUs: f64 = 0;
let stampPrecision: i32 = 0;
/** Bytes of the zone, its colon included; 0 until told. */
let zoneBytes: usize = 0;
/** The byte this far behind the zone must not be a colon, or the zone would be longer; 0 for zones that are words. */
let zoneGuard: usize = 0;
let dated: bool = false;

@inline function float(index: i32): usize { return <usize>(FLOATS + 8 * index); }
@inline function word(index: i32): usize { return <usize>(WORDS + 4 * index); }
@inline function byte(at: usize): u32 { return <u32>load<u8>(at); }
@inline function isDigit(value: u32): bool { return value - ZERO <= 9; }
@inline function below(bit: i32): i32 { return (1 << bit) - 1; }
@inline function eq(a: v128, b: v128): v128 { return i8x16.eq(a, b); }
@inline function splat(value: u32): v128 { return i8x16.splat(<i8>value); }

/** Before the first line of a file. */
export function reset(): void {
  memory.fill(WORDS, 0, TABLES - WORDS);
  memory.fill(SLOT_PIDS, 0, 12 * SLOTS);
  dated = false;
  zoneBytes = 0;
  resetLowest();
}

function resetLowest(): void {
  v128.store(LOWEST, splat(255));
}

/** Whether a byte of value 0 was passed or stopped at since the last call; may say so for bytes just behind. */
export function sawNul(): bool {
  const seen = v128.any_true(eq(v128.load(LOWEST), splat(0)));
  resetLowest();
  return seen;
}

/** DATE, DATE_US, ZONE, ZONE_MASK and ZONE_US are told. */
export function told(zoneLength: i32, guard: i32): void {
  zoneBytes = <usize>zoneLength;
  zoneGuard = <usize>guard;
  memory.fill(STAMP, 0, 24);
  dated = true;
}

/** Two digits, or more than 99. */
@inline function two(at: usize): u32 {
  const tens = byte(at) - ZERO;
  const ones = byte(at + 1) - ZERO;
  return tens <= 9 && ones <= 9 ? tens * 10 + ones : 1000;
}

/** Reads `YYYY-MM-DD HH:MM:SS[.mmm] ZONE:`; returns the index after it, or 0. */
function readStamp(at: usize): usize {
  const same = eq(v128.load(at), v128.load(STAMP));
  let zone = at + 20;
  if (i8x16.all_true(same) && load<u64>(at + 16) == load<u64>(STAMP + 16)) {
    // A zone in its eight bytes was found to be the one told; after `.mmm ` it is compared again.
    if (stampPrecision == 0) zone = at + 20;
    else zone = at + 24;
  } else {
    if (!dated) { store<i32>(word(ASKS), 1); return 0; }
    if (load<u64>(at) != load<u64>(DATE) || load<u16>(at + 8) != load<u16>(DATE + 8)) {
      if (byte(at + 4) == 45 && byte(at + 7) == 45) store<i32>(word(ASKS), 1);
      return 0;
    }
    if (byte(at + 10) != SPACE || byte(at + 13) != COLON || byte(at + 16) != COLON) return 0;
    const hour = two(at + 11);
    const minute = two(at + 14);
    const second = two(at + 17);
    if (hour > 23 || minute > 59 || second > 59) return 0;
    let us = load<f64>(float(DATE_US)) + <f64>((hour * 60 + minute) * 60 + second) * 1e6;
    if (byte(at + 19) == DOT) {
      const tenths = byte(at + 20) - ZERO;
      const rest = two(at + 21);
      if (tenths > 9 || rest > 99 || byte(at + 23) != SPACE) return 0;
      us += <f64>(tenths * 100 + rest) * 1000;
      stampPrecision = 1;
      zone = at + 24;
    } else {
      if (byte(at + 19) != SPACE) return 0;
      stampPrecision = 0;
    }
    stampUs = us - load<f64>(float(ZONE_US));
    v128.store(STAMP, v128.load(at));
    store<u64>(STAMP + 16, load<u64>(at + 16));
  }
  if ((load<u64>(zone) & load<u64>(ZONE_MASK)) != load<u64>(ZONE)) {
    store<i32>(word(ASKS), 1);
    return 0;
  }
  if (zoneGuard != 0 && byte(zone + zoneGuard) == COLON) return 0;
  return zone + zoneBytes;
}

/** `Head.read` for what is frequent and plain; 0 means that nothing was decided. Keeps to its line. */
function readHead(at: usize): i32 {
  const whoStart = readStamp(at);
  if (whoStart == 0) return UNSURE;
  const pidAt = findPid(whoStart);
  if (pidAt == 0) return UNSURE;
  const digits = load<u64>(pidAt);
  const odd = digits ^ 0x3030303030303030;
  const others = ((odd + 0x7676767676767676) | odd) & 0x8080808080808080;
  if (others == 0) return UNSURE; // eight digits and more
  const count = ctz(others) >> 3;
  if (count == 0 || load<u16>(pidAt + <usize>count) != 0x3a5d) return UNSURE; // `]:`
  let pid = (odd << (64 - 8 * count)) & 0x0f0f0f0f0f0f0f0f;
  pid = (pid * 2561) >> 8;
  pid = ((pid & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  pid = ((pid & 0x0000ffff0000ffff) * 42949672960001) >> 32;
  headPid = pid;
  headUs = stampUs;
  headPrecision = stampPrecision;
  headBackground = pidAt - whoStart == 4 && load<u16>(whoStart) == 0x403a; // `:@`
  const label = pidAt + <usize>count + 2;
  if (load<u32>(label) == 0x3a474f4c) { // `LOG:`
    headMessage = label + 4;
    return LOG;
  }
  if (isDigit(byte(label))) return readLongPrefix(label);
  for (let colon = label + 4; colon <= label + 9; colon++) {
    if (byte(colon) != COLON) continue;
    headMessage = colon + 1;
    return labelBefore(colon, label, true);
  }
  return UNSURE;
}

@inline function see(bytes: v128): void {
  v128.store(LOWEST, i8x16.min_u(v128.load(LOWEST), bytes));
}

/** The first digit of the first `:[pid]:` at or after `whoStart - 1`, or 0. */
function findPid(whoStart: usize): usize {
  for (let p = whoStart - 1; p < whoStart + NAMES_BYTES; p += 16) {
    const bytes = v128.load(p);
    see(bytes);
    const newlines = i8x16.bitmask(eq(bytes, splat(NEWLINE)));
    // `:[` and a blank, a digit or some punctuation; `[local]` and `[unknown]` are names.
    const third = i8x16.sub(v128.load(p + 2), splat(SPACE));
    let mask = i8x16.bitmask(
      v128.and(
        v128.and(eq(bytes, splat(COLON)), eq(v128.load(p + 1), splat(91))),
        eq(i8x16.min_u(third, splat(25)), third),
      ),
    );
    while (mask != 0) {
      const bit = ctz(mask);
      if ((newlines & below(bit)) != 0) return 0;
      const next = byte(p + bit + 2);
      if (isDigit(next)) return p + bit + 2;
      if (next == SPACE) return 0;
      mask &= mask - 1;
    }
    if (newlines != 0) return 0;
  }
  return 0;
}

/** `%l:%e:%s:%v:%x:%c:%q%a` and the label, from the first digit of `%l`. */
function readLongPrefix(start: usize): i32 {
  let i = start;
  while (isDigit(byte(i))) i++;
  if (byte(i) != COLON || byte(i + 6) != COLON || !isSqlstate(i + 1)) return UNSURE;
  const counted = i + 7 + 19;
  let colons = 0;
  let application: usize = 0;
  for (let p = start; p < start + 640; p += 16) {
    const bytes = v128.load(p);
    see(bytes);
    const newlines = i8x16.bitmask(eq(bytes, splat(NEWLINE)));
    let mask = i8x16.bitmask(eq(bytes, splat(COLON)));
    for (; mask != 0; mask &= mask - 1) {
      const bit = ctz(mask);
      if ((newlines & below(bit)) != 0) return UNSURE;
      const colon = p + bit;
      if (colon < counted) continue;
      if (colons < 4) {
        colons++;
        application = colon + 1;
        continue;
      }
      if (colon - application > 240) return UNSURE;
      const kind = labelBefore(colon, application, false);
      if (kind == UNSURE) continue;
      headMessage = colon + 1;
      return kind;
    }
    if (newlines != 0) return UNSURE;
  }
  return UNSURE;
}

/** The kind of the label whose colon is this, that begins at or after `from` (`exactly`: at it). No label ends in another. */
function labelBefore(colon: usize, from: usize, exactly: bool): i32 {
  const w = load<u64>(colon - 8);
  let length: usize = 0;
  let kind = OTHER;
  if (w >> 40 == 0x474f4c) { length = 3; kind = LOG; }
  else if (w >> 16 == 0x4c4941544544) { length = 6; kind = DETAIL; }
  else if (w == 0x544e454d45544154 && byte(colon - 9) == 83) { length = 9; kind = SECONDARY; } // STATEMENT
  else if (w >> 32 == 0x544e4948) { length = 4; kind = SECONDARY; } // HINT
  else if (w >> 8 == 0x545845544e4f43) { length = 7; kind = SECONDARY; } // CONTEXT
  else if (w >> 24 == 0x5952455551) { length = 5; kind = SECONDARY; } // QUERY
  else if (w == 0x4e4f495441434f4c) { length = 8; kind = SECONDARY; } // LOCATION
  else if (w == 0x45434152544b4341 && byte(colon - 9) == 66) { length = 9; kind = SECONDARY; } // BACKTRACE
  else if (w >> 24 == 0x524f525245) length = 5; // ERROR
  else if (w >> 24 == 0x4c41544146) { length = 5; kind = FATAL; }
  else if (w >> 24 == 0x43494e4150) length = 5; // PANIC
  else if (w >> 8 == 0x474e494e524157) length = 7; // WARNING
  else if (w >> 16 == 0x454349544f4e) length = 6; // NOTICE
  else if (w >> 32 == 0x4f464e49) length = 4; // INFO
  else if (w >> 24 == 0x4755424544) length = 5; // DEBUG
  else if ((w >> 16 & 0xffffffffff) == 0x4755424544 && (w >> 56) - 49 < 5) length = 6; // DEBUG1 … DEBUG5
  if (length == 0 || colon - length < from || (exactly && colon - length != from)) return UNSURE;
  return kind;
}

function isSqlstate(at: usize): bool {
  let digits = 0;
  for (let i = at; i < at + 5; i++) {
    const c = byte(i);
    if (isDigit(c)) digits++;
    else if (c - 65 > 25) return false;
  }
  return digits > 0;
}

/** The first byte of the message whose label ends at `at`. */
@inline function messageAfter(at: usize): usize {
  let i = at;
  while (byte(i) == SPACE) i++;
  return load<u16>(i + 5) == 0x203a && isSqlstate(i) ? i + 7 : i; // `: `
}

/**
 * Whether a message begins as one of a table's beginnings does. A table: where the bucket of each first byte lies, 16
 * bits each; a bucket: how many beginnings, then for each how many pairs of 64 bits and mask, and these.
 */
@inline function begins(message: usize, table: usize): bool {
  const bucket = <usize>load<u16>(table + 2 * <usize>byte(message));
  if (bucket == 0) return false;
  let entry = <usize>TABLES + bucket;
  for (let left = load<u32>(entry), _ = (entry += 8); left > 0; left--) {
    let words = load<u32>(entry);
    entry += 8;
    const next = entry + 16 * <usize>words;
    let at = message;
    for (; words > 0; words--, entry += 16, at += 8) {
      if ((load<u64>(at) & load<u64>(entry + 8)) != load<u64>(entry)) break;
    }
    if (words == 0) return true;
    entry = next;
  }
  return false;
}

/**
 * Whether nothing near a background process's line can make it a forgery: `forgery.ts` finds one only where another
 * `:[` stands or a refusal follows.
 */
function isInnocent(start: usize, message: usize, end: usize): bool {
  if (start + LOOKAHEAD_BYTES > end) return false;
  const reach = start + FORGERY_REACH;
  let at = message;
  while (true) {
    let next: usize = 0;
    for (let p = at; next == 0; p += 16) {
      if (p >= reach) return true;
      const bytes = v128.load(p);
      const newlines = i8x16.bitmask(eq(bytes, splat(NEWLINE)));
      const found = i8x16.bitmask(v128.and(eq(bytes, splat(COLON)), eq(v128.load(p + 1), splat(91))));
      if (found != 0) {
        const bit = ctz(found);
        if ((newlines & below(bit)) == 0 && p + bit < reach) return false;
      }
      if (newlines != 0) next = p + ctz(newlines) + 1;
    }
    if (next >= reach) return true;
    const kind = readHead(next);
    if (kind == FATAL || kind == DETAIL) return false;
    at = kind == UNSURE ? next : headMessage;
  }
}

@inline function isMark(at: usize): bool {
  return load<u64>(at - 7) == 0x64657461636e7572; // runcated
}

/** One more LOG message of the second; false when there is no room. */
function countSecond(second: i32): bool {
  const count = load<i32>(word(SECOND_COUNT));
  if (second == load<i32>(word(SECOND)) && count != 0) {
    store<i32>(word(SECOND_COUNT), count + 1);
    return true;
  }
  const used = load<i32>(word(USED_SECONDS));
  if (count != 0) {
    if (used == MAX_SECONDS) return false;
    store<i32>(SECONDS + 8 * used, load<i32>(word(SECOND)));
    store<i32>(SECONDS + 8 * used + 4, count);
    store<i32>(word(USED_SECONDS), used + 1);
  }
  store<i32>(word(SECOND), second);
  store<i32>(word(SECOND_COUNT), 1);
  return true;
}

@inline function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(a)) |
    (<u64>(<u32>i8x16.bitmask(b)) << 16) |
    (<u64>(<u32>i8x16.bitmask(c)) << 32) |
    (<u64>(<u32>i8x16.bitmask(d)) << 48)
  );
}

@inline function stops(bytes: v128, next: v128, newlines: v128): v128 {
  return v128.or(v128.andnot(newlines, eq(next, splat(TAB))), v128.and(eq(bytes, splat(100)), eq(next, splat(93))));
}

let passedNewlines: i32 = 0;
let stopsAtMark: bool = false;

/**
 * The first newline at or after `from` that no TAB follows, or the last letter of what may be a truncation mark; tells
 * how many newlines lie before it.
 */
@inline function stopFrom(from: usize): usize {
  let newlines = 0;
  let lowest = v128.load(LOWEST);
  let p = from;
  while (true) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    const na = eq(a, splat(NEWLINE));
    const nb = eq(b, splat(NEWLINE));
    const nc = eq(c, splat(NEWLINE));
    const nd = eq(d, splat(NEWLINE));
    const sa = stops(a, v128.load(p, 1), na);
    const sb = stops(b, v128.load(p, 17), nb);
    const sc = stops(c, v128.load(p, 33), nc);
    const sd = stops(d, v128.load(p, 49), nd);
    lowest = i8x16.min_u(lowest, i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d)));
    const ends = mask64(na, nb, nc, nd);
    if (v128.any_true(v128.or(v128.or(sa, sb), v128.or(sc, sd)))) {
      for (let mask = mask64(sa, sb, sc, sd); mask != 0; mask &= mask - 1) {
        const bit = ctz(mask);
        const stop = p + <usize>bit;
        stopsAtMark = ((ends >> bit) & 1) == 0;
        if (stopsAtMark && !isMark(stop)) continue;
        passedNewlines = newlines + <i32>popcnt(ends & (((<u64>1) << bit) - 1));
        v128.store(LOWEST, lowest);
        return stop;
      }
    }
    newlines += <i32>popcnt(ends);
    p += 64;
  }
}

/**
 * Passes over whole lines of the block's bytes `[from, to)`; returns where the first line begins that must be looked
 * at. Of that line NEWLINE_AT is told. `newBlock`: a record from here on starts a block of the index.
 */
export function pass(from: i32, to: i32, newBlock: i32, flags: i32): i32 {
  const end = <usize>(BLOCK + to);
  const blockEnd = <usize>(BLOCK + newBlock);
  const saved = load<u16>(end);
  store<u16>(end, 0x0a0a); // a newline that no TAB follows
  let at = <usize>(BLOCK + from);
  let lines = 0;
  let records = 0;
  let heads = 0;
  let continuedTo = -1;
  let lastAt: usize = 0;
  let lastLine = 0;
  let lastUs: f64 = 0;
  let previousUs = load<f64>(float(PREVIOUS_US));
  let reachedUs = load<f64>(float(REACHED_US));
  let lowUs: f64 = Infinity;
  let highUs: f64 = -Infinity;
  store<i32>(word(ASKS), 0);

  while (at < end) {
    const first = byte(at);
    let p = at;
    let kind = CONTINUATION;
    let us: f64 = 0;
    if (isDigit(first)) {
      if ((flags & CONTINUATIONS_ONLY) != 0) break;
      kind = readHead(at);
      if (kind != LOG && kind != SECONDARY && kind != DETAIL) break;
      us = headUs;
      if (us < previousUs - BACKWARDS_US) break;
      p = headMessage;
      if (kind == LOG) {
        if (at >= blockEnd || us - reachedUs > GAP_US) break;
        p = messageAfter(p);
        if (headBackground) {
          if (!begins(p, TABLES + BUCKETS_BYTES)) break;
          const pid = headPid;
          const precision = headPrecision;
          if (!isInnocent(at, p, end)) break;
          headPid = pid;
          headPrecision = precision;
          headBackground = true;
        } else if (!begins(p, TABLES)) break;
      } else {
        const slot = <i32>(headPid & (SLOTS - 1));
        if (load<i32>(SLOT_ROWS + 4 * slot) != -1 && load<f64>(SLOT_PIDS + 8 * slot) == <f64>headPid + 1) break;
      }
    } else if (heads == 0 && (flags & ORPHANED) != 0) break;
    else if (first != TAB && (flags & EXCERPT) != 0) break;

    const stop = stopFrom(p);
    let newlines = passedNewlines;
    let next = stop + 1;
    let partial = false;
    if (stopsAtMark || stop == end) {
      // The line of the stop is not whole, or must be looked at.
      if (newlines == 0) break;
      partial = true;
      next = stop;
      while (byte(next - 1) != NEWLINE) next--;
    } else newlines++;

    if (kind == CONTINUATION) {
      if (heads == 0) continuedTo = <i32>next - 1 - BLOCK;
    } else {
      if (kind == LOG) {
        if (!countSecond(<i32>(us / 1e6))) break;
        records++;
        lastAt = at;
        lastLine = lines;
        lastUs = us;
        store<f64>(float(LAST_PID), <f64>headPid);
        store<i32>(word(LAST_PRECISION), headPrecision);
        store<i32>(word(LAST_BACKGROUND), <i32>headBackground);
        if (us > reachedUs) reachedUs = us;
        if (us < lowUs) lowUs = us;
        if (us > highUs) highUs = us;
        const slot = <i32>(headPid & (SLOTS - 1));
        store<f64>(SLOT_PIDS + 8 * slot, <f64>headPid + 1);
        store<i32>(SLOT_ROWS + 4 * slot, -1);
      }
      heads++;
      previousUs = us;
    }
    lines += newlines;
    at = next;
    if (partial) break;
  }

  store<i32>(word(LINES), lines);
  store<i32>(word(RECORDS), records);
  store<i32>(word(HEADS), heads);
  store<i32>(word(CONTINUED_TO), continuedTo);
  store<i32>(word(LAST_LINE), lastLine);
  store<f64>(float(PREVIOUS_US), previousUs);
  store<f64>(float(REACHED_US), reachedUs);
  store<f64>(float(LOW_US), lowUs);
  store<f64>(float(HIGH_US), highUs);
  if (records != 0) {
    store<i32>(word(LAST_AT), <i32>lastAt - BLOCK);
    store<i32>(word(LAST_END), <i32>newlineFrom(lastAt, end) - BLOCK);
    store<f64>(float(LAST_US), lastUs);
  }
  const newline = at < end ? newlineFrom(at, end) : end;
  store<i32>(word(NEWLINE_AT), newline < end ? <i32>newline - BLOCK : -1);
  store<u16>(end, saved);
  return <i32>at - BLOCK;
}

/** The first newline at or after `at`; there is one at `end`. */
function newlineFrom(at: usize, end: usize): usize {
  let lowest = v128.load(LOWEST);
  let p = at;
  while (true) {
    const bytes = v128.load(p);
    lowest = i8x16.min_u(lowest, bytes);
    const newlines = i8x16.bitmask(eq(bytes, splat(NEWLINE)));
    if (newlines != 0) {
      v128.store(LOWEST, lowest);
      return p + ctz(newlines);
    }
    p += 16;
  }
}
