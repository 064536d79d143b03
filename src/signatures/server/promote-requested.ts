import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "received promote request";

/** A standby was told to become a primary. */
export const promoteRequested: ServerSignature = {
  id: "promote-requested",
  scope: "server",
  title: "Promotion requested",
  means: "A streaming standby was told to become a primary.",
  references: ["src/backend/access/transam/xlogrecovery.c: CheckForStandbyTrigger"],
  starts: [text, "promote trigger file found: "],
  chatter: false,
  // The trigger file existed until PostgreSQL 15.
  match: (m) =>
    m.background && m.level === "info" && (m.message === text || /^promote trigger file found: \S/.test(m.message)),
  examples: {
    matches: [background(text), background("promote trigger file found: /rdsdbdata/db/promote")],
    ignores: [
      ...lacking(background(text)),
      ...lacking(background("promote trigger file found: /rdsdbdata/db/promote")),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
