import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, session } from "../samples.ts";

const text = "cannot execute UPDATE in a read-only transaction";

/** SQLSTATE 25006. */
export const readOnlyRefused: ServerSignature = {
  id: "read-only-refused",
  scope: "server",
  title: "Write refused: read-only transaction",
  means:
    "A write reached a session whose transaction was read-only on this instance; not that the instance was a reader, nor that a failover happened.",
  references: ["src/backend/tcop/utility.c: PreventCommandIfReadOnly"],
  starts: ["cannot execute "],
  chatter: false,
  // The verb may be lower case and have parentheses: nextval(), SELECT FOR UPDATE, lo_unlink(), CREATE TABLE AS.
  match: (m) =>
    m.level === "error" &&
    m.part === "message" &&
    /^cannot execute [A-Za-z_][A-Za-z_ ()]* in a read-only transaction$/.test(m.message),
  examples: {
    matches: [
      session(text, "error"),
      session("cannot execute nextval() in a read-only transaction", "error"),
      session("cannot execute SELECT FOR UPDATE in a read-only transaction", "error"),
      session("cannot execute TRUNCATE TABLE in a read-only transaction", "error"),
      background(text, "error"), // a pg_cron job
    ],
    ignores: [
      ...lacking(session(text, "error")),
      miss(session(text, "warning"), "RAISE WARNING can say anything and refuses nothing"),
      miss(session(text), "RAISE LOG can say anything and refuses nothing"),
      miss(session(text, "error", "statement"), "a statement that quotes the text"),
      miss(session("cannot execute VACUUM during recovery", "error"), "a standby's refusal, with its own signature"),
      miss(session("cannot execute 'x' in a read-only transaction", "error"), "no verb of the server's has quotes"),
      miss(session(`${text}: note 7`, "error"), "the server ends there"),
    ],
  },
};
