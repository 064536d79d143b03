import type { AppFormat } from "../format.ts";
import { pythonLevels, textHead } from "../text-head.ts";

const rest = new RegExp(String.raw`^ - [\w.\-]{1,200} - (${pythonLevels}) - (.*)$`, "s");

/** Python logging as its tutorial lays it out: `%(asctime)s - %(name)s - %(levelname)s - %(message)s`. */
export const pythonDashed: AppFormat = {
  id: "python-dashed",
  title: "Python logging (time - name - LEVEL - message)",
  references: ["https://docs.python.org/3/howto/logging.html#configuring-logging"],
  joins: "until-head",
  head: (line) => textHead(line, rest),
  samples: {
    matches: [
      {
        line: "2026-11-21 19:06:41,957 - orders.worker - ERROR - query failed",
        time: "2026-11-21T19:06:41.957Z",
        level: "error",
        message: "query failed",
      },
      {
        line: "2026-11-21 19:06:41,957 - root - INFO - a - b - c",
        time: "2026-11-21T19:06:41.957Z",
        level: "info",
        message: "a - b - c",
      },
      {
        line: "2026-11-21 19:06:41 - __main__ - CRITICAL - gone",
        time: "2026-11-21T19:06:41Z",
        level: "fatal",
        message: "gone",
      },
    ],
    ignores: [
      { line: "2026-11-21 19:06:41,957 - orders.worker - query failed", why: "no level" },
      { line: "2026-11-21 19:06:41,957 orders.worker ERROR query failed", why: "no dashes" },
      { line: "19:06:41,957 - orders.worker - ERROR - query failed", why: "no date" },
    ],
  },
};
