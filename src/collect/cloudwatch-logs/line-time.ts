const DIGITS = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})? ([A-Za-z]{1,6}|[+-]\d\d(?::?\d\d)?)(?=[:,\s]|$)/;
const JSON_STAMP =
  /^\{"timestamp":"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,6})? ([A-Za-z]{1,6}|[+-]\d\d(?::?\d\d)?)"/;

/**
 * The time a server's line begins with, epoch ms; NaN for a line without one. RDS and Aurora write UTC or GMT unless
 * `log_timezone` was changed; abbreviations of other zones are taken for UTC, which every line of a log then shares.
 */
export function lineMs(line: string): number {
  const head = line.slice(0, 64);
  const found = DIGITS.exec(head) ?? JSON_STAMP.exec(head);
  if (found === null) return Number.NaN;
  const [, date = "", time = "", fraction = "", zone = ""] = found;
  const ms = Date.parse(`${date}T${time}Z`) + Math.floor(Number(`0${fraction}`) * 1_000);
  const offset = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (offset === null) return ms;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return ms - (offset[1] === "-" ? -1 : 1) * minutes * 60_000;
}
