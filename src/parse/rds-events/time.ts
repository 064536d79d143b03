import { epochUs, type EpochUs } from "../../model/index.ts";

const stamp = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/i;

/**
 * The time of an event: ISO 8601 with `Z` or an offset, SNS's `2013-03-30 17:45:21.000` (UTC), or the number of seconds
 * or milliseconds that some SDKs write. Microseconds are kept. Null if it is none of these.
 */
export function eventTime(value: unknown): EpochUs | null {
  if (typeof value === "number") return fromNumber(value);
  const found = typeof value === "string" ? stamp.exec(value.trim()) : null;
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  if (hour === undefined || minute === undefined || second === undefined) return null;
  if (year < 1970 || year > 2200 || hour > 23 || minute > 59 || second > 60) return null;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  const offset = offsetMs(found[8]);
  const us = Number((found[7] ?? "").padEnd(6, "0").slice(0, 6));
  return offset === null ? null : epochUs((ms - offset) * 1000 + us);
}

/** East of UTC is positive. No zone is UTC, as AWS documents for all its times. */
function offsetMs(zone: string | undefined): number | null {
  if (zone === undefined || /^[A-Z]/i.test(zone)) return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 15 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function fromNumber(value: number): EpochUs | null {
  if (value >= 1e9 && value < 9e9) return epochUs(Math.round(value * 1e6));
  if (value >= 1e12 && value < 1e13) return epochUs(Math.round(value * 1e3));
  return null;
}
