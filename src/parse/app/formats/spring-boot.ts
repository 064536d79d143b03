import type { AppFormat } from "../format.ts";
import { textHead } from "../text-head.ts";

// Spring Boot 3 adds the application's name in brackets, 3.1 and later may add a correlation id behind the thread.
const rest =
  /^ {1,4}(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) (?:\d{1,10} )?--- (?:\[[^\]]{0,200}\] ){1,4}\S{1,200} {0,60}: (.*)$/s;

/** Spring Boot's default console pattern: `time LEVEL pid --- [app] [thread] logger : message`. */
export const springBoot: AppFormat = {
  id: "spring-boot",
  title: "Spring Boot (time LEVEL pid --- [thread] logger : message)",
  references: ["https://docs.spring.io/spring-boot/reference/features/logging.html#features.logging.log-format"],
  joins: "until-head",
  head: (line) => textHead(line, rest),
  samples: {
    matches: [
      {
        line: "2026-11-21T19:06:32.660Z  INFO 22238 --- [orders-api] [           main] com.acme.orders.Jobs                     : new db connection",
        time: "2026-11-21T19:06:32.660Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: "2026-11-21 13:15:13.321 DEBUG 97145 --- [nio-8080-exec-1] o.s.web.servlet.DispatcherServlet        : Completed 500 : x",
        time: "2026-11-21T13:15:13.321Z",
        level: "debug",
        message: "Completed 500 : x",
      },
      {
        line: "2026-11-21T19:06:41.957+01:00 ERROR 1 --- [main] c.a.Jobs : failed",
        time: "2026-11-21T18:06:41.957Z",
        level: "error",
        message: "failed",
      },
    ],
    ignores: [
      { line: "2026-11-21 18:53:46.729 [main] INFO  com.example.Worker - started", why: "logback's own pattern" },
      { line: "2026-11-21T19:06:32.660Z  INFO 22238 [main] c.a.Jobs : job updated", why: "no dashes" },
      { line: "2026-11-21T19:06:32.660Z INFO new --- db connection", why: "no thread" },
    ],
  },
};
