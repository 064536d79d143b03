import type { AppFormat } from "../format.ts";
import type { JsonObject } from "../json.ts";
import { textHead } from "../text-head.ts";

const rest = /^ \[\d{1,10}\] (LOG|NOISE|DEBUG|WARNING|ERROR|FATAL) (.*)$/s;
const server = /^S-0x[0-9a-f]{1,16}: [^@]{1,300}@([0-9a-fA-F.:]{3,45}):\d{1,5} /;
const local = /\(from [0-9a-fA-F.:]{3,45}:(\d{1,5})\)/;

/** A line about a server connection names the server and, when it is opened, the local port. */
function connection(message: string): JsonObject {
  const address = server.exec(message)?.[1];
  const localPort = address === undefined ? undefined : local.exec(message)?.[1];
  return { ...(address === undefined ? {} : { address }), ...(localPort === undefined ? {} : { localPort }) };
}

/** PgBouncer's log file: `time UTC [pid] LEVEL message`, one blank and no colon behind the level. */
export const pgbouncer: AppFormat = {
  id: "pgbouncer",
  title: "PgBouncer",
  references: ["https://www.pgbouncer.org/config.html#log-settings"],
  joins: "until-head",
  head: (line) => textHead(line, rest, (found) => connection(found[2] ?? "")),
  samples: {
    matches: [
      {
        line: "2026-11-21 18:56:26.488 UTC [1639] LOG S-0x559a4c0f10a0: sync/svc_writer@127.0.14.10:5432 new connection to server (from 127.0.0.1:48936)",
        time: "2026-11-21T18:56:26.488Z",
        level: "info",
        message: "S-0x559a4c0f10a0: sync/svc_writer@127.0.14.10:5432 new connection to server (from 127.0.0.1:48936)",
      },
      {
        line: "2026-11-21 18:57:38.257 UTC [1639] WARNING server login failed: FATAL the database system is starting up",
        time: "2026-11-21T18:57:38.257Z",
        level: "warning",
        message: "server login failed: FATAL the database system is starting up",
      },
      {
        line: "2026-11-21 18:57:38.038 UTC [1639] LOG RECONNECT command issued",
        time: "2026-11-21T18:57:38.038Z",
        level: "info",
        message: "RECONNECT command issued",
      },
    ],
    ignores: [
      {
        line: "2026-11-21 18:57:38.038 UTC [1639] LOG:  database system is ready to accept connections",
        why: "PostgreSQL: a colon and two blanks",
      },
      { line: "2026-11-21 18:57:38.038 UTC [app] LOG started", why: "the pid is a number" },
      { line: "2026-11-21 18:57:38.038 UTC [1639] started", why: "no level" },
    ],
  },
};
