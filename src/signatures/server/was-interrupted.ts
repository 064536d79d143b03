import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system was interrupted; last known up at 2022-06-28 13:52:19 UTC";

/** The startup process found a data directory that had not been closed. */
export const wasInterrupted: ServerSignature = {
  id: "was-interrupted",
  scope: "server",
  title: "Previous run was interrupted",
  means:
    "The data directory was not closed in order. Ordinary after an Aurora patch and on a copied standby: no proof of a crash.",
  references: [
    "src/backend/access/transam/xlogrecovery.c: InitWalRecovery",
    "src/backend/access/transam/xlog.c: StartupXLOG (≤ 14)",
  ],
  starts: ["database system was interrupted", "database system shutdown was interrupted"],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^database system (?:shutdown )?was interrupted(?:; last known up| while in recovery) at (?:log time )?\d{4}-\d\d-\d\d/.test(
      m.message,
    ),
  examples: {
    matches: [
      background(text),
      background("database system shutdown was interrupted; last known up at 2022-06-28 13:52:19 UTC"),
      background("database system was interrupted while in recovery at 2026-11-21 18:59:40 UTC"),
      background("database system was interrupted while in recovery at log time 2026-11-21 18:59:40 UTC"),
    ],
    ignores: [
      ...lacking(
        background(text),
        "database",
        "system",
        "was",
        "interrupted;",
        "last",
        "known",
        "up",
        "at",
        "2022-06-28",
      ),
      ...lacking(
        background("database system was interrupted while in recovery at log time 2026-11-21 18:59:40 UTC"),
        "while",
        "in",
        "recovery",
        "log",
        "time",
      ),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
