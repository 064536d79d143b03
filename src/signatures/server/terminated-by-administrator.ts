import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "terminating connection due to administrator command";

/** SQLSTATE 57P01 by SIGTERM. */
export const terminatedByAdministrator: ServerSignature = {
  id: "terminated-by-administrator",
  scope: "server",
  title: "Session terminated by an administrator",
  means: "This session got SIGTERM: a fast stop or pg_terminate_backend; not that the instance restarted.",
  references: ["src/backend/tcop/postgres.c: ProcessInterrupts"],
  starts: [text],
  chatter: false,
  match: (m) => m.level === "fatal" && m.part === "message" && m.message === text,
  examples: {
    matches: [session(text, "fatal")],
    ignores: [
      ...lacking(session(text, "fatal")),
      miss(session("terminating connection due to idle-session timeout", "fatal"), "the session's own limit"),
      miss(session(text), "a LOG line ends no session"),
      miss(session(text, "fatal", "context"), "not the message"),
    ],
  },
};
