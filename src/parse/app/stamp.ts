import { PrecisionCode } from "../../model/index.ts";
import { objectOf } from "./json.ts";

/** A time as a line states it. Without a zone `us` is the wall clock read as UTC. */
export interface Stamp {
  readonly us: number;
  /** `PrecisionCode`. */
  readonly precision: number;
  readonly zoned: boolean;
  /** Index behind the stamp in the text it was read from. */
  readonly end: number;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Order of the captured groups: year, month, day, hour, minute, second, fraction, AM/PM. */
interface Shape {
  readonly pattern: RegExp;
  readonly order: string;
}

const clock = String.raw`(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?`;
const digital: readonly Shape[] = [
  { pattern: new RegExp(String.raw`(\d{4})[-/.](\d\d)[-/.](\d\d)[T _@]${clock}`, "y"), order: "YMDhmsf" },
  { pattern: new RegExp(String.raw`(\d{1,2})\/([A-Z][a-z]{2})\/(\d{4})[: ]${clock}`, "y"), order: "DMYhmsf" },
  {
    pattern: /(\d{1,2})\/(\d{1,2})\/(\d{4}),? (\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?: ([AP]M))?/y,
    order: "MDYhmsfa",
  },
  { pattern: /(\d{4})(\d\d)(\d\d)[T@](\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?/y, order: "YMDhmsf" },
  { pattern: new RegExp(String.raw`(\d\d)\/(\d\d)\/(\d\d) ${clock}`, "y"), order: "yMDhmsf" }, // Spark: yy/MM/dd
  { pattern: new RegExp(String.raw`(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) ${clock}`, "y"), order: "DMYhmsf" },
];
const lettered: readonly Shape[] = [
  {
    pattern: new RegExp(String.raw`(?:[A-Z][a-z]{2} )([A-Z][a-z]{2}) +(\d{1,2}) ${clock} (\d{4})`, "y"),
    order: "MDhmsfY",
  },
  {
    pattern: new RegExp(String.raw`(?:[A-Z][a-z]{2}, )(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) ${clock}`, "y"),
    order: "DMYhmsf",
  },
  { pattern: new RegExp(String.raw`([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ ${clock}`, "y"), order: "MDYhmsf" },
];

// `Z`, `+01:00`, ` +0000` (Go adds ` UTC` or ` EDT`), `+01`, and the abbreviations that mean one offset in logs.
const zonePattern =
  /Z(?![\w])| ?([+-])(\d\d):?(\d\d)(?!\d)(?: [A-Z]{3,4}(?![\w]))?|([+-])(\d\d)(?![\d:])| ([A-Z]{3,4})(?![\w:])/y;
const abbreviations: ReadonlyMap<string, number> = new Map([
  ...([
    ["UTC", 0],
    ["GMT", 0],
    ["EST", -300],
    ["EDT", -240],
    ["CST", -360],
    ["CDT", -300],
  ] as const),
  ...([
    ["MST", -420],
    ["MDT", -360],
    ["PST", -480],
    ["PDT", -420],
    ["CET", 60],
    ["CEST", 120],
  ] as const),
]); // prettier keeps pairs on one line each; minutes east of Greenwich

/** Reads the stamp that begins at `at`; null when none does. Year-less and time-only stamps are none. */
export function parseStamp(text: string, at = 0): Stamp | null {
  const c = text.charCodeAt(at);
  const shapes = c >= 48 && c <= 57 ? digital : c >= 65 && c <= 90 ? lettered : null;
  if (shapes === null) return null;
  if (isYearFirst(text, at)) return yearFirst(text, at);
  for (const { pattern, order } of shapes) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) continue;
    const wall = wallClock(found, order);
    if (wall === null) return null;
    return zoned(text, at + found[0].length, wall.us, wall.precision);
  }
  return null;
}

/** Whether `YYYY-MM-DD hh:mm:ss` begins at `at`, which most loggers write: the first of the digital shapes. */
function isYearFirst(text: string, at: number): boolean {
  if (text.charCodeAt(at + 13) !== 58 || text.charCodeAt(at + 16) !== 58 || text.length < at + 19) return false;
  if (!"T _@".includes(text.charAt(at + 10))) return false;
  if (!"-/.".includes(text.charAt(at + 4)) || !"-/.".includes(text.charAt(at + 7))) return false;
  for (const digit of digitPlaces) if (!isDigit(text.charCodeAt(at + digit))) return false;
  return true;
}

const digitPlaces = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18];
/** The last day read, and its midnight in ms. */
const lastDay = { year: 0, month: 0, day: 0, ms: 0 };

/** The same as {@link wallClock} gives, without regular expressions. */
function yearFirst(text: string, at: number): Stamp | null {
  const year = two(text, at) * 100 + two(text, at + 2);
  const month = two(text, at + 5);
  const date = two(text, at + 8);
  const hour = two(text, at + 11);
  const minute = two(text, at + 14);
  const second = two(text, at + 17);
  if (month < 1 || month > 12 || date < 1 || date > 31 || hour > 23 || minute > 59 || second > 59) return null;
  if (year !== lastDay.year || month !== lastDay.month || date !== lastDay.day) {
    const ms = Date.UTC(year, month - 1, date);
    if (year < 100 || new Date(ms).getUTCDate() !== date) return null; // 31 November
    Object.assign(lastDay, { year, month, day: date, ms });
  }
  let end = at + 19;
  let digits = 0;
  let micros = 0;
  const point = text.charCodeAt(end);
  if ((point === 46 || point === 44) && isDigit(text.charCodeAt(end + 1))) {
    for (end++; digits < 9 && isDigit(text.charCodeAt(end)); end++, digits++)
      if (digits < 6) micros = micros * 10 + text.charCodeAt(end) - 48;
    for (let i = digits; i < 6; i++) micros *= 10;
  }
  const us = (lastDay.ms + ((hour * 60 + minute) * 60 + second) * 1000) * 1000 + micros;
  return plausible(us) ? zoned(text, end, us, precisionOfDigits(digits)) : null;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function two(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

function wallClock(found: RegExpExecArray, order: string): { readonly us: number; readonly precision: number } | null {
  let [year, month, day, hour, minute, second] = [0, 0, 0, 0, 0, 0];
  let fraction = "";
  let half = "";
  for (let i = 0; i < order.length; i++) {
    const value = found[i + 1] ?? "";
    const letter = order[i];
    if (letter === "Y") year = Number(value);
    else if (letter === "y") year = 2000 + Number(value);
    else if (letter === "M") month = value.length === 3 ? months.indexOf(value) + 1 : Number(value);
    else if (letter === "D") day = Number(value);
    else if (letter === "h") hour = Number(value);
    else if (letter === "m") minute = Number(value);
    else if (letter === "s") second = Number(value);
    else if (letter === "f") fraction = value;
    else half = value;
  }
  if (half !== "") {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half === "PM" ? 12 : 0);
  }
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  if (day > 28 && new Date(ms).getUTCDate() !== day) return null; // 31 November
  const us = ms * 1000 + (fraction === "" ? 0 : Number(fraction.padEnd(6, "0").slice(0, 6)));
  return plausible(us) ? { us, precision: precisionOfDigits(fraction.length) } : null;
}

function zoned(text: string, end: number, us: number, precision: number): Stamp {
  zonePattern.lastIndex = end;
  const found = "Z +-".includes(text.charAt(end)) ? zonePattern.exec(text) : null;
  if (found === null) return { us, precision, zoned: false, end };
  const [all, sign, hours, minutes, shortSign, shortHours, name] = found;
  let east = 0;
  if (name !== undefined) {
    const known = abbreviations.get(name);
    if (known === undefined) return { us, precision, zoned: false, end };
    east = known;
  } else if (sign !== undefined) east = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  else if (shortSign !== undefined) east = (shortSign === "-" ? -1 : 1) * Number(shortHours) * 60;
  if (Math.abs(east) > 14 * 60) return { us, precision, zoned: false, end };
  return { us: us - east * 60_000_000, precision, zoned: true, end: end + all.length };
}

/** A time field of a JSON line: text, an epoch in s, ms, µs or ns (told by its magnitude), or a pair of seconds and nanos. */
export function stampOf(value: unknown): Stamp | null {
  if (typeof value === "number") return epochStamp(value, fractionDigits(value));
  if (typeof value === "string") {
    if (/^\d{10,19}(?:\.\d{1,9})?$/.test(value)) return epochStamp(Number(value), value.split(".")[1]?.length ?? 0);
    return parseStamp(value, 0);
  }
  const pair = objectOf(value);
  if (pair === null) return null;
  const seconds = pair["epochSecond"] ?? pair["seconds"];
  const nanos = pair["nanoOfSecond"] ?? pair["nanos"] ?? 0;
  if (typeof seconds !== "number" || typeof nanos !== "number") return null;
  const us = Math.round(seconds * 1e6 + nanos / 1000);
  return plausible(us)
    ? { us, precision: nanos === 0 ? PrecisionCode.second : PrecisionCode.microsecond, zoned: true, end: 0 }
    : null;
}

/** Magnitudes of APPS §2.4: from 1e17 on nanoseconds, 1e14 microseconds, 1e11 milliseconds, else seconds. */
function epochStamp(value: number, digits: number): Stamp | null {
  if (!Number.isFinite(value) || value < 1e9) return null;
  let us = value * 1e6;
  let precision = precisionOfDigits(digits);
  if (value >= 1e17) [us, precision] = [value / 1000, PrecisionCode.microsecond];
  else if (value >= 1e14) [us, precision] = [value, PrecisionCode.microsecond];
  else if (value >= 1e11)
    [us, precision] = [value * 1000, digits > 0 ? PrecisionCode.microsecond : PrecisionCode.millisecond];
  us = Math.round(us);
  return plausible(us) ? { us, precision, zoned: true, end: 0 } : null;
}

function fractionDigits(value: number): number {
  if (Number.isInteger(value)) return 0;
  const text = String(value);
  return text.length - text.indexOf(".") - 1;
}

function precisionOfDigits(digits: number): number {
  if (digits === 0) return PrecisionCode.second;
  return digits <= 3 ? PrecisionCode.millisecond : PrecisionCode.microsecond;
}

const earliest = Date.UTC(2010, 0, 1) * 1000;
const latest = Date.UTC(2100, 0, 1) * 1000;

/** A number outside of 2010–2099 is not a time of a log of RDS. */
function plausible(us: number): boolean {
  return us >= earliest && us < latest;
}
