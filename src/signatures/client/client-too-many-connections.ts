import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording =
  /sorry, too many clients already|remaining connection slots are reserved for|too many connections for (?:role|database) |The maximum number of client connections to the proxy exceeded|Rate of connection to proxy exceeded/g;

/** SQLSTATE 53300, and RDS Proxy's own limits. */
export const clientTooManyConnections: ClientSignature = {
  id: "client-too-many-connections",
  scope: "client",
  title: "Too many connections",
  means: "The host was up and had no free connection slot for this client.",
  references: [
    "src/backend/utils/init/postinit.c: InitPostgres",
    "src/backend/storage/lmgr/proc.c: InitProcess",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html",
  ],
  literals: [
    "53300",
    "too many clients already",
    "remaining connection slots are reserved",
    "too many connections for ",
    "TooManyConnections",
    "client connections to the proxy exceeded",
    "Rate of connection to proxy exceeded",
  ],
  match: (text, sqlstate) =>
    sqlstate === "53300" || says(text, wording) || mentions(text, /\bTooManyConnections(?:Error)?\b/g),
  examples: {
    matches: [
      { text: "error: sorry, too many clients already", sqlstate: "53300", from: "pg" },
      {
        text: "SequelizeConnectionError: remaining connection slots are reserved for non-replication superuser connections",
        from: "sequelize",
      },
      {
        text: 'psycopg2.OperationalError: connection to server at "10.0.1.5", port 5432 failed: FATAL:  remaining connection slots are reserved for non-replication superuser connections\n',
        from: "psycopg2",
      },
      {
        text: "asyncpg.exceptions.TooManyConnectionsError: remaining connection slots are reserved for roles with the SUPERUSER attribute",
        from: "asyncpg",
      },
      {
        text: 'pq: remaining connection slots are reserved for roles with privileges of the "rds_reserved" role',
        from: "lib/pq",
      },
      {
        text: "failed to connect to `host=10.0.1.5`: server error (FATAL: sorry, too many clients already (SQLSTATE 53300))",
        from: "pgx",
      },
      { text: 'FATAL: too many connections for role "app"', sqlstate: "53300", from: "pgjdbc" },
      { text: "ERROR: The maximum number of client connections to the proxy exceeded 1000.", from: "RDS Proxy" },
    ],
    ignores: [
      { text: "sorry, too many requests", why: 'lacks "clients already"' },
      { text: "error: remaining disk slots are reserved for backups", why: 'lacks "connection"' },
      { text: "order 53300 shipped", why: "a number, not a code" },
      { text: "indexed note: sorry, too many clients already", why: "a note about it" },
    ],
  },
};
