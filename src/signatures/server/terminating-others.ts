import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "terminating any other active server processes";

/** The postmaster ends all sessions after a crash. */
export const terminatingOthers: ServerSignature = {
  id: "terminating-others",
  scope: "server",
  title: "Terminating the other processes",
  means:
    "After a crash of one process the postmaster ends all others; every open transaction on this instance is lost.",
  references: ["src/backend/postmaster/postmaster.c: HandleChildCrash"],
  starts: [text],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "warning"), "it is a LOG line"), raised(text)],
  },
};
