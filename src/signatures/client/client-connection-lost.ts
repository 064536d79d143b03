import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording =
  /server closed the connection unexpectedly|SSL connection has been closed unexpectedly|SSL SYSCALL error: (?:EOF detected|Connection reset by peer|Bad file descriptor|Success)|could not (?:receive data from|send data to) server|no connection to the server|[Cc]onnection terminated unexpectedly|connection was closed in the middle of operation|unexpected connection_lost\(\) call|underlying connection is closed|unexpected EOF|driver: bad connection|conn closed\b|An I\/O error occurred while sending to the backend|(?:tcp|ssl) (?:recv|send)(?: \([^)]{1,255}\))?: closed|Exception while (?:reading from|writing to) stream|error communicating with (?:the server|database)|connection closed\b|Server has closed the connection|Error in PostgreSQL connection/g;
const tokens =
  /This connection has been closed|\bCONNECTION_(?:CLOSED|ENDED|DESTROYED)\b|\bECONNRESET\b|\bEPIPE\b|connection reset by peer|\bbroken pipe\b|\bjava\.io\.EOFException\b|SocketException: (?:Connection reset|Broken pipe)|marked as broken because of SQLSTATE\((?:08|57)/g;

/** An open connection ended under the client's hands. */
export const clientConnectionLost: ClientSignature = {
  id: "client-connection-lost",
  scope: "client",
  title: "Connection lost",
  means:
    "An open connection ended or was already dead; a crash, an orderly stop, a load balancer and a firewall look the same.",
  references: [
    "src/interfaces/libpq/fe-misc.c: pqReadData",
    "https://github.com/brianc/node-postgres",
    "https://github.com/jackc/pgx",
    "https://github.com/pgjdbc/pgjdbc",
  ],
  literals: [
    "08006",
    "08003",
    "closed the connection unexpectedly",
    "has been closed",
    "SSL SYSCALL error",
    "could not receive data from server",
    "could not send data to server",
    "no connection to the server",
    "onnection terminated unexpectedly",
    "closed in the middle of operation",
    "connection_lost()",
    "underlying connection is closed",
    "unexpected EOF",
    "driver: bad connection",
    "conn closed",
    "An I/O error occurred",
    ": closed",
    "Exception while reading from stream",
    "Exception while writing to stream",
    "error communicating with",
    "connection closed",
    "Server has closed the connection",
    "Error in PostgreSQL connection",
    "CONNECTION_CLOSED",
    "CONNECTION_ENDED",
    "CONNECTION_DESTROYED",
    "ECONNRESET",
    "EPIPE",
    "connection reset by peer",
    "broken pipe",
    "EOFException",
    "SocketException",
    "marked as broken because of SQLSTATE",
  ],
  match: (text, sqlstate) =>
    sqlstate === "08006" || sqlstate === "08003" || says(text, wording) || mentions(text, tokens),
  examples: {
    matches: [
      { text: "Error: Connection terminated unexpectedly", from: "pg" },
      { text: "idle client error Error: Connection terminated unexpectedly\n", from: "pg, pool.on('error')" },
      { text: "Error: read ECONNRESET", from: "pg" },
      { text: "Error: write CONNECTION_CLOSED 10.0.1.5:5432", from: "postgres.js" },
      { text: "Error: select pg_sleep(8) - Connection terminated unexpectedly", from: "knex" },
      {
        text: "psycopg2.OperationalError: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n\tbefore or while processing the request.\n",
        from: "psycopg2",
      },
      {
        text: "psycopg.OperationalError: consuming input failed: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally",
        from: "psycopg 3",
      },
      {
        text: 'attempt 2 failed: OperationalError: connection to server at "10.0.1.5", port 5432 failed: server closed the connection unexpectedly',
        from: "psycopg2",
      },
      {
        text: "asyncpg.exceptions.ConnectionDoesNotExistError: connection was closed in the middle of operation",
        sqlstate: "08003",
        from: "asyncpg",
      },
      { text: "PQconsumeInput() server closed the connection unexpectedly\n", from: "ruby-pg" },
      { text: "SQLSTATE[HY000]: General error: 7 server closed the connection unexpectedly", from: "PHP PDO" },
      { text: "read tcp 127.0.0.1:44422->127.0.0.1:56000: read: connection reset by peer", from: "lib/pq" },
      { text: "unexpected EOF", from: "pgx" },
      { text: "An I/O error occurred while sending to the backend.", sqlstate: "08006", from: "pgjdbc" },
      { text: "SSL SYSCALL error: EOF detected", from: "libpq" },
      { text: "** (DBConnection.ConnectionError) tcp recv: closed", from: "Postgrex" },
      { text: "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream", from: "Npgsql" },
      { text: "error communicating with database: Connection reset by peer (os error 104)", from: "sqlx" },
      { text: "db error: connection closed", from: "tokio-postgres" },
      { text: "Server has closed the connection.", from: "prisma P1017" },
      {
        text: "HikariPool-1 - Connection org.postgresql.jdbc.PgConnection@1b2c marked as broken because of SQLSTATE(08006), ErrorCode(0)",
        from: "HikariCP",
      },
      {
        text: "HikariPool-1 - Failed to validate connection org.postgresql.jdbc.PgConnection@1b2c (This connection has been closed.). Possibly consider using a shorter maxLifetime value.",
        from: "HikariCP",
      },
    ],
    ignores: [
      { text: "server closed for maintenance", why: 'lacks "the connection unexpectedly"' },
      { text: "client connection closed", why: "an orderly end in a proxy's log: no error leads up to it" },
      { text: "unexpected token in JSON", why: 'lacks "EOF"' },
      { text: "indexed note: server closed the connection unexpectedly", why: "a note about it" },
      {
        text: "error: terminating connection due to administrator command",
        sqlstate: "57P01",
        why: "the server said more",
      },
      { text: "psycopg2.InterfaceError: connection already closed", why: "a follow-up" },
    ],
  },
};
