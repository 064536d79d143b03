import type {
  Documents,
  Moment,
  RdsEvent,
  Records,
  SignatureCodes,
  SignatureId,
  Stream,
  Thresholds,
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
  readonly options: Thresholds;
}

/** Signature ids of a stream's rows, in order; undated rows carry a lower bound. */
export interface Mark {
  readonly id: SignatureId | null;
  readonly at: Moment;
}

/** Moments of a stream: each row with its time, or the time of its last dated predecessor. */
export function* marks(records: Records, codes: SignatureCodes, stream: Stream): Iterable<Mark> {
  let last = Number.NaN;
  for (const row of records.ofStream(stream)) {
    if (records.part(row) !== 0) continue;
    const time = records.time(row);
    if (time !== null) last = time;
    yield { id: codes.id(records.signature(row)), at: { row, us: time ?? last, dated: time !== null } };
  }
}

/** The server stream of an instance, or undefined. */
export function serverStream(records: Records, instance: string): Stream | undefined {
  return records.streams.find((s) => s.kind === "server" && s.name === instance);
}
