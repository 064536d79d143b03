import type { ClientSignature } from "../../model/index.ts";
import { mentions, says } from "../says.ts";

const stated =
  /Transaction resolution unknown|Unknown transaction resolution error occurred during failover|Unable to commit against JDBC Connection/g;
const lost =
  /server closed the connection unexpectedly|Connection terminated unexpectedly|unexpected EOF|connection reset by peer|broken pipe|driver: bad connection|terminating connection|connection was closed in the middle of operation|An I\/O error occurred while sending to the backend|ECONNRESET|CONNECTION_CLOSED/;
const lostAnywhere = new RegExp(lost, "g");
/** "commit failed: …", "error committing transaction: …", Go's "tx commit: …". */
const committing = /\b(?:[Cc]ommit|[Cc]ommitting|COMMIT)\b[^\n"']{0,60}: /;
/** Frames of SQLAlchemy and pgjdbc that were sending COMMIT. */
const frames = /\bin do_commit\n|\bPgConnection\.commit\(/;

/** The connection broke while COMMIT was on its way. */
export const clientTransactionInDoubt: ClientSignature = {
  id: "client-transaction-in-doubt",
  scope: "client",
  title: "Outcome of a transaction unknown",
  means:
    "The connection was lost during COMMIT: the transaction may or may not have been made durable; a candidate for reconciliation, no proof of loss.",
  references: [
    "https://github.com/aws/aws-advanced-jdbc-wrapper",
    "https://www.postgresql.org/docs/current/errcodes-appendix.html",
  ],
  literals: [
    "08007",
    "resolution unknown",
    "Unknown transaction resolution",
    "Unable to commit",
    "commit",
    "Commit",
    "COMMIT",
  ],
  match: (text, sqlstate) =>
    sqlstate === "08007" ||
    mentions(text, stated) ||
    (says(text, lostAnywhere) && (committing.test(text.slice(0, text.search(lost))) || frames.test(text))),
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
    ],
  },
};
