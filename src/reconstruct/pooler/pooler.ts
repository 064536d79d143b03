import { type Cite, LevelCode, PartCode, type Pooler, type Records, type Row, type Stream } from "../../model/index.ts";
import { MAX_LINUX_PID } from "../clock/keys.ts";
import { Spread } from "../clock/chosen.ts";
import type { Input } from "../context.ts";
import type { ServerSession } from "../sessions/server-sessions.ts";
import { ownFormats, ownLines, poolerTexts, type Product } from "./texts.ts";

/** Records of each kind, and of the beginning, whose text is read. */
const READ_PER_KIND = 20;
const READ_FIRST = 5;
const MAX_CITES = 3;
/** Backends of health checks and of AWS itself stand for no client. */
const AWS_USERS = /^rds(?:admin|_?repl|topmgr)/;

/** What of the evidence as a whole bears on every client. */
export interface PoolerContext {
  readonly sessions: readonly ServerSession[];
  readonly owner: (session: ServerSession) => Stream | null;
}

/**
 * The pooler or proxy between a client and the instances, by the best of: the stream is the pooler's own log; it answered
 * the client or the client names its endpoint; backend PIDs that no Linux has; sessions of several clients that the
 * servers saw come from one address. Null where nothing says so, which does not mean that there is none.
 */
export function poolerOf(input: Input, client: Stream, context: PoolerContext): Pooler | null {
  return (
    ownLog(input, client) ??
    told(input, client) ??
    listened(input, client) ??
    madeUpPids(input, client) ??
    oneAddress(input, client, context)
  );
}

function ownLog({ records }: Input, client: Stream): Pooler | null {
  const why = "this stream is its log";
  for (const format of client.format) {
    const product = ownFormats.get(format);
    if (product !== undefined) return { product, why, cites: citesOf(firstRows(records.ofStream(client), 1)) };
  }
  const first = firstRows(records.ofStream(client), 5);
  for (const row of first) {
    const text = records.raw(row);
    const found = ownLines.find(({ pattern }) => pattern.test(text));
    if (found !== undefined) return { product: found.product, why, cites: citesOf([row]) };
  }
  return null;
}

/** Texts of a few records of every kind, and of the first ones, which often name the endpoint. */
function told({ records }: Input, client: Stream): Pooler | null {
  const counts = new Map<number, number>();
  for (const row of troubles(records, client)) {
    const kind = records.signature(row);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const chosen = new Map([...counts].map(([kind, count]) => [kind, new Spread(count, READ_PER_KIND)]));
  const rows = new Set(firstRows(messages(records, client), READ_FIRST));
  for (const row of troubles(records, client)) if (chosen.get(records.signature(row))?.takes() === true) rows.add(row);
  const texts = [...rows]
    .sort((a, b) => a - b)
    .map((row) => {
      const { message, error } = records.text(row);
      return { row, text: `${message}\n${error ?? ""}\n${records.raw(row)}` };
    });
  for (const { product, pattern, why } of poolerTexts) {
    const saying = texts.filter(({ text }) => pattern.test(text)).map(({ row }) => row);
    if (saying.length > 0) return { product, why, cites: citesOf(saying) };
  }
  return null;
}

function* messages(records: Records, stream: Stream): Iterable<Row> {
  for (const row of records.ofStream(stream)) if (records.part(row) === PartCode.message) yield row;
}

/** What a signature names, and what else is a warning at least. */
function* troubles(records: Records, stream: Stream): Iterable<Row> {
  for (const row of messages(records, stream)) {
    if (records.signature(row) !== 0 || records.level(row) >= LevelCode.warning) yield row;
  }
}

/** First records of a pooler's log that may name where it listens. */
const READ_OF_POOLER = 32;

/** The client names the address on which a pooler, by its own log beside, listens. */
function listened({ records }: Input, client: Stream): Pooler | null {
  const first = firstRows(records.ofStream(client), READ_FIRST).map((row) => ({ row, text: records.raw(row) }));
  for (const stream of records.streams) {
    const [product] = productsOf(stream);
    if (stream.kind !== "client" || product === undefined || stream === client) continue;
    for (const row of firstRows(records.ofStream(stream), READ_OF_POOLER)) {
      const [, address, port] = /\blistening on \[?([0-9a-fA-F.:]{3,45}?)\]?:(\d{1,5})\b/.exec(records.raw(row)) ?? [];
      // A wildcard names nobody; the port alone names too many.
      if (address === undefined || port === undefined || /^(?:0\.0\.0\.0|::)$/.test(address)) continue;
      const naming = first.find(({ text }) => words(text).has(address));
      if (naming === undefined) continue;
      const why = `its own log names ${address}, where ${product} listens by that one's log`;
      return { product, why, cites: citesOf([naming.row, row]) };
    }
  }
  return null;
}

/** Words of a record that could be an address, whole ones only: `10.0.0.1` is not in `10.0.0.12`. */
function words(text: string): ReadonlySet<string> {
  return new Set(text.match(/(?<![0-9a-fA-F.:])[0-9a-fA-F]{1,4}(?:[.:][0-9a-fA-F]{0,4}){2,7}(?![0-9a-fA-F.])/g) ?? []);
}

/** PgBouncer and others give clients a random number for a PID, because the backend changes under them. */
function madeUpPids({ records }: Input, client: Stream): Pooler | null {
  const rows: Row[] = [];
  for (const row of records.ofStream(client)) {
    if (records.pid(row) > MAX_LINUX_PID) rows.push(row);
    if (rows.length === MAX_CITES) break;
  }
  if (rows.length === 0) return null;
  const poolers = new Set(
    records.streams.filter((stream) => stream.kind === "client").flatMap((stream) => [...productsOf(stream)]),
  );
  const product = poolers.size === 1 && !poolers.has("haproxy") ? [...poolers][0] : undefined;
  return {
    product: product ?? "unknown",
    why: "backend PIDs above 4,194,304, which Linux does not have: a pooler made them up, as PgBouncer does",
    cites: citesOf(rows),
  };
}

/**
 * Sessions of several clients that all come from one address. A proxy's log beside says which product; without one a NAT
 * gateway looks the same, and only an address that is nobody's own machine counts.
 */
function oneAddress({ records }: Input, client: Stream, { sessions, owner }: PoolerContext): Pooler | null {
  const hosts = new Map<number, Map<string, ServerSession>>();
  for (const session of sessions) {
    const stream = AWS_USERS.test(session.user) || session.host === "" ? null : owner(session);
    if (stream === null || session.host === "[local]") continue;
    const known = hosts.get(stream.index) ?? new Map<string, ServerSession>();
    hosts.set(stream.index, known.set(session.host, session));
  }
  const own = hosts.get(client.index);
  const [entry] = own ?? [];
  if (own?.size !== 1 || entry === undefined) return null;
  const [host, session] = entry;
  const sharing = [...hosts].filter(([, others]) => others.size === 1 && others.has(host));
  if (sharing.length < 2) return null;
  const streams = records.streams.filter((stream) => stream.kind === "client");
  const products = new Set(streams.flatMap((stream) => [...productsOf(stream)]));
  const product = products.size === 1 ? [...products][0] : undefined;
  if (product === undefined && (sharing.length < hosts.size || isLoopback(host))) return null;
  return {
    product: product ?? "unknown",
    why: `the servers saw the sessions of ${sharing.length} clients come from one address, ${host}${product === undefined ? ": a pooler, a proxy or a NAT gateway" : ", and its log is there"}`,
    cites: [{ row: session.firstRow }],
  };
}

function productsOf(stream: Stream): Iterable<Product> {
  return stream.format.flatMap((format) => ownFormats.get(format) ?? []);
}

function isLoopback(host: string): boolean {
  return host === "::1" || host.startsWith("127.");
}

function firstRows(rows: Iterable<Row>, count: number): readonly Row[] {
  const found: Row[] = [];
  for (const row of rows) {
    if (found.length === count) break;
    found.push(row);
  }
  return found;
}

function citesOf(rows: readonly Row[]): readonly Cite[] {
  return rows.slice(0, MAX_CITES).map((row) => ({ row }));
}
