import type { AppFormat } from "../format.ts";
import { pythonLevels, textHead } from "../text-head.ts";

const rest = new RegExp(String.raw`^\] (${pythonLevels}) in [\w.\-]{1,200}: (.*)$`, "s");

/** Flask's default handler: `[time] LEVEL in module: message`. */
export const flask: AppFormat = {
  id: "flask",
  title: "Flask ([time] LEVEL in module: message)",
  references: ["https://flask.palletsprojects.com/en/stable/logging/"],
  joins: "until-head",
  head: (line) => (line.text.startsWith("[") ? textHead(line, rest) : null),
  samples: {
    matches: [
      {
        line: "[2026-11-21 18:55:38,636] INFO in py_sqlalchemy: admin-api up, pool_size=3",
        time: "2026-11-21T18:55:38.636Z",
        level: "info",
        message: "admin-api up, pool_size=3",
      },
      {
        line: "[2026-11-21 18:55:51,686] WARNING in py_sqlalchemy: retrying (1/3): (psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction",
        time: "2026-11-21T18:55:51.686Z",
        level: "warning",
        message:
          "retrying (1/3): (psycopg2.errors.ReadOnlySqlTransaction) cannot execute UPDATE in a read-only transaction",
      },
      {
        line: "[2026-11-21 18:55:54,811] ERROR in app: Exception on / [GET]",
        time: "2026-11-21T18:55:54.811Z",
        level: "error",
        message: "Exception on / [GET]",
      },
    ],
    ignores: [
      { line: "[2026-11-21 19:06:32 +0000] [22238] [INFO] new db connection", why: "gunicorn" },
      { line: "[2026-11-21 18:55:38,636: ERROR/MainProcess] failed", why: "celery" },
      { line: "2026-11-21 18:55:38,636 INFO in py: up", why: "no brackets" },
    ],
  },
};
