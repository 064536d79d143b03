import { leadingCount, PartCode, type Row, type SourceFile } from "../model/index.ts";
import * as layout from "./row-layout.ts";

/** What is asked of the rows of a segment. */
interface Rows {
  part(row: Row): number;
  pid(row: Row): number;
  byteOffset(row: Row): number;
  line(row: Row): number;
  /** How many rows before a secondary row its message lies; 0 for none, `FAR` for so many or more. */
  parentDistance(row: Row): number;
}

/** Rows of a file (or of the part of it that was read) by where they stand in it. */
export class FileRows {
  readonly file: SourceFile;
  readonly first: Row;
  /** Behind the last one. */
  readonly end: Row;
  private readonly rows: Rows;
  private readonly manyStreams: boolean;
  /** Rows by offset, where a scan gave them in another order; null before anybody asked, and where it did not. */
  private order: Uint32Array | null | undefined;

  /** @param manyStreams a record may have been given after others that begin behind it: each stream has its own end */
  constructor(rows: Rows, file: SourceFile, first: Row, count: number, manyStreams: boolean) {
    this.rows = rows;
    this.file = file;
    this.first = first;
    this.end = first + count;
    this.manyStreams = manyStreams;
  }

  get count(): number {
    return this.end - this.first;
  }

  /** The row at an index in the file's order, from 0; null beyond the ends. */
  at(index: number): Row | null {
    if (index < 0 || index >= this.count) return null;
    return this.sorted()?.[index] ?? this.first + index;
  }

  /** Index of the last row that begins at this byte or before; -1 when there is none. */
  byByte(byteOffset: number): number {
    return this.last((row) => this.rows.byteOffset(row) <= byteOffset);
  }

  /** Index of the last row that begins on this physical line (from 1) or before; -1 when there is none. */
  byLine(line: number): number {
    return this.last((row) => this.rows.line(row) <= line);
  }

  /**
   * The message that a row is or explains. What explains none (its message is in no file) goes to the message before it,
   * or, at the head of a file, to the one behind; null when there is none at all.
   */
  messageOf(row: Row): Row | null {
    const { rows } = this;
    if (rows.part(row) === PartCode.message) return row;
    const distance = rows.parentDistance(row);
    if (distance > 0 && distance < layout.FAR) return row - distance;
    const far = distance === layout.FAR ? row - layout.FAR : row - 1;
    let nearest: Row | null = null;
    for (let at = far; at >= this.first; at--) {
      if (rows.part(at) !== PartCode.message) continue;
      nearest ??= at;
      if (distance === 0 || rows.pid(at) === rows.pid(row)) return at;
      if (far - at > MOST_BACK) break;
    }
    for (let at = row + 1; nearest === null && at < this.end; at++) {
      if (rows.part(at) === PartCode.message) nearest = at;
    }
    return nearest;
  }

  private last(holds: (row: Row) => boolean): number {
    return leadingCount(this.count, (i) => holds(this.at(i) ?? 0)) - 1;
  }

  private sorted(): Uint32Array | null {
    if (this.order === undefined) this.order = this.manyStreams && !this.isRising() ? this.byOffset() : null;
    return this.order;
  }

  private isRising(): boolean {
    let reached = -1;
    for (let row = this.first; row < this.end; row++) {
      const offset = this.rows.byteOffset(row);
      if (offset < reached) return false;
      reached = offset;
    }
    return true;
  }

  private byOffset(): Uint32Array {
    const offsets = Float64Array.from({ length: this.count }, (_, i) => this.rows.byteOffset(this.first + i));
    return Uint32Array.from({ length: this.count }, (_, i) => this.first + i).sort(
      (a, b) => (offsets[a - this.first] ?? 0) - (offsets[b - this.first] ?? 0) || a - b,
    );
  }
}

/** Rows looked at for a message far above its secondary lines. */
const MOST_BACK = 10_000;
