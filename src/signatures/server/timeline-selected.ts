import type { ServerSignature } from "../../model/index.ts";
import { background, lacking, miss, raised } from "../samples.ts";

const text = "selected new timeline ID: 2";

/** A promotion or a point-in-time restore starts a new history of WAL. */
export const timelineSelected: ServerSignature = {
  id: "timeline-selected",
  scope: "server",
  title: "New timeline",
  means: "A server that was in recovery begins a timeline of its own: it was promoted or restored.",
  references: ["src/backend/access/transam/xlog.c: StartupXLOG"],
  starts: ["selected new timeline ID: "],
  chatter: false,
  match: (m) => m.background && m.level === "info" && /^selected new timeline ID: \d+$/.test(m.message),
  examples: {
    matches: [background(text)],
    ignores: [
      ...lacking(background(text)),
      miss(background("new target timeline is 2"), "a standby that follows somebody else's"),
      miss(background(text, "error"), "it is a LOG line"),
      raised(text),
    ],
  },
};
