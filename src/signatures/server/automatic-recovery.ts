import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system was not properly shut down; automatic recovery in progress";

/** Crash recovery from WAL. Aurora has none of its own and is not known to write it. */
export const automaticRecovery: ServerSignature = {
  id: "automatic-recovery",
  scope: "server",
  title: "Crash recovery",
  means: "The server replays its WAL because the last run did not end in order.",
  references: ["src/backend/access/transam/xlogrecovery.c: InitWalRecovery"],
  starts: ["database system was not properly shut down"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
