import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "database system is shut down";

/** The last line of a postmaster, after a clean stop and after Aurora's runtime crash alike. */
export const shutDown: ServerSignature = {
  id: "shut-down",
  scope: "server",
  title: "Database system is shut down",
  means: "The postmaster ended; the lines before it tell whether it was asked to or crashed.",
  references: ["src/backend/utils/init/miscinit.c: UnlinkLockFiles"],
  starts: ["database system is shut down"],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [
      ...lacking(background(text)),
      miss(
        background("database system is shut down:[13343]:FATAL:  password authentication failed"),
        "forged through a user name",
      ),
      miss(background(text, "warning"), "it is a LOG line"),
      raised(text),
    ],
  },
};
