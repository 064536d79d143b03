import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, session } from "../samples.ts";

/** log_connections: a socket was accepted. */
export const connectionReceived: ServerSignature = {
  id: "connection-received",
  scope: "server",
  title: "Connection received",
  means: "A client opened a connection; not yet that it may log in.",
  references: [
    "src/backend/postmaster/postmaster.c: BackendInitialize",
    "src/backend/tcop/backend_startup.c: BackendInitialize (≥ 17)",
  ],
  starts: ["connection received: host="],
  chatter: true,
  match: (m) => m.level === "info" && m.part === "message",
  examples: {
    matches: [
      session("connection received: host=10.0.3.7 port=35054"),
      session("connection received: host=[local]"),
      background("connection received: host=10.0.3.7 port=35054"), // the prefix has no user yet
    ],
    ignores: [
      ...lacking(session("connection received: host=10.0.3.7 port=35054"), "connection", "received:", "host=10.0.3.7"),
      miss(session("connection received: host=10.0.3.7", "warning"), "it is a LOG line"),
      miss(session("connection received: host=10.0.3.7", "info", "statement"), "a statement that quotes the text"),
    ],
  },
};
