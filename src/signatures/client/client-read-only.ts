import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const wording =
  /cannot execute [A-Za-z_][A-Za-z_ ()]{0,60}? in a read-only transaction|(?:ValidateConnect failed: )?read only connection\b|session is read-only/g;
/** The text may be in the server's language; the code and the class are not. */
const code =
  /(?:SQLSTATE|SQL ?[Ss]tate|[Ss]ql_?[Ss]tate(?:_code)?)[\s"'[\](:=]{0,4}25006\b|\b[cC]ode\\?["']?\s?[:=]\s?\\?["']?25006\b|\bERROR 25006 |: 25006: |\bReadOnlySql(?:Transaction|TransactionError)\b|\bReadOnlySQLTransactionError\b|\bread_only_sql_transaction\b/g;

/** SQLSTATE 25006 in all its wrappers. */
export const clientReadOnly: ClientSignature = {
  id: "client-read-only",
  scope: "client",
  title: "Write refused: read-only transaction",
  means:
    "The session's transaction was read-only; not that the server was a reader, that DNS was stale or that a failover happened.",
  references: [
    "src/backend/tcop/utility.c: PreventCommandIfReadOnly",
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
  ],
  literals: [
    "25006",
    "in a read-only transaction",
    "ReadOnlySqlTransaction",
    "ReadOnlySQLTransactionError",
    "read_only_sql_transaction",
    "read only connection",
    "session is read-only",
  ],
  match: (text, sqlstate) => sqlstate === "25006" || says(text, wording) || mentions(text, code),
  examples: {
    matches: [
      { text: "error: cannot execute UPDATE in a read-only transaction", sqlstate: "25006", from: "pg" },
      { text: "cannot execute nextval() in a read-only transaction", from: "pg" },
      { text: "DatabaseError: cannot execute UPDATE in a read-only transaction", from: "the article" },
      { text: "PostgresError: cannot execute UPDATE in a read-only transaction", from: "postgres.js" },
      {
        text: 'error: update "jobs" set "state" = $1 where "id" = $2 - cannot execute UPDATE in a read-only transaction',
        from: "knex",
      },
      { text: "SequelizeDatabaseError: cannot execute UPDATE in a read-only transaction", from: "sequelize" },
      { text: "QueryFailedError: cannot execute UPDATE in a read-only transaction", from: "typeorm" },
      {
        text: 'ConnectorError(ConnectorError { user_facing_error: None, kind: QueryError(PostgresError { code: "25006", message: "cannot execute UPDATE in a read-only transaction", severity: "ERROR", detail: None, column: None, hint: None }), transient: false })',
        from: "prisma",
      },
      {
        text: 'DriverException: update "jobs" set "state" = $1 - cannot execute UPDATE in a read-only transaction',
        from: "mikro-orm",
      },
      {
        text: "psycopg2.errors.ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction\n",
        from: "psycopg2",
      },
      {
        text: "psycopg.errors.ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction",
        from: "psycopg 3",
      },
      {
        text: "asyncpg.exceptions.ReadOnlySQLTransactionError: cannot execute UPDATE in a read-only transaction",
        from: "asyncpg",
      },
      {
        text: "sqlalchemy.exc.InternalError: (psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction\n\n[SQL: update jobs set state='running' where id=7]\n(Background on this error at: https://sqlalche.me/e/21/2j85)",
        from: "SQLAlchemy",
      },
      {
        text: "sqlalchemy.exc.DBAPIError: (sqlalchemy.dialects.postgresql.asyncpg.Error) <class 'asyncpg.exceptions.ReadOnlySQLTransactionError'>: cannot execute UPDATE in a read-only transaction",
        from: "SQLAlchemy + asyncpg",
      },
      { text: "django.db.utils.InternalError: cannot execute UPDATE in a read-only transaction", from: "Django" },
      {
        text: "PG::ReadOnlySqlTransaction: ERROR:  cannot execute UPDATE in a read-only transaction\n",
        from: "ruby-pg",
      },
      {
        text: "ActiveRecord::StatementInvalid: PG::ReadOnlySqlTransaction: ERROR:  cannot execute INSERT in a read-only transaction",
        from: "Rails",
      },
      {
        text: "PDOException: SQLSTATE[25006]: Read only sql transaction: 7 ERROR:  cannot execute UPDATE in a read-only transaction",
        from: "PHP PDO",
      },
      {
        text: "Illuminate\\Database\\QueryException: SQLSTATE[25006]: Read only sql transaction: 7 ERROR:  cannot execute UPDATE in a read-only transaction (Connection: pgsql, SQL: update jobs set n = 1)",
        from: "Laravel",
      },
      { text: "pq: cannot execute UPDATE in a read-only transaction", from: "lib/pq" },
      { text: "pq: cannot execute UPDATE in a read-only transaction (25006)", from: "lib/pq ≥ 1.11" },
      { text: "ERROR: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006)", from: "pgx, gorm" },
      {
        text: "failed to claim job: ERROR: cannot execute SELECT FOR UPDATE in a read-only transaction (SQLSTATE 25006)",
        from: "pgx",
      },
      {
        text: "org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction",
        from: "pgjdbc",
      },
      {
        text: "PreparedStatementCallback; uncategorized SQLException for SQL [update jobs set n = ?]; SQL state [25006]; error code [0]; ERROR: cannot execute UPDATE in a read-only transaction",
        from: "Spring JDBC",
      },
      { text: "SQL Error: 0, SQLState: 25006", from: "Hibernate" },
      {
        text: "Npgsql.PostgresException (0x80004005): 25006: cannot execute UPDATE in a read-only transaction",
        from: "Npgsql",
      },
      { text: "db error: ERROR: cannot execute UPDATE in a read-only transaction", from: "tokio-postgres" },
      { text: "error returned from database: cannot execute UPDATE in a read-only transaction", from: "sqlx" },
      {
        text: "** (Postgrex.Error) ERROR 25006 (read_only_sql_transaction) cannot execute SELECT FOR UPDATE in a read-only transaction",
        from: "Postgrex",
      },
      { text: "cannot execute INSERT in a read-only transaction (PQ::PQError)", from: "Crystal" },
      {
        text: "Retrying batch (attempt 3): ERROR: cannot execute UPDATE in a read-only transaction [SQLState=25006]",
        from: "pgjdbc, an application's text",
      },
      {
        text: "attempt 3 failed: ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction",
        from: "psycopg2, an application's text",
      },
      {
        text: "query failed, retrying error: cannot execute UPDATE in a read-only transaction\n",
        from: "pg, console.log",
      },
      {
        text: "could not save order 7: cannot execute INSERT in a read-only transaction",
        from: "an application's text",
      },
      {
        text: "UPDATE kann nicht in einer Read-Only-Transaktion ausgeführt werden",
        sqlstate: "25006",
        from: "a German server",
      },
      {
        text: "failed to connect to `user=app database=orders`: ValidateConnect failed: read only connection",
        from: "pgx target_session_attrs",
      },
      {
        text: 'connection to server at "10.0.1.28", port 5432 failed: session is read-only',
        from: "libpq target_session_attrs",
      },
    ],
    ignores: [
      { text: "error: cannot execute UPDATE in a transaction", why: 'lacks "read-only"' },
      { text: "error: execute UPDATE in a read-only transaction", why: 'lacks "cannot"' },
      { text: "starting a read-only transaction", why: 'lacks "cannot execute"' },
      { text: "indexed note: cannot execute UPDATE in a read-only transaction", why: "a note about it" },
      {
        text: "search for 'cannot execute UPDATE in a read-only transaction' in incident notes",
        why: "a search for the text",
      },
      {
        text: 'note import failed: invalid input syntax: "ERROR:  cannot execute UPDATE in a read-only transaction"',
        why: "a quoted document",
      },
      {
        text: "runbook page: ERROR:  cannot execute UPDATE in a read-only transaction means the endpoint is stale",
        why: "a page about it",
      },
      { text: "processed 25006 jobs", why: "a number, not a code" },
      { text: "READONLY You can't write against a read only replica.", why: "Redis" },
      {
        text: "error: cannot execute VACUUM during recovery",
        sqlstate: "25006",
        why: "proves more: the server was in recovery",
      },
    ],
  },
};
