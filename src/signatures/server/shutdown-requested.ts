import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "received fast shutdown request";

/** Somebody asked the postmaster to stop. */
export const shutdownRequested: ServerSignature = {
  id: "shutdown-requested",
  scope: "server",
  title: "Shutdown requested",
  means:
    "The postmaster received a stop signal (smart, fast or immediate); not who sent it. Aurora often stops without this line.",
  references: ["src/backend/postmaster/postmaster.c: pmdie, process_pm_shutdown_request"],
  starts: ["received smart", "received fast", "received immediate"],
  chatter: false,
  match: (m) =>
    m.background && m.level === "info" && /^received (?:smart|fast|immediate) shutdown request$/.test(m.message),
  examples: {
    matches: [
      background(text),
      background("received smart shutdown request"),
      background("received immediate shutdown request"),
    ],
    ignores: [
      ...lacking(background(text)),
      miss(background("received promote request"), "a promotion, not a stop"),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
