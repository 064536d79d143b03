import type { ClientSignature } from "../../model/index.ts";
import { says } from "../says.ts";

const wording =
  /cannot execute [A-Za-z_][A-Za-z_ ()]{0,60} during recovery|cannot set transaction read-write mode during recovery|cannot use serializable mode in a hot standby|cannot acquire lock mode [A-Za-z]{1,40} on database objects while recovery is in progress|cannot assign transaction IDs during recovery|server is in hot standby mode/g;

/** Texts that prove that the answering server was in recovery. Wins over `client-read-only`, whose SQLSTATE some share. */
export const clientInRecovery: ClientSignature = {
  id: "client-in-recovery",
  scope: "client",
  title: "The server is in recovery",
  means: "The server that answered was a standby (in recovery) at that moment; not why the client was there.",
  references: [
    "src/backend/tcop/utility.c: PreventCommandDuringRecovery",
    "src/backend/commands/variable.c: check_transaction_read_only",
    "src/interfaces/libpq/fe-connect.c: PQconnectPoll",
  ],
  literals: [
    " during recovery",
    "cannot use serializable mode in a hot standby",
    "while recovery is in progress",
    "server is in hot standby mode",
  ],
  match: (text) => says(text, wording),
  examples: {
    matches: [
      { text: "error: cannot set transaction read-write mode during recovery", sqlstate: "0A000", from: "pg" },
      {
        text: "PostgresError: cannot set transaction read-write mode during recovery",
        sqlstate: "0A000",
        from: "postgres.js",
      },
      {
        text: "psycopg2.errors.ReadOnlySqlTransaction: cannot execute LOCK TABLE during recovery\n",
        sqlstate: "25006",
        from: "psycopg2",
      },
      {
        text: "sqlalchemy.exc.InternalError: (psycopg.errors.ReadOnlySqlTransaction) cannot execute LOCK TABLE during recovery\n[SQL: lock table jobs in share mode]",
        from: "SQLAlchemy",
      },
      {
        text: "** (Postgrex.Error) ERROR 25006 (read_only_sql_transaction) cannot execute LISTEN during recovery",
        from: "Postgrex",
      },
      { text: "cannot use serializable mode in a hot standby", sqlstate: "0A000", from: "pg" },
      {
        text: "ERROR: cannot acquire lock mode RowExclusiveLock on database objects while recovery is in progress (SQLSTATE 55000)",
        from: "pgx",
      },
      { text: 'connection to server at "10.0.1.28", port 5432 failed: server is in hot standby mode', from: "libpq" },
    ],
    ignores: [
      {
        text: "error: cannot execute UPDATE in a read-only transaction",
        sqlstate: "25006",
        why: "says nothing about recovery",
      },
      {
        text: "FATAL: the database system is in recovery mode",
        sqlstate: "57P03",
        why: "crash recovery of any instance",
      },
      { text: "backup taken during recovery", why: 'lacks "cannot execute"' },
      { text: "error: cannot use serializable mode", why: 'lacks "in a hot standby"' },
      { text: "indexed note: cannot execute VACUUM during recovery", why: "a note about it" },
    ],
  },
};
