import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** logrus' JSONFormatter: level in lower case, `time` in whole seconds, `msg`. */
export const logrusJson: AppFormat = {
  id: "logrus-json",
  title: "logrus (JSON)",
  references: ["https://pkg.go.dev/github.com/sirupsen/logrus#JSONFormatter"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["time"] !== "string" || typeof data["msg"] !== "string") return null;
    const { level } = data;
    if (typeof level !== "string" || level !== level.toLowerCase() || Object.hasOwn(data, "hostname")) return null;
    const named = levelOfWord(level);
    return named === null ? null : jsonHead(data, data["time"], named, data["msg"]);
  },
  samples: {
    matches: [
      {
        line: '{"error":"ERROR: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006)","job_id":7,"level":"error","msg":"failed to update job","time":"2026-11-21T19:08:44Z"}',
        time: "2026-11-21T19:08:44Z",
        level: "error",
        message: "failed to update job",
      },
      {
        line: '{"level":"warning","msg":"slow","time":"2026-11-21T20:08:44+01:00"}',
        time: "2026-11-21T19:08:44Z",
        level: "warning",
        message: "slow",
      },
      {
        line: '{"level":"panic","msg":"gone","time":"2026-11-21T19:08:44Z"}',
        time: "2026-11-21T19:08:44Z",
        level: "panic",
        message: "gone",
      },
    ],
    ignores: [
      { line: '{"time":"2026-11-21T19:06:32.66Z","level":"INFO","msg":"x"}', why: "level in capitals: slog" },
      { line: '{"level":"error","time":"2026-11-21T19:08:44Z","message":"x"}', why: "`message`: zerolog" },
      { line: '{"level":"error","msg":"x"}', why: "no time" },
    ],
  },
};
