import type { AppFormat } from "../format.ts";
import { textHead } from "../text-head.ts";

const rest = /^ \[[^\]]{1,200}\] (TRACE|DEBUG|INFO|WARN|ERROR|FATAL) {1,4}[\w.$\-/[\]]{1,200} {0,40}(?:-|:) (.*)$/s;

/** logback and log4j2 pattern `%d [%thread] %-5level %logger - %msg`; slf4j-simple with dates writes the same. */
export const logback: AppFormat = {
  id: "logback",
  title: "logback / log4j2 (time [thread] LEVEL logger - message)",
  references: [
    "https://logback.qos.ch/manual/layouts.html",
    "https://logging.apache.org/log4j/2.x/manual/pattern-layout.html",
  ],
  joins: "until-head",
  head: (line) => textHead(line, rest),
  samples: {
    matches: [
      {
        line: "2026-11-21 18:53:46.729 [main] INFO  com.example.events.BatchWorker - Starting sync-engine with 3 workers",
        time: "2026-11-21T18:53:46.729Z",
        level: "info",
        message: "Starting sync-engine with 3 workers",
      },
      {
        line: "2026-11-21 19:09:08,113 [main] ERROR com.acme.orders.JobRepository - Failed to update job",
        time: "2026-11-21T19:09:08.113Z",
        level: "error",
        message: "Failed to update job",
      },
      {
        line: "2026-11-21T18:55:51.594+01:00 [worker-0] WARN  c.z.h.pool.ProxyConnection - broken",
        time: "2026-11-21T17:55:51.594Z",
        level: "warning",
        message: "broken",
      },
    ],
    ignores: [
      { line: "2026-11-21T19:06:32.660Z  INFO 22238 --- [main] c.a.Jobs : job updated", why: "Spring Boot" },
      { line: "2026-11-21 18:53:46.729 [main] com.example.Worker - started", why: "no level" },
      { line: "18:53:46.729 [main] INFO  com.example.Worker - started", why: "no date" },
    ],
  },
};
