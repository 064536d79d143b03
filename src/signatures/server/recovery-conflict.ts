import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const statement = "canceling statement due to conflict with recovery";
const connection = "terminating connection due to conflict with recovery";

/** A read on a standby stood in the way of replay. */
export const recoveryConflict: ServerSignature = {
  id: "recovery-conflict",
  scope: "server",
  title: "Conflict with recovery",
  means:
    "A read on this instance was cancelled because replay had to go on: the instance is a standby and was replaying.",
  references: ["src/backend/tcop/postgres.c: ProcessInterrupts"],
  starts: [statement, connection],
  chatter: false,
  match: (m) =>
    (m.level === "error" || m.level === "fatal") &&
    m.part === "message" &&
    (m.message === statement || m.message === connection),
  examples: {
    matches: [session(statement, "error"), session(connection, "fatal")],
    ignores: [
      ...lacking(session(statement, "error")),
      ...lacking(session(connection, "fatal")),
      miss(session("canceling statement due to statement timeout", "error"), "another reason"),
      miss(session(statement, "warning"), "nothing was cancelled"),
      miss(session(connection), "a LOG line ends no session"),
      miss(session(connection, "fatal", "context"), "not the message"),
    ],
  },
};
