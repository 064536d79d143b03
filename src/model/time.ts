/** An instant: whole microseconds since 1970-01-01T00:00:00Z (a safe integer until 2255). Never local time, never seconds. */
export type EpochUs = number & { readonly unit: "EpochUs" };

/**
 * How finely a source wrote its clock. The RDS default `log_line_prefix` uses `%t`, so its lines carry whole
 * seconds: two of them inside one second have an order only inside one file.
 */
export type Precision = "second" | "millisecond" | "microsecond";

/**
 * Where the zone of a file's stamps comes from: written in the stamp (`stated`), taken from an option or UTC for
 * lack of anything better (`assumed`), or found by comparing the file with the database's logs (`estimated`).
 */
export type TimeBasis = "stated" | "assumed" | "estimated";

/** A closed interval of instants. */
export interface Window {
  readonly start: EpochUs;
  readonly end: EpochUs;
}

/** Microseconds in a second. */
export const SECOND_US = 1_000_000;

/**
 * The only door from a plain number to an instant.
 *
 * @throws {RangeError} if `value` is not an integer a Date can hold (a bug in the caller).
 */
export function epochUs(value: number): EpochUs {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not epoch microseconds: ${value}`);
  return value as EpochUs;
}

/** `2026-11-21T19:11:58.000Z`, cut to what the source's precision carries; always UTC. */
export function formatUtc(time: EpochUs, precision: Precision = "millisecond"): string {
  const iso = new Date(Math.floor(time / 1000)).toISOString();
  if (precision === "second") return `${iso.slice(0, 19)}Z`;
  if (precision === "millisecond") return iso;
  const us = ((time % 1000) + 1000) % 1000;
  return `${iso.slice(0, 23)}${String(us).padStart(3, "0")}Z`;
}

/** `19:11:58`, UTC. */
export function formatClock(time: EpochUs): string {
  return new Date(Math.floor(time / 1000)).toISOString().slice(11, 19);
}

/**
 * `2026-11-21-19`: the hour in the name RDS gives a log file (`postgresql.log.%Y-%m-%d-%H` and `…-%H%M`, DOMAIN §1.5), UTC.
 *
 * @param us µs since the epoch
 * @throws {RangeError} if `us` is not an instant a Date can hold (a bug in the caller)
 */
export function logFileHour(us: number): string {
  return new Date(Math.floor(us / 1000)).toISOString().slice(0, 13).replace("T", "-");
}

/** Whole seconds between two instants, rounded, never negative zero. */
export function secondsBetween(from: EpochUs, to: EpochUs): number {
  return Math.round((to - from) / SECOND_US) + 0;
}
