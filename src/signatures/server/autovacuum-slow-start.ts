import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "autovacuum worker took too long to start; canceled";

/** The host was too busy to start a worker within a minute. */
export const autovacuumSlowStart: ServerSignature = {
  id: "autovacuum-slow-start",
  scope: "server",
  title: "Autovacuum worker too slow to start",
  means:
    "The host could not start a process within autovacuum_naptime; a sign of overload, seen minutes before memory ran out.",
  references: ["src/backend/postmaster/autovacuum.c: AutoVacLauncherMain"],
  starts: ["autovacuum worker took too long", "worker took too long"],
  chatter: false,
  match: (m) =>
    m.background &&
    m.level === "warning" &&
    /^(?:autovacuum )?worker took too long to start; canceled$/.test(m.message),
  examples: {
    matches: [background(text, "warning"), background("worker took too long to start; canceled", "warning")],
    ignores: [
      ...lacking(background(text, "warning"), "worker", "took", "too", "long", "to", "start;", "canceled"),
      miss(background(text), "the launcher warns with WARNING"),
      raised(text, "warning"),
    ],
  },
};
