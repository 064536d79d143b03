// Logs of every format from one list of times, and files that lie in memory.
import type { SourceFile } from "../../../src/model/index.ts";
import { renderServerLog, type ServerRecord } from "../../server-log.ts";

/** 2026-11-21 19:00:00 UTC, µs: second 0 of every log here. */
export const ZERO_US = Date.UTC(2026, 10, 21, 19) * 1000;

export const serverFormats = ["short", "long", "csvlog", "jsonlog"] as const;
export const appFormats = ["pino", "text", "cri"] as const;
export type LogFormat = (typeof serverFormats)[number] | (typeof appFormats)[number];

export function memoryFile(text: string, kind: SourceFile["kind"], path = "a.log"): SourceFile {
  const bytes = Buffer.from(text);
  return {
    path,
    bytesOnDisk: bytes.length,
    encoding: [],
    kind,
    instance: kind === "postgresql" ? "aurora-1" : null,
    client: kind === "application" ? "svc" : null,
    guesses: [],
    bytes: {
      size: bytes.length,
      read(target, position) {
        const part = bytes.subarray(position, position + target.length);
        target.set(part);
        return part.length;
      },
      close: () => {},
    },
  };
}

const ERROR = "duplicate key value violates unique constraint";

/**
 * A log whose records have these times, in seconds; every third is an error with more lines.
 *
 * @param filler makes records longer
 */
export function logOf(format: LogFormat, times: readonly number[], filler = ""): string {
  const records = times.map((at, i): ServerRecord => {
    const session = i % 5 === 4 ? null : { user: "app", host: "10.0.1.23", port: 50_000 + (i % 7) };
    if (i % 3 !== 0) return { at, pid: 400 + (i % 7), session, level: "LOG", message: `duration: ${i}.5 ms${filler}` };
    const detail = `Key (id)=(${i}) already exists.`;
    // Text of another csvlog, as a query may hold it: no row of this one.
    const statement = `insert into t values ('${i}\n2026-11-21 19:00:01.000 UTC,"app","orders",7,"10.0.0.1:5",1.1,1,"x"')`;
    const more = format === "csvlog" ? { detail, statement } : { detail };
    return { at, pid: 400 + (i % 7), session, level: "ERROR", message: `${ERROR} "k${i}"`, ...more };
  });
  if (format === "short" || format === "long" || format === "csvlog") return renderServerLog(records, format);
  return records.map((record, i) => `${line(format, record, i)}\n`).join("");
}

function line(format: Exclude<LogFormat, "short" | "long" | "csvlog">, record: ServerRecord, i: number): string {
  const iso = new Date(ZERO_US / 1000 + Math.round(record.at * 1000)).toISOString();
  const bad = record.level === "ERROR";
  const stack = bad ? "\n    at insert (/app/db.js:1:1)\n    at run (/app/main.js:2:2)" : "";
  if (format === "pino")
    return JSON.stringify({ level: bad ? 50 : 30, time: Date.parse(iso), pid: 1, hostname: "h", msg: record.message });
  if (format === "text") return `${iso} ${bad ? "ERROR" : "INFO"} [main] ${record.message}${stack}`;
  if (format === "cri") return `${iso.replace("Z", "000000Z")} stdout F ${bad ? "ERROR" : "INFO"} ${record.message}`;
  return JSON.stringify({
    timestamp: `${iso.slice(0, 23).replace("T", " ")} UTC`,
    pid: record.pid,
    user: "app",
    dbname: "orders",
    remote_host: "10.0.1.23",
    session_id: "x",
    line_num: i,
    error_severity: record.level,
    message: record.message,
  });
}
