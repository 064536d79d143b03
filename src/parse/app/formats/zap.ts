import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** zap's production encoder: `ts` in epoch seconds with a fraction (or ISO), `level`, `msg`. */
export const zap: AppFormat = {
  id: "zap",
  title: "zap (JSON)",
  references: ["https://pkg.go.dev/go.uber.org/zap#NewProductionEncoderConfig"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["msg"] !== "string") return null;
    const level = levelOfWord(data["level"]);
    const ts = data["ts"];
    if (level === null || (typeof ts !== "number" && typeof ts !== "string")) return null;
    return jsonHead(data, ts, level, data["msg"]);
  },
  samples: {
    matches: [
      {
        line: '{"level":"error","ts":1795288124.6184459,"caller":"a/main.go:9","msg":"failed to update job","error":"ERROR: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006)","job_id":7,"stacktrace":"main.main\\n\\t/a/main.go:9"}',
        time: "2026-11-21T19:08:44.618446Z",
        level: "error",
        message: "failed to update job",
      },
      {
        line: '{"level":"INFO","ts":"2026-11-21T19:08:44.618+0100","logger":"db","msg":"connected"}',
        time: "2026-11-21T18:08:44.618Z",
        level: "info",
        message: "connected",
      },
      {
        line: '{"level":"dpanic","ts":1795288124,"msg":"must not be"}',
        time: "2026-11-21T19:08:44Z",
        level: "fatal",
        message: "must not be",
      },
    ],
    ignores: [
      { line: '{"level":"error","time":"2026-11-21T19:08:44Z","msg":"x"}', why: "`time`: logrus" },
      { line: '{"level":50,"ts":1795288124.6,"msg":"x"}', why: "zap names its levels" },
      { line: '{"level":"error","ts":1795288124.6,"event":"x"}', why: "no msg" },
    ],
  },
};
