import {
  LevelCode,
  type Records,
  type Row,
  SECOND_US,
  type SignatureCodes,
  type SignatureId,
  type Stream,
} from "../../model/index.ts";
import type { Input } from "../context.ts";
import { bothEnds, type Ends } from "./chosen.ts";
import { chosenRows, datedRows, isPid, type Shape } from "./chosen-rows.ts";
import { type Promptness, promptnessOf } from "./counterparts.ts";
import { keysIn, type SessionKeys } from "./keys.ts";

/** A client's record that names a session. */
export interface KeyedRecord extends SessionKeys {
  readonly row: Row;
  readonly kind: SignatureId | null;
  readonly promptness: Promptness;
  /** Written the moment the socket ended, not when the session was next used. */
  readonly eventDriven: boolean;
  readonly text: string;
}

/** Where a record stands among those of its backend PID and kind: so many are before it, so many there are. */
interface Turn {
  readonly before: number;
  readonly count: number;
}

/** What a client's stream names, at most {@link MAX_EXAMINED} records of it. */
export interface KeyedRecords {
  readonly records: readonly KeyedRecord[];
  /** Of records that name a PID. */
  readonly turns: ReadonlyMap<Row, Turn>;
}

/** Records of a stream whose text is read. */
const MAX_EXAMINED = 400;
/** Bytes of a record searched for keys: node-postgres dumps its whole client object. */
const TEXT_BYTES = 32 * 1024;

/** The records of a client that name a session of the database: errors, and births told at their time. */
export function keyedRecordsOf({ records, codes }: Input, client: Stream): KeyedRecords {
  const read = (row: Row): KeyedRecord => keyedRecord(records, codes.id(records.signature(row)), row);
  const { named, unnamed } = chosenRows(records, codes, client, MAX_EXAMINED);
  const found = named.map(read);
  found.push(...probe(unnamed, MAX_EXAMINED - found.length, read));
  const usable = found.filter(isUsable);
  return { records: usable, turns: turnsOf(records, codes, client, usable) };
}

/** Looks at a few records of every shape, then spends what is left on the shapes that name a session. */
function probe(shapes: readonly Shape[], budget: number, read: (row: Row) => KeyedRecord): readonly KeyedRecord[] {
  const found: KeyedRecord[] = [];
  const fruitful: Ends<Row>[] = [];
  let left = budget;
  for (const { probes, rest } of shapes) {
    left -= probes.length;
    const keyed = probes.map(read).filter(isUsable);
    if (keyed.length === 0) continue;
    fruitful.push(rest);
    found.push(...keyed);
  }
  // Small shapes first: what they leave goes to the others.
  fruitful.sort((a, b) => a.count - b.count || (a.kept[0] ?? 0) - (b.kept[0] ?? 0));
  fruitful.forEach(({ kept }, i) => {
    // Storms begin and end together on both sides: so does what is read of them there.
    const more = bothEnds(kept, Math.floor(left / (fruitful.length - i)));
    left -= more.length;
    found.push(...more.map(read).filter(isUsable));
  });
  return found;
}

/** Counts, for every record that names a PID, the client's records of that PID and kind. */
function turnsOf(
  records: Records,
  codes: SignatureCodes,
  client: Stream,
  keyed: readonly KeyedRecord[],
): ReadonlyMap<Row, Turn> {
  const turns = new Map<Row, Turn>();
  const sessions = new Map<string, { count: number; next: number; readonly rows: Row[] }>();
  const pids = new Set<number>();
  for (const { pid, kind, row } of keyed) {
    if (!isPid(pid)) continue;
    const key = `${pid} ${kind ?? ""}`;
    const session = sessions.get(key) ?? { count: 0, next: 0, rows: [] };
    sessions.set(key, session);
    session.rows.push(row);
    pids.add(pid);
  }
  for (const { rows } of sessions.values()) rows.sort((a, b) => a - b);
  const before = new Map<Row, number>();
  for (const row of pids.size === 0 ? [] : datedRows(records, client)) {
    const pid = records.pid(row);
    const session = pids.has(pid) ? sessions.get(`${pid} ${codes.id(records.signature(row)) ?? ""}`) : undefined;
    if (session === undefined) continue;
    for (; (session.rows[session.next] ?? Number.POSITIVE_INFINITY) <= row; session.next++)
      before.set(session.rows[session.next] ?? row, session.count);
    session.count++;
  }
  for (const { rows, count } of sessions.values()) {
    for (const row of rows) turns.set(row, { before: before.get(row) ?? count, count });
  }
  return turns;
}

function keyedRecord(records: Records, kind: SignatureId | null, row: Row): KeyedRecord {
  const { message, error, statement } = records.text(row);
  const text = (error === null ? message : `${message}\n${error}`).slice(0, TEXT_BYTES);
  const keys = keysIn(text, records.pid(row), records.port(row), statement);
  const calm = kind === null && records.level(row) < LevelCode.error;
  const promptness = calm ? "birth" : promptnessOf(kind);
  const eventDriven = promptness === "end" && keys.pid !== 0 && isEventDriven(text, () => records.raw(row, TEXT_BYTES));
  return { ...keys, row, kind, promptness, eventDriven, text };
}

/**
 * node-postgres: only a pool's idle listener puts the client object into the error, and it runs when the socket ends
 * (https://github.com/brianc/node-postgres/blob/master/packages/pg-pool/index.js: makeIdleListener). Its dump has the
 * cancel key beside the PID. Postgrex reads its sockets actively and says `disconnected`.
 */
function isEventDriven(text: string, raw: () => string): boolean {
  const dump = /\bsecretKey\b/;
  return /\bdisconnected: \*\*/.test(text) || dump.test(text) || dump.test(raw());
}

/** `connected`, `new connection`, `connection established`, and what else is said of a session that begins. */
const begins = /connect|\bnew (?:session|client)\b|\bopened\b|\bacquired\b/i;

/** It names a session, and it is an error or tells of a birth. */
function isUsable({ pid, address, statement, promptness, text }: KeyedRecord): boolean {
  if (promptness === "birth" && !begins.test(text)) return false;
  return pid !== 0 || address !== null || statement !== null;
}

/** The stamp as the line states it, µs: what ordering took off is put back. */
export function statedUs(records: Records, row: Row): number {
  const time = records.time(row);
  return time === null ? Number.NaN : time + records.stream(row).offsetSeconds * SECOND_US;
}
