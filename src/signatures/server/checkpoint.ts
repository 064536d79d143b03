import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const complete = "checkpoint complete: wrote 44 buffers (0.3%); 0 WAL file(s) added, 0 removed, 0 recycled";
const often = "checkpoints are occurring too frequently (9 seconds apart)";

/** log_checkpoints, on a primary and as restart points on a standby. */
export const checkpoint: ServerSignature = {
  id: "checkpoint",
  scope: "server",
  title: "Checkpoint",
  means: "The server wrote a checkpoint (a restart point on a standby).",
  references: ["src/backend/access/transam/xlog.c: LogCheckpointStart, LogCheckpointEnd"],
  starts: [
    "checkpoint starting:",
    "checkpoint complete:",
    "restartpoint starting:",
    "restartpoint complete:",
    "checkpoints are occurring",
  ],
  sure: [
    "checkpoint starting: ",
    "checkpoint complete: ",
    "restartpoint starting: ",
    "restartpoint complete: ",
    "checkpoints are occurring too frequently (",
  ],
  chatter: true,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^(?:(?:checkpoint|restartpoint) (?:starting|complete):(?: |$)|checkpoints are occurring too frequently \()/.test(
      m.message,
    ),
  examples: {
    matches: [
      background(complete),
      background("checkpoint starting: time"),
      background("restartpoint starting: time"),
      background(often),
    ],
    ignores: [
      ...lacking(background(complete), "checkpoint", "complete:"),
      ...lacking(background("restartpoint starting: time"), "restartpoint", "starting:"),
      ...lacking(background(often), "checkpoints", "are", "occurring", "too", "frequently"),
      miss(background(complete, "warning"), "it is a LOG line"),
      raised(complete),
    ],
  },
};
