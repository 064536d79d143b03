import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "terminating connection due to immediate shutdown command";

/** PostgreSQL ≥ 14. */
export const terminatedByImmediateShutdown: ServerSignature = {
  id: "terminated-by-immediate-shutdown",
  scope: "server",
  title: "Session terminated by an immediate stop",
  means: "The instance was stopped in immediate mode, without a checkpoint.",
  references: ["src/backend/tcop/postgres.c: quickdie"],
  starts: [text],
  chatter: false,
  match: (m) => m.level === "warning" && m.part === "message" && m.message === text,
  examples: {
    matches: [session(text, "warning")],
    ignores: [
      ...lacking(session(text, "warning")),
      miss(session(text), "the server says it as WARNING"),
      miss(session(text, "fatal"), "the server says it as WARNING"),
      miss(session(text, "warning", "detail"), "not the message"),
    ],
  },
};
