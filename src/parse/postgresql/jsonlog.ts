import {
  PartCode,
  type LineCounts,
  type RecordText,
  type SourceFile,
  UNDATED,
  epochUs,
  levels,
  precisions,
} from "../../model/index.ts";
import { type BlockConsumer, feedBlocks } from "../blocks.ts";
import { Keeper } from "./keeper.ts";
import { labelNamed } from "./labels.ts";
import { Notes } from "./notes.ts";
import type { ScanPorts, ServerScan } from "./scan.ts";
import { StampReader } from "./stamp.ts";

const NEWLINE = 10;

/** What a jsonlog line must carry to be one. RDS does not offer jsonlog; self-managed PostgreSQL from 15 does. */
interface JsonRecord {
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

/** Scans a jsonlog: one line is one record, newlines inside strings are escaped. */
export function scanJsonlog(file: SourceFile, ports: ScanPorts): ServerScan {
  const scanner = new JsonlogScanner(file.path, ports);
  feedBlocks(file.bytes, scanner, ports.from?.byteOffset ?? 0, ports.to ?? file.bytes.size);
  return scanner.finish();
}

class JsonlogScanner implements BlockConsumer {
  private readonly stamps = new StampReader();
  private readonly keeper: Keeper;
  private readonly notes: Notes;
  private readonly counts: LineCounts = { lines: 0, records: 0, continuations: 0, quarantined: 0 };
  private line: number;
  private firstUs = UNDATED;
  private previousUs = UNDATED;

  constructor(path: string, ports: ScanPorts) {
    this.keeper = new Keeper(ports);
    this.notes = new Notes(path);
    this.line = (ports.from?.line ?? 1) - 1;
  }

  consume(buffer: Buffer, end: number, base: number, final: boolean): number {
    const view = buffer.subarray(0, end);
    let at = 0;
    while (at < end) {
      let newline = view.indexOf(NEWLINE, at);
      if (newline === -1) {
        if (!final) break;
        newline = end;
      }
      this.oneLine(view.subarray(at, newline), base + at);
      at = newline + 1;
    }
    return Math.min(at, end);
  }

  longLine(_buffer: Buffer, _end: number, base: number, byteLength: number): void {
    this.line++;
    this.counts.lines++;
    this.counts.quarantined++;
    this.notes.longLine(this.line, base, byteLength);
  }

  private oneLine(bytes: Buffer, byteOffset: number): void {
    this.line++;
    this.counts.lines++;
    const record = parseRecord(bytes);
    const label = record === null ? undefined : labelNamed(record.error_severity);
    const stamp = record === null ? null : Buffer.from(record.timestamp, "latin1");
    if (record === null || label === undefined || stamp === null || !this.readStamp(stamp)) {
      this.counts.quarantined++;
      this.notes.quarantined(this.line, byteOffset, "not a jsonlog record");
      return;
    }
    this.counts.records++;
    const { us, precision } = this.stamps.stamp;
    if (us < this.previousUs) this.notes.backwards(this.line, this.previousUs, us);
    this.previousUs = us;
    if (Number.isNaN(this.firstUs)) this.firstUs = us;
    const message = Buffer.from(firstLine(record.message ?? ""), "utf8");
    this.keeper.offer(
      {
        timeUs: us,
        precision,
        level: label.level,
        part: PartCode.message,
        pid: record.pid ?? 0,
        background:
          (record.user ?? "") === "" && (record.remote_host ?? "") === "" && record.backend_type !== "client backend",
        buffer: message,
        messageStart: 0,
        messageEnd: message.length,
        who: () => ({
          host: record.remote_host ?? "",
          port: record.remote_port ?? 0,
          user: record.user ?? "",
          database: record.dbname ?? "",
        }),
      },
      byteOffset,
      bytes.length,
      this.line,
    );
  }

  private readStamp(stamp: Buffer): boolean {
    // The reader wants a byte after the zone to be sure that it ended.
    return this.stamps.read(Buffer.concat([stamp, Buffer.from(" ")]), 0, stamp.length + 1);
  }

  finish(): ServerScan {
    this.keeper.finish();
    return {
      counts: this.counts,
      problems: this.notes.problems(),
      firstUs: this.firstUs,
      lastUs: this.keeper.lastTimeUs,
      excerpt: false,
    };
  }
}

function firstLine(text: string): string {
  const newline = text.indexOf("\n");
  return newline === -1 ? text : text.slice(0, newline);
}

function parseRecord(bytes: Buffer): JsonRecord | null {
  if (bytes[0] !== 123) return null;
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is JsonRecord {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
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
  if (typeof fields["timestamp"] !== "string" || typeof fields["error_severity"] !== "string") return false;
  if (texts.some((name) => fields[name] !== undefined && typeof fields[name] !== "string")) return false;
  return ["pid", "remote_port"].every((name) => fields[name] === undefined || typeof fields[name] === "number");
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
