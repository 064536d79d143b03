import type { AppFormat } from "../format.ts";
import { firstOf } from "../json.ts";
import { jsonHead } from "../json-head.ts";
import { levelOfWord } from "../levels.ts";

/** Fields in which loggers put the time. */
export const timeKeys = [
  "time",
  "timestamp",
  "@timestamp",
  "ts",
  "t",
  "@t",
  "_ts",
  "datetime",
  "date",
  "asctime",
  "eventTime",
  "instant",
  "timeMillis",
];
/** Fields in which they put the level. */
export const levelKeys = [
  "level",
  "levelname",
  "severity",
  "log.level",
  "lvl",
  "loglevel",
  "log_level",
  "level_name",
  "logLevel",
  "LogLevel",
  "@l",
];
const messageKeys = [
  "message",
  "msg",
  "@m",
  "@mt",
  "event",
  "text",
  "body",
  "short_message",
  "fields.message",
  "Message",
];

/**
 * Any other JSON line with a message, or with a time and a level, under the names loggers use. A level that is a number
 * means nothing without its logger and is not read.
 */
export const genericJson: AppFormat = {
  id: "generic-json",
  title: "JSON lines",
  references: ["https://github.com/brocode/fblog", "https://www.elastic.co/guide/en/ecs/current/ecs-log.html"],
  joins: "nothing",
  head: (line) => {
    const data = line.json();
    if (data === null || Object.hasOwn(data, "error_severity")) return null; // jsonlog of PostgreSQL
    const message = firstOf(data, messageKeys);
    const time = firstOf(data, timeKeys);
    const word = firstOf(data, levelKeys);
    if (typeof message !== "string" && (time === undefined || word === undefined)) return null;
    const level = levelOfWord(word);
    if (time === undefined && level === null) return null;
    return jsonHead(data, time, level ?? "none", typeof message === "string" ? message : undefined);
  },
  samples: {
    matches: [
      {
        line: '{"timestamp":"2026-11-21T19:06:32.660Z","level":"INFO","requestId":"8c1f3a52","message":"new db connection"}',
        time: "2026-11-21T19:06:32.660Z",
        level: "info",
        message: "new db connection",
      },
      {
        line: '{"@timestamp":"2026-11-21T19:06:41.957Z","log.level":"error","message":"failed","ecs.version":"8.11","error.message":"connection refused"}',
        time: "2026-11-21T19:06:41.957Z",
        level: "error",
        message: "failed",
      },
      {
        line: '{"instant":{"epochSecond":1795288001,"nanoOfSecond":957000000},"level":"WARN","message":"slow","thread":"main"}',
        time: "2026-11-21T19:06:41.957000Z",
        level: "warning",
        message: "slow",
      },
    ],
    ignores: [
      {
        line: '{"timestamp":"2026-11-21 19:06:41.957 UTC","error_severity":"LOG","message":"ready"}',
        why: "PostgreSQL's own jsonlog",
      },
      { line: '{"preview":false,"offset":0,"result":{"_raw":"x"}}', why: "an export: nothing in it is a message" },
      { line: '{"message":"x"}', why: "neither time nor level" },
    ],
  },
};
