import { printedStatement, statementKey } from "./statement-key.ts";

/** `PID_MAX_LIMIT` of Linux (include/linux/threads.h): a backend PID above it was made up by a pooler. */
export const MAX_LINUX_PID = 4_194_304;

/** What a client's record names of the session it speaks of (APPS §6.1). */
export interface SessionKeys {
  /** PID of the backend, 0 for none. Never the application's own `pid`. */
  readonly pid: number;
  /** The client's own end of the TCP connection, as the server prints it in `%r`; host null when only the port is told. */
  readonly address: { readonly host: string | null; readonly port: number } | null;
  /** The statement, as {@link statementKey} makes it. */
  readonly statement: string | null;
}

/** Names under which drivers and applications print the backend's PID. `pid` alone is the application's own. */
const backendPid =
  /(?<![A-Za-z])(?:processID|process_id|dbPid|db_pid|(?:pg_?)?backend_?pid|backendPID|pg_?pid|get_backend_pid|server_pid|get_server_pid|connection_id)(?:\(\))?["']?\s?[:=]\s?["']?(\d{1,10})(?!\d|\.\d)|(?<![A-Za-z])backend pid[ :=]{1,2}(\d{1,10})(?!\d)/i;

/** Go's `net.OpError`: `read tcp local->remote`. */
const goSocket = /\b(?:read|write) tcp \[?([0-9a-fA-F.:]{3,45}?)\]?:(\d{1,5})->/;
/** PgBouncer: `new connection to server (from local)`. */
const pgbouncerSocket = /\(from \[?([0-9a-fA-F.:]{3,45}?)\]?:(\d{1,5})\)/;
const localPort = /\blocal_?[pP]ort["']?\s?[:=]\s?["']?(\d{1,5})\b/;

/**
 * The keys in a record's text; `pid`, `port` and `statement` are what the parser found in fields of their own (0 and
 * null for none).
 */
export function keysIn(text: string, pid: number, port: number, statement: string | null): SessionKeys {
  const sql = printedStatement(text, statement);
  return {
    pid: realPid(pid === 0 ? pidIn(text) : pid),
    address: addressIn(text, port),
    statement: sql === null ? null : statementKey(sql),
  };
}

function pidIn(text: string): number {
  const found = backendPid.exec(text);
  return Number(found?.[1] ?? found?.[2] ?? 0);
}

function realPid(pid: number): number {
  return pid > MAX_LINUX_PID ? 0 : pid;
}

function addressIn(text: string, port: number): SessionKeys["address"] {
  const socket = goSocket.exec(text) ?? pgbouncerSocket.exec(text);
  if (socket !== null) return { host: socket[1] ?? null, port: Number(socket[2]) };
  const own = port === 0 ? Number(localPort.exec(text)?.[1] ?? 0) : port;
  return own === 0 || own > 65_535 ? null : { host: null, port: own };
}
