import type { Row, SourceFile } from "../model/index.ts";
import type { BlockIndexData } from "./block-index.ts";
import type { HistogramData } from "./histogram.ts";
import { NameTable } from "./names.ts";
import type { Page, PageStore } from "./page-store.ts";
import { BYTE_LENGTH, pageOf, placeIn, ROW_BYTES } from "./row-layout.ts";

/** All of a segment but its rows: plain data, to be sent to another thread or kept in a file. */
export interface SegmentFacts {
  readonly rows: number;
  /** Some row explains another. */
  readonly secondary: boolean;
  /** Host, user and database of each code from 1 on, one after the other. */
  readonly names: readonly string[];
  /** Rows whose length was known late, and that length; to be applied to the pages. */
  readonly late: Uint32Array;
  readonly index: BlockIndexData;
  /** By number of the stream inside the segment. */
  readonly histograms: readonly HistogramData[];
}

/** What one scan of a file gave: rows, in the order the scan found them, and what goes with them. */
export interface SegmentData extends SegmentFacts {
  /** All of them full but the last. */
  readonly pages: readonly Page[];
}

/** A segment that a timeline took in. */
export class Segment {
  readonly file: SourceFile;
  /** Row of the timeline that its first row became. */
  readonly first: Row;
  readonly rows: number;
  readonly pages: readonly Page[];
  /** Indexes of the timeline's streams, by the stream's number inside the segment. */
  readonly streams: readonly number[];
  readonly names: NameTable;
  readonly secondary: boolean;
  /** Lines of the file before the one that its rows call the first; null for none. */
  readonly lineBase: (() => number) | null;

  constructor(
    file: SourceFile,
    first: Row,
    data: SegmentData,
    streams: readonly number[],
    store: PageStore,
    lineBase: (() => number) | null,
  ) {
    this.file = file;
    this.first = first;
    this.rows = data.rows;
    this.pages = data.pages;
    this.streams = streams;
    this.names = new NameTable(data.names);
    this.secondary = data.secondary;
    this.lineBase = lineBase;
    for (let i = 0; i < data.late.length; i += 2) this.setLength(store, data.late[i] ?? 0, data.late[i + 1] ?? 0);
  }

  private setLength(store: PageStore, local: number, byteLength: number): void {
    const page = this.pages[pageOf(local)];
    if (page !== undefined) store.writable(page).setUint32(placeIn(local) * ROW_BYTES + BYTE_LENGTH, byteLength, true);
  }
}
