import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "started streaming WAL from primary at 0/5000000 on timeline 1";
const again = "restarted WAL streaming at 0/5000000 on timeline 1";

/** A standby receives WAL. */
export const streamingStarted: ServerSignature = {
  id: "streaming-started",
  scope: "server",
  title: "Streaming from the primary",
  means: "This server is a standby and receives WAL from the server it believes to be the primary.",
  references: ["src/backend/replication/walreceiver.c: WalReceiverMain"],
  starts: ["started streaming WAL", "restarted WAL streaming"],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^(?:started streaming WAL from primary|restarted WAL streaming) at [\dA-F]+\/[\dA-F]+ on timeline \d+$/.test(
      m.message,
    ),
  examples: {
    matches: [background(text), background(again)],
    ignores: [
      ...lacking(background(text)),
      ...lacking(background(again)),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
