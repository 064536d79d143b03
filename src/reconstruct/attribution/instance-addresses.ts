import { LevelCode, type Row, type Stream } from "../../model/index.ts";
import { fitting } from "../clock/fitting.ts";
import type { ClientPairs } from "../clock/pairs.ts";
import type { Input } from "../context.ts";

/** Whose an address is, `ip:port` or `ip`; null where several instances had it. */
export type InstanceAddresses = ReadonlyMap<string, string | null>;

/** `listening on …` follows `starting PostgreSQL` at once (src/backend/libpq/pqcomm.c: ListenServerPort). */
const LINES_AFTER_START = 12;
const listening = /^listening on IPv[46] address "([0-9a-fA-F.:]{3,45})", port (\d{1,5})$/;
const ANY = new Set(["0.0.0.0", "::"]);
/** Everybody's own machine: only together with a port is it somebody's. */
const LOOPBACK = new Set(["127.0.0.1", "::1"]);

/** Go: `read tcp local->remote`; PgBouncer: `db/user@remote new connection to server (from local)`. */
const remoteEnd =
  /->\[?([0-9a-fA-F.:]{3,45}?)\]?:(\d{1,5})\b|@\[?([0-9a-fA-F.:]{3,45}?)\]?:(\d{1,5}) new connection to server/;

/**
 * Addresses of the instances: from their own `listening on` lines, from documents of endpoints as they resolved, and from
 * records that name both ends of a socket whose near end an instance's log names.
 */
export function instanceAddresses(input: Input, pairsOf: (client: Stream) => ClientPairs): InstanceAddresses {
  const found = new Map<string, string | null>();
  const learn = (ip: string, port: number | null, instance: string): void => {
    if (ANY.has(ip)) return;
    const keys = port === null ? [ip] : LOOPBACK.has(ip) ? [`${ip}:${port}`] : [ip, `${ip}:${port}`];
    for (const key of keys) {
      const known = found.get(key);
      if (known === undefined) found.set(key, instance);
      else if (known !== instance) found.set(key, null);
    }
  };
  for (const stream of input.records.streams) {
    if (stream.kind !== "server") continue;
    for (const row of afterStarts(input, stream)) {
      const line = listening.exec(input.records.text(row).message);
      if (line?.[1] !== undefined) learn(line[1], Number(line[2]), stream.name);
    }
  }
  for (const { instance, addresses } of input.documents.endpoints) {
    if (instance !== null) for (const address of addresses) learn(address, null, instance);
  }
  for (const stream of input.records.streams) {
    if (stream.kind !== "client") continue;
    for (const { record, candidate } of fitting(pairsOf(stream), stream)) {
      const end = candidate.by === "client-address" ? remoteEnd.exec(record.text) : null;
      const ip = end?.[1] ?? end?.[3];
      if (ip !== undefined) learn(ip, Number(end?.[2] ?? end?.[4]), candidate.instance);
    }
  }
  return found;
}

/** Unknown LOG lines of the postmaster right behind its start. */
function* afterStarts({ records, codes }: Input, stream: Stream): Iterable<Row> {
  const start = codes.code("server-starting");
  let pid = 0;
  let left = 0;
  for (const row of records.ofStream(stream)) {
    const signature = records.signature(row);
    if (signature === start) {
      pid = records.pid(row);
      left = LINES_AFTER_START;
    } else if (left-- > 0 && signature === 0 && records.pid(row) === pid && records.level(row) === LevelCode.info) {
      yield row;
    }
  }
}
