import { type RecordText, epochUs, levels, precisions } from "../../model/index.ts";
import { labelNamed } from "./labels.ts";
import { StampReader } from "./stamp.ts";
import { textOf } from "./who.ts";

/** What a jsonlog line must carry to be one. RDS does not offer jsonlog; self-managed PostgreSQL from 15 does. */
export interface JsonRecord {
  readonly timestamp: string;
  readonly error_severity: string;
  readonly message?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly context?: string;
  readonly statement?: string;
  readonly state_code?: string;
  readonly pid?: number;
  readonly user?: string;
  readonly dbname?: string;
  readonly remote_host?: string;
  readonly remote_port?: number;
  readonly application_name?: string;
  readonly backend_type?: string;
}

/** The record that a line holds, or null. */
export function parseRecord(bytes: Buffer): JsonRecord | null {
  if (bytes[0] !== 123) return null;
  try {
    const value: unknown = JSON.parse(textOf(bytes, 0, bytes.length));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

const texts = [
  "message",
  "detail",
  "hint",
  "context",
  "statement",
  "state_code",
  "user",
  "dbname",
  "remote_host",
  "application_name",
  "backend_type",
];

function isRecord(value: unknown): value is JsonRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  if (typeof fields["timestamp"] !== "string" || typeof fields["error_severity"] !== "string") return false;
  if (texts.some((name) => fields[name] !== undefined && typeof fields[name] !== "string")) return false;
  return ["pid", "remote_port"].every((name) => fields[name] === undefined || typeof fields[name] === "number");
}

/** Whether a session wrote the record: it has a user or a peer, or says that it serves a client. */
export function isSession(record: JsonRecord): boolean {
  return (record.user ?? "") !== "" || (record.remote_host ?? "") !== "" || record.backend_type === "client backend";
}

/** Takes a line's bytes apart again. */
export function decodeJsonlog(bytes: Buffer): RecordText | null {
  const record = parseRecord(bytes);
  if (record === null) return null;
  const stamps = new StampReader();
  const dated = stamps.read(Buffer.from(`${record.timestamp} `, "latin1"), 0, record.timestamp.length + 1);
  return {
    time: dated ? epochUs(stamps.stamp.us) : null,
    precision: precisions[stamps.stamp.precision] ?? "second",
    level: levels[labelNamed(record.error_severity)?.level ?? 0] ?? "none",
    message: record.message ?? "",
    error: null,
    sqlstate: record.state_code ?? null,
    detail: record.detail ?? null,
    hint: record.hint ?? null,
    context: record.context ?? null,
    statement: record.statement ?? null,
    pid: record.pid ?? null,
    user: record.user ?? null,
    database: record.dbname ?? null,
    host: record.remote_host ?? null,
    port: record.remote_port ?? null,
    application: record.application_name ?? null,
  };
}
