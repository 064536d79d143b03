import { type HistogramSink, type RecordSink, type Row } from "../model/index.ts";
import { BlockIndex } from "./block-index.ts";
import { Histogram } from "./histogram.ts";
import { Names } from "./names.ts";
import {
  BYTE_LENGTH,
  BYTE_OFFSET,
  DIGEST,
  FAR,
  KIND,
  kindOf,
  LINE,
  PAGE_ROWS,
  pageOf,
  PARENT,
  PID,
  placeIn,
  PORT,
  ROW_BYTES,
  SIGNATURE,
  STREAM,
  TIME,
  WHO,
} from "./row-layout.ts";
import type { SegmentFacts } from "./segment.ts";

/** Rows of a file that has few; a hundred thousand small files must not cost a page each. */
const FIRST_ROWS = 32;

/** A sink that also takes digests of messages and counts of records. */
export type SegmentSink = RecordSink & HistogramSink & { setDigest(row: Row, digest: number): void };

/**
 * Takes the records of one scanned file, and hands full pages of rows over. Rows are numbered from 0 inside the segment.
 */
export class SegmentWriter {
  readonly index = new BlockIndex();
  private readonly full: (page: DataView) => void;
  private readonly names = new Names();
  private readonly histograms: Histogram[] = [];
  /** Lengths of rows whose page was handed over before they were known: row and length. */
  private readonly late: number[] = [];
  /** The page before, not handed over yet: a record's length is known when the next one begins. */
  private before: DataView | null = null;
  private view = new DataView(new ArrayBuffer(FIRST_ROWS * ROW_BYTES));
  private room = FIRST_ROWS;
  private rows = 0;
  private secondary = false;

  /** @param full is given each page of {@link PAGE_ROWS} rows, and at the end the rest, in order */
  constructor(full: (page: DataView) => void) {
    this.full = full;
  }

  /** Opens a sink for a stream of the file, by the stream's number inside the segment. */
  sink(stream: number): SegmentSink {
    this.histograms[stream] ??= new Histogram();
    const histogram = this.histograms[stream];
    return {
      add: (timeUs, precision, level, part, signature, byteOffset, byteLength, line, pid, who, port, parent) => {
        const row = this.rows++;
        const at = this.placeOf(row) * ROW_BYTES;
        const { view } = this;
        view.setFloat64(at + TIME, timeUs, true);
        view.setFloat64(at + BYTE_OFFSET, byteOffset, true);
        view.setUint32(at + BYTE_LENGTH, byteLength, true);
        view.setUint32(at + LINE, line, true);
        view.setUint32(at + PID, pid, true);
        view.setUint32(at + STREAM, stream, true);
        view.setUint16(at + WHO, who, true);
        view.setUint16(at + PORT, port, true);
        view.setUint16(at + SIGNATURE, signature, true);
        view.setUint8(at + KIND, kindOf(precision, level, part));
        if (parent !== -1) {
          view.setUint8(at + PARENT, Math.min(FAR, row - parent));
          this.secondary = true;
        }
        return row;
      },
      extend: (row, byteLength) => {
        const view = this.held(row);
        if (view === null) this.late.push(row, byteLength);
        else view.setUint32(placeIn(row) * ROW_BYTES + BYTE_LENGTH, byteLength, true);
      },
      setDigest: (row, digest) => this.held(row)?.setUint32(placeIn(row) * ROW_BYTES + DIGEST, digest, true),
      intern: (host, user, database) => this.names.intern(host, user, database),
      count: (second, level, count) => histogram.count(second, level, count),
    };
  }

  /** Hands the last pages over and tells the rest. */
  finish(): SegmentFacts {
    if (this.before !== null) this.full(this.before);
    const rest = this.rows === 0 ? 0 : placeIn(this.rows - 1) + 1;
    if (rest > 0) this.full(rest === this.room ? this.view : new DataView(this.view.buffer.slice(0, rest * ROW_BYTES)));
    return {
      rows: this.rows,
      secondary: this.secondary,
      names: this.names.data(),
      late: Uint32Array.from(this.late),
      index: this.index.data(),
      histograms: this.histograms.map((histogram) => histogram.data()),
    };
  }

  /** Room for a new row: its place in `view`. */
  private placeOf(row: Row): number {
    const place = placeIn(row);
    if (place === 0 && row > 0) {
      if (this.before !== null) this.full(this.before);
      this.before = this.view;
      this.room = PAGE_ROWS;
      this.view = new DataView(new ArrayBuffer(PAGE_ROWS * ROW_BYTES));
    } else if (place === this.room) {
      this.room = Math.min(PAGE_ROWS, this.room * 4);
      const larger = new Uint8Array(this.room * ROW_BYTES);
      larger.set(new Uint8Array(this.view.buffer));
      this.view = new DataView(larger.buffer);
    }
    return place;
  }

  private held(row: Row): DataView | null {
    const behind = pageOf(this.rows - 1) - pageOf(row);
    return behind === 0 ? this.view : behind === 1 ? this.before : null;
  }
}
