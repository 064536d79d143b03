import type { Entry, Session, Severity } from "./entry.ts";
import { encoded, type Out, type Piece } from "./out.ts";
import { secondStamp, Stamps, thousandth } from "./stamps.ts";

/** How one kind of server log writes an entry. */
export interface ServerLogFormat {
  /** What RDS appends to the name of the file. */
  readonly extension: string;
  write(entry: Entry, out: Out): void;
  /** Physical lines of what was written beyond the first. */
  continuations(entry: Entry): number;
}

const NEWLINE = encoded("\n");
const labels: Readonly<Record<Severity, Uint8Array>> = {
  LOG: encoded("LOG:  "),
  WARNING: encoded("WARNING:  "),
  ERROR: encoded("ERROR:  "),
  FATAL: encoded("FATAL:  "),
};

function isBackground({ user }: Session): boolean {
  return user === "";
}

/** `%c`: start and pid in hexadecimal. */
function sessionId({ startMs, pid }: Session): string {
  return `${Math.floor(startMs / 1000).toString(16)}.${pid.toString(16)}`;
}

function started({ startMs }: Session): string {
  return `${secondStamp(startMs)} UTC`;
}

/** `:%r:%u@%d:[%p]:` */
function peer(session: Session): Uint8Array {
  const { host, port, user, database, pid } = session;
  return encoded(isBackground(session) ? `::@:[${pid}]:` : `:${host}(${port}):${user}@${database}:[${pid}]:`);
}

function newlines({ sql, statement }: Entry): number {
  return (sql?.newlines ?? 0) + (statement?.newlines ?? 0);
}

/** The message and its secondary lines, each behind a prefix of its own. */
function stderrLines(entry: Entry, out: Out, prefix: (entry: Entry, out: Out) => void): void {
  const { sql, detail, hint, statement } = entry;
  prefix(entry, out);
  out.put(labels[entry.severity]);
  out.put(entry.message);
  if (sql !== null) out.put(sql.stderr);
  out.put(NEWLINE);
  if (detail !== null) {
    prefix(entry, out);
    out.put(`DETAIL:  ${detail}\n`);
  }
  if (hint !== null) {
    prefix(entry, out);
    out.put(`HINT:  ${hint}\n`);
  }
  if (statement === null) return;
  prefix(entry, out);
  out.put("STATEMENT:  ");
  out.put(statement.stderr);
  out.put(NEWLINE);
}

function stderrContinuations(entry: Entry): number {
  const { detail, hint, statement } = entry;
  return newlines(entry) + (detail === null ? 0 : 1) + (hint === null ? 0 : 1) + (statement === null ? 0 : 1);
}

/** `log_line_prefix = '%t:%r:%u@%d:[%p]:'`, the default of RDS. */
function stderr(): ServerLogFormat {
  const stamps = new Stamps(" UTC");
  const prefix = ({ session, ms }: Entry, out: Out): void => {
    session.before ??= peer(session);
    out.put(stamps.second(ms));
    out.put(session.before);
  };
  return {
    extension: "",
    write: (entry, out) => stderrLines(entry, out, prefix),
    continuations: stderrContinuations,
  };
}

/** `:%s:%v:%x:%c:%q%a`, as far as a session has it. */
function sessionTail(session: Session): Uint8Array {
  const [vxid, application] = isBackground(session) ? ["", ""] : ["3/12", "api"];
  return encoded(`:${started(session)}:${vxid}:0:${sessionId(session)}:${application}`);
}

/** `log_line_prefix = '%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a'`, the only other one RDS accepts. */
function stderrLong(): ServerLogFormat {
  const stamps = new Stamps("");
  const prefix = ({ session, ms, sqlstate }: Entry, out: Out): void => {
    session.before ??= peer(session);
    session.behind ??= sessionTail(session);
    out.put(stamps.second(ms));
    out.put(thousandth(ms));
    out.put(session.before);
    out.put(`${++session.lines}:${sqlstate}`);
    out.put(session.behind);
  };
  return {
    extension: "",
    write: (entry, out) => stderrLines(entry, out, prefix),
    continuations: stderrContinuations,
  };
}

function doubled(text: Piece): Piece {
  return typeof text === "string" && text.includes('"') ? text.replaceAll('"', '""') : text;
}

function cell(text: string | null): string {
  return text === null ? "" : `"${text.replaceAll('"', '""')}"`;
}

/** The columns around the number of a session's line. */
function csvColumns(session: Session): void {
  const { host, port, user, database, pid } = session;
  const background = isBackground(session);
  const who = background ? `,,,${pid},` : `,"${user}","${database}",${pid},"${host}:${port}"`;
  session.before = encoded(`${who},${sessionId(session)},`);
  session.behind = encoded(background ? `,,${started(session)},,0,` : `,"idle",${started(session)},3/12,0,`);
}

/** The 26 columns of PostgreSQL 14 and later. */
function csvlog(): ServerLogFormat {
  const stamps = new Stamps("");
  const ends = { background: encoded(',"","postmaster",,0\n'), client: encoded(',"api","client backend",,0\n') };
  return {
    extension: ".csv",
    write(entry, out) {
      const { session, sql, detail, hint, statement } = entry;
      if (session.before === null) csvColumns(session);
      out.put(stamps.second(entry.ms));
      out.put(thousandth(entry.ms));
      out.put(session.before ?? "");
      out.put(String(++session.lines));
      out.put(session.behind ?? "");
      out.put(`${entry.severity},${entry.sqlstate},"`);
      out.put(doubled(entry.message));
      if (sql !== null) out.put(sql.csv);
      if (detail === null && hint === null && statement === null) {
        out.put('",,,,,,,,');
      } else {
        out.put(`",${cell(detail)},${cell(hint)},,,,`);
        if (statement !== null) for (const piece of ['"', statement.csv, '"']) out.put(piece);
        out.put(",,");
      }
      out.put(isBackground(session) ? ends.background : ends.client);
    },
    continuations: newlines,
  };
}

function escaped(text: Piece): Piece {
  return typeof text === "string" ? JSON.stringify(text).slice(1, -1) : text;
}

function member(key: string, text: string | null): string {
  return text === null ? "" : `,"${key}":${JSON.stringify(text)}`;
}

/** The members around the number of a session's line. */
function jsonMembers(session: Session): void {
  const { host, port, user, database, pid } = session;
  const background = isBackground(session);
  const client = `"user":"${user}","dbname":"${database}","pid":${pid},"remote_host":"${host}","remote_port":${port}`;
  const [ps, vxid] = background ? ["", ""] : [',"ps":"idle"', ',"vxid":"3/12"'];
  const who = background ? `"pid":${pid}` : client;
  session.before = encoded(`",${who},"session_id":"${sessionId(session)}","line_num":`);
  session.behind = encoded(`${ps},"session_start":"${started(session)}"${vxid},"txid":0,"error_severity":"`);
}

/** PostgreSQL 15 and later; one line a record. */
function jsonlog(): ServerLogFormat {
  const stamps = new Stamps("");
  const ends = {
    background: encoded(',"backend_type":"postmaster","query_id":0}\n'),
    client: encoded(',"application_name":"api","backend_type":"client backend","query_id":0}\n'),
  };
  return {
    extension: ".json",
    write(entry, out) {
      const { session, sqlstate, sql, statement } = entry;
      if (session.before === null) jsonMembers(session);
      out.put('{"timestamp":"');
      out.put(stamps.second(entry.ms));
      out.put(thousandth(entry.ms));
      out.put(session.before ?? "");
      out.put(String(++session.lines));
      out.put(session.behind ?? "");
      out.put(`${entry.severity}"${sqlstate === "00000" ? "" : `,"state_code":"${sqlstate}"`},"message":"`);
      out.put(escaped(entry.message));
      if (sql !== null) out.put(sql.json);
      out.put(`"${member("detail", entry.detail)}${member("hint", entry.hint)}`);
      if (statement !== null) for (const piece of [',"statement":"', statement.json, '"']) out.put(piece);
      out.put(isBackground(session) ? ends.background : ends.client);
    },
    continuations: () => 0,
  };
}

/** Every format PostgreSQL writes on RDS. */
export const serverFormats = { stderr, "stderr-long": stderrLong, csvlog, jsonlog } as const;
