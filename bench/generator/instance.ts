import type { ServerSignatureId } from "../../src/model/index.ts";
import { type Dice, dice, pick } from "./dice.ts";
import type { Entry, Session, Severity } from "./entry.ts";
import { LogFile } from "./log-file.ts";
import { encoded, type Piece } from "./out.ts";
import type { ServerLogFormat } from "./server-formats.ts";
import { reads, type Statement, writes } from "./statements.ts";
import type { FileTruth } from "./truth.ts";

const levelOf = { LOG: "info", WARNING: "warning", ERROR: "error", FATAL: "fatal" } as const;

/** What may be said beside a message. */
interface Beside {
  readonly sqlstate?: string;
  readonly sql?: Statement;
  readonly detail?: string;
  readonly hint?: string;
  readonly statement?: Statement;
}

const nothing: Beside = {};

/** What stands before a logged statement: durations that differ, made once. */
const took = (how: string): readonly Uint8Array[] => {
  const roll = dice(97);
  return Array.from({ length: 4096 }, () => encoded(`duration: ${500 + roll(4000)}.${100 + roll(900)} ms  ${how}: `));
};
const tookPlain = took("statement");
const tookExecute = took("execute <unnamed>");

const HOUR_MS = 3_600_000;

/** One instance: its postmaster, its sessions and its log files. */
export class Instance {
  readonly roll: Dice;
  readonly #folder: string;
  readonly #name: string;
  readonly #format: ServerLogFormat;
  readonly #hourly: boolean;
  readonly #written: FileTruth[] = [];
  #file: LogFile | null = null;
  #fileHour = -1;
  #nextPid = 800;
  #sessions: Session[] = [];
  #postmaster: Session;
  /** One object for every message. */
  readonly #entry: Entry;

  /** @param seed of its dice: instances with different seeds log different sessions */
  constructor(folder: string, name: string, seed: number, format: ServerLogFormat, hourly: boolean, bornMs: number) {
    this.roll = dice(seed * 7919);
    this.#folder = folder;
    this.#name = name;
    this.#format = format;
    this.#hourly = hourly;
    this.#postmaster = background(569, bornMs);
    this.#sessions = Array.from({ length: 40 }, () => this.#newSession(bornMs));
    this.#entry = {
      ms: 0,
      severity: "LOG",
      sqlstate: "00000",
      session: this.#postmaster,
      message: "",
      sql: null,
      detail: null,
      hint: null,
      statement: null,
      signature: null,
    };
  }

  #newSession(ms: number): Session {
    this.#nextPid += 1 + this.roll(3);
    return {
      pid: this.#nextPid,
      host: `10.0.${this.roll(8)}.${this.roll(250)}`,
      port: 32768 + this.roll(28000),
      user: this.roll(4) === 0 ? "report" : "app",
      database: "orders",
      startMs: ms,
      lines: 0,
      before: null,
      behind: null,
    };
  }

  /** A new postmaster, as after a restart, with new sessions. */
  reborn(pid: number, ms: number): void {
    this.#postmaster = background(pid, ms);
    this.#nextPid = pid + 20;
    this.#sessions = Array.from({ length: 40 }, () => this.#newSession(ms));
  }

  get sessions(): readonly Session[] {
    return this.#sessions;
  }

  get postmaster(): Session {
    return this.#postmaster;
  }

  anySession(): Session {
    return pick(this.roll, this.#sessions);
  }

  say(
    ms: number,
    session: Session,
    severity: Severity,
    signature: ServerSignatureId | null,
    message: Piece,
    beside: Beside = nothing,
  ): void {
    const entry = this.#entry;
    entry.ms = ms;
    entry.session = session;
    entry.severity = severity;
    entry.signature = signature;
    entry.message = message;
    entry.sqlstate = beside.sqlstate ?? "00000";
    entry.sql = beside.sql ?? null;
    entry.detail = beside.detail ?? null;
    entry.hint = beside.hint ?? null;
    entry.statement = beside.statement ?? null;
    const file = this.#fileFor(ms);
    this.#format.write(entry, file.out);
    file.record(ms, levelOf[severity], this.#format.continuations(entry), signature);
  }

  #fileFor(ms: number): LogFile {
    const hour = this.#hourly ? Math.floor(ms / HOUR_MS) : 0;
    if (this.#file !== null && hour === this.#fileHour) return this.#file;
    if (this.#file !== null) this.#written.push(this.#file.close());
    this.#fileHour = hour;
    const named = this.#hourly ? hour * HOUR_MS : ms;
    const stamp = new Date(named).toISOString().slice(0, 16).replace("T", "-").replace(":", "");
    this.#file = new LogFile(this.#folder, `instances/${this.#name}/postgresql.log.${stamp}${this.#format.extension}`);
    return this.#file;
  }

  /** One turn of ordinary operation: a message, or the two of a connection. About 1.35 % are above LOG. */
  ordinary(ms: number, writable: boolean): void {
    const { roll } = this;
    const kind = roll(10_000);
    if (kind < 7200) this.#statement(ms, kind < 5600, writable);
    else if (kind < 8400) this.#connect(ms);
    else if (kind < 9600) this.#disconnect(ms);
    else if (kind < 9848) this.say(ms, this.#postmaster, "LOG", "checkpoint", "checkpoint starting: time");
    else this.#trouble(ms, kind - 9848);
  }

  #statement(ms: number, plain: boolean, writable: boolean): void {
    const { roll } = this;
    if (plain) {
      this.say(ms, this.anySession(), "LOG", "duration", pick(roll, tookPlain), { sql: pick(roll, reads) });
      return;
    }
    const sql = pick(roll, writable ? writes : reads);
    const detail = `parameters: $1 = '${roll(1e6)}', $2 = 'open'`;
    this.say(ms, this.anySession(), "LOG", "duration", pick(roll, tookExecute), { sql, detail });
  }

  #connect(ms: number): void {
    const session = this.#newSession(ms);
    this.#sessions[this.roll(this.#sessions.length)] = session;
    const { host, port } = session;
    const early = { ...session, user: "[unknown]", database: "[unknown]" };
    this.say(ms, early, "LOG", "connection-received", `connection received: host=${host} port=${port}`);
    const authorized = `connection authorized: user=${session.user} database=orders application_name=api`;
    this.say(ms, session, "LOG", "connection-authorized", authorized);
  }

  #disconnect(ms: number): void {
    const { roll } = this;
    const session = this.anySession();
    const time = `0:${10 + roll(49)}:${10 + roll(49)}.${100 + roll(900)}`;
    const who = `user=${session.user} database=orders host=${session.host} port=${session.port}`;
    this.say(ms, session, "LOG", "disconnection", `disconnection: session time: ${time} ${who}`);
  }

  /** @param kind below 152 */
  #trouble(ms: number, kind: number): void {
    const { roll } = this;
    const session = this.anySession();
    if (kind < 70) {
      const detail = `Key (id)=(${roll(1e6)}) already exists.`;
      const message = 'duplicate key value violates unique constraint "orders_pkey"';
      this.say(ms, session, "ERROR", null, message, { sqlstate: "23505", detail, statement: pick(roll, writes) });
    } else if (kind < 80) {
      const detail = `Process ${session.pid} waits for ShareLock on transaction ${roll(1e6)}; blocked by process 1201.`;
      const hint = "See server log for query details.";
      this.say(ms, session, "ERROR", null, "deadlock detected", { sqlstate: "40P01", detail, hint });
    } else if (kind < 116) {
      this.say(ms, session, "WARNING", null, "there is no transaction in progress", { sqlstate: "25P01" });
    } else {
      const message = 'password authentication failed for user "old"';
      this.say(ms, session, "FATAL", "authentication-failed", message, { sqlstate: "28P01" });
    }
  }

  /** Closes what is open; the truth of every file. */
  close(): readonly FileTruth[] {
    if (this.#file !== null) this.#written.push(this.#file.close());
    this.#file = null;
    return this.#written;
  }
}

/** A process that is no client's. */
function background(pid: number, startMs: number): Session {
  return { pid, host: "", port: 0, user: "", database: "", startMs, lines: 0, before: null, behind: null };
}
