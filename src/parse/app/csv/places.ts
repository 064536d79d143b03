import { csvExports } from "./exports.ts";
import type { CsvExport } from "./exports.ts";

/** Where the parts of a record stand in a row. Columns count from 0, -1 for none. */
export interface CsvPlaces {
  readonly source: CsvExport;
  readonly time: number;
  readonly message: number;
  readonly level: number;
  /** Times without a zone are UTC. */
  readonly utc: boolean;
  /** The message is the last column, and writers of such files leave its commas unquoted. */
  readonly open: boolean;
  /** Rows lie in the file from the newest to the oldest. */
  readonly newestFirst: boolean;
}

/** Index of the first of `names` in a header in lower case, -1 for none. */
export function columnOf(header: readonly string[], names: readonly string[]): number {
  for (const name of names) {
    const index = header.indexOf(name);
    if (index >= 0) return index;
  }
  return -1;
}

/** The places of an export's usual header. */
function usualPlaces(source: CsvExport): CsvPlaces {
  const header = source.usual.map((name) => name.toLowerCase());
  const [time, message] = [columnOf(header, source.time), columnOf(header, source.message)];
  return { source, time, message, level: -1, utc: source.utc, open: false, newestFirst: false };
}

/**
 * What a stream's format chain calls the container: `insights-csv`, and in brackets what is unusual about this file:
 * the direction, and the columns (from 1) when they do not stand where they usually do. A row can be taken apart again
 * with it, without the header.
 */
export function formatIdOf(places: CsvPlaces): string {
  const usual = usualPlaces(places.source);
  const { time, message, level, utc, open } = places;
  const moved = time !== usual.time || message !== usual.message || level !== -1 || open || utc !== usual.utc;
  const notes: string[] = places.newestFirst ? ["newest-first"] : [];
  if (moved) {
    if (time >= 0) notes.push(`${utc ? "utc" : "time"}=${time + 1}`);
    if (level >= 0) notes.push(`level=${level + 1}`);
    notes.push(`message=${message + 1}${open ? "+" : ""}`);
  }
  return notes.length === 0 ? places.source.id : `${places.source.id}(${notes.join(",")})`;
}

/** The places that {@link formatIdOf} wrote down; null for the id of anything else. */
export function placesOf(formatId: string): CsvPlaces | null {
  const [, id, notes = ""] = /^([a-z-]+)(?:\(([a-z0-9,=+-]*)\))?$/.exec(formatId) ?? [];
  const source = csvExports.find((one) => one.id === id);
  if (source === undefined) return null;
  const newestFirst = /(?:^|,)newest-first(?:,|$)/.test(notes);
  const column = (name: string): number => Number(new RegExp(`(?:^|,)${name}=(\\d{1,3})`).exec(notes)?.[1] ?? 0) - 1;
  const usual = usualPlaces(source);
  const message = column("message");
  if (message < 0) return usual.message < 0 ? null : { ...usual, newestFirst };
  const zoned = column("utc");
  return {
    source,
    time: zoned < 0 ? column("time") : zoned,
    message,
    level: column("level"),
    utc: zoned >= 0,
    open: /message=\d+\+/.test(notes),
    newestFirst,
  };
}
