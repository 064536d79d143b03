import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

// DEBUG, INFO, WARN, ERROR, and steps between them as INFO+2.
const levelPattern = /^(DEBUG|INFO|WARN|ERROR)(?:[+-]\d{1,3})?$/;

/** Go's log/slog JSONHandler: level in capitals, `time` in nanoseconds, `msg`. */
export const slogJson: AppFormat = {
  id: "slog-json",
  title: "Go log/slog (JSON)",
  references: ["https://pkg.go.dev/log/slog#JSONHandler"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["time"] !== "string" || typeof data["msg"] !== "string") return null;
    const { level } = data;
    const word = typeof level === "string" ? levelPattern.exec(level)?.[1] : undefined;
    const named = levelOfWord(word);
    return named === null ? null : jsonHead(data, data["time"], named, data["msg"]);
  },
  samples: {
    matches: [
      {
        line: '{"time":"2026-11-21T19:06:32.660000000Z","level":"INFO","msg":"new db connection"}',
        time: "2026-11-21T19:06:32.660000Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: '{"time":"2026-11-21T19:06:41.957Z","level":"ERROR","source":{"function":"main.f","file":"a.go","line":3},"msg":"idle client error","err":"terminating connection due to administrator command"}',
        time: "2026-11-21T19:06:41.957Z",
        level: "error",
        message: "idle client error",
      },
      {
        line: '{"time":"2026-11-21T19:06:41.957Z","level":"WARN+2","msg":"slow"}',
        time: "2026-11-21T19:06:41.957Z",
        level: "warning",
        message: "slow",
      },
    ],
    ignores: [
      { line: '{"level":"error","msg":"x","time":"2026-11-21T19:08:44Z"}', why: "level in lower case: logrus" },
      { line: '{"time":"2026-11-21T19:06:41.957Z","level":"INFO","message":"x"}', why: "`message`: not slog" },
      { line: '{"time":"2026-11-21T19:06:41.957Z","level":"INFORM","msg":"x"}', why: "not a level of slog" },
    ],
  },
};
