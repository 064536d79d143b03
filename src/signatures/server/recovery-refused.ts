import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const verb = "cannot execute LOCK TABLE during recovery";
const readWrite = "cannot set transaction read-write mode during recovery";
const serializable = "cannot use serializable mode in a hot standby";
const lock = "cannot acquire lock mode RowExclusiveLock on database objects while recovery is in progress";
const ids = "cannot assign transaction IDs during recovery";

/** Refusals that only a server in recovery gives. */
export const recoveryRefused: ServerSignature = {
  id: "recovery-refused",
  scope: "server",
  title: "Refused: the server is in recovery",
  means: "This instance was in recovery (a standby) at that moment; not why the client was there.",
  references: [
    "src/backend/tcop/utility.c: PreventCommandDuringRecovery",
    "src/backend/commands/variable.c: check_transaction_read_only, check_transaction_isolation",
    "src/backend/storage/lmgr/lock.c: LockAcquireExtended",
  ],
  starts: [
    "cannot execute ",
    "cannot set transaction",
    "cannot use serializable",
    "cannot acquire lock mode",
    "cannot assign transaction",
  ],
  chatter: false,
  match: (m) =>
    m.level === "error" &&
    m.part === "message" &&
    (/^cannot (?:execute [A-Za-z_][A-Za-z_ ()]*|set transaction read-write mode|assign transaction IDs) during recovery$/.test(
      m.message,
    ) ||
      m.message === serializable ||
      /^cannot acquire lock mode [A-Za-z]+ on database objects while recovery is in progress$/.test(m.message)),
  examples: {
    matches: [
      session(verb, "error"),
      session("cannot execute VACUUM during recovery", "error"),
      session("cannot execute LISTEN during recovery", "error"),
      session(readWrite, "error"),
      session(serializable, "error"),
      session(lock, "error"),
      session(ids, "error"),
    ],
    ignores: [
      ...lacking(session("cannot execute VACUUM during recovery", "error")),
      ...lacking(session(readWrite, "error")),
      ...lacking(session(serializable, "error")),
      ...lacking(session(lock, "error")),
      ...lacking(session(ids, "error")),
      miss(session(verb, "warning"), "RAISE WARNING can say anything and refuses nothing"),
      miss(session("cannot execute UPDATE in a read-only transaction", "error"), "says nothing about recovery"),
      miss(session(verb, "error", "statement"), "a statement that quotes the text"),
    ],
  },
};
