import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const text = "connection authorized: user=app database=orders application_name=psql";

/** log_connections: the session begins. */
export const connectionAuthorized: ServerSignature = {
  id: "connection-authorized",
  scope: "server",
  title: "Connection authorized",
  means: "A session began: this is the birth of a client's connection on this instance.",
  references: ["src/backend/utils/init/postinit.c: PerformAuthentication"],
  starts: ["connection authorized: user=", "replication connection authorized: user="],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [
      session(text),
      session("replication connection authorized: user=rdsrepladmin application_name=walreceiver"),
    ],
    ignores: [
      ...lacking(session(text), "connection", "authorized:", "user=app"),
      ...lacking(
        session("replication connection authorized: user=rdsrepladmin"),
        "connection",
        "authorized:",
        "user=rdsrepladmin",
      ),
      miss(session(text, "warning"), "it is a LOG line"),
      miss(session(text, "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
