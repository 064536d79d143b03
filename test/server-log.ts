// The formats in which RDS writes a server log, from one list of records.

/** A record as PostgreSQL means it, before any format. */
export interface ServerRecord {
  /** Seconds from the moment stories count from. */
  readonly at: number;
  readonly pid: number;
  /** Null for the postmaster and its helpers. */
  readonly session: { readonly user: string; readonly host: string; readonly port: number } | null;
  readonly level: "LOG" | "ERROR" | "FATAL" | "WARNING";
  readonly message: string;
  readonly detail?: string;
  readonly statement?: string;
}

/** `short`: `%t:%r:%u@%d:[%p]:`. `long`: the other prefix RDS offers, with milliseconds. */
export type ServerLogFormat = "short" | "long" | "csvlog";

/** Moment 0 of every story: 2026-11-21 19:00:00 UTC. */
const ZERO_MS = Date.UTC(2026, 10, 21, 19);

/** `2026-11-21T19:00:16.400Z` for 16.4. */
export function instant(at: number): string {
  return new Date(ZERO_MS + Math.round(at * 1000)).toISOString();
}

export function renderServerLog(records: readonly ServerRecord[], format: ServerLogFormat): string {
  const render = { short, long, csvlog }[format];
  return records.map((record, i) => `${render(record, i + 1)}\n`).join("");
}

function seconds(at: number): string {
  return instant(at).slice(0, 19).replace("T", " ");
}

function milliseconds(at: number): string {
  return instant(at).slice(0, 23).replace("T", " ");
}

/** `%r:%u@%d`. */
function peer({ session }: ServerRecord): string {
  return session === null ? ":@" : `${session.host}(${session.port}):${session.user}@orders`;
}

function labelled(record: ServerRecord, prefix: string): string {
  const lines = [`${prefix}${record.level}:  ${record.message}`];
  if (record.detail !== undefined) lines.push(`${prefix}DETAIL:  ${record.detail}`);
  if (record.statement !== undefined) lines.push(`${prefix}STATEMENT:  ${record.statement}`);
  return lines.join("\n");
}

function short(record: ServerRecord): string {
  return labelled(record, `${seconds(record.at)} UTC:${peer(record)}:[${record.pid}]:`);
}

function long(record: ServerRecord, number: number): string {
  const application = record.session === null ? "" : "svc";
  return labelled(
    record,
    `${milliseconds(record.at)} UTC:${peer(record)}:[${record.pid}]:${number}:${sqlstate(record)}:2026-11-21 18:50:00 UTC:${record.session === null ? "" : "3/7"}:0:6920b1c8.${record.pid.toString(16)}:${application}`,
  );
}

function sqlstate({ message }: ServerRecord): string {
  if (message.includes("read-only transaction")) return "25006";
  if (message.includes("administrator command")) return "57P01";
  return message.includes("storage runtime") ? "XX000" : "00000";
}

function quoted(text: string | undefined): string {
  return text === undefined ? "" : `"${text.replaceAll('"', '""')}"`;
}

function csvlog(record: ServerRecord, number: number): string {
  const { session } = record;
  const who = session === null ? ["", ""] : [quoted(session.user), quoted("orders")];
  return [
    `${milliseconds(record.at)} UTC`,
    ...who,
    record.pid,
    session === null ? "" : quoted(`${session.host}:${session.port}`),
    `6920b1c8.${record.pid.toString(16)}`,
    number,
    "",
    "2026-11-21 18:50:00 UTC",
    "",
    0,
    record.level,
    sqlstate(record),
    quoted(record.message),
    quoted(record.detail),
    "",
    "",
    "",
    "",
    quoted(record.statement),
    "",
    "",
    quoted(session === null ? "" : "svc"),
    quoted(session === null ? "postmaster" : "client backend"),
    "",
    0,
  ].join(",");
}
