import type { ClientSignature } from "../../model/index.ts";
import { says } from "../says.ts";

const wording =
  /current transaction is aborted, commands ignored until end of transaction block|Can't reconnect until invalid transaction is rolled back|This Session's transaction has been rolled back|Client has encountered a connection error and is not queryable|[Tt]he connection is closed\b|connection already closed|connection is closed\b|Connection ended unexpectedly|You can't execute queries until the end of the 'atomic' block/g;
const classes = /\b(?:PendingRollbackError|InFailedSqlTransaction(?:Error)?|TransactionManagementError)\b/;
/** Python prints the earlier exception first: what follows this line was raised while it was handled. */
const chained = /During handling of the above exception|was the direct cause of the following exception/;

/** Errors that only say that an earlier one was not cleaned up. Never counted as new failures. */
export const clientFollowUp: ClientSignature = {
  id: "client-follow-up",
  scope: "client",
  title: "Follow-up of an earlier failure",
  means: "The connection or transaction had failed before; this record adds no failure of its own.",
  references: [
    "src/backend/tcop/postgres.c: exec_simple_query (25P02)",
    "https://docs.sqlalchemy.org/en/20/errors.html#can-t-reconnect-until-invalid-transaction-is-rolled-back-please-rollback-fully-before-proceeding",
    "https://github.com/brianc/node-postgres",
  ],
  literals: [
    "25P02",
    "current transaction is aborted",
    "until invalid transaction is rolled back",
    "This Session's transaction has been rolled back",
    "Client has encountered a connection error",
    "connection is closed",
    "connection already closed",
    "Connection ended unexpectedly",
    "PendingRollbackError",
    "InFailedSqlTransaction",
    "TransactionManagementError",
    "until the end of the 'atomic' block",
  ],
  match: (text, sqlstate) => {
    const first = text.search(chained);
    const head = first === -1 ? text : text.slice(0, first);
    return sqlstate === "25P02" || classes.test(head) || says(head, wording);
  },
  examples: {
    matches: [
      {
        text: "error: current transaction is aborted, commands ignored until end of transaction block",
        sqlstate: "25P02",
        from: "pg",
      },
      {
        text: "psycopg2.errors.InFailedSqlTransaction: current transaction is aborted, commands ignored until end of transaction block",
        from: "psycopg2",
      },
      {
        text: "la transaction est annulée, les commandes sont ignorées",
        sqlstate: "25P02",
        from: "pgjdbc, French server",
      },
      {
        text: "sqlalchemy.exc.PendingRollbackError: Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding (Background on this error at: https://sqlalche.me/e/21/8s2b)",
        from: "SQLAlchemy",
      },
      {
        text: "sqlalchemy.exc.PendingRollbackError: This Session's transaction has been rolled back due to a previous exception during flush. Original exception was: (psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction",
        from: "SQLAlchemy",
      },
      { text: "Error: Client has encountered a connection error and is not queryable", from: "pg" },
      { text: "psycopg2.InterfaceError: connection already closed", from: "psycopg2" },
      { text: "psycopg.OperationalError: the connection is closed", from: "psycopg 3" },
      { text: "asyncpg.exceptions._base.InterfaceError: connection is closed", from: "asyncpg" },
      { text: "Error: Connection ended unexpectedly", from: "knex" },
      { text: "django.db.utils.OperationalError: the connection is closed", from: "Django" },
    ],
    ignores: [
      { text: "error: cannot execute UPDATE in a read-only transaction", sqlstate: "25006", why: "the first failure" },
      { text: "current transaction is long", why: 'lacks "aborted"' },
      { text: "pool: the connection is closed by maxLifetime", why: "a pool's housekeeping, no error leads up to it" },
      {
        text: "search for 'current transaction is aborted, commands ignored until end of transaction block'",
        why: "a search for the text",
      },
      {
        text: "psycopg2.errors.AdminShutdown: terminating connection due to administrator command\n\nDuring handling of the above exception, another exception occurred:\n\npsycopg2.InterfaceError: connection already closed",
        why: "the first failure stands in the same record",
      },
    ],
  },
};
