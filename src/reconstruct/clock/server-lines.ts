import { LevelCode, type Records, type Row, type SignatureId, type Stream } from "../../model/index.ts";
import type { Input } from "../context.ts";
import { Ends } from "./chosen.ts";
import { BIRTHS } from "./counterparts.ts";
import { statementKey } from "./statement-key.ts";

/** Keys that clients name: what to look for in one walk over the servers' logs. */
export interface WantedKeys {
  readonly pids: ReadonlySet<number>;
  readonly ports: ReadonlySet<number>;
  readonly statements: ReadonlySet<string>;
}

/** Lines of one kind that one session (or statement) wrote in one life of an instance, in the order of the log. */
export interface LineGroup {
  readonly instance: string;
  /** Starts of the server seen before it: PIDs begin low again after each. */
  readonly life: number;
  readonly store: "records" | "chatter";
  readonly kind: SignatureId | null;
  readonly rows: Row[];
}

/** What the servers logged about the wanted keys. */
export interface ServerLines {
  readonly byPid: ReadonlyMap<number, readonly LineGroup[]>;
  /** By the port of `%r`; the host is compared where a client tells one. */
  readonly byPort: ReadonlyMap<number, readonly LineGroup[]>;
  readonly byStatement: ReadonlyMap<string, readonly LineGroup[]>;
}

/** Lines whose statement is read, per instance: the first and the last where there are more. */
const MAX_STATEMENTS_READ = 4000;

type Index<Key> = Map<Key, LineGroup[]>;

/**
 * One walk over every server's log: errors that sessions were told, and births where the store holds them. Columns only,
 * except for the statements, if any are wanted.
 */
export function serverLinesOf(input: Input, wanted: WantedKeys): ServerLines {
  const found = { byPid: new Map<number, LineGroup[]>(), byPort: new Map(), byStatement: new Map() };
  const { records, chatter } = input;
  if (wanted.pids.size + wanted.ports.size + wanted.statements.size === 0) return found;
  for (const [store, name] of [[records, "records"] as const, [chatter, "chatter"] as const]) {
    if (name === "chatter" && chatter === records) continue;
    for (const stream of store.streams) {
      if (stream.kind === "server") walk(input, store, name, stream, wanted, found);
    }
  }
  return found;
}

function walk(
  { codes }: Input,
  store: Records,
  name: LineGroup["store"],
  stream: Stream,
  wanted: WantedKeys,
  found: { readonly byPid: Index<number>; readonly byPort: Index<number>; readonly byStatement: Index<string> },
): void {
  const starts = new Set([codes.code("server-starting"), codes.code("reinitializing")]);
  const births = new Set(BIRTHS.map((id) => codes.code(id)));
  const toldAtLowerLevel = new Set([codes.code("terminated-by-crash"), codes.code("terminated-by-immediate-shutdown")]);
  const errors = new Ends<Row>(MAX_STATEMENTS_READ);
  const begins: Row[] = [];
  for (const row of store.ofStream(stream)) {
    if (store.part(row) !== 0) continue;
    const signature = store.signature(row);
    if (starts.has(signature)) begins.push(row);
    const told = store.level(row) >= LevelCode.error || toldAtLowerLevel.has(signature);
    if (!told && !births.has(signature)) continue;
    const at = { instance: stream.name, life: begins.length, store: name, kind: codes.id(signature) };
    const pid = store.pid(row);
    if (wanted.pids.has(pid)) addTo(found.byPid, pid, at, row);
    const port = store.port(row);
    if (wanted.ports.has(port)) addTo(found.byPort, port, at, row);
    if (told && wanted.statements.size > 0) errors.add(row);
  }
  for (const row of errors.kept) {
    const { statement } = store.text(row);
    const key = statement === null ? null : statementKey(statement);
    if (key === null || !wanted.statements.has(key)) continue;
    const life = begins.filter((begin) => begin < row).length;
    addTo(
      found.byStatement,
      key,
      { instance: stream.name, life, store: name, kind: codes.id(store.signature(row)) },
      row,
    );
  }
}

function addTo<Key>(index: Index<Key>, key: Key, at: Omit<LineGroup, "rows">, row: Row): void {
  const groups = index.get(key) ?? [];
  if (groups.length === 0) index.set(key, groups);
  // Few groups a key: instances × lives × kinds.
  const known = groups.findLast(
    (group) =>
      group.kind === at.kind && group.life === at.life && group.instance === at.instance && group.store === at.store,
  );
  if (known === undefined) groups.push({ ...at, rows: [row] });
  else known.rows.push(row);
}
