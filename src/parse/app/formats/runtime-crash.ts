import type { AppFormat } from "../format.ts";

const header =
  /^(?:node:[\w/-]{1,100}:\d{1,6}$|panic: |fatal error: |Exception in thread "|Fatal Python error: |Uncaught (?:\w{1,60}|Error): |thread '[^']{1,200}' (?:\(\d{1,10}\) )?panicked at |# A fatal error has been detected by)/;

/** What a runtime prints on stderr, without time, when it takes the process down. It owns the lines until the next record. */
export const runtimeCrash: AppFormat = {
  id: "runtime-crash",
  title: "Crash of a runtime (Node.js, Go, Java, Python, Rust)",
  references: [
    "https://nodejs.org/api/process.html#event-uncaughtexception",
    "https://go.dev/ref/spec#Handling_panics",
  ],
  joins: "until-head",
  head: ({ text }) =>
    header.test(text) ? { stamp: null, level: "fatal", message: text, error: null, data: null } : null,
  samples: {
    matches: [
      { line: "node:events:502", time: null, level: "fatal", message: "node:events:502" },
      {
        line: "panic: pq: cannot execute UPDATE in a read-only transaction",
        time: null,
        level: "fatal",
        message: "panic: pq: cannot execute UPDATE in a read-only transaction",
      },
      {
        line: 'Exception in thread "main" java.lang.IllegalStateException: closed',
        time: null,
        level: "fatal",
        message: 'Exception in thread "main" java.lang.IllegalStateException: closed',
      },
    ],
    ignores: [
      { line: "node:events:502 is where it failed", why: "prose" },
      { line: "    at Socket.emit (node:events:524:28)", why: "a frame" },
      { line: "don't panic: it restarts", why: "not at the beginning" },
    ],
  },
};
