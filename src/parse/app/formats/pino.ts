import type { AppFormat } from "../format.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfTens, levelOfWord } from "../levels.ts";

/** pino: `level` in tens and `time` in epoch milliseconds, or a level's name and an ISO time with `pid` and `hostname`. */
export const pino: AppFormat = {
  id: "pino",
  title: "pino (JSON)",
  references: ["https://github.com/pinojs/pino/blob/main/docs/api.md"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || Object.hasOwn(data, "v")) return null;
    const { level, time, pid, hostname } = data;
    const numbered = typeof level === "number" && level >= 10 && level <= 60;
    const epoch = typeof time === "number" && time >= 1e11;
    const based = typeof pid === "number" && typeof hostname === "string";
    if (numbered ? !(epoch || (based && typeof time === "string")) : !(based && time !== undefined)) return null;
    const named = levelOfWord(level);
    if (!numbered && named === null) return null;
    return jsonHead(data, time, named ?? levelOfTens(Number(level)), data["msg"] ?? data["message"]);
  },
  samples: {
    matches: [
      {
        line: '{"level":30,"time":1795287992660,"pid":22238,"hostname":"orders-api-7c9d8b6f4-x2lkq","name":"orders-api","dbPid":22253,"localPort":55724,"msg":"new db connection"}',
        time: "2026-11-21T19:06:32.660Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: '{"level":"warn","time":"2026-11-21T18:56:41.458Z","pid":1466,"hostname":"orders-api","err":{"type":"Error","message":"connect ECONNREFUSED 127.0.13.1:5432","stack":"Error: connect ECONNREFUSED 127.0.13.1:5432\\n    at a.js:1:1","code":"ECONNREFUSED"},"msg":"query failed, retrying"}',
        time: "2026-11-21T18:56:41.458Z",
        level: "warning",
        message: "query failed, retrying",
      },
      {
        line: '{"level":60,"time":1795287992660,"msg":"no base"}',
        time: "2026-11-21T19:06:32.660Z",
        level: "fatal",
        message: "no base",
      },
    ],
    ignores: [
      {
        line: '{"level":30,"time":"2026-11-21T18:59:03.661Z","pid":1,"hostname":"vm","msg":"x","v":0}',
        why: "`v` is bunyan's",
      },
      { line: '{"level":"info","time":"2026-11-21T19:08:44Z","msg":"x"}', why: "no pid and hostname: logrus" },
      { line: '{"level":3,"time":1795287992660,"message":"x"}', why: "3 is no level of pino" },
    ],
  },
};
