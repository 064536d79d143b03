import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system is ready to accept connections";

/** The end of a start as a server that is not a standby. */
export const ready: ServerSignature = {
  id: "ready",
  scope: "server",
  title: "Ready to accept connections",
  means:
    "The server accepts connections; on community PostgreSQL it is not a standby, on Aurora the line alone does not tell writer from reader.",
  references: ["src/backend/postmaster/postmaster.c: reaper, process_pm_child_exit"],
  starts: ["database system is ready to accept connections"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [
      ...lacking(background(text)),
      miss(background("database system is ready to accept read-only connections"), "a standby's own line"),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
