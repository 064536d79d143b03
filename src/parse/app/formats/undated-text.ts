import type { AppFormat } from "../format.ts";
import { leadingLevel } from "../levels.ts";

/** Text without any time: each line that does not go on with the one before it is a record. The last resort. */
export const undatedText: AppFormat = {
  id: "undated-text",
  title: "Text without time",
  references: [],
  joins: "by-pattern",
  head: ({ text }) => {
    if (text.trim() === "") return null;
    const lead = leadingLevel(text);
    if (lead === null) return { stamp: null, level: "none", message: text, error: null, data: null };
    return { stamp: null, level: lead.level, message: text.slice(lead.end), error: null, data: null };
  },
  samples: {
    matches: [
      { line: "job updated", time: null, level: "none", message: "job updated" },
      {
        line: "error: idle client error: terminating connection",
        time: null,
        level: "error",
        message: "idle client error: terminating connection",
      },
      { line: "[WARN] slow", time: null, level: "warning", message: "slow" },
    ],
    ignores: [
      { line: "", why: "nothing" },
      { line: "   ", why: "blank" },
    ],
  },
};
