import { COLON, DOT, MINUS, SPACE, ZERO, byte, two } from "./bytes";
import { ASKS, DATE, DATE_US, STAMP, ZONE, ZONE_MASK, ZONE_US, float, word } from "./layout";

/** The time of the last stamp: µs, `PrecisionCode`, s. */
export let stampUs: f64 = 0;
export let stampPrecision: i32 = 0;
export let stampSecond: i32 = 0;

/** Bytes of the zone, its colon included; 0 until one was told. */
let zoneBytes: usize = 0;
/** The byte this far behind the zone's first must not be a colon, or the zone would be longer; 0 for none. */
let zoneGuard: usize = 0;

export function forgetZone(): void {
  zoneBytes = 0;
}

/** DATE, DATE_US, ZONE, ZONE_MASK and ZONE_US are told. */
export function told(zoneLength: i32, guard: i32): void {
  zoneBytes = <usize>zoneLength;
  zoneGuard = <usize>guard;
  memory.fill(STAMP, 0, 24);
}

function ask(): usize {
  store<i32>(word(ASKS), 1);
  return 0;
}

/** Reads `YYYY-MM-DD HH:MM:SS[.mmm] ZONE:`; returns the index after it, or 0. */
export function readStamp(at: usize): usize {
  const same = i8x16.all_true(i8x16.eq(v128.load(at), v128.load(STAMP))) && load<u64>(at + 16) == load<u64>(STAMP + 16);
  if (!same && !parse(at)) return 0;
  const zone = stampPrecision == 0 ? at + 20 : at + 24;
  if ((load<u64>(zone) & load<u64>(ZONE_MASK)) != load<u64>(ZONE)) return ask();
  if (zoneGuard != 0 && byte(zone + zoneGuard) == COLON) return 0;
  return zone + zoneBytes;
}

function parse(at: usize): bool {
  if (zoneBytes == 0) {
    ask();
    return false;
  }
  if (load<u64>(at) != load<u64>(DATE) || load<u16>(at + 8) != load<u16>(DATE + 8)) {
    if (byte(at + 4) == MINUS && byte(at + 7) == MINUS) ask();
    return false;
  }
  if (byte(at + 10) != SPACE || byte(at + 13) != COLON || byte(at + 16) != COLON) return false;
  const hour = two(at + 11);
  const minute = two(at + 14);
  const second = two(at + 17);
  if (hour > 23 || minute > 59 || second > 59) return false;
  let us = load<f64>(float(DATE_US)) - load<f64>(float(ZONE_US)) + <f64>((hour * 60 + minute) * 60 + second) * 1e6;
  const whole = <i32>(us / 1e6);
  let precision = 0;
  if (byte(at + 19) == DOT) {
    const tenths = byte(at + 20) - ZERO;
    const rest = two(at + 21);
    if (tenths > 9 || rest > 99 || byte(at + 23) != SPACE) return false;
    us += <f64>(tenths * 100 + rest) * 1000;
    precision = 1;
  } else if (byte(at + 19) != SPACE) return false;
  stampPrecision = precision;
  stampSecond = whole;
  stampUs = us;
  v128.store(STAMP, v128.load(at));
  store<u64>(STAMP + 16, load<u64>(at + 16));
  return true;
}
