import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "duration: 153.221 ms  statement: SELECT pg_sleep(0.15)";

/** log_min_duration_statement and log_duration. */
export const duration: ServerSignature = {
  id: "duration",
  scope: "server",
  title: "Duration of a statement",
  means: "A statement ended well and took this long.",
  references: ["src/backend/tcop/postgres.c: exec_simple_query, exec_execute_message"],
  starts: ["duration: "],
  sure: ["duration: "],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [
      session(text),
      session("duration: 0.022 ms"),
      session("duration: 3.120 ms  execute S_1: UPDATE jobs SET n = 1"),
    ],
    ignores: [
      ...lacking(session(text), "duration:"),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
