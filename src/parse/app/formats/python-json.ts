import type { AppFormat } from "../format.ts";
import { firstOf } from "../json.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** python-json-logger and formatters of its kind: Python's level names in capitals, a logger's name, `message`, `exc_info`. */
export const pythonJson: AppFormat = {
  id: "python-json",
  title: "Python logging (JSON)",
  references: ["https://nhairs.github.io/python-json-logger/latest/quickstart/"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["message"] !== "string") return null;
    const name = firstOf(data, ["logger", "name"]);
    const word = firstOf(data, ["level", "levelname"]);
    if (typeof name !== "string" || typeof word !== "string" || !/^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)$/.test(word))
      return null;
    const time = firstOf(data, ["timestamp", "asctime", "time", "created"]);
    return time === undefined ? null : jsonHead(data, time, levelOfWord(word) ?? "none", data["message"]);
  },
  samples: {
    matches: [
      {
        line: '{"timestamp": "2026-11-21T18:48:04.576Z", "level": "INFO", "logger": "queue_worker.db", "message": "processed 40 jobs (worker=2)"}',
        time: "2026-11-21T18:48:04.576Z",
        level: "info",
        message: "processed 40 jobs (worker=2)",
      },
      {
        line: '{"asctime": "2026-11-21 18:48:04,576", "levelname": "ERROR", "name": "db", "message": "job failed", "exc_info": "Traceback (most recent call last):\\nValueError: x"}',
        time: "2026-11-21T18:48:04.576Z",
        level: "error",
        message: "job failed",
      },
      {
        line: '{"created": 1795286884.5760002, "levelname": "CRITICAL", "name": "db", "message": "gone"}',
        time: "2026-11-21T18:48:04.576000Z",
        level: "fatal",
        message: "gone",
      },
    ],
    ignores: [
      {
        line: '{"timestamp":"2026-11-21T19:06:32.660Z","level":"INFO","requestId":"8c1f","message":"x"}',
        why: "no logger: Lambda",
      },
      {
        line: '{"timestamp":"2026-11-21T19:06:32.660Z","level":"WARN","logger":"a","message":"x"}',
        why: "Python says WARNING",
      },
      { line: '{"level":"INFO","logger":"a","message":"x"}', why: "no time" },
    ],
  },
};
