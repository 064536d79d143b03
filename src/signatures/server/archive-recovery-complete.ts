import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "archive recovery complete";

/** Recovery is over and writes begin. */
export const archiveRecoveryComplete: ServerSignature = {
  id: "archive-recovery-complete",
  scope: "server",
  title: "Archive recovery complete",
  means: "A promotion or restore is complete: the server leaves recovery and accepts writes.",
  references: ["src/backend/access/transam/xlog.c: StartupXLOG"],
  starts: [text],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
