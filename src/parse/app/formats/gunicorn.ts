import type { AppFormat } from "../format.ts";
import { pythonLevels, textHead } from "../text-head.ts";

const rest = new RegExp(String.raw`^\] \[\d{1,10}\] \[(${pythonLevels})\] (.*)$`, "s");

/** gunicorn's error log: `[time +0000] [pid] [LEVEL] message`. */
export const gunicorn: AppFormat = {
  id: "gunicorn",
  title: "gunicorn ([time zone] [pid] [LEVEL] message)",
  references: ["https://docs.gunicorn.org/en/stable/settings.html#logging"],
  joins: "until-head",
  head: (line) => (line.text.startsWith("[") ? textHead(line, rest) : null),
  samples: {
    matches: [
      {
        line: "[2026-11-21 19:06:32 +0000] [22238] [INFO] new db connection",
        time: "2026-11-21T19:06:32Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: "[2026-11-21 20:06:41 +0100] [7] [CRITICAL] WORKER TIMEOUT (pid:9)",
        time: "2026-11-21T19:06:41Z",
        level: "fatal",
        message: "WORKER TIMEOUT (pid:9)",
      },
      {
        line: "[2026-11-21 19:06:41 +0000] [22238] [ERROR] Exception in worker process",
        time: "2026-11-21T19:06:41Z",
        level: "error",
        message: "Exception in worker process",
      },
    ],
    ignores: [
      { line: "[2026-11-21 18:55:38,636] INFO in py_sqlalchemy: up", why: "Flask" },
      { line: "[2026-11-21 19:06:32 +0000] [INFO] new db connection", why: "no pid" },
      { line: "[2026-11-21 19:06:32 +0000] [worker] [INFO] new db connection", why: "the pid is a number" },
    ],
  },
};
