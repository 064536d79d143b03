import type { ClientSignature } from "../../model/index.ts";

const banner = new RegExp(
  [
    String.raw`^(?:service|server|application|app|worker|process) (?:is )?(?:starting|started|up)(?:$|[ .,:!{\n])`,
    String.raw`^[Ss]tarting (?:server|service|application|app|worker)(?:$|[ .,:!\n])`,
    String.raw`^[Ss]tarting [\w.@/-]{1,80} (?:with \d+ workers|using Java|v\d|\d+\.\d+|on port|on :\d|\(pid)`,
    String.raw`^Started [A-Z][\w.]{0,80} in [\d.]+ seconds`,
    String.raw`^(?:[\w.-]{1,80} ){0,2}[\w.-]{1,80} up, pool_size=\d`,
    String.raw`^(?:Server |Service |App |Application |Web server )?(?:is )?(?:[Ll]istening|[Rr]unning) (?:on|at) \S`,
    String.raw`^(?:Now listening on: |Application started\. Press|Nest application successfully started|Application startup complete|Uvicorn running on|Started server process \[|Tomcat started on port|Booting worker with pid|Puma starting in|\* Listening on )`,
    String.raw`^HikariPool-\d+ - Starting\.\.\.`,
    String.raw`^celery@\S{1,120} ready\.`,
  ].join("|"),
);

/** A process of the application begins: its sessions are new. */
export const clientStarted: ClientSignature = {
  id: "client-started",
  scope: "client",
  title: "Application started",
  means: "A process of this application started, so its connections are no older; not why it started.",
  references: [
    "https://docs.spring.io/spring-boot/reference/features/spring-application.html",
    "https://github.com/brettwooldridge/HikariCP",
    "https://docs.gunicorn.org/en/stable/",
  ],
  literals: ["tart", " up", "istening on", "istening at", "unning on", "unning at", "Booting worker", "celery@"],
  match: (text) => banner.test(text),
  examples: {
    matches: [
      { text: "service starting", from: "pino" },
      { text: "service starting {\n", from: "console.log" },
      {
        text: "starting cart with 4 workers, dsn host=events-prod.cluster-cdc.us-east-1.rds.amazonaws.com",
        from: "Python logging",
      },
      {
        text: "Starting sync-engine with 4 workers against orders-prod.cluster-c.us-east-1.rds.amazonaws.com",
        from: "logback",
      },
      { text: "admin-api up, pool_size=5", from: "Python logging" },
      { text: "Starting OrdersApplication using Java 21.0.4 with PID 1", from: "Spring Boot" },
      { text: "Started OrdersApplication in 3.204 seconds (process running for 3.9)", from: "Spring Boot" },
      { text: "HikariPool-1 - Starting...", from: "HikariCP" },
      { text: "Server listening at http://0.0.0.0:3000", from: "fastify" },
      { text: "listening on :8080", from: "Go" },
      { text: "Starting gunicorn 22.0.0", from: "gunicorn" },
      { text: "Booting worker with pid: 7", from: "gunicorn" },
      { text: "Nest application successfully started", from: "NestJS" },
      { text: "Now listening on: http://[::]:8080", from: "ASP.NET Core" },
      { text: "celery@worker-1 ready.", from: "Celery" },
    ],
    ignores: [
      { text: "starting batch 17", why: "a job, not the process" },
      { text: "Started 3 jobs in 2.1 seconds", why: "jobs, not the process" },
      { text: "HikariPool-1 - Start completed.", why: "one start, counted once" },
      { text: "pod is up", why: 'lacks "pool_size"' },
      { text: "still listening on channel orders", why: "no banner: it begins with other words" },
      { text: "indexed note: service starting", why: "a note about it" },
      { text: "error: the database system is starting up", why: "the database, not the application" },
    ],
  },
};
