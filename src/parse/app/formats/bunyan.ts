import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfTens } from "../levels.ts";

/** bunyan: like pino, with an ISO `time` and the format's version `v`. */
export const bunyan: AppFormat = {
  id: "bunyan",
  title: "bunyan (JSON)",
  references: ["https://github.com/trentm/node-bunyan#core-fields"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || typeof data["v"] !== "number" || typeof data["level"] !== "number") return null;
    if (typeof data["time"] !== "string" || typeof data["name"] !== "string") return null;
    return jsonHead(data, data["time"], levelOfTens(data["level"]), data["msg"]);
  },
  samples: {
    matches: [
      {
        line: '{"name":"orders-api","hostname":"vm","pid":7905,"level":50,"err":{"message":"cannot execute UPDATE in a read-only transaction","name":"error","stack":"error: cannot execute UPDATE in a read-only transaction\\n    at a.js:1:1","code":"25006"},"msg":"query failed","time":"2026-11-21T18:59:03.661Z","v":0}',
        time: "2026-11-21T18:59:03.661Z",
        level: "error",
        message: "query failed",
      },
      {
        line: '{"name":"a","hostname":"vm","pid":1,"level":20,"msg":"tick","time":"2026-11-21T18:59:03.661Z","src":{"file":"a.js","line":1},"v":0}',
        time: "2026-11-21T18:59:03.661Z",
        level: "debug",
        message: "tick",
      },
      {
        line: '{"name":"a","hostname":"vm","pid":1,"component":"db","level":35,"msg":"custom level","time":"2026-11-21T18:59:03.661Z","v":0}',
        time: "2026-11-21T18:59:03.661Z",
        level: "info",
        message: "custom level",
      },
    ],
    ignores: [
      { line: '{"level":30,"time":1795287992660,"pid":1,"hostname":"vm","msg":"x"}', why: "no `v`: pino" },
      {
        line: '{"name":"a","level":"info","time":"2026-11-21T18:59:03.661Z","v":1,"msg":"x"}',
        why: "bunyan's levels are numbers",
      },
      { line: '{"name":"a","level":30,"v":0,"msg":"x"}', why: "no time" },
    ],
  },
};
