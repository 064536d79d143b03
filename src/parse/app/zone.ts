import { createRequire } from "node:module";
import type * as TemporalPolyfill from "temporal-polyfill";

/** Turns a wall clock (microseconds, read as if UTC) into an instant. */
export type ZoneClock = (wallUs: number) => number;

/** Whether stamps of a zone are UTC as they stand. */
export function isUtc(zone: string): boolean {
  return /^(?:UTC|GMT|Z|Etc\/UTC)$/i.test(zone);
}

const clocks = new Map<string, ZoneClock>();
const quarterUs = 900_000_000;

/**
 * The clock of a zone: `UTC` or an IANA name. A wall time that a change of clocks repeats is read as its first
 * occurrence, one that it skips as if the clocks had not changed yet.
 *
 * @throws {RangeError} if the zone is unknown (the caller's option).
 */
export function zoneClock(zone: string): ZoneClock {
  if (isUtc(zone)) return (wallUs) => wallUs;
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  // Loaded here only: 20 ms that logs in UTC need not pay, and `decodeAppRecord` cannot wait for an import().
  const { Temporal } = createRequire(import.meta.url)("temporal-polyfill") as typeof TemporalPolyfill;
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  // Zones change their offset at quarters of an hour; one look-up serves all stamps of a quarter.
  const offsets = new Map<number, number>();
  const clock = (wallUs: number): number => {
    const quarter = Math.floor(wallUs / quarterUs);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      const iso = new Date((quarter * quarterUs) / 1000).toISOString().slice(0, 19);
      const ms = Temporal.PlainDateTime.from(iso).toZonedDateTime(zone).epochMilliseconds;
      offset = quarter * quarterUs - ms * 1000;
      if (offsets.size > 10_000) offsets.clear();
      offsets.set(quarter, offset);
    }
    return wallUs - offset;
  };
  clocks.set(zone, clock);
  return clock;
}
