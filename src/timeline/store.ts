import {
  type EpochUs,
  PartCode,
  type Precision,
  type RecordSink,
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
import { float64, int32, uint16, uint32, uint8 } from "./columns.ts";
import { Names } from "./names.ts";
import { orderRows } from "./order.ts";
import { displayBytes } from "./display-bytes.ts";

/** Takes a record's bytes apart; given by whoever knows the formats. */
export type Decode = (bytes: Uint8Array, stream: Stream, file: SourceFile) => RecordText;

/** How many bytes of one record are ever read back. */
const MAX_RECORD_BYTES = 1 << 20;

/**
 * The store: columns of numbers for the records that matter, and the files for everything else. No record is an
 * object here; text is read again from its file by offset.
 */
export class Timeline implements Records {
  private readonly decode: Decode;
  private readonly files: SourceFile[] = [];
  private readonly streamList: Stream[] = [];
  private readonly rowsOfStream: number[][] = [];
  private readonly names = new Names();
  private readonly times = float64();
  private readonly offsets = float64();
  private readonly lengths = uint32();
  private readonly lines = uint32();
  private readonly pids = uint32();
  private readonly whos = uint16();
  private readonly ports = uint16();
  private readonly parents = int32();
  private readonly digests = uint32();
  private readonly signatures = uint16();
  private readonly fileOf = uint16();
  private readonly streamOf = uint16();
  /** precision (2 bits), level (3 bits), part (3 bits) */
  private readonly kinds = uint8();
  private rows = 0;
  private hasSecondary = false;
  /** Rows that repeat another row (a stderr twin of a csvlog record, a file given twice). */
  private readonly hidden = new Map<Row, Row>();
  private readonly dropped = new Set<number>();
  private readonly twins = new Map<Row, Row>();

  constructor(decode: Decode) {
    this.decode = decode;
  }

  /** Adds a stream; its rows are those of the sinks opened for it, in the order they are added. */
  addStream(stream: Omit<Stream, "index">): Stream {
    const added = { ...stream, index: this.streamList.length };
    this.streamList.push(added);
    this.rowsOfStream.push([]);
    return added;
  }

  /** Replaces what is known about a stream (format, time basis, offset) once its files are scanned. */
  describeStream(index: number, facts: Partial<Omit<Stream, "index">>): void {
    const stream = this.streamList[index];
    if (stream !== undefined) this.streamList[index] = { ...stream, ...facts };
  }

  /** Opens a sink for one file and stream. */
  openSink(file: SourceFile, streamIndex: number): RecordSink & { setDigest(row: Row, digest: number): void } {
    let fileIndex = this.files.indexOf(file);
    if (fileIndex === -1) fileIndex = this.files.push(file) - 1;
    const spans = this.rowsOfStream[streamIndex] ?? [];
    return {
      add: (timeUs, precision, level, part, signature, byteOffset, byteLength, line, pid, who, port, parent) => {
        const row = this.rows++;
        this.times.set(row, timeUs);
        this.offsets.set(row, byteOffset);
        this.lengths.set(row, byteLength);
        this.lines.set(row, line);
        this.pids.set(row, pid);
        this.whos.set(row, who);
        this.ports.set(row, port);
        this.parents.set(row, parent);
        if (parent !== -1) this.hasSecondary = true;
        this.signatures.set(row, signature);
        this.fileOf.set(row, fileIndex);
        this.streamOf.set(row, streamIndex);
        this.kinds.set(row, precision | (level << 2) | (part << 5));
        extendSpans(spans, row);
        return row;
      },
      extend: (row, byteLength) => this.lengths.set(row, byteLength),
      intern: (host, user, database) => this.names.intern(host, user, database),
      setDigest: (row, digest) => this.digests.set(row, digest),
    };
  }

  get count(): number {
    return this.rows;
  }

  get streams(): readonly Stream[] {
    return this.dropped.size === 0
      ? this.streamList
      : this.streamList.filter((stream) => !this.dropped.has(stream.index));
  }

  /** The time as the line states it, µs, NaN when undated. */
  statedUs(row: Row): number {
    return this.times.get(row);
  }

  time(row: Row): EpochUs | null {
    const stated = this.times.get(row);
    if (Number.isNaN(stated)) return null;
    return epochUs(Math.round(stated - this.stream(row).offsetSeconds * SECOND_US));
  }

  precision(row: Row): Precision {
    return precisions[this.kinds.get(row) & 3] ?? "second";
  }

  level(row: Row): number {
    return (this.kinds.get(row) >> 2) & 7;
  }

  part(row: Row): number {
    return this.kinds.get(row) >> 5;
  }

  signature(row: Row): number {
    return this.signatures.get(row);
  }

  pid(row: Row): number {
    return this.pids.get(row);
  }

  port(row: Row): number {
    return this.ports.get(row);
  }

  who(row: Row): Who | null {
    return this.names.get(this.whos.get(row));
  }

  digest(row: Row): number {
    return this.digests.get(row);
  }

  stream(row: Row): Stream {
    const stream = this.streamList[this.streamOf.get(row)];
    if (stream === undefined) throw new RangeError(`no such row: ${row}`);
    return stream;
  }

  source(row: Row): Source {
    return {
      file: this.fileOfRow(row).path,
      line: this.lines.get(row),
      byteOffset: this.offsets.get(row),
      byteLength: this.lengths.get(row),
    };
  }

  text(row: Row): RecordText {
    const own = this.decode(this.bytes(row, MAX_RECORD_BYTES), this.stream(row), this.fileOfRow(row));
    const children = this.childrenOf(row);
    if (children.length === 0) return own;
    const texts: { detail?: string; hint?: string; context?: string; statement?: string } = {};
    for (const child of children) {
      const { message } = this.decode(this.bytes(child, MAX_RECORD_BYTES), this.stream(child), this.fileOfRow(child));
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
    const spans = this.rowsOfStream[stream.index] ?? [];
    for (let i = from === 0 ? 0 : spanBefore(spans, from); i < spans.length; i += 2) {
      const end = spans[i + 1] ?? 0;
      for (let row = Math.max(from, spans[i] ?? 0); row < end; row++) if (!this.hidden.has(row)) yield row;
    }
  }

  *before(stream: Stream, end: Row): Iterable<Row> {
    const spans = this.rowsOfStream[stream.index] ?? [];
    for (let i = spanBefore(spans, end); i >= 0; i -= 2) {
      const start = spans[i] ?? 0;
      for (let row = Math.min(end, spans[i + 1] ?? 0) - 1; row >= start; row--) if (!this.hidden.has(row)) yield row;
    }
  }

  *withSignatures(stream: Stream, codes: ReadonlySet<number>): Iterable<Row> {
    for (const row of this.ofStream(stream)) {
      if (this.part(row) === PartCode.message && codes.has(this.signature(row))) yield row;
    }
  }

  childrenOf(row: Row): readonly Row[] {
    const found: Row[] = [];
    if (!this.hasSecondary) return found;
    // Secondary lines follow their record at once; other sessions' lines may stand between them.
    const stop = Math.min(this.rows, row + 64);
    for (let next = row + 1; next < stop; next++) if (this.parents.get(next) === row) found.push(next);
    return found;
  }

  /** Takes `row` out of every stream: it repeats `of`. */
  hideTwin(row: Row, of: Row): void {
    this.hidden.set(row, of);
    if (!this.twins.has(of)) this.twins.set(of, row);
  }

  /** Takes a server stream out: it is another's log under a second name. Its rows stay readable. */
  dropStream(name: string): void {
    for (const stream of this.streamList) {
      if (stream.kind === "server" && stream.name === name) this.dropped.add(stream.index);
    }
  }

  /** The row that says the same in another file, or null: one fact, two citations. */
  twinOf(row: Row): Row | null {
    return this.twins.get(row) ?? null;
  }

  inOrder(): Iterable<Row> {
    return orderRows(this);
  }

  private fileOfRow(row: Row): SourceFile {
    const file = this.files[this.fileOf.get(row)];
    if (file === undefined) throw new RangeError(`no such row: ${row}`);
    return file;
  }

  private bytes(row: Row, maxBytes: number): Uint8Array {
    const length = Math.min(this.lengths.get(row), maxBytes);
    const target = Buffer.allocUnsafe(length);
    const got = this.fileOfRow(row).bytes.read(target, this.offsets.get(row));
    return target.subarray(0, got);
  }
}

/** Index of the last span that begins at `row` or before; 0 when there is none. */
function spanBefore(spans: readonly number[], row: Row): number {
  let low = 0;
  let high = spans.length / 2;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((spans[middle * 2] ?? 0) <= row) low = middle;
    else high = middle;
  }
  return low * 2;
}

/** Spans are flat pairs `[from, to)`; a row next to the last span extends it. */
function extendSpans(spans: number[], row: Row): void {
  if (spans[spans.length - 1] === row) spans[spans.length - 1] = row + 1;
  else spans.push(row, row + 1);
}
