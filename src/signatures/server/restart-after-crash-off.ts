import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "shutting down because restart_after_crash is off";

/** The postmaster stops after a crash instead of starting again in place. */
export const restartAfterCrashOff: ServerSignature = {
  id: "restart-after-crash-off",
  scope: "server",
  title: "Stops after a crash",
  means: "A child crashed and the postmaster gives up, because the parameter restart_after_crash is off.",
  references: ["src/backend/postmaster/postmaster.c: PostmasterStateMachine"],
  starts: ["shutting down because"],
  chatter: false,
  // PostgreSQL ≥ 17 quotes the parameter.
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^shutting down because (?:restart_after_crash|"restart_after_crash") is off$/.test(m.message),
  examples: {
    matches: [background(text), background('shutting down because "restart_after_crash" is off')],
    ignores: [
      ...lacking(background(text)),
      miss(background("shutting down because recovery_target_action is off"), "another parameter"),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
