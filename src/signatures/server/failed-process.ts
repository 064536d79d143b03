import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "Failed process was running: UPDATE jobs SET state = 'done' WHERE id = 7";

/** The DETAIL of `child-terminated`. */
export const failedProcess: ServerSignature = {
  id: "failed-process",
  scope: "server",
  title: "Last statement of the failed process",
  means:
    "The last statement the failed process reported; it may have been idle, and the statement may have been refused.",
  references: [
    "src/backend/postmaster/postmaster.c: LogChildExit",
    "src/backend/utils/activity/backend_status.c: pgstat_get_crashed_backend_activity",
  ],
  starts: ["Failed process was running:"],
  chatter: false,
  match: (m) => m.background && m.part === "detail" && /^Failed process was running:(?: |$)/.test(m.message),
  examples: {
    matches: [
      background(text, "info", "detail"),
      background("Failed process was running: COMMIT", "info", "detail"),
      background("Failed process was running:", "none", "detail"), // the statement follows on the next line
    ],
    ignores: [
      ...lacking(background(text, "info", "detail"), "Failed", "process", "was", "running:"),
      miss(background(text, "info", "message"), "it is a DETAIL"),
      raised(text, "info", "detail"),
    ],
  },
};
