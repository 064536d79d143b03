import { Buffer } from "node:buffer";
import { CsvRow } from "../../postgresql/rows.ts";
import type { Unwrapped } from "../format.ts";
import { levelOfWord } from "../levels.ts";
import { decodeText } from "../lines.ts";
import { stampOf } from "../stamp.ts";
import type { Stamp } from "../stamp.ts";
import type { CsvPlaces } from "./places.ts";

/** Columns that are looked at. */
export const MAX_COLUMNS = 256;

const newline = 10;
const quote = 34;

/** Reads rows of RFC 4180, and the cells of the last one; one reused object. */
export class RowReader {
  /** Cells of the row. */
  count = 0;
  /** Index behind the row's newline, or of the end of the bytes. */
  end = 0;
  /** Physical lines the row takes. */
  lines = 0;
  /** Text stood behind a closing quote: bytes are missing or too many. */
  damaged = false;
  private readonly row = new CsvRow(MAX_COLUMNS);
  private scratch: Buffer = Buffer.allocUnsafe(4096);
  private restAt = -1;
  private restEnd = 0;

  /** Reads the row at `buffer[at, end)`; false when it does not end there. `final`: the end of the bytes ends a row. */
  read(buffer: Buffer, at: number, end: number, final: boolean, places: CsvPlaces | null): boolean {
    const { row } = this;
    const ended = row.read(buffer, at, end, final);
    this.restAt = -1;
    if (places?.open === true && row.count > places.message && !row.isQuoted(places.message))
      return this.readRest(buffer, at, end, final, places.message);
    this.count = row.count;
    this.end = row.end;
    this.lines = row.lines;
    this.damaged = row.damaged;
    return ended;
  }

  /** The last cell takes all that is left of its line. */
  private readRest(buffer: Buffer, at: number, end: number, final: boolean, column: number): boolean {
    const { row } = this;
    const start = row.start(column);
    const found = buffer.subarray(0, end).indexOf(newline, start);
    if (found < 0 && !final) return false;
    const stop = found < 0 ? end : found;
    this.restAt = column;
    this.restEnd = buffer[stop - 1] === 13 && stop > start ? stop - 1 : stop;
    this.count = column + 1;
    this.end = found < 0 ? end : found + 1;
    this.lines = 1;
    for (let i = buffer.indexOf(newline, at); i >= 0 && i < stop; i = buffer.indexOf(newline, i + 1)) this.lines++;
    // What CsvRow says of the cells behind is about the inside of this one; before it, only a quoted cell can be damaged.
    this.damaged = row.damaged && Array.from({ length: column }, (_, i) => row.isQuoted(i)).includes(true);
    return true;
  }

  private isQuoted(column: number): boolean {
    return column !== this.restAt && this.row.isQuoted(column);
  }

  private bytes(buffer: Buffer, column: number): Buffer {
    const stop = column === this.restAt ? this.restEnd : this.row.stop(column);
    return buffer.subarray(this.row.start(column), stop);
  }

  /** A cell's text, quotes undone; "" for one that is not there. */
  cell(buffer: Buffer, column: number): string {
    if (column < 0 || column >= this.count || column >= MAX_COLUMNS) return "";
    const bytes = this.bytes(buffer, column);
    if (this.isQuoted(column)) return decodeText(bytes.includes(quote) ? this.single(bytes) : bytes);
    const text = decodeText(bytes);
    return text.endsWith("\r") ? text.slice(0, -1) : text; // of CRLF, where the file ends without it
  }

  /** Doubled quotes undone, byte by byte: on text it takes seven times as long, and log lines in JSON are full of them. */
  private single(bytes: Buffer): Buffer {
    if (this.scratch.length < bytes.length) this.scratch = Buffer.allocUnsafe(2 * bytes.length);
    const { scratch } = this;
    let length = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      scratch[length++] = byte;
      if (byte === quote) i++;
    }
    return scratch.subarray(0, length);
  }

  /** A cell of a facet of Datadog's is JSON inside of the CSV: `"""orders"""`. */
  value(buffer: Buffer, column: number): string {
    return withoutJsonQuotes(this.cell(buffer, column));
  }

  /** Whether a cell that was not written in quotes has one, an open last cell aside. */
  hasBareQuote(buffer: Buffer): boolean {
    for (let column = 0; column < Math.min(this.count, MAX_COLUMNS); column++)
      if (column !== this.restAt && !this.isQuoted(column) && this.bytes(buffer, column).includes(quote)) return true;
    return false;
  }

  /** Whether a cell was written in quotes. */
  get hasQuotes(): boolean {
    for (let column = 0; column < Math.min(this.count, MAX_COLUMNS); column++) if (this.isQuoted(column)) return true;
    return false;
  }

  /** The row's time. */
  stamp(buffer: Buffer, places: CsvPlaces): Stamp | null {
    if (places.time < 0) return null;
    const stamp = stampOf(this.value(buffer, places.time).trim());
    return stamp !== null && places.utc ? { ...stamp, zoned: true } : stamp;
  }

  /** The payload, with what stands beside it. */
  payload(buffer: Buffer, places: CsvPlaces, stamp: Stamp | null): Unwrapped {
    return {
      text: this.value(buffer, places.message),
      stamp,
      key: null,
      channel: "",
      partial: false,
      level: places.level < 0 ? "none" : (levelOfWord(this.value(buffer, places.level).trim()) ?? "none"),
    };
  }
}

function withoutJsonQuotes(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : text;
  } catch {
    return text; // quotes of its own
  }
}
