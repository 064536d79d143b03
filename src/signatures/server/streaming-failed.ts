import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const receive = "could not receive data from WAL stream: server closed the connection unexpectedly";
const connect =
  'could not connect to the primary server: connection to server at "10.0.1.28", port 5432 failed: Connection refused';
const timeout = "terminating walreceiver due to timeout";

/** A standby lost its primary. */
export const streamingFailed: ServerSignature = {
  id: "streaming-failed",
  scope: "server",
  title: "Streaming from the primary failed",
  means:
    "A standby lost or cannot reach its primary; ordinary every few seconds while the primary restarts, and no fault of the standby.",
  references: [
    "src/backend/replication/libpqwalreceiver/libpqwalreceiver.c",
    "src/backend/replication/walreceiver.c: WalReceiverMain",
  ],
  starts: [
    "could not receive data from WAL stream",
    "could not connect to the primary server",
    "could not send end-of-streaming message",
    "could not send data to WAL stream",
    "streaming replication receiver ",
    "terminating walreceiver due to timeout",
  ],
  chatter: false,
  // PostgreSQL ≥ 17 names the receiver before "could not connect".
  match: (m) =>
    m.background &&
    (m.level === "fatal" || m.level === "error") &&
    /^(?:could not (?:receive data from WAL stream|send data to WAL stream|send end-of-streaming message to primary): |(?:streaming replication receiver "[^"]{1,128}" )?could not connect to the primary server: |terminating walreceiver due to timeout$)/.test(
      m.message,
    ),
  examples: {
    matches: [
      background(receive, "fatal"),
      background(receive, "error"),
      background(connect, "fatal"),
      background(`streaming replication receiver "walreceiver" ${connect}`, "error"),
      background(
        "could not send end-of-streaming message to primary: server closed the connection unexpectedly",
        "fatal",
      ),
      background("could not send data to WAL stream: server closed the connection unexpectedly", "fatal"),
      background(timeout, "fatal"),
    ],
    ignores: [
      ...lacking(background(receive, "fatal"), "could", "not", "receive", "data", "from", "WAL", "stream:"),
      ...lacking(background(connect, "fatal"), "could", "not", "connect", "to", "the", "primary", "server:"),
      ...lacking(background(timeout, "fatal")),
      miss(background("replication terminated by primary server"), "the primary ended the stream in order"),
      miss(background(receive, "warning"), "the receiver does not go on after it"),
      raised(receive, "fatal"),
    ],
  },
};
