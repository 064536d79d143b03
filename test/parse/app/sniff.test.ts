import { describe, expect, test } from "vitest";
import { sniffApplication } from "../../../src/parse/app/index.ts";

const sniff = (text: string, path = "x"): string | null =>
  sniffApplication(new TextEncoder().encode(text), path)?.why ?? null;

describe("claims", () => {
  test.each([
    ["pino", '{"level":30,"time":1795287992660,"pid":1,"hostname":"h","msg":"up"}\n'],
    [
      "cut in its only line",
      `{"level":30,"time":1795287992660,"pid":1,"hostname":"h","msg":"up","x":"${"y".repeat(500)}`,
    ],
    ["docker", '{"log":"up\\n","stream":"stdout","time":"2026-11-21T19:06:32.66Z"}\n'],
    ["python", "2026-11-21 18:48:04,560 INFO [db] up\n2026-11-21 18:48:05,560 INFO [db] up\n"],
    ["pgbouncer", "2026-11-21 18:56:24.922 UTC [1639] LOG listening on 127.0.14.20:6432\n"],
    ["haproxy", "127.0.0.1:34844 [21/Nov/2026:18:53:55.310] writer writer/w 1/0/61 658 -- 1/1/0/0/0 0/0\n"],
    [
      "an app that quotes the server",
      '2026-11-21 18:50:47 [hb] psql: error: connection to server at "a" failed: FATAL:  sorry\n',
    ],
  ])("%s", (_name, text) => {
    expect(sniff(text)).toMatch(/lines are /);
  });

  test("undated text only by its name", () => {
    expect(sniff("started\nfailed\n", "apps/a/stdout.log")).toBe("text without known times, named like a log");
    expect(sniff("started\nfailed\n", "notes.md")).toBeNull();
  });
});

describe("leaves to others", () => {
  test.each([
    [
      "stderr of RDS",
      "2026-11-21 19:35:17 UTC::@:[18996]:LOG:  server process (PID 4110) was terminated by signal 9: Killed\n",
    ],
    [
      "stderr of RDS, a session",
      "2026-11-21 19:35:13 UTC:127.0.0.1(53542):app@orders:[4096]:ERROR:  cannot execute UPDATE\n",
    ],
    ["stderr of Debian", "2026-11-21 19:35:17.123 UTC [18996] app@orders LOG:  ready\n"],
    [
      "csvlog",
      '2026-11-21 19:35:17.123 UTC,"app","orders",4096,"127.0.0.1:53542",6740,1,"UPDATE",2026-11-21 19:35:13 UTC,3/4,0,ERROR,25006,"x",,,,,,,,,""\n',
    ],
    ["jsonlog", '{"timestamp":"2026-11-21 19:35:17.123 UTC","pid":1,"error_severity":"LOG","message":"ready"}\n'],
    ["a JSON document", '{\n  "Events": [\n    {"Message": "x", "Date": "2026-11-21T19:35:17Z"}\n  ]\n}\n'],
    ["a JSON document in one line", '{"Events":[{"Message":"x","Date":"2026-11-21T19:35:17Z"}]}\n'],
    [
      "an event of EventBridge",
      '{"version":"0","id":"1","detail-type":"RDS DB Instance Event","source":"aws.rds","time":"2026-11-21T19:35:17Z","detail":{"Message":"x"}}\n',
    ],
    ["a JSON array", '[{"message":"x","time":"2026-11-21T19:35:17Z","level":"info"}]\n'],
    ["nothing", ""],
    ["blank lines", "\n \n"],
  ])("%s", (_name, text) => {
    expect(sniff(text)).toBeNull();
  });

  test("binary data", () => {
    const bytes = Uint8Array.from({ length: 2000 }, (_, n) => (n * 7919) % 256);
    expect(sniffApplication(bytes, "apps/a/app.log")).toBeNull();
  });
});
