import type { ServerSignature } from "../../model/index.ts";
import { lacking, miss, session } from "../samples.ts";

const starting = "the database system is starting up";
const stopping = "the database system is shutting down";
const recovery = "the database system is in recovery mode";
const yet = "the database system is not yet accepting connections";

/** SQLSTATE 57P03: a connection was turned away. */
export const notAccepting: ServerSignature = {
  id: "not-accepting",
  scope: "server",
  title: "Not accepting connections",
  means:
    "A client was turned away because the server was starting, stopping or in crash recovery; `recovery mode` here does not mean standby.",
  references: [
    "src/backend/postmaster/postmaster.c: ProcessStartupPacket, canAcceptConnections",
    "src/backend/tcop/backend_startup.c",
  ],
  starts: ["the database system is "],
  chatter: false,
  match: (m) =>
    m.level === "fatal" &&
    m.part === "message" &&
    /^the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting connections)$/.test(
      m.message,
    ),
  examples: {
    matches: [
      session(starting, "fatal"),
      session(stopping, "fatal"),
      session(recovery, "fatal"),
      session(yet, "fatal"),
      session("the database system is not accepting connections", "fatal"),
    ],
    ignores: [
      ...lacking(session(starting, "fatal")),
      ...lacking(session(stopping, "fatal")),
      ...lacking(session(recovery, "fatal")),
      ...lacking(session(yet, "fatal"), "not", "accepting", "connections"),
      miss(session(starting), "RAISE LOG turns nobody away"),
      miss(session(starting, "error"), "the server refuses connections with FATAL"),
      miss(session(starting, "fatal", "context"), "not the message"),
    ],
  },
};
