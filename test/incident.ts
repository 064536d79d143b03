// Hand-made incidents: what each instance, application and RDS said, second by second, judged by the public pipeline.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { analyze, defaultOptions, openCase } from "../src/analyze/index.ts";
import type { Report } from "../src/model/index.ts";
import { instant, renderServerLog, type ServerLogFormat, type ServerRecord } from "./server-log.ts";

/** A file of a case: where it lies and what it holds. */
export interface CaseFile {
  readonly path: string;
  readonly text: string;
}

const APPLICATION = { user: "app", host: "10.0.0.7" } as const;

/** How a backend's end looks in the log. */
export interface Kill {
  readonly pid?: number;
  /** `Failed process was running: …`; null for no DETAIL. */
  readonly statement?: string | null;
  readonly signal?: string;
  /** PostgreSQL 18 says `client backend`. */
  readonly name?: string;
  /** The storage runtime's line that ends an Aurora instance; null for a server that recovers in place. */
  readonly runtime?: "old" | "new" | null;
}

/** What one instance logs. Seconds count from the beginning of the trouble; every start gets a new postmaster. */
export class Server {
  readonly records: ServerRecord[] = [];
  readonly id: string;
  postmaster: number;

  constructor(id: string, postmaster = 500) {
    this.id = id;
    this.postmaster = postmaster;
  }

  says(at: number, level: ServerRecord["level"], message: string, pid = this.postmaster): this {
    this.records.push({ at, pid, session: null, level, message });
    return this;
  }

  session(at: number, pid: number, level: ServerRecord["level"], message: string, statement?: string): this {
    const record = { at, pid, session: { ...APPLICATION, port: 40_000 + pid }, level, message };
    this.records.push(statement === undefined ? record : { ...record, statement });
    return this;
  }

  /** RDS's own health checks: the log is there and nothing happens. */
  idles(from: number, to: number, every = 20): this {
    const session = { user: "rdsadmin", host: "10.0.0.1", port: 39_000 };
    const message = "connection received: host=10.0.0.1 port=39000";
    for (let at = from; at <= to; at += every) this.records.push({ at, pid: 390, session, level: "LOG", message });
    return this;
  }

  /** Autovacuum, which only a writer runs, beside the health checks. */
  writes(from: number, to: number, every = 20): this {
    for (let at = from; at <= to; at += every) {
      this.idles(at, at).says(at, "LOG", 'automatic analyze of table "orders.public.jobs"', 395);
    }
    return this;
  }

  born(at: number, ...pids: readonly number[]): this {
    for (const pid of pids) {
      this.session(at, pid, "LOG", `connection received: host=${APPLICATION.host} port=${40_000 + pid}`);
      this.session(at, pid, "LOG", "connection authorized: user=app database=orders application_name=svc");
    }
    return this;
  }

  /** 25006 for one session, `times` times a second. */
  refuses(at: number, pid: number, to = at, every = 1): this {
    const statement = "UPDATE jobs SET state = 'running' WHERE id = 7";
    for (let us = at; us <= to; us += every)
      this.session(us, pid, "ERROR", "cannot execute UPDATE in a read-only transaction", statement);
    return this;
  }

  /** An orderly stop: clients are told, the server says goodbye. */
  stops(at: number, ...sessions: readonly number[]): this {
    this.says(at, "LOG", "received fast shutdown request");
    for (const pid of sessions) this.session(at, pid, "FATAL", "terminating connection due to administrator command");
    return this.says(at, "LOG", "database system is shut down");
  }

  /** A new postmaster. `reader` writes what a streaming standby writes; Aurora's `writer` and readers may look alike. */
  starts(at: number, as: "writer" | "reader" = "writer", found = "was shut down at 2026-11-21 18:59:59 UTC"): this {
    this.postmaster += 100;
    const startup = this.postmaster + 1;
    this.says(at, "LOG", "starting PostgreSQL 15.4 on aarch64-unknown-linux-gnu, 64-bit");
    this.says(at, "LOG", `database system ${found}`, startup);
    if (as === "reader") this.says(at, "LOG", "entering standby mode", startup);
    const how = as === "reader" ? "read-only connections" : "connections";
    return this.says(at, "LOG", `database system is ready to accept ${how}`);
  }

  promotes(at: number): this {
    this.says(at, "LOG", "received promote request", this.postmaster + 1);
    return this.says(at, "LOG", "database system is ready to accept connections");
  }

  /** A backend ends by a signal and takes the server with it. */
  killed(at: number, kill: Kill = {}): this {
    const { pid = 700, statement = "UPDATE jobs SET state = 'done' WHERE id = 7", signal = "9: Killed" } = kill;
    const { name = "server process", runtime = "old" } = kill;
    const message = `${name} (PID ${pid}) was terminated by signal ${signal}`;
    const record: ServerRecord = { at, pid: this.postmaster, session: null, level: "LOG", message };
    this.records.push(statement === null ? record : { ...record, detail: `Failed process was running: ${statement}` });
    this.says(at, "LOG", "terminating any other active server processes");
    if (runtime === null) return this.recoversInPlace(at + 1);
    if (runtime === "old") this.says(at, "FATAL", "Can't handle storage runtime process crash");
    else this.says(at, "FATAL", "Aurora Runtime process unexpectedly exited.");
    return this.says(at, "LOG", "database system is shut down");
  }

  private recoversInPlace(at: number): this {
    this.says(at, "LOG", "all server processes terminated; reinitializing");
    const interrupted = "database system was interrupted; last known up at 2026-11-21 18:58:00 UTC";
    this.says(at, "LOG", interrupted, this.postmaster + 7);
    const recovery = "database system was not properly shut down; automatic recovery in progress";
    this.says(at, "LOG", recovery, this.postmaster + 7);
    return this.says(at + 1, "LOG", "database system is ready to accept connections");
  }

  log(format: ServerLogFormat = "short"): CaseFile {
    const sorted = this.records.toSorted((a, b) => a.at - b.at);
    const path = `instances/${this.id}/postgresql.log.2026-11-21-1900${format === "csvlog" ? ".csv" : ""}`;
    return { path, text: renderServerLog(sorted, format) };
  }
}

/** What one application logs: JSON lines with UTC stamps, or text with a local time that names no zone. */
export class App {
  readonly id: string;
  private readonly lines: { readonly at: number; readonly level: string; readonly message: string }[] = [];
  private readonly clock: { readonly zone: "UTC" | "none"; readonly shift: number };

  constructor(
    id: string,
    clock: { readonly zone: "UTC" | "none"; readonly shift: number } = { zone: "UTC", shift: 0 },
  ) {
    this.id = id;
    this.clock = clock;
  }

  says(at: number, level: "INFO" | "WARNING" | "ERROR", message: string): this {
    this.lines.push({ at, level, message });
    return this;
  }

  works(from: number, to: number, every = 3): this {
    for (let at = from; at <= to; at += every) this.says(at, "INFO", "processed 40 jobs (worker=1)");
    return this;
  }

  refused(from: number, to = from, every = 1): this {
    const message = "attempt 1 failed: ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction";
    for (let at = from; at <= to; at += every) this.says(at, "WARNING", message);
    return this;
  }

  loses(at: number, times = 1): this {
    const message = "attempt 1 failed: OperationalError: server closed the connection unexpectedly";
    for (let i = 0; i < times; i++) this.says(at + i / 10, "WARNING", message);
    return this;
  }

  log(): CaseFile {
    const { zone, shift } = this.clock;
    const sorted = this.lines.toSorted((a, b) => a.at - b.at);
    const text = sorted.map(({ at, level, message }) => {
      const stamp = instant(at + shift);
      if (zone === "UTC") return JSON.stringify({ timestamp: stamp, level, logger: "svc.db", message });
      return `${stamp.slice(0, 23).replace("T", " ").replace(".", ",")} ${level} [svc.db] ${message}`;
    });
    return { path: `apps/${this.id}.log`, text: `${text.join("\n")}\n` };
  }
}

/** RDS events in the shape of `aws rds describe-events`: what, about whom, when. */
export function rdsEvents(...events: readonly (readonly [at: number, source: string, message: string])[]): CaseFile {
  const document = events.map(([at, source, message]) => ({
    SourceIdentifier: source,
    SourceType: source === "orders-prod" ? "db-cluster" : "db-instance",
    Message: message,
    Date: instant(at),
  }));
  return { path: "rds-events.json", text: JSON.stringify({ Events: document }) };
}

/** Analyzes a case as a user's call would. */
export async function judge(...story: readonly (Server | App | CaseFile)[]): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), "postmortem-incident-"));
  try {
    for (const each of story) {
      const { path, text } = "text" in each ? each : each.log();
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await judgeFiles([folder]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function* nothing(): AsyncGenerator<Uint8Array> {
  // nothing is piped in
}

/** Analyzes folders and files that are there. */
export async function judgeFiles(paths: readonly string[]): Promise<Report> {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-scratch-"));
  const evidence = await openCase(paths, nothing, join(scratch, "spool"));
  try {
    return await analyze(evidence, defaultOptions);
  } finally {
    evidence.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
