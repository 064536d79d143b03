import { textOf } from "./who.ts";

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** Fields of a CSV row as byte ranges of the buffer it lies in; one reused object. */
export class CsvRow {
  /** Number of fields of the last row, which may exceed {@link maxFields}. */
  count = 0;
  /** Physical lines the row spans. */
  lines = 0;
  /** Index after the row's newline (or the end of the buffer). */
  end = 0;
  /** Text stood behind a closing quote, which no writer of CSV does: bytes are missing, or this is the inside of a field. */
  damaged = false;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly quoted: Uint8Array;

  constructor(maxFields: number) {
    this.starts = new Int32Array(maxFields);
    this.ends = new Int32Array(maxFields);
    this.quoted = new Uint8Array(maxFields);
  }

  /**
   * Reads the row at `buffer[at, end)`: RFC 4180 with newlines inside quotes. Returns false when the row does not end
   * there (unless `final`, where the end of the bytes ends it); the fields that ended are there all the same.
   */
  read(buffer: Buffer, at: number, end: number, final: boolean): boolean {
    this.count = 0;
    this.lines = 1;
    this.damaged = false;
    let i = at;
    for (;;) {
      const quoted = i < end && buffer[i] === QUOTE; // looking beyond the end costs the optimised code
      let start = i;
      let stop: number;
      if (quoted) {
        start = i + 1;
        stop = this.quotedEnd(buffer, start, end);
        if (stop === -1) return false;
        i = stop + 1;
        while (i < end && buffer[i] !== COMMA && buffer[i] !== NEWLINE) {
          if (buffer[i] !== RETURN) this.damaged = true;
          i++;
        }
      } else {
        while (i < end && buffer[i] !== COMMA && buffer[i] !== NEWLINE) i++;
        stop = i < end && buffer[i] === NEWLINE && i > start && buffer[i - 1] === RETURN ? i - 1 : i;
      }
      if (this.count < this.starts.length) {
        this.starts[this.count] = start;
        this.ends[this.count] = stop;
        this.quoted[this.count] = quoted ? 1 : 0;
      }
      this.count++;
      if (i >= end) {
        this.end = end;
        return final;
      }
      if (buffer[i] === NEWLINE) {
        this.end = i + 1;
        return true;
      }
      i++;
    }
  }

  /** Index of the quote that closes the field, or -1; counts the newlines inside. Fields are short: no native search. */
  private quotedEnd(buffer: Buffer, from: number, end: number): number {
    let newlines = 0;
    for (let i = from; i < end; i++) {
      const byte = buffer[i];
      if (byte === NEWLINE) newlines++;
      if (byte !== QUOTE) continue;
      if (i + 1 >= end || buffer[i + 1] !== QUOTE) {
        this.lines += newlines;
        return i;
      }
      i++;
    }
    this.lines += newlines;
    return -1;
  }

  start(field: number): number {
    return this.starts[field] ?? 0;
  }

  stop(field: number): number {
    return this.ends[field] ?? 0;
  }

  /** The field as a whole number, 0 when it is none. */
  integer(buffer: Buffer, field: number): number {
    let value = 0;
    for (let i = this.start(field); field < this.count && i < this.stop(field); i++) {
      const digit = (buffer[i] ?? 0) - 48;
      if (digit < 0 || digit > 9) return 0;
      value = value * 10 + digit;
    }
    return value;
  }

  isQuoted(field: number): boolean {
    return field < this.count && this.quoted[field] === 1;
  }

  isEmpty(field: number): boolean {
    return field >= this.count || this.starts[field] === this.ends[field];
  }

  /** The field's text with doubled quotes undone. */
  text(buffer: Buffer, field: number, encoding: "latin1" | "utf8" = "utf8"): string {
    if (field >= this.count) return "";
    const start = this.starts[field] ?? 0;
    const end = this.ends[field] ?? 0;
    const raw = encoding === "utf8" ? textOf(buffer, start, end) : buffer.toString(encoding, start, end);
    return this.quoted[field] === 1 && raw.includes('""') ? raw.replaceAll('""', '"') : raw;
  }
}
