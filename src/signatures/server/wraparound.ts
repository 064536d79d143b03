import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, session } from "../samples.ts";

const warning = "database with OID 23602 must be vacuumed within 1000000 transactions";
const stopped = 'database is not accepting commands to avoid wraparound data loss in database "orders"';

/** Transaction ids or MultiXactIds are about to run out. */
export const wraparound: ServerSignature = {
  id: "wraparound",
  scope: "server",
  title: "Transaction id wraparound",
  means:
    "A database is near the end of its transaction ids (WARNING), or refuses writes because it reached it (ERROR).",
  references: ["src/backend/access/transam/varsup.c: GetNewTransactionId", "src/backend/access/transam/multixact.c"],
  starts: ["database with OID ", 'database "', "database is not accepting commands"],
  chatter: false,
  // PostgreSQL ≥ 17: "commands that assign new transaction IDs".
  match: (m) =>
    m.part === "message" &&
    ((m.level === "warning" &&
      /^database (?:with OID \d+|"[^"]{1,128}") must be vacuumed (?:within \d+ transactions|before \d+ more MultiXactIds? (?:is|are) used)$/.test(
        m.message,
      )) ||
      (m.level === "error" &&
        /^database is not accepting commands (?:that assign new (?:transaction IDs|MultiXactIds) )?to avoid wraparound data loss in database (?:"|with OID \d)/.test(
          m.message,
        ))),
  examples: {
    matches: [
      background(warning, "warning"),
      session('database "orders" must be vacuumed within 999999 transactions', "warning"),
      session('database "orders" must be vacuumed before 40000000 more MultiXactIds are used', "warning"),
      session(stopped, "error"),
      session(
        'database is not accepting commands that assign new transaction IDs to avoid wraparound data loss in database "orders"',
        "error",
      ),
    ],
    ignores: [
      ...lacking(background(warning, "warning")),
      ...lacking(session(stopped, "error")),
      miss(session(warning), "the server warns with WARNING"),
      miss(session(stopped, "warning"), "the server refuses with ERROR"),
      miss(session(stopped, "error", "context"), "not the message"),
    ],
  },
};
