import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "entering standby mode";

/** The server starts as a streaming standby. */
export const standbyMode: ServerSignature = {
  id: "standby-mode",
  scope: "server",
  title: "Entering standby mode",
  means: "The server starts as a streaming standby; never seen in an Aurora log.",
  references: ["src/backend/access/transam/xlogrecovery.c: InitWalRecovery"],
  starts: [text],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
