import type { ClientSignature } from "../../model/index.ts";
import { mentions } from "../says.ts";

const wording =
  /\bETIMEDOUT\b|\b(?:connection )?timeout expired\b|\bCONNECT_TIMEOUT\b|Connection attempt timed out|Connection terminated due to connection timeout|\bi\/o timeout\b|context deadline exceeded|\bSocketTimeoutException\b|\b[Cc]onnection timed out\b|\bOperation timed out\b|timeout waiting for server|Query read timeout|\bbuiltins\.TimeoutError\b|\basyncio\.(?:exceptions\.)?TimeoutError\b|\b(?:tcp|ssl) (?:connect|recv|send)(?: \([^)]{1,255}\))?: (?:connection timed out|timeout)|Timeout during (?:reading|connection) attempt/g;

/** No answer in time. */
export const clientTimeout: ClientSignature = {
  id: "client-timeout",
  scope: "client",
  title: "No answer in time",
  means: "The host did not answer in time: gone, cut off, or overloaded; by itself no failover.",
  references: [
    "https://nodejs.org/api/errors.html#common-system-errors",
    "src/interfaces/libpq/fe-connect.c: connectDBComplete",
    "https://github.com/jackc/pgx",
  ],
  literals: [
    "ETIMEDOUT",
    "timeout expired",
    "CONNECT_TIMEOUT",
    "timed out",
    "due to connection timeout",
    "i/o timeout",
    "context deadline exceeded",
    "SocketTimeoutException",
    "timeout waiting for server",
    "Query read timeout",
    "TimeoutError",
    ": timeout",
    "Timeout during",
  ],
  match: (text) => mentions(text, wording),
  examples: {
    matches: [
      { text: "Error: connect ETIMEDOUT 10.0.1.5:5432", from: "pg" },
      { text: "Error: Connection terminated due to connection timeout", from: "pg" },
      { text: "Error: Query read timeout", from: "pg" },
      { text: "Error: write CONNECT_TIMEOUT 10.0.1.5:5432", from: "postgres.js" },
      { text: 'connection to server at "10.0.1.5", port 5432 failed: timeout expired\n', from: "psycopg2, ruby-pg" },
      { text: "psycopg.errors.ConnectionTimeout: connection timeout expired", from: "psycopg 3" },
      { text: "builtins.TimeoutError: ", from: "asyncpg" },
      { text: "read tcp 10.0.5.6:34676->10.0.1.5:5432: i/o timeout", from: "lib/pq" },
      {
        text: "failed to connect to `host=10.0.1.5 user=app database=orders`: failed to receive message (timeout: context deadline exceeded)",
        from: "pgx",
      },
      { text: "Connection attempt timed out.", sqlstate: "08001", from: "pgjdbc" },
      {
        text: "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n ---> System.TimeoutException: Timeout during reading attempt",
        from: "Npgsql",
      },
      { text: "tcp recv: timeout", from: "Postgrex" },
    ],
    ignores: [
      { text: "session expired", why: 'lacks "timeout"' },
      { text: "context canceled", why: 'lacks "deadline exceeded"' },
      { text: "timeout=30", why: "a setting" },
      { text: "indexed note: Connection timed out", why: "a note about it" },
      {
        text: "QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
        why: "the pool's own queue",
      },
    ],
  },
};
