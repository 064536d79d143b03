import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "all server processes terminated; reinitializing";

/** Community PostgreSQL starts again in place after a crash. */
export const reinitializing: ServerSignature = {
  id: "reinitializing",
  scope: "server",
  title: "Reinitializing in place",
  means: "The same postmaster starts again after a crash; Aurora's stops instead.",
  references: ["src/backend/postmaster/postmaster.c: PostmasterStateMachine"],
  starts: [text],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
