import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system was shut down at 2026-11-21 18:48:22 UTC";

/** The startup process found a data directory that had been closed in order. */
export const wasShutDown: ServerSignature = {
  id: "was-shut-down",
  scope: "server",
  title: "Previous stop was clean",
  means:
    "The data directory was closed in order at the time stated; it may be an image that RDS prepared, not this instance's stop.",
  references: [
    "src/backend/access/transam/xlogrecovery.c: InitWalRecovery",
    "src/backend/access/transam/xlog.c: StartupXLOG (≤ 14)",
  ],
  starts: ["database system was shut down"],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^database system was shut down (?:in recovery )?at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(m.message),
  examples: {
    matches: [background(text), background("database system was shut down in recovery at 2026-11-21 19:02:12 UTC")],
    ignores: [
      ...lacking(background(text), "database", "system", "was", "shut", "down", "at", "2026-11-21"),
      ...lacking(background("database system was shut down in recovery at 2026-11-21 19:02:12 UTC"), "in", "recovery"),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
