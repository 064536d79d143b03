import type { ByteReader, Row } from "../../model/index.ts";
import { displayBytes, type Timeline } from "../../timeline/index.ts";
import { linearRegex } from "../../text/index.ts";
import type { Block } from "./blocks.ts";
import type { CaseOrder } from "./case-order.ts";
import { RowBytes } from "./row-bytes.ts";
import { requiredTexts } from "./required-texts.ts";
import { END, type Needle, needleOf, PAUSE, ScanBuffers, TextScan } from "./text-scan.ts";

/** Looks for messages in a block, with pauses; gives each to `found`, some more than once. */
export type Search = (block: Block, found: (row: Row) => void) => Generator<undefined, void>;

/** Records that lie so close before a hit may hold it: those of other writers' that are not over yet. */
const OVERLAPPING = 16;
/** Of one record no more is given to a regular expression: it takes ms for as much. */
const REGEX_BYTES = 64 * 1024;
/** Bytes given to a regular expression between two pauses, and what a row costs beside its bytes. */
const PAUSE_BYTES = 8 * 1024;
const ROW_COST_BYTES = 100;
/** Rows looked at between two pauses. */
const PAUSE_ROWS = 512;

/** Every row of the block. */
export function* everyRow({ rows, from, to }: Block, found: (row: Row) => void): Generator<undefined, void> {
  for (let i = from; i < to; i++) {
    found(rows.first + i);
    if (i % PAUSE_ROWS === 0) yield;
  }
}

/** Records that hold a text as the file has it, in their own lines or in secondary ones. */
export function textSearch(timeline: Timeline, order: CaseOrder, text: string): Search {
  return needleSearch(timeline, order, needleOf(text), null);
}

/**
 * Records of which a row, its continuation lines included, fits a regular expression as the file has it; of a longer row
 * than 64 KiB, that much of it.
 *
 * @throws {NotLinearError} when the pattern is none, or none that can be searched in linear time
 */
export function regexSearch(timeline: Timeline, order: CaseOrder, pattern: string): Search {
  const regex = linearRegex(pattern);
  const texts = requiredTexts(pattern);
  if (texts === null) return everyRowSearch(timeline, regex);
  const parts = texts.map((text) => {
    const needle = { bytes: Buffer.from(text, "utf8"), fold: false };
    return needleSearch(timeline, order, needle, regex);
  });
  return function* search(block, found) {
    for (const part of parts) yield* part(block, found);
  };
}

/** Records that hold some bytes, and fit a regular expression if there is one. */
function needleSearch(timeline: Timeline, order: CaseOrder, needle: Needle, regex: RegExp | null): Search {
  const buffers = new ScanBuffers();
  return function* search(block, found) {
    const { rows } = block;
    const [start, end] = bytesOf(timeline, order, block);
    const scan = new TextScan(rows.file.bytes, needle, buffers, start, end);
    const tested = regex === null ? null : new RegexRows(timeline, regex, rows.file.bytes);
    let index = rows.byByte(start);
    for (let hits = 1; ; hits++) {
      const hit = scan.next();
      if (hit === END) return;
      if (hit === PAUSE || hits % PAUSE_ROWS === 0 || tested?.wantsPause() === true) yield;
      if (hit === PAUSE) continue;
      index = lastBefore(timeline, rows, index, hit);
      const row = holder(timeline, rows, index, hit);
      const message = row === null || tested?.fits(row) === false ? null : rows.messageOf(row);
      if (message !== null) found(message);
      // One hit a record is enough.
      const next = row !== null && row === rows.at(index) ? rows.at(index + 1) : null;
      if (next !== null) scan.skipTo(timeline.byteOffset(next));
    }
  };
}

/** Gives every row to a regular expression. */
function everyRowSearch(timeline: Timeline, regex: RegExp): Search {
  return function* search({ rows, from, to }, found) {
    const tested = new RegexRows(timeline, regex, rows.file.bytes);
    for (let i = from; i < to; i++) {
      const row = rows.at(i);
      const message = row === null || !tested.fits(row) ? null : rows.messageOf(row);
      if (message !== null) found(message);
      if (tested.wantsPause()) yield;
    }
  };
}

/** Rows of a file given to a regular expression. */
class RegexRows {
  private readonly timeline: Timeline;
  private readonly regex: RegExp;
  private readonly bytes: RowBytes;
  private given = 0;

  constructor(timeline: Timeline, regex: RegExp, reader: ByteReader) {
    this.timeline = timeline;
    this.regex = regex;
    this.bytes = new RowBytes(reader);
  }

  fits(row: Row): boolean {
    const length = Math.min(REGEX_BYTES, this.timeline.byteLength(row));
    this.given += length + ROW_COST_BYTES;
    return this.regex.test(displayBytes(this.bytes.at(this.timeline.byteOffset(row), length)));
  }

  /** Whether so much was given since the last pause that another is due. */
  wantsPause(): boolean {
    if (this.given < PAUSE_BYTES) return false;
    this.given = 0;
    return true;
  }
}

/** Bytes that the rows of a block begin in: all blocks of a file together are all of its records, and none is in two. */
function bytesOf(timeline: Timeline, order: CaseOrder, { rows, from, to }: Block): readonly [number, number] {
  const start = beginOf(timeline, order, rows, from);
  if (to < rows.count) return [start, beginOf(timeline, order, rows, to)];
  let end = start;
  for (let i = Math.max(0, rows.count - OVERLAPPING); i < rows.count; i++) {
    const row = rows.at(i) ?? rows.first;
    end = Math.max(end, timeline.byteOffset(row) + timeline.byteLength(row));
  }
  return [start, end];
}

function beginOf(timeline: Timeline, order: CaseOrder, rows: Block["rows"], index: number): number {
  const row = rows.at(index) ?? rows.first;
  return row === rows.first + index ? order.byteOffset(row) : timeline.byteOffset(row);
}

/** Index of the last row that begins at a hit or before; `index` is that of a hit before. */
function lastBefore(timeline: Timeline, rows: Block["rows"], index: number, hit: number): number {
  for (let i = index; i < index + OVERLAPPING; i++) {
    const next = rows.at(i + 1);
    if (next === null || timeline.byteOffset(next) > hit) return i;
  }
  return rows.byByte(hit);
}

/** The row that a hit lies in; null when it lies between records, in a line that is no part of one. */
function holder(timeline: Timeline, rows: Block["rows"], index: number, hit: number): Row | null {
  for (let i = index; i > index - OVERLAPPING; i--) {
    const row = rows.at(i);
    if (row === null) return null;
    if (hit < timeline.byteOffset(row) + timeline.byteLength(row)) return row;
  }
  return null;
}
