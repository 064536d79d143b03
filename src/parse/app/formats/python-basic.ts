import type { AppFormat } from "../format.ts";
import { levelOfWord } from "../levels.ts";
import { pythonLevels } from "../text-head.ts";

const header = new RegExp(String.raw`^(${pythonLevels}):([A-Za-z_][\w.\-]{0,200}):(.*)$`, "s");

/** Python's logging.basicConfig() without arguments: `LEVEL:name:message`, no time. */
export const pythonBasic: AppFormat = {
  id: "python-basic",
  title: "Python logging (LEVEL:name:message, no time)",
  references: ["https://docs.python.org/3/library/logging.html#logging.basicConfig"],
  joins: "until-head",
  head: ({ text }) => {
    const found = header.exec(text);
    if (found === null) return null;
    return { stamp: null, level: levelOfWord(found[1]) ?? "none", message: found[3] ?? "", error: null, data: null };
  },
  samples: {
    matches: [
      {
        line: "INFO:importer.db:processed 40 jobs (worker=1)",
        time: null,
        level: "info",
        message: "processed 40 jobs (worker=1)",
      },
      {
        line: "WARNING:importer.db:attempt 1 failed: OperationalError: server closed the connection unexpectedly",
        time: null,
        level: "warning",
        message: "attempt 1 failed: OperationalError: server closed the connection unexpectedly",
      },
      { line: "CRITICAL:root:", time: null, level: "fatal", message: "" },
    ],
    ignores: [
      {
        line: "ERROR:  cannot execute UPDATE in a read-only transaction",
        why: "a server's message: blanks behind the colon, no name",
      },
      { line: "Error:importer.db:failed", why: "levels are in capitals" },
      { line: "NOTICE:importer.db:failed", why: "not a level of Python" },
    ],
  },
};
