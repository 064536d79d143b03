import { CLOSE, COLON, SPACE, Vectors, byte, isDigit, splat } from "./bytes";
import { LOG, UNSURE, labelBefore } from "./labels";
import { readStamp, stampPrecision, stampUs } from "./stamp";

/** Of the head read last: µs, `PrecisionCode`, process id. */
export let headUs: f64 = 0;
export let headPrecision: i32 = 0;
export let headPid: u64 = 0;
/** No host, user and database. */
export let headBackground: bool = false;
/** The byte after the label's colon. */
export let headMessage: usize = 0;
/** Where the line begins, 0 when it is not of the default prefix or was not read whole. */
export let headAt: usize = 0;
export let headWho: usize = 0;
/** The bracket of the process id. */
export let headOpen: usize = 0;
export let headLabel: usize = 0;

/** Other bytes may stand where the last line was read. */
export function forgetHead(): void {
  headAt = 0;
}

/** Longer names are left alone. */
const NAMES_BYTES: usize = 256;
/** Longest label. */
const LABEL_BYTES: usize = 9;
const APPLICATION_BYTES: usize = 240;

/**
 * `Head.read` for lines that look as nearly all do; returns the kind of the label, or UNSURE. `eol`: the line's newline.
 */
export function readHead(at: usize, eol: usize): i32 {
  headAt = 0;
  const whoStart = readStamp(at);
  if (whoStart == 0) return UNSURE;
  const open = findOpen(whoStart);
  // The first bracket with a number in it must be the process id's.
  if (open == 0 || open > eol || byte(open - 1) != COLON) return UNSURE;
  const digits = load<u64>(open + 1) ^ 0x3030303030303030;
  const others = ((digits + 0x7676767676767676) | digits) & 0x8080808080808080;
  const count = ctz(others) >> 3;
  if (others == 0 || count == 0) return UNSURE; // a blank, or eight digits and more
  const close = open + 1 + <usize>count;
  if (byte(close) != CLOSE || byte(close + 1) != COLON) return UNSURE;
  headPid = number(digits << (64 - 8 * count));
  headUs = stampUs;
  headPrecision = stampPrecision;
  headBackground = open - whoStart == 3 && load<u16>(whoStart) == 0x403a; // `:@:[`
  const label = close + 2;
  headWho = whoStart;
  headOpen = open;
  headLabel = label;
  if (load<u32>(label) == 0x3a474f4c) {
    headAt = at;
    headMessage = label + 4;
    return LOG;
  }
  if (isDigit(byte(label))) return readLongPrefix(label, eol);
  const kind = readLabel(label, eol);
  if (kind != UNSURE) headAt = at;
  return kind;
}

/** Up to eight digits, the last in the highest byte, zeros below. */
function number(digits: u64): u64 {
  let n = ((digits & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  n = ((n & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return ((n & 0x0000ffff0000ffff) * 42949672960001) >> 32;
}

function findOpen(whoStart: usize): usize {
  for (let p = whoStart; p < whoStart + NAMES_BYTES; p += 64) {
    const mask = Vectors.mask(
      Vectors.opening(p),
      Vectors.opening(p + 16),
      Vectors.opening(p + 32),
      Vectors.opening(p + 48),
    );
    if (mask != 0) return p + <usize>ctz(mask);
  }
  return 0;
}

function readLabel(start: usize, eol: usize): i32 {
  for (let colon = start + 4; colon <= start + LABEL_BYTES && colon < eol; colon++) {
    if (byte(colon) != COLON) continue;
    const kind = labelBefore(colon, start);
    // Whatever else stands before the label is not ours to judge.
    if (kind == UNSURE || labelBefore(colon, start + 1) != UNSURE) return UNSURE;
    headMessage = colon + 1;
    return kind;
  }
  return UNSURE;
}

/** `%l:%e:%s:%v:%x:%c:%q%a` and the label, from the first digit of `%l`. */
function readLongPrefix(start: usize, eol: usize): i32 {
  let i = start;
  while (isDigit(byte(i))) i++;
  if (byte(i) != COLON || byte(i + 6) != COLON || !isSqlstate(i + 1)) return UNSURE;
  const counted = i + 7 + 19;
  const stop = min(eol, start + 640);
  let colons = 0;
  let application: usize = 0;
  for (let p = counted; p < stop; p += 16) {
    for (let mask = i8x16.bitmask(i8x16.eq(v128.load(p), splat(COLON))); mask != 0; mask &= mask - 1) {
      const colon = p + <usize>ctz(mask);
      if (colon >= stop) return UNSURE;
      if (colons < 4) {
        colons++;
        application = colon + 1;
        continue;
      }
      if (colon - application > APPLICATION_BYTES) return UNSURE;
      const kind = labelBefore(colon, application);
      if (kind == UNSURE) continue;
      headMessage = colon + 1;
      return kind;
    }
  }
  return UNSURE;
}

/** As in `head.ts` of the scanner. */
function isSqlstate(at: usize): bool {
  let digits = 0;
  for (let i = at; i < at + 5; i++) {
    const c = byte(i);
    if (isDigit(c)) digits++;
    else if (c - 65 > 25) return false;
  }
  return digits > 0;
}

/** The first byte of the message, blanks and an SQLSTATE skipped. */
export function messageStart(): usize {
  let i = headMessage;
  while (byte(i) == SPACE) i++;
  return load<u16>(i + 5) == 0x203a && isSqlstate(i) ? i + 7 : i; // `: `
}
