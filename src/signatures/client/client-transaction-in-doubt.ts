import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

/** Somebody says that nobody knows: the AWS drivers, System.Transactions, PostgreSQL's synchronous replication. */
const stated =
  /Transaction resolution unknown|Unknown transaction resolution error occurred during failover|\bTransaction(?:StateUnknown|ResolutionUnknown|InDoubt)\w{0,20}|\b(?:transaction_resolution|statement_completion)_unknown\b|[Tt]he transaction is in doubt|\b[Tt]ransaction\b[^\n.]{0,40} (?:may|might) (?:or may not )?have (?:been )?committed|\bhas already committed locally, but might not have been replicated/g;
/** Hibernate and Spring: the commit itself failed. */
const commitFailed = /Unable to commit against JDBC Connection|Could not commit JDBC transaction/g;
/** The server answered, so the transaction is known to have been rolled back. */
const answered =
  /could not serialize access|in a read-only transaction|deadlock detected|\bviolates [a-z]|\b(?:25006|40001|40P01|23[0-9]{3})\b/;
const lost =
  /server closed the connection unexpectedly|SSL connection has been closed unexpectedly|SSL SYSCALL error|could not (?:receive data from|send data to) server|[Cc]onnection terminated unexpectedly|unexpected EOF|connection reset by peer|broken pipe|driver: bad connection|terminating connection|connection was closed in the middle of operation|An I\/O error occurred while sending to the backend|Exception while (?:reading from|writing to) stream|error communicating with (?:the server|database)|(?:tcp|ssl) (?:recv|send)(?: \([^)]{1,255}\))?: closed|timeout: context deadline exceeded|i\/o timeout|Read timed out|Query read timeout|ECONNRESET|CONNECTION_CLOSED/;
const lostAnywhere = new RegExp(lost, "g");
/** "commit failed: …", "error committing transaction: …", Go's "tx commit: …", knex's "COMMIT; - …". */
const committing = /\b(?:[Cc]ommit|[Cc]ommitting|COMMIT)\b(?:[^\n"']{0,120}: |;? - $)/;
/** Frames that were sending COMMIT: SQLAlchemy, psycopg 3, asyncpg, Django, pgjdbc, Npgsql, Rails, PDO, database/sql. */
const frames =
  /\bin do_commit\n|psycopg\/connection(?:_async)?\.py", line \d+, in commit\n|asyncpg\/transaction\.py", line \d+, in __?commit\n|db\/backends\/base\/base\.py", line \d+, in _commit\n|\bPgConnection\.commit\(|\bNpgsqlTransaction\.Commit|\bcommit_db_transaction\b|\bPDO->commit\(|\bsql\.\(\*Tx\)\.Commit\(/;
/** psycopg2 has no frame of its own: the last line of source before the exception is the call. */
const lastCall =
  /^ {2,}(?:return |await )?[\w.]{1,100}\.commit\(\)\n(?: +[~^]+\n)?[\w.]{1,200}(?:Error|Exception|Shutdown)\b/m;
/** What the driver was running, as a field of its error. */
const running = /\b(?:query|sql|statement)\\?["']?\s?[:=]\s?\\?["'`]?COMMIT\b|\[SQL: COMMIT\b/;
/** pgjdbc was executing a statement, as a flush before the commit does: COMMIT was never sent. */
const flushing = /\bPg(?:Prepared|Callable)?Statement\.\w+\(/;

function lostInCommit(text: string): boolean {
  if (!says(text, lostAnywhere)) return false;
  if (frames.test(text) || lastCall.test(text) || running.test(text)) return true;
  return committing.test(text.slice(0, text.search(lost))) && !flushing.test(text);
}

/** The connection broke while COMMIT was on its way. */
export const clientTransactionInDoubt: ClientSignature = {
  id: "client-transaction-in-doubt",
  scope: "client",
  title: "Outcome of a transaction unknown",
  means:
    "The connection was lost during COMMIT, or a driver says that the outcome is unknown: the transaction may or may not have been made durable; a candidate for reconciliation, no proof of loss.",
  references: [
    "https://github.com/aws/aws-advanced-jdbc-wrapper",
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
    "src/backend/replication/syncrep.c: SyncRepWaitForLSN",
    "https://docs.spring.io/spring-framework/docs/current/javadoc-api/org/springframework/jdbc/datasource/DataSourceTransactionManager.html",
  ],
  literals: [
    "08007",
    "40003",
    "resolution unknown",
    "Unknown transaction resolution",
    "TransactionStateUnknown",
    "TransactionResolutionUnknown",
    "TransactionInDoubt",
    "resolution_unknown",
    "completion_unknown",
    "in doubt",
    "commit",
    "Commit",
    "COMMIT",
  ],
  match: (text, sqlstate) =>
    sqlstate === "08007" ||
    sqlstate === "40003" ||
    mentions(text, stated) ||
    (mentions(text, commitFailed) && !answered.test(text) && !flushing.test(text)) ||
    lostInCommit(text),
  examples: {
    matches: [
      {
        text: "Transaction resolution unknown. Please re-configure session state if required and try restarting the transaction.",
        sqlstate: "08007",
        from: "aws-advanced-jdbc-wrapper",
      },
      { text: "Unknown transaction resolution error occurred during failover.", from: "aws-advanced-nodejs-wrapper" },
      { text: "org.hibernate.TransactionException: Unable to commit against JDBC Connection", from: "Hibernate" },
      { text: "commit failed: unexpected EOF", from: "pgx" },
      { text: "error committing transaction: driver: bad connection", from: "database/sql" },
      {
        text: "software.amazon.jdbc.plugin.failover.TransactionStateUnknownSQLException: Please re-configure session state if required.",
        from: "aws-advanced-jdbc-wrapper",
      },
      { text: "ERROR: query was sent and no answer came", sqlstate: "40003", from: "a server" },
      {
        text: "** (Postgrex.Error) ERROR 08007 (transaction_resolution_unknown) the connection was lost",
        from: "Postgrex",
      },
      {
        text: "System.Transactions.TransactionInDoubtException: The transaction is in doubt.",
        from: "System.Transactions",
      },
      {
        text: "WARNING:  canceling the wait for synchronous replication and terminating connection due to administrator command\nDETAIL:  The transaction has already committed locally, but might not have been replicated to the standby.",
        from: "libpq",
      },
      { text: "error: COMMIT; - Connection terminated unexpectedly", from: "knex" },
      { text: "Lost the server; transaction 7 may have been committed", from: "an application" },
      {
        text: "Could not commit JDBC transaction; nested exception is org.postgresql.util.PSQLException: An I/O error occurred while sending to the backend.",
        from: "Spring JDBC",
      },
      {
        text: "Error while committing the transaction: An I/O error occurred while sending to the backend.\n\tat org.postgresql.jdbc.PgConnection.executeTransactionCommand(PgConnection.java:950)\n\tat org.postgresql.jdbc.PgConnection.commit(PgConnection.java:972)",
        from: "JPA on pgjdbc",
      },
      {
        text: 'Traceback (most recent call last):\n  File "/app/jobs.py", line 31, in finish\n    conn.commit()\npsycopg2.OperationalError: server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally',
        from: "psycopg2",
      },
      {
        text: 'Traceback (most recent call last):\n  File "/usr/lib/python3.12/site-packages/psycopg/connection.py", line 283, in commit\n    self.wait(self._commit_gen())\npsycopg.OperationalError: consuming input failed: server closed the connection unexpectedly',
        from: "psycopg 3",
      },
      {
        text: 'Traceback (most recent call last):\n  File "/usr/lib/python3/dist-packages/django/db/backends/base/base.py", line 303, in _commit\n    return self.connection.commit()\ndjango.db.utils.OperationalError: server closed the connection unexpectedly',
        from: "Django",
      },
      {
        text: "SequelizeConnectionError: Connection terminated unexpectedly\n  sql: 'COMMIT;'",
        from: "sequelize",
      },
      {
        text: "Npgsql.NpgsqlException (0x80004005): Exception while reading from stream\n   at Npgsql.NpgsqlTransaction.CommitAsync(Boolean async)",
        from: "Npgsql",
      },
      { text: "commit failed: read tcp 10.0.5.6:36396->10.0.1.28:5432: i/o timeout", from: "database/sql" },
      {
        text: 'Traceback (most recent call last):\n  File "/usr/lib/python3/dist-packages/sqlalchemy/engine/default.py", line 702, in do_commit\n    dbapi_connection.commit()\npsycopg2.OperationalError: server closed the connection unexpectedly',
        from: "SQLAlchemy",
      },
    ],
    ignores: [
      { text: "commit failed: cannot execute UPDATE in a read-only transaction", why: "refused, so not committed" },
      { text: "unexpected EOF", why: 'lacks "commit"' },
      { text: "commit 9a1c deployed: unexpected end", why: "no connection was lost" },
      {
        text: "    cur.execute(SQL); c.commit(); return\npsycopg2.OperationalError: server closed the connection unexpectedly",
        why: "a line of source says commit; the statement before it failed",
      },
      { text: "Transaction committed", why: 'lacks "resolution unknown"' },
      {
        text: "org.hibernate.TransactionException: Unable to commit against JDBC Connection\nCaused by: org.postgresql.util.PSQLException: ERROR: could not serialize access due to read/write dependencies among transactions",
        why: "the server answered: rolled back",
      },
      {
        text: "Error while committing the transaction: An I/O error occurred while sending to the backend.\n\tat org.postgresql.jdbc.PgPreparedStatement.executeUpdate(PgPreparedStatement.java:152)",
        why: "the connection was lost in the flush before COMMIT was sent",
      },
      { text: "commit failed: conn closed", why: "the connection was gone before COMMIT could be sent" },
      { text: "error: update jobs set state = 1 - Connection terminated unexpectedly", why: "no COMMIT" },
      { text: "we have been in doubt about this release", why: "nothing about a transaction" },
      { text: "HTTP 40003 invalid card", why: "a number, no SQLSTATE" },
      { text: 'searching "the transaction is in doubt" in notes', why: "a search for the text" },
      { text: "offsets may have been committed twice", why: "Kafka's commits, not a transaction's" },
    ],
  },
};
