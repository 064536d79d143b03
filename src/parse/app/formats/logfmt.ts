import type { AppFormat } from "../format.ts";
import { firstOf } from "../json.ts";
import type { JsonObject } from "../json.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

const pair = /([A-Za-z_@][\w.@-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/y;

/** key=value pairs from the beginning of the line on; what follows the last pair is dropped. Null when there are none. */
function pairs(text: string): JsonObject | null {
  const data: Record<string, string> = {};
  pair.lastIndex = 0;
  let count = 0;
  for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
    const [, key = "", quoted, bare = ""] = found;
    data[key] ??= quoted === undefined ? bare : unquote(quoted);
    if (++count >= 200) break;
  }
  return count < 2 ? null : data;
}

function unquote(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.)/g, (_all, c: string) => (c === "n" ? "\n" : c === "t" ? "\t" : c === "r" ? "\r" : c));
}

/** logfmt, as logrus' TextFormatter, Go's slog TextHandler and others write it: a level, and a message or a time. */
export const logfmt: AppFormat = {
  id: "logfmt",
  title: "logfmt (logrus, slog and others)",
  references: ["https://brandur.org/logfmt", "https://pkg.go.dev/log/slog#TextHandler"],
  joins: "nothing",
  head: (line) => {
    const c = line.text.charCodeAt(0) | 32;
    const data = c >= 97 && c <= 122 && line.text.includes("=") ? pairs(line.text) : null;
    if (data === null) return null;
    const word = firstOf(data, ["level", "lvl", "severity"]);
    const level = levelOfWord(typeof word === "string" ? word.replace(/[+-]\d{1,3}$/, "") : word);
    const message = firstOf(data, ["msg", "message"]);
    const time = firstOf(data, ["time", "ts", "t", "timestamp"]);
    if (level === null || (message === undefined && time === undefined)) return null;
    return jsonHead(data, time, level, message);
  },
  samples: {
    matches: [
      {
        line: 'time="2026-11-21T19:08:44Z" level=error msg="failed to update job" error="ERROR: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006)" job_id=7',
        time: "2026-11-21T19:08:44Z",
        level: "error",
        message: "failed to update job",
      },
      {
        line: 'time=2026-11-21T19:06:41.957Z level=ERROR msg="idle client error" err="terminating connection due to administrator command"',
        time: "2026-11-21T19:06:41.957Z",
        level: "error",
        message: "idle client error",
      },
      {
        line: 'level=warn ts=2026-11-21T19:06:41.957Z caller=a.go:7 msg="said \\"no\\""',
        time: "2026-11-21T19:06:41.957Z",
        level: "warning",
        message: 'said "no"',
      },
    ],
    ignores: [
      { line: "method=GET path=/ status=200 duration=79.0", why: "lograge: neither level nor message" },
      { line: "host=127.0.0.1 user=app database=orders", why: "a connection string" },
      { line: "at=error level=loud msg=x", why: "no such level" },
    ],
  },
};
