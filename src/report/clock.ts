import type { Instant } from "../model/index.ts";

/** Milliseconds since the epoch (finer digits are dropped: a picture needs no more). */
export function millis(instant: Instant): number {
  return Date.parse(instant);
}

/** `19:11:58` or `19:11:58.442`, as precise as its source, microseconds cut. */
export function clock(instant: Instant): string {
  return instant.slice(11, 23).replace("Z", "");
}

/** `2026-11-21`. */
export function date(instant: Instant): string {
  return instant.slice(0, 10);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * `20:11:58` in a zone, with the date in front when it is another day there. Fixed locale and calendar: the machine's
 * own settings change nothing.
 *
 * @throws {RangeError} if `zone` is no time zone (a bug in the caller, who checks options)
 */
export function localClock(instant: Instant, zone: string): string {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(new Date(millis(instant))).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? "";
  const day = `${part("year")}-${part("month")}-${part("day")}`;
  const time = `${part("hour")}:${part("minute")}:${part("second")}`;
  return day === date(instant) ? time : `${day} ${time}`;
}

/** `19:11:58Z (20:11:58)`; the zone is named once, by a heading. */
export function stamp(instant: Instant, zone: string | null, withDate = false): string {
  const utc = `${withDate ? `${date(instant)} ` : ""}${clock(instant)}Z`;
  return zone === null ? utc : `${utc} (${localClock(instant, zone)})`;
}

/** `2026-11-21 19:11:40 – 19:14:02 UTC`, the second date only when it is another day. */
export function span(start: Instant, end: Instant): string {
  const last = date(start) === date(end) ? clock(end) : `${date(end)} ${clock(end)}`;
  return `${date(start)} ${clock(start)} – ${last} UTC`;
}

/** Whether the instants fall on one UTC day. */
export function oneDay(instants: readonly Instant[]): boolean {
  return new Set(instants.map(date)).size <= 1;
}

/** `19:11:58 UTC (20:11:58)`, with the date when asked for. */
export function at(instant: Instant | null, zone: string | null, withDate = false): string {
  if (instant === null) return "no time";
  const utc = `${withDate ? `${date(instant)} ` : ""}${clock(instant)} UTC`;
  return zone === null ? utc : `${utc} (${localClock(instant, zone)})`;
}

/** `2026-11-21 19:11:40 – 19:14:02 UTC`, the local times beside; one instant when there is no end or it is the start. */
export function period(start: Instant | null, end: Instant | null, zone: string | null): string {
  if (start === null || end === null || start === end) return at(start ?? end, zone, true);
  const local = zone === null ? "" : ` (${localClock(start, zone)} – ${localClock(end, zone)})`;
  return `${span(start, end)}${local}`;
}
