import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "received replication command: START_REPLICATION 0/5000000 TIMELINE 1";

/** log_replication_commands. */
export const replicationCommand: ServerSignature = {
  id: "replication-command",
  scope: "server",
  title: "Replication command",
  means: "A standby or a logical subscriber talks to this instance as to a primary.",
  references: ["src/backend/replication/walsender.c: exec_replication_command"],
  starts: ["received replication command: "],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message" && /^received replication command: [A-Z]/.test(m.message),
  examples: {
    matches: [session(text), session("received replication command: IDENTIFY_SYSTEM")],
    ignores: [
      ...lacking(session(text), "received", "replication", "command:", "START_REPLICATION"),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
