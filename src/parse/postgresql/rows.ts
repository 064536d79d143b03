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
   * there (unless `final`, where the end of the bytes ends it).
   */
  read(buffer: Buffer, at: number, end: number, final: boolean): boolean {
    this.count = 0;
    this.lines = 1;
    let i = at;
    for (;;) {
      const quoted = buffer[i] === QUOTE;
      let start = i;
      let stop: number;
      if (quoted) {
        start = i + 1;
        stop = this.quotedEnd(buffer, start, end);
        if (stop === -1) return false;
        i = stop + 1;
        while (i < end && buffer[i] !== COMMA && buffer[i] !== NEWLINE) i++; // text after a closing quote: damaged, kept
      } else {
        while (i < end && buffer[i] !== COMMA && buffer[i] !== NEWLINE) i++;
        stop = buffer[i] === NEWLINE && buffer[i - 1] === RETURN && i > start ? i - 1 : i;
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

  private quotedEnd(buffer: Buffer, from: number, end: number): number {
    let i = from;
    for (;;) {
      const quote = buffer.indexOf(QUOTE, i);
      if (quote === -1 || quote >= end) return -1;
      for (let n = buffer.indexOf(NEWLINE, i); n !== -1 && n < quote; n = buffer.indexOf(NEWLINE, n + 1)) this.lines++;
      if (buffer[quote + 1] !== QUOTE || quote + 1 >= end) return quote;
      i = quote + 2;
    }
  }

  start(field: number): number {
    return this.starts[field] ?? 0;
  }

  stop(field: number): number {
    return this.ends[field] ?? 0;
  }

  isEmpty(field: number): boolean {
    return field >= this.count || this.starts[field] === this.ends[field];
  }

  /** The field's text with doubled quotes undone. */
  text(buffer: Buffer, field: number, encoding: "latin1" | "utf8" = "utf8"): string {
    if (field >= this.count) return "";
    const raw = buffer.toString(encoding, this.starts[field], this.ends[field]);
    return this.quoted[field] === 1 && raw.includes('""') ? raw.replaceAll('""', '"') : raw;
  }
}
