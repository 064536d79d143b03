import {
  type Documents,
  type Moment,
  PartCode,
  type RdsEvent,
  type Records,
  type Row,
  type SignatureCodes,
  type SignatureId,
  type Stream,
  type Thresholds,
} from "../model/index.ts";

/** What every step of reconstruction reads. */
export interface Input {
  /** Records that matter (pass 1). */
  readonly records: Records;
  /** Ordinary operation inside incident windows (pass 2): births, statements, durations. Same stream names. */
  readonly chatter: Records;
  readonly codes: SignatureCodes;
  readonly events: readonly RdsEvent[];
  readonly eventsSupplied: boolean;
  /** Metrics, API snapshots, CloudTrail, what operators say. */
  readonly documents: Documents;
  /** Excerpts: lines elided or without prefix. By instance. */
  readonly excerpts: ReadonlySet<string>;
  /** The server's line of a crash or a stop that a text carries which the postmaster did not write, or null. */
  readonly quoted: (text: string) => SignatureId | null;
  /** What the analysis was limited to, µs, infinite where it is open; nothing outside was read. Absent without limits. */
  readonly limits?: { readonly sinceUs: number; readonly untilUs: number };
  readonly options: Thresholds;
}

/** A message of a stream and what it says; an undated one carries a lower bound of its time. */
export interface Mark {
  /** Null when no signature names it. */
  readonly id: SignatureId | null;
  readonly at: Moment;
}

/**
 * Messages of a stream that say one of these things (null: what no signature names), in order, each with its time or
 * the time of its last dated predecessor. Costs what is found, not what the stream holds: this is the way to ask.
 */
export function* marks(
  records: Records,
  codes: SignatureCodes,
  stream: Stream,
  ids: readonly (SignatureId | null)[],
): Iterable<Mark> {
  const times = new LowerBounds(records, stream);
  for (const row of rowsOf(records, codes, stream, ids)) {
    yield { id: codes.id(records.signature(row)), at: times.at(row) };
  }
}

/** The rows of {@link marks}, for what asks for few of their times: a storm is then counted without an object a row. */
export function rowsOf(
  records: Records,
  codes: SignatureCodes,
  stream: Stream,
  ids: readonly (SignatureId | null)[],
): Iterable<Row> {
  return records.withSignatures(stream, new Set(ids.map((id) => (id === null ? 0 : codes.code(id)))));
}

/** All messages of a stream, likewise. Walks it from end to end: for what has to see every record. */
export function* allMarks(records: Records, codes: SignatureCodes, stream: Stream): Iterable<Mark> {
  let last = Number.NaN;
  for (const row of records.ofStream(stream)) {
    if (records.part(row) !== PartCode.message) continue;
    const time = records.time(row);
    if (time !== null) last = time;
    yield { id: codes.id(records.signature(row)), at: { row, us: last, dated: time !== null } };
  }
}

/** Times of a stream's messages, asked for in ascending order. */
export class LowerBounds {
  private readonly records: Records;
  private readonly stream: Stream;
  private knownRow: Row = -1;
  private knownUs = Number.NaN;

  constructor(records: Records, stream: Stream) {
    this.records = records;
    this.stream = stream;
  }

  /** The time of a message, or of the last dated message before it (NaN when there is none). */
  at(row: Row): Moment {
    const time = this.records.time(row);
    this.knownUs = time ?? this.before(row);
    this.knownRow = row;
    return { row, us: this.knownUs, dated: time !== null };
  }

  /** Undated lines are rare (excerpts), so their predecessors are looked for only now, as far as the last one asked for. */
  private before(row: Row): number {
    const { records } = this;
    for (const each of records.before(this.stream, row)) {
      if (each <= this.knownRow) return this.knownUs;
      const time = records.part(each) === PartCode.message ? records.time(each) : null;
      if (time !== null) return time;
    }
    return Number.NaN;
  }
}

/** The server stream of an instance, or undefined. */
export function serverStream(records: Records, instance: string): Stream | undefined {
  return records.streams.find((s) => s.kind === "server" && s.name === instance);
}
