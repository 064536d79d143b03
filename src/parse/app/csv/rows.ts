import { Buffer } from "node:buffer";
import { MAX_LINE_BYTES } from "../../blocks.ts";
import type { BlockConsumer } from "../../blocks.ts";
import type { Unwrapped } from "../format.ts";
import type { PhysicalLine } from "../lines.ts";
import type { CsvHeader } from "./header.ts";
import { RowReader } from "./row-reader.ts";
import { stampOf } from "../stamp.ts";
import type { Stamp } from "../stamp.ts";
import { labelsColumn, labelsOf, writerOf } from "./writer.ts";

const newline = 10;
const empty = Buffer.alloc(0);

/** A row, worked out as far as it is asked, before the next one is read. */
export interface RowView {
  /** What it holds. */
  piece(): Unwrapped;
  /** How its time is written, digits and letters aside; "" for none. */
  timeShape(): string;
}

/** What the lines of an export turn out to be. */
export interface RowSink {
  /** A row and its place. Returns false to end the reading. */
  row(line: PhysicalLine, row: RowView): boolean;
  /** A line that carries nothing: blank, or the header again. */
  empty(line: PhysicalLine): void;
  /** A line of a row whose quotes or columns are damaged. */
  gap(line: PhysicalLine): void;
}

/**
 * Cuts an export into rows. Where a row does not fit (a quote is missing or too many, the file begins or ends inside of
 * it) its first line is given up, and so is each line behind it up to one that looks like a row by all signs: columns,
 * quotes, and a time written as in the file's first rows. Inside of a quoted cell quotes are doubled, so that no message
 * can pass for a row with quoted cells.
 */
export class RowScanner implements BlockConsumer, RowView {
  private readonly header: CsvHeader;
  private readonly sink: RowSink;
  private readonly reader = new RowReader();
  private readonly labels: number;
  /** Columns of the names that were asked for. */
  private readonly known = new Map<readonly string[], readonly number[]>();
  private line: number;
  /** The row before ended where this one begins: the only state that goes from row to row. */
  private inStep = true;
  private ended = false;
  private view: Buffer = empty;
  private stamp: Stamp | null = null;

  /** @param line number of the first line */
  constructor(header: CsvHeader, sink: RowSink, line: number) {
    this.header = header;
    this.sink = sink;
    this.line = line;
    this.labels = header.columns.indexOf(labelsColumn);
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    const { reader } = this;
    this.view = view;
    let at = 0;
    while (at < end && !this.ended) {
      const examined = Math.min(end, at + MAX_LINE_BYTES);
      const whole = reader.read(view, at, examined, final && examined === end, this.header);
      const fits = whole && this.fits(view);
      if (whole && (!fits || this.header.time < 0) && this.isHeader(view)) {
        this.sink.empty(this.place(view, at, base));
        at = this.next(true);
      } else if (fits) {
        this.ended = !this.sink.row(this.place(view, at, base), this);
        at = this.next(true);
      } else {
        if (!whole && !final && end - at < MAX_LINE_BYTES) break;
        const stop = view.indexOf(newline, at);
        if (stop < 0 && !final) break;
        at = this.giveUp(view, at, stop < 0 ? end : stop + 1, base);
      }
    }
    return Math.min(at, end);
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.sink.gap({ text: "", offset: base, byteLength, number: this.line, count: 1, order: this.line, nulAt: -1 });
    this.line++;
    this.inStep = false;
  }

  piece(): Unwrapped {
    return { ...this.reader.payload(this.view, this.header, this.stamp), key: this.writer() };
  }

  timeShape(): string {
    return shapeOf(this.reader.cell(this.view, this.header.time));
  }

  private next(inStep: boolean): number {
    this.line += this.reader.lines;
    this.inStep = inStep;
    return this.reader.end;
  }

  /** The line at `at` is no row: it is blank, or damaged. */
  private giveUp(view: Buffer, at: number, end: number, base: number): number {
    const { reader } = this;
    [reader.end, reader.lines] = [end, 1];
    const line = this.place(view, at, base);
    const blank = view.toString("latin1", at, Math.min(end, at + 200)).trim() === "" && end - at <= 200;
    if (blank) this.sink.empty(line);
    else this.sink.gap(line);
    return this.next(blank && this.inStep);
  }

  private place(view: Buffer, at: number, base: number): PhysicalLine {
    const { end, lines } = this.reader;
    const stop = view[end - 1] === newline ? end - 1 : end;
    const nul = view.subarray(at, stop).indexOf(0);
    const [offset, nulAt] = [base + at, nul < 0 ? -1 : base + at + nul];
    return { text: "", offset, byteLength: stop - at, number: this.line, count: lines, order: this.line, nulAt };
  }

  private isHeader(view: Buffer): boolean {
    const { reader, header } = this;
    return reader.count === header.names.length && header.names.every((name, i) => reader.cell(view, i) === name);
  }

  private fits(view: Buffer): boolean {
    const { reader, header, inStep } = this;
    if (reader.damaged || reader.count !== header.columns.length) return false;
    // Tools put a cell with quotes into quotes; in a home-made file's row of one line one may stand bare.
    const strict = !inStep || reader.lines > 1 || header.source.usual.length > 0;
    if (strict && reader.hasBareQuote(view)) return false;
    if (reader.lines > 1 && this.runsIntoNext(view)) return false;
    const time = reader.cell(view, header.time);
    this.stamp = reader.stamp(view, header);
    if (time !== "" && this.stamp === null) return false;
    if (inStep) return true;
    if (header.time < 0) return reader.hasQuotes;
    return time !== "" && (header.timeShapes.size === 0 || header.timeShapes.has(shapeOf(time)));
  }

  /**
   * Whether a cell lost its closing quote and ended where the next row's message begins: its last line is what stands in
   * front of a message then, as in `2026-11-21 19:06:41.957,`.
   */
  private runsIntoNext(view: Buffer): boolean {
    const { reader, header } = this;
    for (let column = 0; column < header.columns.length; column++) {
      const text = reader.cell(view, column);
      if (!text.endsWith(",") || !text.includes("\n")) continue;
      const cells = text.slice(text.lastIndexOf("\n") + 1).split(",");
      if (cells.length !== header.message + 1) continue;
      const time = cells[header.time] ?? "";
      if (header.timeShapes.has(shapeOf(time)) && stampOf(time) !== null) return true;
    }
    return false;
  }

  private writer(): string | null {
    let labels: ReadonlyMap<string, string> | null = null;
    return writerOf((names) => {
      for (const column of this.columnsOf(names)) {
        const value = this.reader.value(this.view, column).trim();
        if (value !== "") return value;
      }
      if (this.labels < 0) return "";
      labels ??= labelsOf(this.reader.value(this.view, this.labels));
      for (const name of names) if (labels.has(name)) return labels.get(name) ?? "";
      return "";
    }, this.header.source.writer);
  }

  private columnsOf(names: readonly string[]): readonly number[] {
    let columns = this.known.get(names);
    if (columns === undefined) {
      columns = names.map((name) => this.header.columns.indexOf(name)).filter((column) => column >= 0);
      this.known.set(names, columns);
    }
    return columns;
  }
}

/** How a time is written, its digits and letters aside. */
function shapeOf(time: string): string {
  return time
    .slice(0, 64)
    .replace(/\d+/g, "0")
    .replace(/[A-Za-z]+/g, "a");
}
