import { SECOND_US } from "../../model/index.ts";
import { Words } from "./words.ts";

const ZERO = 48;
const COLON = 58;
const SPACE = 32;
const DOT = 46;
const PLUS = 43;
const MINUS = 45;

/** Length of `YYYY-MM-DD HH:MM:SS UTC:`. */
const UTC_BYTES = 24;
/** `UTC:` */
const UTC_COLON = 0x55_54_43_3a;

/** A `%t`/`%m` stamp as parsed; one reused object, overwritten by each {@link StampReader.read}. */
export interface Stamp {
  /** Microseconds since the epoch. */
  us: number;
  /** `PrecisionCode`. */
  precision: number;
  /** Index of the zone, and after it. */
  zoneStart: number;
  end: number;
  /** Minutes from UTC. */
  zoneMinutes: number;
  /** False when the zone's name is not one we know: UTC was assumed. */
  zoneKnown: boolean;
}

/**
 * Zone abbreviations with one meaning in practice, in minutes from UTC. `IST`, `MSK`, `CST` of other continents and the
 * like are ambiguous: they are read as UTC and reported. RDS and Aurora log in UTC unless told otherwise.
 */
const abbreviations: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  CET: 60,
  CEST: 120,
};

/** Reads `YYYY-MM-DD HH:MM:SS[.ffffff] ZONE` at fixed offsets, remembering the last date: one file has few. */
export class StampReader {
  readonly stamp: Stamp = { us: 0, precision: 0, zoneStart: 0, end: 0, zoneMinutes: 0, zoneKnown: true };
  private dateKey = -1;
  private dateUs = 0;
  private zoneMinutes = 0;
  private readonly words = new Words();
  /** The last `YYYY-MM-DD HH:MM:SS UTC:` as numbers made of its bytes (ASCII is never NaN), and its time. */
  private date = 0;
  private time = 0;
  private second = 0;
  private us = 0;

  /**
   * Whether `buffer[at, end)` starts with a stamp; fills {@link stamp}. A date or time that does not exist is none.
   * In a busy log most lines share their second with the line before: the same 24 bytes, up to `UTC:`, need no parsing.
   */
  read(buffer: Buffer, at: number, end: number): boolean {
    if (end - at < UTC_BYTES) return this.parse(buffer, at, end);
    const bytes = this.words.of(buffer);
    const date = bytes.getFloat64(at);
    const time = bytes.getFloat64(at + 8);
    const second = bytes.getInt32(at + 16);
    const zone = bytes.getInt32(at + 20);
    if (date === this.date && time === this.time && second === this.second && zone === UTC_COLON) {
      this.stamp.us = this.us;
      this.stamp.precision = 0;
      this.stamp.zoneKnown = true;
      this.stamp.zoneMinutes = 0;
      this.stamp.zoneStart = at + UTC_BYTES - 4;
      this.stamp.end = at + UTC_BYTES - 1;
      return true;
    }
    if (!this.parse(buffer, at, end)) return false;
    if (zone === UTC_COLON && this.stamp.end === at + UTC_BYTES - 1) {
      this.date = date;
      this.time = time;
      this.second = second;
      this.us = this.stamp.us;
    }
    return true;
  }

  private parse(buffer: Buffer, at: number, end: number): boolean {
    if (!hasStampShape(buffer, at, end)) return false;
    const year = two(buffer, at) * 100 + two(buffer, at + 2);
    const month = two(buffer, at + 5);
    const day = two(buffer, at + 8);
    const hour = two(buffer, at + 11);
    const minute = two(buffer, at + 14);
    const second = two(buffer, at + 17);
    if (month < 1 || day < 1 || hour < 0 || hour > 23) return false;
    if (minute < 0 || minute > 59 || second < 0 || second > 59) return false;
    const key = (year * 128 + month) * 128 + day;
    if (key !== this.dateKey && !this.setDate(key, year, month, day)) return false;
    let us = this.dateUs + ((hour * 60 + minute) * 60 + second) * SECOND_US;
    let i = at + 19;
    this.stamp.precision = 0;
    if (buffer[i] === DOT) {
      const from = ++i;
      let scale = SECOND_US / 10;
      for (; i < end; i++) {
        const digit = (buffer[i] ?? 0) - ZERO;
        if (digit < 0 || digit > 9) break;
        us += digit * scale;
        scale = Math.floor(scale / 10);
      }
      this.stamp.precision = i - from > 3 ? 2 : 1;
    }
    if (i >= end || buffer[i] !== SPACE) return false;
    const zoneEnd = this.zone(buffer, i + 1, end);
    if (zoneEnd < 0) return false;
    this.stamp.zoneStart = i + 1;
    this.stamp.zoneMinutes = this.zoneMinutes;
    this.stamp.us = us - this.zoneMinutes * 60 * SECOND_US;
    this.stamp.end = zoneEnd;
    return true;
  }

  /** Remembers a date; false when the calendar has no such day. */
  private setDate(key: number, year: number, month: number, day: number): boolean {
    const midnight = new Date(Date.UTC(year, month - 1, day));
    if (year < 1990 || midnight.getUTCMonth() !== month - 1 || midnight.getUTCDate() !== day) return false;
    this.dateUs = midnight.getTime() * 1000;
    this.dateKey = key;
    return true;
  }

  /** Reads a zone; returns the index after it, or -1. */
  private zone(buffer: Buffer, at: number, end: number): number {
    if (at >= end) return -1;
    // U T C, by far the most frequent
    if (buffer[at] === 85 && buffer[at + 1] === 84 && buffer[at + 2] === 67 && !isZoneByte(buffer[at + 3] ?? 0)) {
      this.zoneMinutes = 0;
      this.stamp.zoneKnown = true;
      return at + 3;
    }
    const sign = buffer[at];
    if (sign === PLUS || sign === MINUS) {
      const hours = two(buffer, at + 1);
      if (hours < 0) return -1;
      let i = at + 3;
      // `+05:30` and `+0530`: a colon is part of the zone only when two digits and another colon follow.
      const colon = buffer[i] === COLON && buffer[i + 3] === COLON;
      const minutes = two(buffer, colon ? i + 1 : i);
      if (minutes >= 0) i += colon ? 3 : 2;
      this.zoneMinutes = (sign === MINUS ? -1 : 1) * (hours * 60 + Math.max(minutes, 0));
      this.stamp.zoneKnown = true;
      return i <= end ? i : -1;
    }
    let i = at;
    while (i < end && i - at < 6 && isZoneByte(buffer[i] ?? 0)) i++;
    if (i - at < 1) return -1;
    const name = buffer.toString("latin1", at, i);
    const minutes = abbreviations[name];
    this.zoneMinutes = minutes ?? 0;
    this.stamp.zoneKnown = minutes !== undefined;
    return i;
  }
}

/** The punctuation of a stamp in the right places: `____-__-__ __:__:__`. */
export function hasStampShape(buffer: Uint8Array, at: number, end: number): boolean {
  return (
    end - at >= 21 &&
    buffer[at + 4] === MINUS &&
    buffer[at + 7] === MINUS &&
    buffer[at + 10] === SPACE &&
    buffer[at + 13] === COLON &&
    buffer[at + 16] === COLON
  );
}

/** Two digits at `at`, or a number below zero (also when the caller has scaled and added them). */
function two(buffer: Uint8Array, at: number): number {
  const tens = (buffer[at] ?? 0) - ZERO;
  const ones = (buffer[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -100_000;
}

/** Letters: `ChST` has small ones. */
function isZoneByte(byte: number): boolean {
  return (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}
