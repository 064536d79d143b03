import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system is ready to accept read-only connections";

/** A standby that has reached consistency and serves reads. */
export const readyReadOnly: ServerSignature = {
  id: "ready-read-only",
  scope: "server",
  title: "Ready to accept read-only connections",
  means: "The server is a standby in recovery and accepts reads; no Aurora log with this line has been published.",
  references: ["src/backend/postmaster/postmaster.c: sigusr1_handler, process_pm_pmsignal"],
  starts: ["database system is ready to accept read"],
  chatter: false,
  // PostgreSQL ≤ 13 wrote "read only", 14 and later "read-only".
  match: (m) =>
    m.background &&
    m.level === "info" &&
    /^database system is ready to accept read[ -]only connections$/.test(m.message),
  examples: {
    matches: [background(text), background("database system is ready to accept read only connections")],
    ignores: [
      ...lacking(background(text)),
      ...lacking(background("database system is ready to accept read only connections"), "read", "only"),
      miss(background(text, "notice"), "it is a LOG line"),
      raised(text),
    ],
  },
};
