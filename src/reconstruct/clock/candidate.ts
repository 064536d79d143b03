import { type ClockKey, type Records, type Row, SECOND_US } from "../../model/index.ts";
import type { Input } from "../context.ts";
import { type KeyedRecord, statedUs } from "./keyed-records.ts";
import type { LineGroup } from "./server-lines.ts";
import type { Span } from "./sweep.ts";

/**
 * How long after the server's line a client writes its own, when nothing holds it up: APPS §5.2 measured 0–50 ms for
 * errors that are logged at once; half a second leaves room for a busy process.
 */
const DELAY_US = 0.5 * SECOND_US;

/** Two instances are two hosts, and hosts that keep time differ by milliseconds (APPS §5.1): less than this is no shift. */
const HOSTS_US = 0.1 * SECOND_US;

const precisionUs = { second: SECOND_US, millisecond: 1000, microsecond: 1 } as const;

/** A line of a server that may be the other end of a record, and the offsets that would make it so. */
export interface Candidate {
  readonly row: Row;
  readonly store: LineGroup["store"];
  readonly instance: string;
  readonly by: ClockKey;
  /** The line speaks for every session of its life: another PID of that life would lead to it too. */
  readonly shared: boolean;
  /** Offsets with the delay allowed for. */
  readonly span: Span;
  /** Offsets had the client written at once. */
  readonly core: Span;
}

/**
 * The offsets under which the record and the line are one moment (APPS §5.2). The server speaks first of errors: the
 * client's stamp is at or after it. A birth told with the socket's own port may be told before the server wrote it.
 */
export function candidate(input: Input, record: KeyedRecord, group: LineGroup, row: Row, by: ClockKey): Candidate {
  const { records } = input;
  const store = storeOf(input, group);
  const at = statedUs(records, record.row);
  const line = statedUs(store, row);
  const core = {
    low: at - (line + precisionUs[store.precision(row)]),
    high: at + precisionUs[records.precision(record.row)] - line,
  };
  const early = record.promptness === "birth" && by === "client-address" ? DELAY_US : 0;
  const span = { low: core.low - DELAY_US, high: core.high + Math.max(early, HOSTS_US) };
  const shared = group.kind === "terminating-others";
  return { row, store: group.store, instance: group.instance, by, shared, span, core };
}

/** The store that the rows of a group belong to. */
export function storeOf({ records, chatter }: Input, { store }: LineGroup): Records {
  return store === "records" ? records : chatter;
}
