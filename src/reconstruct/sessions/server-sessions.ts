import { LevelCode, type Row, type SignatureCodes } from "../../model/index.ts";
import { type Input, serverStream } from "../context.ts";
import { spread } from "../clock/chosen.ts";

/** A session of an instance that was told an error, as the instance's own log shows it. */
export interface ServerSession {
  readonly instance: string;
  readonly pid: number;
  /** Starts of the server seen before it: PIDs begin low again after each. */
  readonly life: number;
  /** `application_name`, null when neither its birth nor its lines carry one. */
  readonly application: string | null;
  /** The peer in `%r`; empty for a local socket. */
  readonly host: string;
  readonly user: string;
  /** µs; NaN when the log does not tell. The row belongs to `input.chatter`. */
  readonly bornUs: number;
  readonly bornRow: Row | null;
  /** Its errors, in the order of the log (rows of `input.records`). */
  readonly rows: readonly Row[];
}

/** Births and lines read for their `application_name`, per instance. */
const MAX_READ = 4000;
/** A log whose first lines carry no application carries none. */
const TRIALS = 5;

interface Draft {
  readonly pid: number;
  readonly life: number;
  readonly rows: Row[];
}

/** Sessions of one instance that were told an error, in the order of their first. */
export function sessionsOf(input: Input, instance: string): readonly ServerSession[] {
  const stream = serverStream(input.records, instance);
  if (stream === undefined) return [];
  const { records, codes } = input;
  const starts = new Set([codes.code("server-starting"), codes.code("reinitializing")]);
  const drafts = new Map<number, Draft[]>();
  let life = 0;
  for (const row of records.ofStream(stream)) {
    if (records.part(row) !== 0) continue;
    if (starts.has(records.signature(row))) life++;
    const pid = records.pid(row);
    if (pid === 0 || records.level(row) < LevelCode.error || records.who(row) === null) continue;
    const known = drafts.get(pid) ?? [];
    if (known.length === 0) drafts.set(pid, known);
    const last = known.at(-1);
    if (last !== undefined && last.life === life) last.rows.push(row);
    else known.push({ pid, life, rows: [row] });
  }
  const sessions = [...drafts.values()].flat().sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
  const births = birthsOf(input, codes, instance, new Set(drafts.keys()));
  const applicationOf = applicationReader(input);
  return sessions.map((draft): ServerSession => {
    const first = draft.rows[0] ?? 0;
    const us = records.time(first) ?? Number.NaN;
    const birth = births.get(draft.pid)?.findLast((each) => each.us <= us);
    const who = records.who(first);
    return {
      ...draft,
      instance,
      application: birth?.application ?? applicationOf(first),
      host: who?.host ?? "",
      user: who?.user ?? "",
      bornUs: birth?.us ?? Number.NaN,
      bornRow: birth?.row ?? null,
    };
  });
}

interface Birth {
  readonly us: number;
  readonly row: Row;
  readonly application: string | null;
}

/** `connection authorized: user=… database=… application_name=… SSL enabled (…` (src/backend/utils/init/postinit.c). */
const authorized = /^connection authorized: .{0,300}? application_name=(.{1,200}?)(?: SSL enabled \(| GSS \(|$)/;

/** Births of the sessions asked for, when `log_connections` is on and they lie in a window. */
function birthsOf(
  { chatter }: Input,
  codes: SignatureCodes,
  instance: string,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, readonly Birth[]> {
  const births = new Map<number, Birth[]>();
  const stream = serverStream(chatter, instance);
  if (stream === undefined) return births;
  const code = codes.code("connection-authorized");
  const rows: Row[] = [];
  for (const row of chatter.ofStream(stream)) {
    if (chatter.signature(row) === code && wanted.has(chatter.pid(row))) rows.push(row);
  }
  for (const row of spread(rows, MAX_READ)) {
    const us = chatter.time(row);
    if (us === null) continue;
    const pid = chatter.pid(row);
    const { message, application } = chatter.text(row);
    const birth = { us, row, application: authorized.exec(message)?.[1] ?? application };
    const known = births.get(pid);
    if (known === undefined) births.set(pid, [birth]);
    else known.push(birth);
  }
  return births;
}

/** The `application_name` of a line itself (csvlog, jsonlog, `%a`), given up where the log has none. */
function applicationReader({ records }: Input): (row: Row) => string | null {
  let left = MAX_READ;
  let tried = 0;
  let found = false;
  return (row) => {
    if (left === 0 || (tried >= TRIALS && !found)) return null;
    left--;
    tried++;
    const { application } = records.text(row);
    found ||= application !== null;
    return application;
  };
}
