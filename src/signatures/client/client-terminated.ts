import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording = /terminating connection due to (?:administrator command|unexpected postmaster exit)/g;

/** SQLSTATE 57P01. Most drivers lose it and report a lost connection instead. */
export const clientTerminated: ClientSignature = {
  id: "client-terminated",
  scope: "client",
  title: "Session terminated by the server",
  means:
    "The server ended this session: a stop, pg_terminate_backend or a dead postmaster; not that the instance restarted.",
  references: ["src/backend/tcop/postgres.c: ProcessInterrupts", "https://github.com/elixir-ecto/postgrex/issues/266"],
  literals: ["57P01", "terminating connection due to", "AdminShutdown"],
  match: (text, sqlstate) =>
    sqlstate === "57P01" || says(text, wording) || mentions(text, /\bAdminShutdown(?:Error)?\b/g),
  examples: {
    matches: [
      { text: "error: terminating connection due to administrator command", sqlstate: "57P01", from: "pg" },
      {
        text: "error: select pg_sleep(8) - terminating connection due to administrator command",
        sqlstate: "57P01",
        from: "knex",
      },
      { text: "SequelizeDatabaseError: terminating connection due to administrator command", from: "sequelize" },
      { text: "QueryFailedError: terminating connection due to administrator command", from: "typeorm" },
      { text: "psycopg.errors.AdminShutdown: terminating connection due to administrator command", from: "psycopg 3" },
      {
        text: "sqlalchemy.exc.OperationalError: (psycopg.errors.AdminShutdown) terminating connection due to administrator command",
        from: "SQLAlchemy",
      },
      {
        text: "PQconsumeInput() FATAL:  terminating connection due to administrator command\nserver closed the connection unexpectedly\n",
        from: "ruby-pg",
      },
      {
        text: "SQLSTATE[HY000]: General error: 7 FATAL:  terminating connection due to administrator command\nserver closed the connection unexpectedly",
        from: "PHP PDO",
      },
      { text: "FATAL: terminating connection due to administrator command (SQLSTATE 57P01)", from: "pgx" },
      {
        text: "idle client error error: terminating connection due to administrator command",
        from: "pg, pool.on('error')",
      },
      {
        text: "** (Postgrex.Error) FATAL 57P01 (admin_shutdown) terminating connection due to unexpected postmaster exit",
        from: "Postgrex",
      },
    ],
    ignores: [
      {
        text: "error: terminating connection due to idle-session timeout",
        sqlstate: "57P05",
        why: "the session's own limit",
      },
      { text: "terminating connection because of crash of another server process", why: "another cause" },
      { text: "connection closed by administrator", why: 'lacks "terminating connection"' },
      { text: "indexed note: terminating connection due to administrator command", why: "a note about it" },
    ],
  },
};
