import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** structlog's JSONRenderer: the message in `event`, `level` in lower case, `timestamp` as ISO or epoch, `exception`. */
export const structlog: AppFormat = {
  id: "structlog",
  title: "structlog (JSON)",
  references: ["https://www.structlog.org/en/stable/api.html#structlog.processors.JSONRenderer"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["event"] !== "string" || Object.hasOwn(data, "message")) return null;
    const level = levelOfWord(data["level"] ?? data["log_level"]);
    return level === null ? null : jsonHead(data, data["timestamp"], level, data["event"]);
  },
  samples: {
    matches: [
      {
        line: '{"driver": "psycopg2", "event": "query_failed", "level": "error", "timestamp": "2026-11-21T19:00:39.319322Z", "exception": "Traceback (most recent call last):\\n  File \\"run.py\\", line 14, in log\\npsycopg2.errors.ReadOnlySqlTransaction: cannot execute UPDATE in a read-only transaction"}',
        time: "2026-11-21T19:00:39.319322Z",
        level: "error",
        message: "query_failed",
      },
      {
        line: '{"event": "started", "level": "info", "timestamp": 1795287639.25}',
        time: "2026-11-21T19:00:39.250Z",
        level: "info",
        message: "started",
      },
      {
        line: '{"event": "no time", "level": "warning", "logger": "db"}',
        time: null,
        level: "warning",
        message: "no time",
      },
    ],
    ignores: [
      { line: '{"event": "login", "user": 7}', why: "no level: some other JSON" },
      { line: '{"event": {"id": 1}, "level": "info"}', why: "event is no text" },
      { line: '{"level":"info","message":"x","timestamp":"2026-11-21T18:59:03.661Z"}', why: "`message`: winston" },
    ],
  },
};
