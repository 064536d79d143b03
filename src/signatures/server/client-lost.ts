import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, session } from "../samples.ts";

const lost = "connection to client lost";
const receive = "could not receive data from client: Connection reset by peer";
const send = "could not send data to client: Broken pipe";
const eof = "unexpected EOF on client connection with an open transaction";

/** The client went away without saying goodbye. */
export const clientLost: ServerSignature = {
  id: "client-lost",
  scope: "server",
  title: "Client lost",
  means: "The client's socket ended without an orderly goodbye: it died, timed out, or the network cut it.",
  references: [
    "src/backend/tcop/postgres.c: ProcessInterrupts, SocketBackend",
    "src/backend/libpq/pqcomm.c: pq_recvbuf, internal_flush",
  ],
  starts: [
    lost,
    "could not receive data from client: ",
    "could not send data to client: ",
    "unexpected EOF on client connection",
  ],
  chatter: false,
  // RDS adds the reason in parentheses to the first.
  match: (m) =>
    m.part === "message" &&
    (m.level === "info" || m.level === "error" || m.level === "fatal") &&
    !m.background &&
    (/^connection to client lost(?: \([A-Za-z ]+\))?$/.test(m.message) ||
      /^could not (?:receive data from|send data to) client: [A-Z]/.test(m.message) ||
      /^unexpected EOF on client connection(?: with an open transaction)?$/.test(m.message)),
  examples: {
    matches: [
      session(lost, "fatal"),
      session(`${lost} (Connection reset by peer)`, "fatal"),
      session(receive),
      session(send),
      session(eof),
      session("unexpected EOF on client connection"),
    ],
    ignores: [
      ...lacking(session(lost, "fatal")),
      ...lacking(session(receive), "could", "not", "receive", "data", "from", "client:"),
      ...lacking(session(send), "could", "not", "send", "data", "to", "client:"),
      ...lacking(session(eof)),
      miss(session(lost, "warning"), "the server says it as LOG or FATAL"),
      miss(background(lost, "fatal"), "a background process has no client"),
      miss(session(lost, "fatal", "context"), "not the message"),
    ],
  },
};
