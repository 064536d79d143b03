import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const simple = "statement: UPDATE jobs SET state = 'done' WHERE id = 7";
const extended = "execute S_1: UPDATE jobs SET state = $1 WHERE id = $2";

/** log_statement: a statement begins. */
export const statement: ServerSignature = {
  id: "statement",
  scope: "server",
  title: "Statement",
  means: "A session began to run a statement; not that it succeeded.",
  references: ["src/backend/tcop/postgres.c: exec_simple_query, exec_execute_message"],
  // No text is looked at: with log_statement this is most of a log.
  starts: ["statement:", "execute "],
  sure: ["statement:", "execute "],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [
      session(simple),
      session("statement: "),
      session(extended),
      session("execute <unnamed>: INSERT INTO sync_runs (name, state) VALUES ($1, $2)"),
      session("execute fetch from <unnamed>/C_3: SELECT 1"),
    ],
    ignores: [
      ...lacking(session(simple), "statement:"),
      ...lacking(session(extended), "execute"),
      miss(session(simple, "warning"), "it is a LOG line"),
      miss(session(simple, "info", "context"), "not the message"),
    ],
  },
};
