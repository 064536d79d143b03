import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

/** Aurora only: the postmaster waits for its storage process. */
export const runtimeInitialization: ServerSignature = {
  id: "runtime-initialization",
  scope: "server",
  title: "Waiting for the Aurora runtime",
  means: "A starting Aurora postmaster waits for its storage process; the instance is Aurora and is not ready yet.",
  references: ["https://zatoima.github.io/", "https://hightouch.com/blog/uncovering-a-race-condition-in-aurora-rds"],
  starts: ["Waiting for runtime initialization"],
  chatter: false,
  match: (m) =>
    m.background && m.level === "info" && /^Waiting for runtime initialization complete\.{0,3}$/.test(m.message),
  examples: {
    matches: [background("Waiting for runtime initialization complete...")],
    ignores: [
      ...lacking(background("Waiting for runtime initialization complete...")),
      miss(background("Waiting for runtime initialization complete...", "error"), "it is a LOG line"),
      raised("Waiting for runtime initialization complete..."),
    ],
  },
};
