import { eventTime } from "../rds-events/time.ts";
import type { DocumentNode } from "./node.ts";

/** A moment as a document writes it. */
export interface WrittenTime {
  /** µs; a time without zone is read as UTC, as AWS documents for its own. */
  readonly us: number;
  /** Whether the text names its zone (a number of seconds is UTC by definition). */
  readonly zoned: boolean;
}

const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:[.,]\d{1,9})?)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?$/i;
// RFC 9110 §5.6.7, the Date header of a response: `Thu, 23 Oct 2025 20:39:05 GMT`.
const http = /^(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (?:GMT|UTC)$/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** 2200-01-01, where {@link eventTime} ends too: later seconds are no safe integer of µs any more. */
const END_SECONDS = 7_258_118_400;

/**
 * ISO 8601 (seconds may be missing, a space may stand for `T`), the Date header of a response, seconds or milliseconds
 * since the epoch (as a number or as text). Null if it is none of these.
 */
export function writtenTime(node: DocumentNode | null): WrittenTime | null {
  const value = node?.value;
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return null;
  const text = value.trim();
  if (/^\d{10}(?:\d{3})?(?:\.\d{1,9})?$/.test(text)) return fromNumber(Number(text));
  const date = http.exec(text);
  if (date !== null) {
    const month = String(months.indexOf(date[2] ?? "") + 1).padStart(2, "0");
    return stated(`${date[3]}-${month}-${(date[1] ?? "").padStart(2, "0")}T${date[4]}Z`, true);
  }
  const found = iso.exec(text);
  if (found === null) return null;
  const zone = (found[4] ?? "").replace(/^(?:UTC|GMT)$/i, "Z").replace(/^([+-]\d\d)$/, "$1:00");
  return stated(`${found[1]}T${found[2]}${found[3] ?? ":00"}${zone}`, zone !== "");
}

/** The moment, NaN when there is none. */
export function timeOf(node: DocumentNode | null): number {
  return writtenTime(node)?.us ?? Number.NaN;
}

function stated(text: string, zoned: boolean): WrittenTime | null {
  const us = eventTime(text);
  return us === null ? null : { us, zoned };
}

function fromNumber(value: number): WrittenTime | null {
  const seconds = value >= 1e12 ? value / 1000 : value;
  const us = seconds < END_SECONDS ? eventTime(value) : null;
  return us === null ? null : { us, zoned: true };
}
