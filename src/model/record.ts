import type { Level } from "./level.ts";
import type { EpochUs, Precision, TimeBasis } from "./time.ts";

/** Index of a record in the store, from 0 in the order files were scanned. */
export type Row = number;

/** Column value of a time a line does not carry. Never borrowed from a neighbour. */
export const UNDATED = Number.NaN;

/** Column values of {@link Precision}. */
export const PrecisionCode = { second: 0, millisecond: 1, microsecond: 2 } as const;
export const precisions = ["second", "millisecond", "microsecond"] as const satisfies readonly Precision[];

/**
 * Where a parser puts the records it keeps, one call a record, scalars only: an error storm is the normal case, and
 * an object per record is what makes tools die in one. Opened per file and stream.
 */
export interface RecordSink {
  /**
   * @param timeUs microseconds since the epoch as the line states it (zone applied), or `UNDATED`
   * @param precision `PrecisionCode`
   * @param level `LevelCode`
   * @param part `PartCode`
   * @param signature signature code, 0 for none
   * @param byteOffset of the record's first byte in the decoded file
   * @param byteLength of the whole record, continuation lines included (without the final newline)
   * @param line physical line of the first byte, from 1
   * @param pid the database backend or server process named by the record, 0 for none
   * @param who interned `host user database` (see `intern`), 0 for a background process or an application record
   * @param port the client's TCP port, 0 for none
   * @param parent row this record explains (secondary lines), -1 for none
   * @returns the new row
   */
  add(
    timeUs: number,
    precision: number,
    level: number,
    part: number,
    signature: number,
    byteOffset: number,
    byteLength: number,
    line: number,
    pid: number,
    who: number,
    port: number,
    parent: Row,
  ): Row;
  /** Sets the length once a record's continuation lines are known. */
  extend(row: Row, byteLength: number): void;
  /** The code of a session's `host`, `user` and `database`; a bounded table, so that a flood of names stays small. */
  intern(host: string, user: string, database: string): number;
}

/** Records by second and level: the one column that holds every record, kept or not. */
export interface HistogramSink {
  /** `count` dated messages of a level (`LevelCode`) in the second that begins at `second` (s since the epoch). */
  count(second: number, level: number, count: number): void;
}

/** A record's text, read again from the file by offset and taken apart. Raw: never printed without `text/escape`. */
export interface RecordText {
  readonly time: EpochUs | null;
  readonly precision: Precision;
  readonly level: Level;
  readonly message: string;
  /** What the message is about, when the format has a field or a stack for it. */
  readonly error: string | null;
  readonly sqlstate: string | null;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly context: string | null;
  readonly statement: string | null;
  readonly pid: number | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly application: string | null;
}

/** Provenance of a record. `line` counts physical lines from 1. */
export interface Source {
  readonly file: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** A session's peer as the server logged it. */
export interface Who {
  readonly host: string;
  readonly user: string;
  readonly database: string;
}

/** One stream of records whose own order can be trusted: an instance's log, or one pod's output. */
export interface Stream {
  readonly index: number;
  readonly kind: "server" | "client";
  /** Instance id, or `service/pod`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly format: readonly string[];
  readonly timeBasis: TimeBasis | "none";
  /** Seconds ADDED to true time in this stream's stamps (estimated zone or clock), 0 unless estimated. */
  readonly offsetSeconds: number;
}

/** The port through which reconstruction, classification and reports see records. `timeline` implements it. */
export interface Records {
  readonly count: number;
  readonly streams: readonly Stream[];
  /** Time used for ordering: as stated, less the stream's estimated offset; null when undated. */
  time(row: Row): EpochUs | null;
  precision(row: Row): Precision;
  level(row: Row): number;
  part(row: Row): number;
  signature(row: Row): number;
  pid(row: Row): number;
  port(row: Row): number;
  who(row: Row): Who | null;
  stream(row: Row): Stream;
  source(row: Row): Source;
  /** Of the whole record, continuation lines included. */
  byteLength(row: Row): number;
  text(row: Row): RecordText;
  /** The record as written, decoded as UTF-8 with bad bytes as `\xNN`, at most `maxBytes`. */
  raw(row: Row, maxBytes?: number): string;
  /** Rows of a stream in its own order, which is ascending; all of them, or those from row `from` on. */
  ofStream(stream: Stream, from?: Row): Iterable<Row>;
  /** Rows of a stream that stand before row `end` (Infinity: all of them), the nearest first. */
  before(stream: Stream, end: Row): Iterable<Row>;
  /** Rows of a stream that are messages with one of these signature codes (0: with none), in the stream's own order. */
  withSignatures(stream: Stream, codes: ReadonlySet<number>): Iterable<Row>;
  /** Secondary rows of a record, in order. */
  childrenOf(row: Row): readonly Row[];
  /** All rows in timeline order (total: time, stream, place in the stream; undated rows stay behind their predecessor). */
  inOrder(): Iterable<Row>;
}
