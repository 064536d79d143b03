import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** winston's json format: `level` and `message`, `timestamp` only when `format.timestamp()` was asked for; errors are spread. */
export const winston: AppFormat = {
  id: "winston",
  title: "winston (JSON)",
  references: ["https://github.com/winstonjs/logform#json"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || !Object.hasOwn(data, "message") || Object.hasOwn(data, "time") || Object.hasOwn(data, "ts"))
      return null;
    const { level } = data;
    if (typeof level !== "string" || level !== level.toLowerCase() || Object.hasOwn(data, "@timestamp")) return null;
    const named = levelOfWord(level);
    return named === null ? null : jsonHead(data, data["timestamp"], named, data["message"]);
  },
  samples: {
    matches: [
      {
        line: '{"code":"25006","file":"utility.c","length":118,"level":"error","message":"cannot execute UPDATE in a read-only transaction","name":"error","routine":"PreventCommandIfReadOnly","severity":"ERROR","stack":"error: cannot execute UPDATE in a read-only transaction\\n    at a.js:1:1","timestamp":"2026-11-21T18:59:03.661Z"}',
        time: "2026-11-21T18:59:03.661Z",
        level: "error",
        message: "cannot execute UPDATE in a read-only transaction",
      },
      { line: '{"level":"info","message":"started"}', time: null, level: "info", message: "started" },
      {
        line: '{"level":"http","message":"GET /","timestamp":"2026-11-21 18:59:03"}',
        time: "2026-11-21T18:59:03Z",
        level: "info",
        message: "GET /",
      },
    ],
    ignores: [
      { line: '{"timestamp":"2026-11-21T19:06:32.660Z","level":"INFO","message":"x"}', why: "level in capitals" },
      { line: '{"level":"info","time":1795288124,"message":"x"}', why: "`time`: zerolog" },
      { line: '{"level":"info","event":"x"}', why: "no message: structlog" },
    ],
  },
};
