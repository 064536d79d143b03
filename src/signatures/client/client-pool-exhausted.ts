import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /Connection is not available, request timed out after|timeout exceeded when trying to connect|Timeout acquiring a connection|QueuePool limit of size|could not obtain a connection from the pool within|connection not available and request was dropped from queue|pool timed out while waiting for an open connection|The connection pool has been exhausted|couldn.t get a connection after|ConnectionAcquireTimeout|Timed out fetching a new connection from the connection pool|\bquery_wait_timeout\b|no more connections allowed|Timed-out waiting to acquire database connection/g;

/** HikariCP with no session at all: it cannot open any, so the database or the way to it is the trouble, not the pool. */
const noneOpen = /\(total=0[,)]/;

/** The application's own pool, or the pooler's, gave no connection in time. */
export const clientPoolExhausted: ClientSignature = {
  id: "client-pool-exhausted",
  scope: "client",
  title: "Connection pool exhausted",
  means: "No connection was to be had in time: all were busy, or the pool does not tell.",
  references: [
    "https://github.com/brettwooldridge/HikariCP",
    "https://www.pgbouncer.org/config.html",
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.troubleshooting.html",
  ],
  literals: [
    "Connection is not available, request timed out",
    "timeout exceeded when trying to connect",
    "Timeout acquiring a connection",
    "QueuePool limit of size",
    "could not obtain a connection from the pool",
    "request was dropped from queue",
    "pool timed out while waiting",
    "The connection pool has been exhausted",
    "get a connection after",
    "ConnectionAcquireTimeout",
    "Timed out fetching a new connection",
    "query_wait_timeout",
    "no more connections allowed",
    "waiting to acquire database connection",
  ],
  match: (text) => mentions(text, wording) && !noneOpen.test(text),
  examples: {
    matches: [
      {
        text: "HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=7)",
        from: "HikariCP",
      },
      { text: "Error: timeout exceeded when trying to connect", from: "pg" },
      {
        text: "KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full. Are you missing a .transacting(trx) call?",
        from: "knex",
      },
      { text: "SequelizeConnectionAcquireTimeoutError: Operation timeout", from: "sequelize" },
      {
        text: "sqlalchemy.exc.TimeoutError: QueuePool limit of size 1 overflow 0 reached, connection timed out, timeout 1.00 (Background on this error at: https://sqlalche.me/e/21/3o7r)",
        from: "SQLAlchemy",
      },
      { text: "psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec", from: "psycopg_pool" },
      {
        text: "could not obtain a connection from the pool within 5.000 seconds (waited 5.001 seconds); all pooled connections were in use",
        from: "Rails",
      },
      {
        text: "connection not available and request was dropped from queue after 2000ms. This means requests are coming in and your connection pool cannot serve them fast enough.",
        from: "DBConnection",
      },
      { text: "pool timed out while waiting for an open connection", from: "sqlx" },
      {
        text: "The connection pool has been exhausted, either raise 'Max Pool Size' (currently 100) or 'Timeout' (currently 15 seconds) in your connection string.",
        from: "Npgsql",
      },
      {
        text: "Timed out fetching a new connection from the connection pool. (More info: http://pris.ly/d/connection-pool (Current connection pool timeout: 10, connection limit: 5)",
        from: "prisma P2024",
      },
      { text: "ERROR: 08000: Timed-out waiting to acquire database connection.", sqlstate: "08000", from: "RDS Proxy" },
      { text: "pooler error: query_wait_timeout", from: "pgbouncer" },
      { text: "no more connections allowed (max_client_conn)", from: "pgbouncer" },
    ],
    ignores: [
      {
        text: "HikariPool-4 - Connection is not available, request timed out after 2001ms (total=0, active=0, idle=0, waiting=0)",
        why: "none could be opened: the database was down",
      },
      { text: "Connection is available", why: 'lacks "not"' },
      { text: "thread pool has been exhausted", why: 'lacks "connection"' },
      { text: "QueuePool of size 5 created", why: 'lacks "limit"' },
      { text: "indexed note: pool timed out while waiting for an open connection", why: "a note about it" },
    ],
  },
};
