import { firstOf, objectOf, textOf } from "./json.ts";
import type { JsonObject } from "./json.ts";

/** Whether a text is a SQLSTATE of PostgreSQL or its drivers: Node's `EPIPE` has five letters too. */
export function isSqlstate(text: unknown): text is string {
  return typeof text === "string" && /^(?:\d[0-9A-Z]{4}|(?:F0|HV|P0|XX)[0-9A-Z]{3})$/.test(text);
}

const stateKeys = ["sqlstate", "sqlState", "SQLState", "SQLSTATE", "sql_state", "pgcode", "pg_code", "pgCode", "code"];
const pidKeys = [
  "dbPid",
  "db_pid",
  "processID",
  "processId",
  "backendPid",
  "backend_pid",
  "backendPID",
  "server_pid",
  "serverPid",
  "pgPid",
  "pg_pid",
  "pg_backend_pid",
];
const localPortKeys = ["localPort", "local_port"];
/** Objects in which drivers and loggers keep the fields of the error or the connection. */
const inside = ["err", "error", "exception", "client", "connection", "original", "parent", "cause", "conn"];

/** The first value under one of `keys`, in the line itself or inside of the error and its connection. */
function deep(data: JsonObject, keys: readonly string[], fits: (value: unknown) => boolean, depth = 0): unknown {
  for (const key of keys) if (Object.hasOwn(data, key) && fits(data[key])) return data[key];
  if (depth < 3) {
    for (const key of inside) {
      const object = Object.hasOwn(data, key) ? objectOf(data[key]) : null;
      const found = object === null ? undefined : deep(object, keys, fits, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

// `[SQLState=25006]` (JDBC users), `(SQLSTATE 25006)` (pgx), `SQLSTATE(57P01)` (Hikari), `SQLSTATE[25006]:` (PDO),
// `SQLState: 25006` (Hibernate), `code: '57P01'` (util.inspect), `"code":"57P01"`, `(0x80004005): 25006:` (Npgsql).
const stateInText = /sqlstate\W{1,4}([0-9A-Z]{5})(?![0-9A-Za-z])/gi;
const codeInText = /["']?\b(?:code|pgcode)["']?\s?[:=]\s?["']([0-9A-Z]{5})["']|\(0x80004005\): ([0-9A-Z]{5}): /g;
/** What every text in which {@link stateInText} is found holds. */
const stateHint = /[qQ][lL][sS]/;
const pidInText =
  /\b(?:processID|dbPid|db_pid|backend_pid|backendPid|pg_pid)["']?\s?[:=]\s?(\d{1,10})\b|\bbackend pid[ =](\d{1,10})\b/;
const serverInText = /connection to server at "([^"]{1,255})"(?: \(([^)]{1,64})\))?, port \d{1,5}/;
const addressInText = /\b(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH) ([0-9a-fA-F.:]{3,45}):\d{1,5}\b/;

/** The SQLSTATE a record names in a field or in its text. */
export function sqlstateOf(data: JsonObject | null, text: string): string | null {
  const field = data === null ? undefined : deep(data, stateKeys, isSqlstate);
  if (isSqlstate(field)) return field;
  if (!stateHint.test(text) && !text.includes("code") && !text.includes("(0x80004005)")) return null;
  for (const pattern of [stateInText, codeInText]) {
    pattern.lastIndex = 0;
    for (const found of text.matchAll(pattern)) {
      const state = found[1] ?? found[2];
      if (isSqlstate(state)) return state;
    }
  }
  return null;
}

/** The database backend's pid, when the record names one. The application's own `pid` is not asked. */
export function backendPidOf(data: JsonObject | null, text: string): number | null {
  const field = data === null ? undefined : deep(data, pidKeys, (value) => whole(value, 4_294_967_295) !== null);
  const named = text.includes("pid") || text.includes("Pid") || text.includes("processID");
  const found = field === undefined && named ? pidInText.exec(text) : null;
  return whole(field ?? found?.[1] ?? found?.[2], 4_294_967_295);
}

/** The client's own TCP port of the database connection, as the database's log names it. */
export function localPortOf(data: JsonObject | null): number | null {
  return data === null
    ? null
    : whole(
        deep(data, localPortKeys, (value) => whole(value, 65_535) !== null),
        65_535,
      );
}

/** The database server's address or name, when the record names it. */
export function serverHostOf(data: JsonObject | null, text: string): string | null {
  const field = data === null ? undefined : deep(data, ["address"], (value) => typeof value === "string");
  if (typeof field === "string" && /^[0-9a-fA-F.:]{3,45}$/.test(field)) return field;
  const quoted = serverInText.exec(text);
  return quoted?.[2] ?? quoted?.[1] ?? addressInText.exec(text)?.[1] ?? null;
}

/** A text field of the line or of its error. */
export function noteOf(data: JsonObject | null, keys: readonly string[]): string | null {
  if (data === null) return null;
  const error = objectOf(data["err"] ?? data["error"]);
  return textOf((error === null ? undefined : firstOf(error, keys)) ?? firstOf(data, keys));
}

function whole(value: unknown, limit: number): number | null {
  const number = typeof value === "string" && /^\d{1,10}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number > 0 && number <= limit ? number : null;
}
