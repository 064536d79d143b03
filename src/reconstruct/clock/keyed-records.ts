import { LevelCode, type Records, type Row, SECOND_US, type SignatureId, type Stream } from "../../model/index.ts";
import type { Input } from "../context.ts";
import { bothEnds, spread } from "./chosen.ts";
import { hasCounterpart, type Promptness, promptnessOf } from "./counterparts.ts";
import { keysIn, MAX_LINUX_PID, type SessionKeys } from "./keys.ts";

/** A client's record that names a session. */
export interface KeyedRecord extends SessionKeys {
  readonly row: Row;
  readonly kind: SignatureId | null;
  readonly promptness: Promptness;
  /** Written the moment the socket ended, not when the session was next used. */
  readonly eventDriven: boolean;
  readonly text: string;
}

/** What a client's stream names, at most {@link MAX_EXAMINED} records of it. */
export interface KeyedRecords {
  readonly records: readonly KeyedRecord[];
  /** Records of one backend PID and kind, all of them, in the order of the log: `<pid> <kind>`. */
  readonly bySession: ReadonlyMap<string, readonly Row[]>;
}

/** Records of a stream whose text is read. */
const MAX_EXAMINED = 400;
/** Of those, how many of each shape are looked at before it is known which shapes name a session at all. */
const PROBES = 8;
/** Bytes of a record searched for keys: node-postgres dumps its whole client object. */
const TEXT_BYTES = 32 * 1024;

export function sessionKey(pid: number, kind: SignatureId | null): string {
  return `${pid} ${kind ?? ""}`;
}

/** The records of a client that name a session of the database: errors, and births told at their time. */
export function keyedRecordsOf({ records, codes }: Input, client: Stream): KeyedRecords {
  const bySession = new Map<string, Row[]>();
  const named: Row[] = [];
  const unnamed = new Map<string, Row[]>();
  for (const row of records.ofStream(client)) {
    if (records.part(row) !== 0 || records.time(row) === null) continue;
    const kind = codes.id(records.signature(row));
    const error = kind === null ? records.level(row) >= LevelCode.error : hasCounterpart(kind);
    const pid = records.pid(row);
    if (isPid(pid) || records.port(row) !== 0) {
      const first = !isPid(pid) || !bySession.has(sessionKey(pid, kind));
      if (isPid(pid)) add(bySession, sessionKey(pid, kind), row);
      // A trace names its session in every line; the first may be the birth.
      if (first || kind !== null || error) named.push(row);
    } else if (error && pid === 0) {
      // Records of one kind and size print the same things: a dump of the client object is not found by its kind alone.
      add(unnamed, `${kind ?? ""} ${Math.round(2 * Math.log2(1 + records.source(row).byteLength))}`, row);
    }
  }
  const read = (row: Row): KeyedRecord => keyedRecord(records, codes.id(records.signature(row)), row);
  const found = spread(named, MAX_EXAMINED - Math.min(MAX_EXAMINED / 2, unnamed.size)).map(read);
  found.push(...probe([...unnamed.values()], MAX_EXAMINED - found.length, read));
  return { records: found.filter(isUsable), bySession };
}

/** Looks at a few records of every shape, then spends what is left on the shapes that name a session. */
function probe(shapes: readonly Row[][], budget: number, read: (row: Row) => KeyedRecord): readonly KeyedRecord[] {
  const found: KeyedRecord[] = [];
  const fruitful: Row[][] = [];
  let left = budget;
  for (const rows of shapes) {
    const probes = spread(rows, Math.min(PROBES, left));
    left -= probes.length;
    const keyed = probes.map(read).filter(isUsable);
    if (keyed.length === 0) continue;
    const probed = new Set(probes);
    fruitful.push(rows.filter((row) => !probed.has(row)));
    found.push(...keyed);
  }
  // Small shapes first: what they leave goes to the others.
  fruitful.sort((a, b) => a.length - b.length || (a[0] ?? 0) - (b[0] ?? 0));
  fruitful.forEach((rows, i) => {
    // Storms begin and end together on both sides: so does what is read of them there.
    const more = bothEnds(rows, Math.floor(left / (fruitful.length - i)));
    left -= more.length;
    found.push(...more.map(read).filter(isUsable));
  });
  return found;
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

function isPid(pid: number): boolean {
  return pid > 0 && pid <= MAX_LINUX_PID;
}

function add(map: Map<string, Row[]>, key: string, row: Row): void {
  const rows = map.get(key);
  if (rows === undefined) map.set(key, [row]);
  else rows.push(row);
}

/** The stamp as the line states it, µs: what ordering took off is put back. */
export function statedUs(records: Records, row: Row): number {
  const time = records.time(row);
  return time === null ? Number.NaN : time + records.stream(row).offsetSeconds * SECOND_US;
}
