import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** zerolog: level in lower case, `time` (RFC 3339 or an epoch), `message`. */
export const zerolog: AppFormat = {
  id: "zerolog",
  title: "zerolog (JSON)",
  references: ["https://pkg.go.dev/github.com/rs/zerolog"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || Object.hasOwn(data, "hostname") || Object.hasOwn(data, "timestamp")) return null;
    const { level, time, message } = data;
    if (typeof time !== "string" && typeof time !== "number") return null;
    if (typeof level !== "string" || level !== level.toLowerCase() || typeof message !== "string") return null;
    const named = levelOfWord(level);
    return named === null ? null : jsonHead(data, time, named, message);
  },
  samples: {
    matches: [
      {
        line: '{"level":"error","service":"orders-api","error":"ERROR: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006)","job_id":7,"time":"2026-11-21T19:08:44Z","message":"failed to update job"}',
        time: "2026-11-21T19:08:44Z",
        level: "error",
        message: "failed to update job",
      },
      {
        line: '{"level":"info","time":1795288124,"message":"unix seconds"}',
        time: "2026-11-21T19:08:44Z",
        level: "info",
        message: "unix seconds",
      },
      {
        line: '{"level":"trace","time":1795288124618,"message":"unix ms"}',
        time: "2026-11-21T19:08:44.618Z",
        level: "debug",
        message: "unix ms",
      },
    ],
    ignores: [
      { line: '{"level":"error","msg":"x","time":"2026-11-21T19:08:44Z"}', why: "`msg`: logrus" },
      { line: '{"level":"error","message":"x","timestamp":"2026-11-21T19:08:44Z"}', why: "`timestamp`: winston" },
      { line: '{"level":"loud","time":1795288124,"message":"x"}', why: "no such level" },
    ],
  },
};
