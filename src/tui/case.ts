import type { EpochUs, LastingFacts, Report, Row, Stream } from "../model/index.ts";

/** A place in timeline order, from 0: of all messages of the case, or of those that a filter lets through. */
export type Place = number;

/** What a row of the list shows. Texts are the log's own: hostile until escaped. */
export interface ListedRecord {
  readonly row: Row;
  readonly time: EpochUs | null;
  /** Of its stamp; an order finer than that is not known. */
  readonly precision: "second" | "millisecond" | "microsecond";
  /** `LevelCode` */
  readonly level: number;
  readonly stream: Stream;
  /** Signature id, null for none. */
  readonly signature: string | null;
  /** 0 for none. */
  readonly pid: number;
  /** First line of the message, at most some hundred characters. */
  readonly message: string;
}

/** One record with all that is known of it. */
export interface RecordDetail extends ListedRecord {
  readonly file: string;
  /** Physical line, from 1. */
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** The record as it stands in the file, secondary lines behind it, and lines of the same file around it. */
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly after: readonly string[];
  /**
   * Records of other streams that tell of the same thing: same client port, same server process, or same second and error.
   * Places are among all records, as a filter may leave them out.
   */
  readonly joined: readonly { readonly place: Place; readonly why: string; readonly record: ListedRecord }[];
}

/** What a filter lets through; null or empty means: everything. */
export interface Filter {
  /** Indexes of streams. */
  readonly streams: ReadonlySet<number> | null;
  /** Lowest `LevelCode`. */
  readonly level: number | null;
  readonly signature: string | null;
  /**
   * Text that the record or one of its secondary lines holds as the file has it, case counting when it has a capital; or a
   * regular expression between slashes (linear time, `text/linear-regex.ts`), case always counting.
   */
  readonly text: string | null;
}

/** Messages in timeline order, all of them or those of a filter; cheap to ask at any place. */
export interface OrderedRecords {
  readonly count: number;
  /** Null beyond the ends. */
  at(place: Place): ListedRecord | null;
  /** The first message at this time or later; `count` when there is none. */
  placeAt(us: number): Place;
  /** The place of a message; of one that is filtered out, where it would stand. */
  placeOf(row: Row): Place;
}

/** A filter being applied: counts while it goes on. Never holds the thread for more than 8 ms at a time. */
export interface Filtering {
  /** Matches so far, and how much of the case was looked at (0…1). */
  readonly matches: number;
  readonly share: number;
  /** Place among all records of the first match known so far, from where the cursor stood; null while there is none. */
  readonly first: Place | null;
  /** Null until done; after {@link cancel} for ever. */
  readonly result: OrderedRecords | null;
  cancel(): void;
}

/** Messages per column of an axis and level. */
export interface Bins {
  /** `counts[column * LEVELS + level]` */
  readonly counts: Uint32Array;
}

/** All records of the case, read on demand. */
export interface CaseRecords {
  /** Null while the order is being made: then the list says how far that is. */
  readonly all: OrderedRecords | null;
  /** 0…1 */
  readonly ordered: number;
  readonly streams: readonly Stream[];
  /** Calls `changed` when there is more to see than before: order, matches. */
  onChange(changed: () => void): void;
  detail(place: Place, of: OrderedRecords, context: number): RecordDetail | null;
  /**
   * @param from place among all records, where to look first
   * @throws {NotLinearError} (its message and `hint` are for people) when the text between slashes is no expression
   */
  filter(filter: Filter, from: Place): Filtering;
  /**
   * The record that holds a physical line (from 1) of a file: of a line that is no part of one the nearest before it, else
   * behind it; of a line that repeats another file's the record that is listed. Null when there is no such line.
   */
  rowOfLine(file: string, line: number): Row | null;
  /** The record at a byte of a file, as evidence cites it. */
  rowOfByte(file: string, byteOffset: number): Row | null;
  /** Paths of the case's logs, as citations name them. */
  readonly files: readonly string[];
  /**
   * Messages of one stream (null: of all), by column of `[startUs, endUs)` and level. Together exactly those that are
   * listed; in columns of a second or more each second belongs to the column in which it begins.
   */
  bins(stream: Stream | null, startUs: number, endUs: number, columns: number): Bins;
}

/** A moment that an engineer marked; what the report takes its key moments from. */
export interface Mark {
  /** Of this case, in the order they were made. */
  readonly id: number;
  readonly file: string;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly time: EpochUs | null;
  readonly comment: string;
}

/** Marks beside the case (`annotations.jsonl`), in the engineer's order. */
export interface Marks {
  readonly list: readonly Mark[];
  /** Null when they are kept; why not otherwise (a case that cannot be written to). */
  readonly trouble: string | null;
  add(record: Pick<RecordDetail, "file" | "line" | "byteOffset" | "byteLength" | "time">): Mark;
  comment(id: number, text: string): void;
  /** Moves a mark by so many places. */
  move(id: number, by: number): void;
  remove(id: number): void;
}

/** What the screen knows of a case. */
export interface ViewCase {
  readonly name: string;
  readonly report: Report;
  readonly facts: LastingFacts;
  readonly records: CaseRecords;
  readonly marks: Marks;
  /** IANA zone of the person, for the local clock. */
  readonly localZone: string;
}
