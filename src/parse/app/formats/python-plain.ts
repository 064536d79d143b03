import type { AppFormat } from "../format.ts";
import { pythonLevels, textHead } from "../text-head.ts";

const levelFirst = new RegExp(String.raw`^ (${pythonLevels}) {1,8}[A-Za-z_][\w.\-]{0,200}:? (.*)$`, "s");
const nameFirst = new RegExp(String.raw`^ [A-Za-z_][\w.\-]{0,200} {1,8}(${pythonLevels}):? {1,8}(.*)$`, "s");

/** Python logging without marks: `%(asctime)s %(levelname)s %(name)s %(message)s`, or the name before the level. */
export const pythonPlain: AppFormat = {
  id: "python-plain",
  title: "Python logging (time LEVEL name message)",
  references: ["https://docs.python.org/3/library/logging.html#logrecord-attributes"],
  joins: "until-head",
  head: (line) => (line.text.charAt(19) === "," ? (textHead(line, levelFirst) ?? textHead(line, nameFirst)) : null),
  samples: {
    matches: [
      {
        line: "2026-11-21 19:12:14,806 WARNING  admin-api retrying (1/3): (psycopg2.OperationalError) connection refused",
        time: "2026-11-21T19:12:14.806Z",
        level: "warning",
        message: "retrying (1/3): (psycopg2.OperationalError) connection refused",
      },
      {
        line: "2026-11-21 18:48:08,695 INFO     admin-api handled 40 requests",
        time: "2026-11-21T18:48:08.695Z",
        level: "info",
        message: "handled 40 requests",
      },
      {
        line: "2026-11-21 18:48:08,695 django.request ERROR Internal Server Error: /",
        time: "2026-11-21T18:48:08.695Z",
        level: "error",
        message: "Internal Server Error: /",
      },
    ],
    ignores: [
      {
        line: "2026-11-21T19:06:32.660Z INFO new db connection",
        why: "no comma: the word behind the level is no logger",
      },
      { line: "2026-11-21 18:48:04,560 INFO [db] processed", why: "name in brackets" },
      { line: "2026-11-21 18:48:04,560 - db - INFO - processed", why: "dashes" },
    ],
  },
};
