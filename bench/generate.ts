// Writes RDS stderr logs of two instances with a split-writer race in the middle, of any size, always the same bytes
// for the same arguments, beside a manifest of what is in them. `node bench/generate.ts FOLDER [--bytes N | --storm N]`.
//
// About 4 lines and 350 bytes a record, as the logs of a busy cluster with log_min_duration_statement and
// log_connections have: most bytes are SQL that no analysis needs.
import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Raised when the bytes change, so that a reused folder is not mistaken for a new one. */
export const GENERATION = 2;

export interface FileTruth {
  readonly file: string;
  readonly bytes: number;
  /** Newlines. */
  readonly lines: number;
  /** Lines that begin with a prefix: messages and their DETAIL, HINT, STATEMENT. */
  readonly heads: number;
  /** Messages: heads that are not DETAIL, HINT, STATEMENT. */
  readonly messages: number;
  /** Lines that begin with a tab. */
  readonly continuations: number;
  /** Messages by severity. */
  readonly severities: Readonly<Record<string, number>>;
}

export interface Manifest {
  readonly generation: number;
  readonly kind: "race" | "storm";
  readonly size: number;
  /** The race's first line, or null in a storm. */
  readonly incidentAt: string | null;
  readonly files: readonly FileTruth[];
}

/** A small deterministic generator (xorshift32): no dependency, the same on every machine. */
function dice(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** A log file being written, and the count of what went into it. */
class LogFile {
  bytes = 0;
  lines = 0;
  heads = 0;
  messages = 0;
  continuations = 0;
  readonly severities: Record<string, number> = {};
  readonly name: string;
  readonly #fd: number;
  #pending = "";

  constructor(folder: string, name: string) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    this.name = name;
    this.#fd = openSync(path, "w");
  }

  /** A prefixed line, with continuation lines (each begins with a tab) when `text` holds newlines. */
  add(prefix: string, label: string, text: string): void {
    const whole = `${prefix}${label}:  ${text}\n`;
    this.heads++;
    this.lines++;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
      this.lines++;
      this.continuations++;
    }
    if (label !== "DETAIL" && label !== "STATEMENT" && label !== "HINT") {
      this.messages++;
      this.severities[label] = (this.severities[label] ?? 0) + 1;
    }
    this.bytes += whole.length; // ASCII only
    this.#pending += whole;
    if (this.#pending.length > 1 << 20) this.flush();
  }

  flush(): void {
    writeSync(this.#fd, this.#pending, null, "latin1");
    this.#pending = "";
  }

  close(): FileTruth {
    this.flush();
    closeSync(this.#fd);
    const { name, bytes, lines, heads, messages, continuations, severities } = this;
    return { file: name, bytes, lines, heads, messages, continuations, severities };
  }
}

const tables = ["orders", "event_batches", "customers", "shipments", "invoices", "sync_runs"];
const columns = ["id", "status", "updated_at", "created_at", "customer_id", "attempts", "payload", "region"];

/** 150 statement shapes: enough variety for a normaliser, as few as a real application has. */
function statements(): { readonly reads: string[]; readonly writes: string[] } {
  const roll = dice(150);
  const pick = <T>(from: readonly T[]): T => from[roll(from.length)] as T;
  const reads: string[] = [];
  const writes: string[] = [];
  for (let shape = 0; shape < 110; shape++) {
    const [a, b, c] = [pick(columns), pick(columns), pick(columns)];
    const list = `t.${a}, t.${b}, u.${c}, count(*) AS n_${shape}, max(u.updated_at) AS last_seen, min(t.created_at) AS first_seen`;
    const where = `t.${b} = 'open' AND u.region = 'eu-west-1' AND t.attempts < ${shape} -- server process report`;
    const joined = `public.${pick(tables)} AS u ON u.id = t.customer_id AND u.region = t.region`;
    const order = `GROUP BY 1, 2, 3${shape % 5 === 0 ? " " : "\n\t "}ORDER BY n_${shape} DESC LIMIT ${10 + shape}`;
    reads.push(
      `SELECT ${list}\n\t  FROM public.${pick(tables)} AS t\n\t  JOIN ${joined}\n\t WHERE ${where}\n\t ${order}`,
    );
  }
  for (let shape = 0; shape < 40; shape++) {
    const table = pick(tables);
    writes.push(
      shape % 2 === 0
        ? `UPDATE public.${table}\n\t   SET ${pick(columns)} = 'done',\n\t       updated_at = now()\n\t WHERE id = ${1000 + shape}\n\t   AND attempts < 5`
        : `INSERT INTO public.${table} (id, status, payload)\n\tVALUES (${1000 + shape}, 'open', '{"shape": ${shape}}')\n\tON CONFLICT (id) DO NOTHING`,
    );
  }
  return { reads, writes };
}

const { reads, writes } = statements();

interface Session {
  readonly pid: number;
  readonly peer: string;
}

/** One instance: its clock, its postmaster and its sessions. */
class Instance {
  readonly log: LogFile;
  readonly roll: (below: number) => number;
  readonly host: number;
  postmaster = 569;
  #nextPid = 800;
  #sessions: Session[] = [];
  #second = -1;
  #stamp = "";

  constructor(folder: string, name: string, host: number) {
    this.log = new LogFile(folder, `instances/${name}/postgresql.log.2026-11-21-0600`);
    this.roll = dice(host * 7919);
    this.host = host;
    this.populate();
  }

  /** New sessions, as after a restart. */
  populate(): void {
    this.#sessions = Array.from({ length: 40 }, () => this.#session());
  }

  #session(): Session {
    this.#nextPid += 1 + this.roll(3);
    const user = this.roll(4) === 0 ? "report" : "app";
    return {
      pid: this.#nextPid,
      peer: `10.0.${this.roll(8)}.${this.roll(250)}(${32768 + this.roll(28000)}):${user}@orders`,
    };
  }

  at(second: number): string {
    if (second !== this.#second) {
      this.#second = second;
      this.#stamp = `${new Date(second * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
    }
    return this.#stamp;
  }

  server(second: number, label: string, text: string): void {
    this.log.add(`${this.at(second)}::@:[${this.postmaster}]:`, label, text);
  }

  client(second: number, label: string, text: string, session = this.#pick()): Session {
    this.log.add(`${this.at(second)}:${session.peer}:[${session.pid}]:`, label, text);
    return session;
  }

  #pick(): Session {
    return this.#sessions[this.roll(this.#sessions.length)] as Session;
  }

  /** One message of ordinary operation, sometimes with its secondary lines. */
  ordinary(second: number, writer: boolean): void {
    const { roll } = this;
    const kind = roll(1000);
    const ms = `${500 + roll(4000)}.${100 + roll(900)} ms`;
    if (kind < 560) {
      this.client(second, "LOG", `duration: ${ms}  statement: ${reads[roll(reads.length)]}`);
    } else if (kind < 720) {
      const sql = writer ? writes[roll(writes.length)] : reads[roll(reads.length)];
      const session = this.client(second, "LOG", `duration: ${ms}  execute <unnamed>: ${sql}`);
      this.client(second, "DETAIL", `parameters: $1 = '${roll(1e6)}', $2 = 'open'`, session);
    } else if (kind < 840) {
      const session = this.#session();
      this.#sessions[roll(this.#sessions.length)] = session;
      const [host = "", port = ""] = session.peer.split(/[()]/);
      const early = { pid: session.pid, peer: `${host}(${port}):[unknown]@[unknown]` };
      this.client(second, "LOG", `connection received: host=${host} port=${port}`, early);
      this.client(second, "LOG", "connection authorized: user=app database=orders application_name=api", session);
    } else if (kind < 960) {
      const session = this.#pick();
      const [host = "", port = ""] = session.peer.split(/[()]/);
      const time = `0:${10 + roll(49)}:${10 + roll(49)}.${100 + roll(900)}`;
      this.client(
        second,
        "LOG",
        `disconnection: session time: ${time} user=app database=orders host=${host} port=${port}`,
        session,
      );
    } else if (kind < 984) {
      this.server(second, "LOG", `checkpoint starting: time`);
    } else if (kind < 992) {
      const session = this.client(second, "ERROR", `duplicate key value violates unique constraint "orders_pkey"`);
      this.client(second, "DETAIL", `Key (id)=(${roll(1e6)}) already exists.`, session);
      this.client(second, "STATEMENT", writes[1] ?? "", session);
    } else if (kind < 996) {
      this.client(second, "WARNING", "there is no transaction in progress");
    } else {
      this.client(second, "FATAL", `password authentication failed for user "old"`);
    }
  }

  start(second: number, postmaster: number, before: string, ready: string): void {
    this.postmaster = postmaster;
    this.#nextPid = postmaster + 20;
    this.server(
      second,
      "LOG",
      "starting PostgreSQL 15.4 on x86_64-pc-linux-gnu, compiled by x86_64-pc-linux-gnu-gcc (GCC) 9.5.0, 64-bit",
    );
    this.server(second, "LOG", before);
    this.server(second + 1, "LOG", ready);
    this.populate();
  }

  stop(second: number): void {
    this.server(second, "LOG", "received fast shutdown request");
    for (const session of this.#sessions) {
      this.client(second, "FATAL", "terminating connection due to administrator command", session);
    }
    this.server(second, "LOG", "shutting down");
    this.server(second, "LOG", "database system is shut down");
  }

  crash(second: number, statement: string): void {
    const victim = this.#pick();
    this.client(second, "LOG", `duration: 612.402 ms  statement: ${statement}`, victim);
    this.server(second, "LOG", `server process (PID ${victim.pid}) was terminated by signal 9: Killed`);
    this.server(second, "DETAIL", `Failed process was running: ${statement}`);
    this.server(second, "LOG", "terminating any other active server processes");
    this.server(second, "FATAL", "Can't handle storage runtime process crash");
    this.server(second, "LOG", "database system is shut down");
  }
}

const startSecond = Date.UTC(2026, 10, 21, 6) / 1000;
const spanSeconds = 6 * 3600;
const incidentSecond = startSecond + spanSeconds / 2;
const readyWriter = "database system is ready to accept connections";
const readyReader = "database system is ready to accept read-only connections";

/** The race on one instance, by seconds after the failover began. */
const race: Readonly<Record<"writer" | "target", readonly [number, (instance: Instance, second: number) => void][]>> = {
  writer: [
    [0, (i, s) => i.stop(s)],
    [1, (i, s) => i.start(s, 1385, "database system was shut down at 2026-11-21 09:00:00 UTC", readyWriter)],
    [15, (i, s) => i.crash(s, "UPDATE public.event_batches SET status = 'done' WHERE id = 7")],
    [
      23,
      (i, s) =>
        i.start(s, 2195, "database system was interrupted; last known up at 2026-11-21 09:00:10 UTC", readyWriter),
    ],
  ],
  target: [
    [5, (i, s) => i.stop(s)],
    [6, (i, s) => i.start(s, 1579, "database system was shut down at 2026-11-21 09:00:05 UTC", readyWriter)],
    [17, (i, s) => i.crash(s, "INSERT INTO public.sync_runs (id) VALUES (9)")],
    [
      29,
      (i, s) =>
        i.start(s, 2407, "database system was interrupted; last known up at 2026-11-21 09:00:11 UTC", readyReader),
    ],
  ],
};

const events: readonly [number, string, string][] = [
  [0, "bench", "Started same AZ failover to DB instance: aurora-2"],
  [1, "aurora-1", "DB instance shutdown"],
  [2, "aurora-1", "DB instance restarted"],
  [8, "aurora-2", "DB instance restarted"],
  [23, "bench", "Promoting previous primary again: aurora-1"],
  [25, "aurora-1", "DB instance restarted"],
  [31, "bench", "Completed customer initiated failover to DB instance: aurora-1"],
  [32, "aurora-2", "DB instance restarted"],
];

function fill(instance: Instance, bytes: number, part: "writer" | "target"): FileTruth {
  const steps = race[part];
  let step = 0;
  let downSince = -1;
  let last = startSecond;
  while (instance.log.bytes < bytes) {
    const second = Math.max(last, startSecond + Math.floor((instance.log.bytes / bytes) * spanSeconds));
    last = second;
    const next = steps[step];
    if (next !== undefined && second >= incidentSecond + next[0]) {
      next[1](instance, incidentSecond + next[0]);
      downSince = instance.log.bytes > 0 && (next[0] === 15 || next[0] === 17) ? second : -1;
      step++;
      last = Math.max(last, incidentSecond + next[0] + 1);
    } else if (downSince >= 0 && next !== undefined) {
      // The instance is down and writes nothing: its clock jumps to its next start.
      next[1](instance, incidentSecond + next[0]);
      last = incidentSecond + next[0] + 1;
      downSince = -1;
      step++;
    } else {
      const since = second - incidentSecond;
      instance.ordinary(second, part === "writer" || (since >= 7 && since <= 17));
    }
  }
  return instance.log.close();
}

function writeManifest(folder: string, manifest: Manifest): Manifest {
  writeFileSync(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** `bytes` of logs of two instances under `folder/case`, the manifest beside it. */
export function generate(folder: string, bytes: number): Manifest {
  rmSync(folder, { recursive: true, force: true });
  const at = join(folder, "case");
  const writer = fill(new Instance(at, "aurora-1", 1), bytes * 0.6, "writer");
  const target = fill(new Instance(at, "aurora-2", 2), bytes * 0.4, "target");
  const Events = events.map(([second, SourceIdentifier, Message]) => ({
    SourceIdentifier,
    SourceType: SourceIdentifier === "bench" ? "db-cluster" : "db-instance",
    Message,
    EventCategories: [],
    Date: new Date((incidentSecond + second) * 1000).toISOString(),
  }));
  writeFileSync(join(at, "rds-events.json"), `${JSON.stringify({ Events }, null, 4)}\n`);
  return writeManifest(folder, {
    generation: GENERATION,
    kind: "race",
    size: bytes,
    incidentAt: new Date(incidentSecond * 1000).toISOString(),
    files: [writer, target],
  });
}

/** One log of `records` refused connections within about ten minutes, under `folder/case`. */
export function storm(folder: string, records: number): Manifest {
  rmSync(folder, { recursive: true, force: true });
  const log = new LogFile(join(folder, "case"), "instances/aurora-1/postgresql.log.2026-11-21-0900");
  const roll = dice(4711);
  const texts = [
    "sorry, too many clients already",
    "remaining connection slots are reserved for non-replication superuser connections",
    "the database system is starting up",
  ];
  let second = -1;
  let stamp = "";
  for (let n = 0; n < records; n++) {
    const now = incidentSecond + Math.floor((n / records) * 600);
    if (now !== second) {
      second = now;
      stamp = `${new Date(second * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
    }
    const peer = `10.0.${roll(8)}.${roll(250)}(${32768 + roll(28000)}):app@orders`;
    log.add(`${stamp}:${peer}:[${1000 + (n % 60_000)}]:`, "FATAL", texts[roll(3)] ?? "");
  }
  return writeManifest(folder, {
    generation: GENERATION,
    kind: "storm",
    size: records,
    incidentAt: null,
    files: [log.close()],
  });
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder, option, value] = process.argv.slice(2);
  const size = Number(value ?? 2 ** 30);
  if (folder === undefined || !(size > 0) || (option !== undefined && option !== "--bytes" && option !== "--storm")) {
    console.error("usage: node bench/generate.ts FOLDER [--bytes N | --storm RECORDS]");
    process.exitCode = 2;
  } else {
    const manifest = option === "--storm" ? storm(folder, size) : generate(folder, size);
    console.log(JSON.stringify(manifest, null, 2));
  }
}
