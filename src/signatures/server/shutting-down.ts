import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

/** The checkpointer begins the shutdown checkpoint. */
export const shuttingDown: ServerSignature = {
  id: "shutting-down",
  scope: "server",
  title: "Shutting down",
  means: "The shutdown checkpoint of an orderly stop has begun.",
  references: ["src/backend/access/transam/xlog.c: ShutdownXLOG"],
  starts: ["shutting down"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === "shutting down",
  examples: {
    matches: [background("shutting down")],
    ignores: [
      ...lacking(background("shutting down")),
      miss(
        background("shutting down because restart_after_crash is off"),
        "the end of a crash, with its own signature",
      ),
      miss(background("shutting down", "warning"), "it is a LOG line"),
      raised("shutting down"),
    ],
  },
};
