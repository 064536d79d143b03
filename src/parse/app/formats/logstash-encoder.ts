import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** logstash-logback-encoder: `@timestamp` with an offset, `@version`, `level`, `logger_name`, `stack_trace`. */
export const logstashEncoder: AppFormat = {
  id: "logstash-encoder",
  title: "logstash-logback-encoder (JSON)",
  references: ["https://github.com/logfellow/logstash-logback-encoder#standard-fields"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || !Object.hasOwn(data, "@timestamp") || typeof data["message"] !== "string") return null;
    const level = levelOfWord(data["level"]);
    if (level === null || !(Object.hasOwn(data, "@version") || Object.hasOwn(data, "level_value"))) return null;
    return jsonHead(data, data["@timestamp"], level, data["message"]);
  },
  samples: {
    matches: [
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957+01:00","@version":"1","message":"Failed to update job","logger_name":"com.acme.Jobs","thread_name":"main","level":"ERROR","level_value":40000,"stack_trace":"org.postgresql.util.PSQLException: ERROR: cannot execute UPDATE in a read-only transaction\\n\\tat a.B.c(B.java:1)"}',
        time: "2026-11-21T18:06:41.957Z",
        level: "error",
        message: "Failed to update job",
      },
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957123456Z","@version":"1","message":"up","level":"INFO","level_value":20000}',
        time: "2026-11-21T19:06:41.957123Z",
        level: "info",
        message: "up",
      },
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957Z","message":"slow","level":"WARN","level_value":30000,"HOSTNAME":"a"}',
        time: "2026-11-21T19:06:41.957Z",
        level: "warning",
        message: "slow",
      },
    ],
    ignores: [
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957Z","level":"INFO","message":"x"}',
        why: "neither @version nor level_value",
      },
      {
        line: '{"timestamp":"2026-11-21T19:06:41.957Z","@version":"1","level":"INFO","message":"x"}',
        why: "no @timestamp",
      },
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957Z","@version":"1","level":30,"message":"x"}',
        why: "the level is a word",
      },
    ],
  },
};
