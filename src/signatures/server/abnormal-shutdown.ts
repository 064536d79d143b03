import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "abnormal database system shutdown";

/** The postmaster gives up after it could not stop or start in order. */
export const abnormalShutdown: ServerSignature = {
  id: "abnormal-shutdown",
  scope: "server",
  title: "Abnormal shutdown",
  means: "The postmaster ended after a child failed while it was stopping or starting.",
  references: ["src/backend/postmaster/postmaster.c: PostmasterStateMachine"],
  starts: [text],
  chatter: false,
  match: (m) => m.background && m.level === "info" && m.message === text,
  examples: {
    matches: [background(text)],
    ignores: [...lacking(background(text)), miss(background(text, "error"), "it is a LOG line"), raised(text)],
  },
};
