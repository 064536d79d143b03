import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording =
  /the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting connections)/g;

/** SQLSTATE 57P03. */
export const clientNotAccepting: ClientSignature = {
  id: "client-not-accepting",
  scope: "client",
  title: "Server not accepting connections",
  means:
    "The host was up and its server was starting, stopping or in crash recovery; `recovery mode` here does not mean standby.",
  references: ["src/backend/tcop/backend_startup.c: ProcessStartupPacket"],
  literals: ["57P03", "the database system is ", "CannotConnectNow"],
  match: (text, sqlstate) =>
    sqlstate === "57P03" || says(text, wording) || mentions(text, /\bCannotConnectNow(?:Error)?\b/g),
  examples: {
    matches: [
      { text: "error: the database system is starting up", sqlstate: "57P03", from: "pg" },
      { text: "SequelizeConnectionError: the database system is starting up", from: "sequelize" },
      {
        text: 'psycopg2.OperationalError: connection to server at "10.0.1.5", port 5432 failed: FATAL:  the database system is shutting down\n',
        from: "psycopg2",
      },
      {
        text: 'psycopg.OperationalError: connection failed: connection to server at "10.0.1.5", port 5432 failed: FATAL:  the database system is not yet accepting connections\nDETAIL:  Consistent recovery state has not been yet reached.',
        from: "psycopg 3",
      },
      { text: "asyncpg.exceptions.CannotConnectNowError: the database system is in recovery mode", from: "asyncpg" },
      {
        text: 'SQLSTATE[08006] [7] connection to server at "10.0.1.5", port 5432 failed: FATAL:  the database system is starting up',
        from: "PHP PDO",
      },
      { text: "pq: the database system is in recovery mode", from: "lib/pq" },
      {
        text: "failed to connect to `host=10.0.1.5 user=app database=orders`: server error (FATAL: the database system is starting up (SQLSTATE 57P03))",
        from: "pgx v4",
      },
      {
        text: "failed to connect to `user=app database=orders`:\n\t10.0.1.5:5432 (orders.cluster-x.us-east-1.rds.amazonaws.com): server error: FATAL: the database system is starting up (SQLSTATE 57P03)",
        from: "pgx v5",
      },
      {
        text: "HikariPool-4 - Connection is not available, request timed out after 2001ms (total=0, active=0, idle=0, waiting=0)\nCaused by: org.postgresql.util.PSQLException: FATAL: the database system is starting up",
        from: "HikariCP",
      },
      { text: "server login failed: FATAL the database system is starting up", from: "pgbouncer" },
      {
        text: 'heartbeat failed rc=2: psql: error: connection to server at "10.0.1.5", port 5432 failed: FATAL:  the database system is not accepting connections',
        from: "psql",
      },
    ],
    ignores: [
      { text: "the system is starting up", why: 'lacks "database"' },
      { text: "error: the database is shutting down", why: 'lacks "system"' },
      { text: "the database system is healthy", why: "no refusal" },
      { text: "indexed note: the database system is starting up", why: "a note about it" },
    ],
  },
};
