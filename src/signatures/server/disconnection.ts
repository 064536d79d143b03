import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "disconnection: session time: 0:01:03.212 user=app database=orders host=10.0.3.7 port=35054";

/** log_disconnections: the session ended. */
export const disconnection: ServerSignature = {
  id: "disconnection",
  scope: "server",
  title: "Disconnection",
  means: "A session ended and its process exited in order, whoever ended it.",
  references: ["src/backend/tcop/postgres.c: log_disconnections"],
  starts: ["disconnection: session time: "],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [session(text)],
    ignores: [
      ...lacking(session(text), "disconnection:", "session", "time:"),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
