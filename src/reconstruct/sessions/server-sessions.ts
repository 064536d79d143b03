import { LevelCode, type Records, type Row, type SignatureCodes, type SignatureId } from "../../model/index.ts";
import { type Input, rowsOf, serverStream } from "../context.ts";
import { Spread } from "../clock/chosen.ts";

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
  /** Its first and its last error (rows of `input.records`). */
  readonly firstRow: Row;
  readonly lastRow: Row;
}

/** Births known and lines read for their `application_name`, per instance. */
const MAX_READ = 4000;
/** A log whose first lines carry no application carries none. */
const TRIALS = 5;

interface Draft {
  readonly pid: number;
  readonly life: number;
  readonly firstRow: Row;
  lastRow: Row;
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
    if (pid === 0 || !isToldToSession(records, row)) continue;
    const known = drafts.get(pid) ?? [];
    if (known.length === 0) drafts.set(pid, known);
    const last = known.at(-1);
    if (last !== undefined && last.life === life) last.lastRow = row;
    else known.push({ pid, life, firstRow: row, lastRow: row });
  }
  const sessions = [...drafts.values()].flat().sort((a, b) => a.firstRow - b.firstRow);
  const births = birthsOf(input, codes, instance, new Set(drafts.keys()));
  const applicationOf = applicationReader(input);
  return sessions.map((draft): ServerSession => {
    const us = records.time(draft.firstRow) ?? Number.NaN;
    const birth = births.get(draft.pid)?.findLast((each) => each.us <= us);
    const who = records.who(draft.firstRow);
    return {
      ...draft,
      instance,
      application: (birth === undefined ? null : applicationAtBirth(input, birth.row)) ?? applicationOf(draft.firstRow),
      host: who?.host ?? "",
      user: who?.user ?? "",
    };
  });
}

/** An error that a session was told. */
export function isToldToSession(records: Records, row: Row): boolean {
  return records.level(row) >= LevelCode.error && records.who(row) !== null;
}

interface Birth {
  readonly us: number;
  readonly row: Row;
}

/** `connection authorized: user=… database=… application_name=… SSL enabled (…` (src/backend/utils/init/postinit.c). */
const authorized = /^connection authorized: .{0,300}? application_name=(.{1,200}?)(?: SSL enabled \(| GSS \(|$)/;

function applicationAtBirth({ chatter }: Input, row: Row): string | null {
  const { message, application } = chatter.text(row);
  return authorized.exec(message)?.[1] ?? application;
}

const BIRTH: readonly SignatureId[] = ["connection-authorized"];

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
  let count = 0;
  for (const row of rowsOf(chatter, codes, stream, BIRTH)) if (wanted.has(chatter.pid(row))) count++;
  const chosen = new Spread(count, MAX_READ);
  for (const row of rowsOf(chatter, codes, stream, BIRTH)) {
    const us = wanted.has(chatter.pid(row)) && chosen.takes() ? chatter.time(row) : null;
    if (us === null) continue;
    const known = births.get(chatter.pid(row));
    if (known === undefined) births.set(chatter.pid(row), [{ us, row }]);
    else known.push({ us, row });
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
