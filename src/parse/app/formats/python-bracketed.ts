import type { AppFormat } from "../format.ts";
import { pythonLevels, textHead } from "../text-head.ts";

const rest = new RegExp(String.raw`^ (${pythonLevels}) {1,8}(?:[\w.\-]{1,200} )?\[[^\]]{1,200}\] ?(.*)$`, "s");

/** Python logging with the logger's name or the process in brackets: `%(asctime)s %(levelname)s [%(name)s] %(message)s`. */
export const pythonBracketed: AppFormat = {
  id: "python-bracketed",
  title: "Python logging (time LEVEL [name] message)",
  references: ["https://docs.python.org/3/library/logging.html#logrecord-attributes"],
  joins: "until-head",
  head: (line) => (line.text.charAt(19) === "," ? textHead(line, rest) : null),
  samples: {
    matches: [
      {
        line: "2026-11-21 18:48:04,560 INFO [batch_worker.db] processed 40 jobs (worker=1)",
        time: "2026-11-21T18:48:04.560Z",
        level: "info",
        message: "processed 40 jobs (worker=1)",
      },
      {
        line: "2026-11-21 19:00:39,318 ERROR orders.worker [9854] query failed",
        time: "2026-11-21T19:00:39.318Z",
        level: "error",
        message: "query failed",
      },
      {
        line: "2026-11-21 19:07:51,297 INFO [28407] billing.worker: connected to database (backend pid 333758334)",
        time: "2026-11-21T19:07:51.297Z",
        level: "info",
        message: "billing.worker: connected to database (backend pid 333758334)",
      },
    ],
    ignores: [
      {
        line: "2026-11-21 19:09:08,113 [main] ERROR com.acme.Jobs - failed",
        why: "the thread before the level: logback",
      },
      { line: "2026-11-21 19:06:41.957 ERROR [db] failed", why: "Python writes milliseconds behind a comma" },
      { line: "2026-11-21 19:06:41,957 NOTICE [db] failed", why: "not a level of Python" },
    ],
  },
};
