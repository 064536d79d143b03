import type { Records, Row, Stream } from "../../model/index.ts";
import type { ClockKey } from "../../model/index.ts";
import type { Input } from "../context.ts";
import { type Candidate, candidate, storeOf } from "./candidate.ts";
import { type CrashEnds, crashEndsOf } from "./crash-ends.ts";
import { BIRTHS, sameError, serverLinesFor } from "./counterparts.ts";
import { type KeyedRecord, type KeyedRecords, keyedRecordsOf } from "./keyed-records.ts";
import { type LineGroup, type ServerLines, serverLinesOf } from "./server-lines.ts";

/** More lines than this under one key tell nothing about which one is meant. */
const MAX_LINES_PER_KEY = { "backend-pid": 1000, "client-address": 1000, statement: 64 } as const;

/** Messages of servers read to compare wordings, per client. */
const MAX_MESSAGES_READ = 5000;

/** A client's record with every line its key leads to. */
export interface PairedRecord {
  readonly record: KeyedRecord;
  readonly candidates: readonly Candidate[];
}

/** A client's records that name a session, and what the servers logged about those sessions. */
export interface ClientPairs {
  readonly keyed: number;
  /** Records that lead to one line at least. */
  readonly paired: readonly PairedRecord[];
  /** Records that name a backend PID and an error its server would have logged, and no log holds it, or of another's. */
  readonly unheard: number;
}

const NOTHING: ClientPairs = { keyed: 0, paired: [], unheard: 0 };

/**
 * What ties every client's records to the servers' lines (P11, APPS §6). Keys first, then one walk over the logs: times
 * play no part, because a wrong zone is hours away.
 *
 * @param anothers whether a line of an instance is of a session that carries another client's name
 */
export function pairClients(
  input: Input,
  anothers: (client: number, instance: string, row: Row) => boolean,
): (client: Stream) => ClientPairs {
  const keyed = new Map<number, KeyedRecords>();
  for (const stream of input.records.streams) {
    if (stream.kind === "client") keyed.set(stream.index, keyedRecordsOf(input, stream));
  }
  if (keyed.size === 0) return () => NOTHING;
  const all = [...keyed.values()].flatMap(({ records }) => records);
  const lines = serverLinesOf(input, {
    pids: new Set(all.flatMap(({ pid }) => (pid === 0 ? [] : [pid]))),
    ports: new Set(all.flatMap(({ address }) => (address === null ? [] : [address.port]))),
    statements: new Set(all.flatMap(({ statement }) => (statement === null ? [] : [statement]))),
  });
  const found = new Map<number, ClientPairs>();
  const crashEnds = crashEndsOf(input);
  for (const [index, named] of keyed) {
    const strange = (instance: string, row: Row): boolean => anothers(index, instance, row);
    found.set(index, pairsOf(input, named, lines, crashEnds, strange));
  }
  return (client) => found.get(client.index) ?? NOTHING;
}

function pairsOf(
  input: Input,
  named: KeyedRecords,
  serverLines: ServerLines,
  crashEnds: CrashEnds,
  strange: (instance: string, row: Row) => boolean,
): ClientPairs {
  const messages = new Map<string, string>();
  /** The server's message; null once enough were read, when the kind alone must do. */
  const messageOf = (store: Records, row: Row, name: string): string | null => {
    const key = `${name} ${row}`;
    const known = messages.get(key);
    if (known !== undefined || messages.size === MAX_MESSAGES_READ) return known ?? null;
    const { message } = store.text(row);
    messages.set(key, message);
    return message;
  };
  let unheard = 0;
  const paired = named.records.map((record): PairedRecord => {
    const found: Candidate[] = [];
    let lines = 0;
    let strangers = 0;
    for (const { by, groups } of keysOf(record, serverLines)) {
      const fitting = groups.filter((group) => fits(record, group));
      const rows = fitting.map((group) => (by === "backend-pid" ? sameTurn(record, group, named) : group.rows));
      const count = rows.reduce((sum, list) => sum + list.length, 0);
      lines += count;
      if (count > MAX_LINES_PER_KEY[by]) continue;
      fitting.forEach((group, i) => {
        const store = storeOf(input, group);
        for (const row of rows[i] ?? []) {
          if (by === "client-address" && !sameHost(record, store, row)) continue;
          if (record.promptness !== "birth" && !sameError(record.kind, record.text, messageOf(store, row, group.store)))
            continue;
          if (group.store === "records" && strange(group.instance, row)) strangers++;
          else found.push(candidate(input, record, group, row, by));
        }
      });
      if (found.length === 0 && by === "backend-pid" && record.kind === "client-connection-lost") {
        for (const group of groups) {
          const end = { ...group, store: "records", kind: "terminating-others" } as const;
          for (const row of crashEnds(group, storeOf(input, group))) found.push(candidate(input, record, end, row, by));
        }
      }
      if (found.length > 0) break; // the best key that leads anywhere
    }
    const disowned = strangers > 0 && found.length === 0 && record.pid !== 0;
    if (disowned || (lines === 0 && isLogged(record))) unheard++;
    return { record, candidates: found };
  });
  return {
    keyed: named.records.length,
    paired: paired.filter(({ candidates }) => candidates.length > 0),
    unheard,
  };
}

/** An error that the server logs too, of a session with a PID: statements may be printed otherwise, addresses translated. */
function isLogged({ pid, kind, promptness }: KeyedRecord): boolean {
  if (pid === 0 || kind === null || serverLinesFor(kind) === null) return false;
  return promptness === "reply" || kind === "client-terminated";
}

/** The keys of a record, best first. */
function* keysOf(
  { pid, address, statement }: KeyedRecord,
  lines: ServerLines,
): Iterable<{ readonly by: ClockKey; readonly groups: readonly LineGroup[] }> {
  if (pid !== 0) yield { by: "backend-pid", groups: lines.byPid.get(pid) ?? [] };
  if (address !== null) yield { by: "client-address", groups: lines.byPort.get(address.port) ?? [] };
  if (statement !== null) yield { by: "statement", groups: lines.byStatement.get(statement) ?? [] };
}

function fits({ kind, promptness }: KeyedRecord, group: LineGroup): boolean {
  const isBirth = group.kind !== null && BIRTHS.includes(group.kind);
  if (promptness === "birth" || isBirth) return promptness === "birth" && isBirth;
  const wanted = serverLinesFor(kind);
  return wanted === null || (group.kind !== null && wanted.includes(group.kind));
}

/**
 * A session's errors come one after another. Where both ends logged equally many of a kind, the third is the third;
 * otherwise every line of the session may be meant.
 */
function sameTurn(record: KeyedRecord, group: LineGroup, named: KeyedRecords): readonly Row[] {
  const turn = named.turns.get(record.row);
  if (turn === undefined || turn.count !== group.rows.length) return group.rows;
  const row = group.rows[turn.before];
  return row === undefined ? group.rows : [row];
}

function sameHost({ address }: KeyedRecord, store: Records, row: Row): boolean {
  const host = store.who(row)?.host;
  return address !== null && (address.host === null || host === undefined || host === "" || host === address.host);
}
