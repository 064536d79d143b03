import {
  leadingCount,
  type EpochUs,
  PartCode,
  type Precision,
  type RecordText,
  type Records,
  type Row,
  SECOND_US,
  type Source,
  type SourceFile,
  type Stream,
  type Who,
  epochUs,
  precisions,
} from "../model/index.ts";
import { displayBytes } from "./display-bytes.ts";
import { FileRows } from "./file-rows.ts";
import { HiddenRows } from "./hidden-rows.ts";
import { Histogram, type HistogramData } from "./histogram.ts";
import { orderRows, orderSteps } from "./order.ts";
import { type Page, PageStore } from "./page-store.ts";
import { RecentTexts } from "./recent-texts.ts";
import * as layout from "./row-layout.ts";
import { Segment, type SegmentData } from "./segment.ts";

/** Takes a record's bytes apart; given by whoever knows the formats. */
export type Decode = (bytes: Uint8Array, stream: Stream, file: SourceFile) => RecordText;

/** How many bytes of one record are ever read back. */
const MAX_RECORD_BYTES = 1 << 20;

/** Rows of a segment begin at a multiple of this, so that a table leads from any row to its segment. */
const UNIT = 64;

/** A stream's part of one segment. */
interface StreamPart {
  readonly segment: Segment;
  /** The stream's number inside the segment. */
  readonly number: number;
  readonly histogram: HistogramData | null;
}

/**
 * The store: segments of rows for the records that matter, and the files for everything else. No record is an object
 * here; text is read again from its file by offset.
 */
export class Timeline implements Records {
  private readonly decode: Decode;
  private readonly store: PageStore;
  private readonly streamList: Stream[] = [];
  private readonly partsOf: StreamPart[][] = [];
  /** The segment of rows `UNIT * i` and those behind. */
  private readonly units: Segment[] = [];
  private readonly fileRows = new Map<string, FileRows[]>();
  private rows = 0;
  private readonly hidden = new HiddenRows();
  private readonly texts = new RecentTexts();
  private readonly dropped = new Set<number>();
  /** Where the row asked for last lies: its page, and the rows of the timeline that it holds. */
  private page: Page | null = null;
  private segment: Segment | null = null;
  private from = 0;
  private to = 0;

  constructor(decode: Decode, store: PageStore = new PageStore()) {
    this.decode = decode;
    this.store = store;
  }

  /** Adds a stream; its rows are those of the segments added for it, in the order they are added. */
  addStream(stream: Omit<Stream, "index">): Stream {
    const added = { ...stream, index: this.streamList.length };
    this.streamList.push(added);
    this.partsOf.push([]);
    return added;
  }

  /** Replaces what is known about a stream (format, time basis, offset) once its files are scanned. */
  describeStream(index: number, facts: Partial<Omit<Stream, "index">>): void {
    const stream = this.streamList[index];
    if (stream !== undefined) this.streamList[index] = { ...stream, ...facts };
    this.texts.forget();
  }

  /**
   * Takes in what a scan of a file (or of a part of it) gave; its pages belong to this timeline's store.
   *
   * @param streams index of the stream here for each number that the segment gave one
   * @param lineBase lines before the scanned part, where the scan did not know them; asked when a line is
   * @returns its first row; the others follow
   */
  add(file: SourceFile, data: SegmentData, streams: readonly number[], lineBase: (() => number) | null = null): Row {
    const first = this.units.length * UNIT;
    const segment = new Segment(file, first, data, streams, this.store, lineBase);
    for (let row = 0; row < data.rows; row += UNIT) this.units.push(segment);
    this.rows += data.rows;
    const ofFile = this.fileRows.get(file.path) ?? [];
    this.fileRows.set(file.path, ofFile);
    ofFile.push(new FileRows(this, file, first, data.rows, streams.length > 1));
    streams.forEach((index, number) => {
      this.partsOf[index]?.push({ segment, number, histogram: data.histograms[number] ?? null });
    });
    return first;
  }

  get count(): number {
    return this.rows;
  }

  get streams(): readonly Stream[] {
    return this.dropped.size === 0
      ? this.streamList
      : this.streamList.filter((stream) => !this.dropped.has(stream.index));
  }

  /** Behind the last row. Rows are not numbered without gaps: more than {@link count} may be below. */
  get endRow(): Row {
    return this.units.length * UNIT;
  }

  /** Files that have rows, in the order of their rows. */
  get files(): Iterable<string> {
    return this.fileRows.keys();
  }

  /** Rows of a file by where they stand in it: one for each scan of it. */
  rowsOfFile(path: string): readonly FileRows[] {
    return this.fileRows.get(path) ?? [];
  }

  /** Where a row's file has it. */
  fileOf(row: Row): FileRows {
    const { file, first } = this.segmentOf(row);
    const found = this.rowsOfFile(file.path).find((each) => each.first === first);
    if (found === undefined) throw new RangeError(`no such row: ${row}`);
    return found;
  }

  /** Dated messages of a stream by second and level, kept or not. */
  histogram(stream: Stream): HistogramData {
    const all = new Histogram();
    for (const { histogram } of this.partsOf[stream.index] ?? []) if (histogram !== null) all.add(histogram);
    return all.data();
  }

  /** The time as the line states it, µs, NaN when undated. */
  statedUs(row: Row): number {
    return this.at(row).getFloat64(this.place(row) + layout.TIME, true);
  }

  time(row: Row): EpochUs | null {
    const stated = this.statedUs(row);
    if (Number.isNaN(stated)) return null;
    return epochUs(Math.round(stated - this.stream(row).offsetSeconds * SECOND_US));
  }

  precision(row: Row): Precision {
    return precisions[layout.precisionOf(this.kind(row))] ?? "second";
  }

  level(row: Row): number {
    return layout.levelOf(this.kind(row));
  }

  part(row: Row): number {
    return layout.partOf(this.kind(row));
  }

  signature(row: Row): number {
    return this.at(row).getUint16(this.place(row) + layout.SIGNATURE, true);
  }

  pid(row: Row): number {
    return this.at(row).getUint32(this.place(row) + layout.PID, true);
  }

  port(row: Row): number {
    return this.at(row).getUint16(this.place(row) + layout.PORT, true);
  }

  who(row: Row): Who | null {
    const code = this.at(row).getUint16(this.place(row) + layout.WHO, true);
    return code === 0 ? null : this.segmentOf(row).names.get(code);
  }

  digest(row: Row): number {
    return this.at(row).getUint32(this.place(row) + layout.DIGEST, true);
  }

  stream(row: Row): Stream {
    const number = this.at(row).getUint32(this.place(row) + layout.STREAM, true);
    const stream = this.streamList[this.segmentOf(row).streams[number] ?? -1];
    if (stream === undefined) throw new RangeError(`no such row: ${row}`);
    return stream;
  }

  byteLength(row: Row): number {
    return this.at(row).getUint32(this.place(row) + layout.BYTE_LENGTH, true);
  }

  byteOffset(row: Row): number {
    return this.at(row).getFloat64(this.place(row) + layout.BYTE_OFFSET, true);
  }

  /** Physical line of the first byte, from 1. */
  line(row: Row): number {
    const line = this.at(row).getUint32(this.place(row) + layout.LINE, true);
    const { lineBase } = this.segmentOf(row);
    return lineBase === null ? line : lineBase() + line;
  }

  /** How many rows before a secondary row its message lies; 0 for none, 64 for so many or more. */
  parentDistance(row: Row): number {
    return this.at(row).getUint8(this.place(row) + layout.PARENT);
  }

  source(row: Row): Source {
    const view = this.at(row);
    const place = this.place(row);
    const { file, lineBase } = this.segmentOf(row);
    const line = view.getUint32(place + layout.LINE, true);
    return {
      file: file.path,
      // Lines of a part are counted when one is asked for, as few are.
      get line() {
        return lineBase === null ? line : lineBase() + line;
      },
      byteOffset: view.getFloat64(place + layout.BYTE_OFFSET, true),
      byteLength: view.getUint32(place + layout.BYTE_LENGTH, true),
    };
  }

  text(row: Row): RecordText {
    return this.texts.get(row) ?? this.texts.keep(row, this.readText(row), this.byteLength(row));
  }

  /** What the first bytes of a record say, without its secondary lines: all that a list shows of a long one. */
  head(row: Row, maxBytes: number): RecordText {
    return this.decoded(row, maxBytes);
  }

  private readText(row: Row): RecordText {
    const own = this.decoded(row);
    const children = this.childrenOf(row);
    if (children.length === 0) return own;
    const texts: { detail?: string; hint?: string; context?: string; statement?: string } = {};
    for (const child of children) {
      const { message } = this.decoded(child);
      const part = this.part(child);
      if (part === PartCode.detail) texts.detail ??= message;
      else if (part === PartCode.hint) texts.hint ??= message;
      else if (part === PartCode.context) texts.context ??= message;
      else if (part === PartCode.statement) texts.statement ??= message;
    }
    return { ...own, ...texts };
  }

  raw(row: Row, maxBytes = 4096): string {
    return displayBytes(this.bytes(row, maxBytes));
  }

  *ofStream(stream: Stream, from = 0): Iterable<Row> {
    const parts = this.partsOf[stream.index] ?? [];
    for (let i = partBefore(parts, from); i < parts.length; i++) {
      const part = parts[i];
      if (part !== undefined) yield* this.rowsOfPart(part, from);
    }
  }

  *before(stream: Stream, end: Row): Iterable<Row> {
    const parts = this.partsOf[stream.index] ?? [];
    for (let i = partBefore(parts, end); i >= 0; i--) {
      const part = parts[i];
      if (part !== undefined) yield* this.rowsOfPartBefore(part, end);
    }
  }

  *withSignatures(stream: Stream, codes: ReadonlySet<number>): Iterable<Row> {
    for (const { segment, number } of this.partsOf[stream.index] ?? []) {
      let first = segment.first;
      for (const page of segment.pages) {
        for (const place of this.withCodes(page, codes)) {
          const row = first + place;
          if (!this.isHidden(row) && (segment.streams.length === 1 || this.streamNumber(row) === number)) yield row;
        }
        first += page.rows;
      }
    }
  }

  childrenOf(row: Row): readonly Row[] {
    const found: Row[] = [];
    const segment = this.segmentOf(row);
    if (!segment.secondary) return found;
    const stop = Math.min(segment.first + segment.rows, row + layout.FAR);
    for (let next = row + 1; next < stop; next++) {
      if (this.parentDistance(next) === next - row) found.push(next);
    }
    return found;
  }

  /** Takes `row` out of every stream: it repeats `of`. */
  hideTwin(row: Row, of: Row): void {
    this.hidden.hide(row, of);
  }

  /** Whether a row was taken out of its stream as the repetition of another. */
  isHidden(row: Row): boolean {
    return this.hidden.any && this.hidden.has(row);
  }

  /** Takes a server stream out: it is another's log under a second name. Its rows stay readable. */
  dropStream(name: string): void {
    for (const stream of this.streamList) {
      if (stream.kind === "server" && stream.name === name) this.dropped.add(stream.index);
    }
  }

  /** The row that says the same in another file, or null: one fact, two citations. */
  twinOf(row: Row): Row | null {
    return this.hidden.twinOf(row);
  }

  inOrder(): Iterable<Row> {
    return orderRows(this);
  }

  /** {@link inOrder} for who must not hold the thread: null wherever thousands of rows were looked at for the next one. */
  inOrderSteps(): Iterable<Row | null> {
    return orderSteps(this);
  }

  /** The rows of a row's page; {@link place} tells where among them. */
  private at(row: Row): DataView {
    const { page } = this;
    if (page === null || row < this.from || row >= this.to) return this.turnTo(row);
    return page.view ?? this.store.view(page);
  }

  private place(row: Row): number {
    return (row - this.from) * layout.ROW_BYTES;
  }

  private segmentOf(row: Row): Segment {
    if (row < this.from || row >= this.to) this.turnTo(row);
    if (this.segment === null) throw new RangeError(`no such row: ${row}`);
    return this.segment;
  }

  private turnTo(row: Row): DataView {
    const segment = this.units[Math.floor(row / UNIT)];
    const local = row - (segment?.first ?? 0);
    const page = segment?.pages[layout.pageOf(local)];
    if (segment === undefined || page === undefined || local >= segment.rows)
      throw new RangeError(`no such row: ${row}`);
    this.page = page;
    this.segment = segment;
    this.from = row - layout.placeIn(local);
    this.to = this.from + page.rows;
    return this.store.view(page);
  }

  private kind(row: Row): number {
    return this.at(row).getUint8(this.place(row) + layout.KIND);
  }

  private streamNumber(row: Row): number {
    return this.at(row).getUint32(this.place(row) + layout.STREAM, true);
  }

  private *rowsOfPart({ segment, number }: StreamPart, from: Row): Iterable<Row> {
    const end = segment.first + segment.rows;
    let row = Math.max(from, segment.first);
    if (segment.streams.length === 1) {
      for (; row < end; row++) if (!this.isHidden(row)) yield row;
      return;
    }
    for (let page = layout.pageOf(row - segment.first); page < segment.pages.length; page++) {
      const first = segment.first + page * layout.PAGE_ROWS;
      for (const place of this.placesOf(segment, page, number)) {
        if (first + place >= row && !this.isHidden(first + place)) yield first + place;
      }
    }
  }

  private *rowsOfPartBefore({ segment, number }: StreamPart, end: Row): Iterable<Row> {
    let row = Math.min(end, segment.first + segment.rows) - 1;
    if (segment.streams.length === 1) {
      for (; row >= segment.first; row--) if (!this.isHidden(row)) yield row;
      return;
    }
    for (let page = layout.pageOf(Math.max(0, row - segment.first)); page >= 0; page--) {
      const first = segment.first + page * layout.PAGE_ROWS;
      const places = this.placesOf(segment, page, number);
      for (let i = places.length - 1; i >= 0; i--) {
        const at = first + (places[i] ?? 0);
        if (at <= row && !this.isHidden(at)) yield at;
      }
    }
  }

  /** Places of a stream's rows in a page of a segment of several streams. */
  private placesOf(segment: Segment, index: number, number: number): Uint16Array {
    const page = segment.pages[index];
    return page === undefined ? new Uint16Array(0) : this.store.byStream(page).places(new Set([number]));
  }

  /** Places of a page's messages with one of the codes; a page without any stays where it is. */
  private withCodes(page: Page, codes: ReadonlySet<number>): Uint16Array {
    const has = page.signatures?.some((code) => codes.has(code)) ?? true;
    return has ? this.store.bySignature(page).places(codes) : new Uint16Array(0);
  }

  private decoded(row: Row, maxBytes = MAX_RECORD_BYTES): RecordText {
    return this.decode(this.bytes(row, maxBytes), this.stream(row), this.segmentOf(row).file);
  }

  private bytes(row: Row, maxBytes: number): Uint8Array {
    const byteOffset = this.at(row).getFloat64(this.place(row) + layout.BYTE_OFFSET, true);
    const target = Buffer.allocUnsafe(Math.min(this.byteLength(row), maxBytes));
    const got = this.segmentOf(row).file.bytes.read(target, byteOffset);
    return target.subarray(0, got);
  }
}

/** Index of the last part that begins at `row` or before; 0 when there is none. */
function partBefore(parts: readonly StreamPart[], row: Row): number {
  return Math.max(0, leadingCount(parts.length, (i) => (parts[i]?.segment.first ?? 0) <= row) - 1);
}
