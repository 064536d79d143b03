import { SECOND_US, type Precision } from "../../model/index.ts";
import type { Clock } from "./state.ts";

/** How times are written: which clock, whose zone, and the instant that `T+…` counts from. */
export interface Timekeeping {
  readonly clock: Clock;
  readonly zone: string;
  readonly zeroUs: number;
}

const QUARTER_US = 900 * SECOND_US;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** µs to add to UTC for a zone's wall clock. Zones change on quarter hours, so one question each is enough. */
export function zoneOffsetUs(zone: string, us: number): number {
  const quarter = Math.floor(us / QUARTER_US);
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  let format = formats.get(zone);
  if (format === undefined) {
    // Fixed locale and calendar: the machine's own settings change nothing.
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, format);
  }
  const startMs = (quarter * QUARTER_US) / 1000;
  if (!Number.isFinite(startMs) || Math.abs(startMs) > 8.64e15) return 0;
  const parts = new Map(format.formatToParts(startMs).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  const offset = (wall - startMs) * 1000;
  if (offsets.size > 4096) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/** `2026-11-21T19:11:58.442123` on the clock's wall (UTC for the relative one). */
export function wallClock(us: number, { clock, zone }: Timekeeping): string {
  const shifted = clock === "local" ? us + zoneOffsetUs(zone, us) : us;
  const ms = Math.floor(shifted / 1000);
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return "????-??-??T??:??:??.??????";
  const iso = new Date(ms).toISOString().replace("Z", "");
  return `${iso}${String(Math.floor(shifted - ms * 1000)).padStart(3, "0")}`;
}

const digits: Readonly<Record<Precision, number>> = { second: 0, millisecond: 3, microsecond: 6 };

/** `19:11:58.442`, or `T+12.442` from the failover; as fine as the record's stamp, never finer than `most` digits. */
export function timeText(us: number, precision: Precision, keeping: Timekeeping, most = 3): string {
  const fine = Math.min(digits[precision], most);
  if (keeping.clock === "relative") return relativeText(us - keeping.zeroUs, fine);
  return wallClock(us, keeping).slice(11, fine === 0 ? 19 : 20 + fine);
}

/** `2026-11-21` on the clock's wall. */
export function dateText(us: number, keeping: Timekeeping): string {
  return wallClock(us, keeping).slice(0, wallClock(us, keeping).indexOf("T"));
}

/** `T+12.3`, `T-0.5`; from an hour on `T+1:02:03`. Cut, not rounded, so that it never runs ahead of the stamp. */
export function relativeText(us: number, fine: number): string {
  const sign = us < 0 ? "-" : "+";
  const size = Math.abs(us);
  const whole = Math.floor(size / SECOND_US);
  const fraction =
    fine === 0
      ? ""
      : `.${String(Math.floor(size % SECOND_US))
          .padStart(6, "0")
          .slice(0, fine)}`;
  if (whole < 3600) return `T${sign}${whole}${fraction}`;
  return `T${sign}${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}${fraction}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** What the clock is called, said once. */
export function clockName({ clock, zone }: Timekeeping): string {
  if (clock === "utc") return "UTC";
  return clock === "local" ? zone : "s from T";
}
