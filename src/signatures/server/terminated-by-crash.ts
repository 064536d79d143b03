import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "terminating connection because of crash of another server process";

/** SQLSTATE 57P02. In server logs only until PostgreSQL 13; later versions tell the client alone. */
export const terminatedByCrash: ServerSignature = {
  id: "terminated-by-crash",
  scope: "server",
  title: "Session terminated by a crash elsewhere",
  means: "Another process of this instance crashed. Until PostgreSQL 13 an immediate stop gives the same text.",
  references: ["src/backend/tcop/postgres.c: quickdie"],
  starts: [text],
  chatter: false,
  match: (m) => m.level === "warning" && m.part === "message" && m.message === text,
  examples: {
    matches: [session(text, "warning")],
    ignores: [
      ...lacking(session(text, "warning")),
      miss(session(text), "the server says it as WARNING"),
      miss(session(text, "error"), "the server says it as WARNING"),
      miss(session(text, "warning", "detail"), "not the message"),
    ],
  },
};
