// What is passed over leaves behind what reading it would have left: the plain way is the oracle.
import * as fc from "fast-check";
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "vitest";
import type { HistogramSink, RecordSink } from "../../../src/model/index.ts";
import { scanAppLog } from "../../../src/parse/app/index.ts";
import type { AppScanPorts } from "../../../src/parse/app/index.ts";
import { clientMatcher } from "../../../src/signatures/index.ts";
import { sourceFile } from "./support.ts";

interface Told {
  /** Everything a scan tells. */
  readonly all: string;
  /** Records the matcher was asked about. */
  readonly asked: number;
}

function told(bytes: Uint8Array, options: Pick<AppScanPorts, "scanner" | "blockBytes"> & { zone?: string }): Told {
  const rows: unknown[] = [];
  const seconds = new Map<string, number>();
  let asked = 0;
  const open = (key: string | null): RecordSink & HistogramSink => ({
    add: (...columns) => rows.push([key, ...columns]) - 1,
    extend: () => undefined,
    intern: () => 0,
    count: (second, level, n) => {
      const at = `${key} ${second} ${level}`;
      seconds.set(at, (seconds.get(at) ?? 0) + n);
    },
  });
  const { needles } = clientMatcher;
  const matcher = {
    match: (text: string, sqlstate: string | null): number => {
      asked++;
      return clientMatcher.match(text, sqlstate);
    },
    ...(needles === undefined ? {} : { needles }),
  };
  const { zone = "UTC", ...rest } = options;
  const scan = scanAppLog(sourceFile(bytes), { open, matcher, keep: "notable", zone, ...rest });
  const all = JSON.stringify(
    [rows, [...seconds.entries()].map(([at, n]) => `${at} ${n}`).sort(), scan],
    (_key, value: unknown) => (typeof value === "number" && Number.isNaN(value) ? "none" : value),
  );
  return { all, asked };
}

function expectSame(text: string | Uint8Array, blockBytes: number, zone = "UTC"): { plain: number; fast: number } {
  const bytes = typeof text === "string" ? Buffer.from(text, "latin1") : text;
  const plain = told(bytes, { scanner: "plain", zone });
  const fast = told(bytes, { scanner: "fast", blockBytes, zone });
  if (fast.all !== plain.all) expect(JSON.parse(fast.all)).toEqual(JSON.parse(plain.all));
  return { plain: plain.asked, fast: fast.asked };
}

type Level = "debug" | "info" | "warn" | "error";
/** Writes a line of a logger; `more` is JSON of further fields with a comma before each. */
type Logger = (ms: number, level: Level, message: string, more: string) => string;

const tens = { debug: 20, info: 30, warn: 40, error: 50 };
const iso = (ms: number): string => new Date(ms).toISOString();
const upper = (level: Level): string => (level === "warn" ? "WARNING" : level.toUpperCase());
const loggers: Readonly<Record<string, Logger>> = {
  pino: (ms, level, msg, more) => `{"level":${tens[level]},"time":${ms},"pid":7,"hostname":"a"${more},"msg":"${msg}"}`,
  bunyan: (ms, level, msg, more) =>
    `{"name":"a","hostname":"b","pid":1,"level":${tens[level]}${more},"msg":"${msg}","time":"${iso(ms)}","v":0}`,
  zap: (ms, level, msg, more) => `{"level":"${level}","ts":${ms / 1000},"caller":"a.go:9","msg":"${msg}"${more}}`,
  zerolog: (ms, level, msg, more) => `{"level":"${level}"${more},"time":"${iso(ms).slice(0, 19)}Z","message":"${msg}"}`,
  "zerolog in seconds": (ms, level, msg, more) =>
    `{"level":"${level}"${more},"time":${Math.floor(ms / 1000)},"message":"${msg}"}`,
  winston: (ms, level, msg, more) => `{"level":"${level}","message":"${msg}"${more},"timestamp":"${iso(ms)}"}`,
  structlog: (ms, level, msg, more) =>
    `{"event": "${msg}"${more}, "level": "${level}", "timestamp": "${iso(ms).slice(0, 23)}123Z"}`,
  "python-json": (ms, level, msg, more) =>
    `{"asctime": "${iso(ms).replace("T", " ").replace(".", ",").slice(0, 23)}", "levelname": "${upper(level)}", "name": "db"${more}, "message": "${msg}"}`,
  logstash: (ms, level, msg, more) =>
    `{"@timestamp":"${iso(ms).slice(0, 23)}+01:00","@version":"1","message":"${msg}","logger_name":"c.A"${more},"level":"${level.toUpperCase()}","level_value":${tens[level]}000}`,
  slog: (ms, level, msg, more) =>
    `{"time":"${iso(ms).slice(0, 23)}456789-05:00","level":"${level.toUpperCase()}","msg":"${msg}"${more}}`,
  logrus: (ms, level, msg, more) => `{"level":"${level}","msg":"${msg}"${more},"time":"${iso(ms).slice(0, 19)}+02:00"}`,
  ecs: (ms, level, msg, more) =>
    `{"@timestamp":"${iso(ms)}","log.level":"${level}","message":"${msg}","ecs.version":"8.11"${more}}`,
};

type Wrapper = (line: string, ms: number, n: number) => string;
const wrappers: Readonly<Record<string, Wrapper>> = {
  none: (line) => line,
  cri: (line, ms, n) =>
    `${iso(ms).slice(0, 23)}000000Z ${n % 9 === 4 ? "stderr" : "stdout"} ${n % 31 === 3 ? "P" : "F"} ${line}`,
  prefix: (line, _ms, n) => `[pod/p-${n % 3}/app] ${line}`,
  timestamps: (line, ms) => `${iso(ms).slice(0, 23)}123456Z ${line}`,
  both: (line, ms, n) => `[pod/p-${n % 2}/app] ${iso(ms).slice(0, 23)}123456Z ${line}`,
  docker: (line, ms) => JSON.stringify({ log: `${line}\n`, stream: "stdout", time: iso(ms) }),
};

const start = Date.UTC(2026, 10, 21, 19, 6, 40);
const quiet = ["request completed", "job 7 done", "gr\u00fc\u00dfe", 'a \\"b\\" \\n c', "", "caf\\u00e9"];
const loud = [
  "service starting",
  "cache updated",
  "retried after 3 tries",
  "could not \\u0063onnect",
  "i\\/o timeout",
  "SQLSTATE 25006",
  "restarting \\u0061fter",
  "\\u0020after ",
  "terminating connection due to administrator command",
  "gr\u00fc\u00dfe after",
];
const extra = [
  "",
  ',"reqId":"r-1"',
  ',"req":{"url":"/a","headers":{"a":[1,2,{"b":null}]}},"ms":12.5e-1',
  ',"list":[],"object":{},"flag":true,"nothing":null',
  ',"code":200',
  ',"code":"25006"',
  ',"err":{"message":"connect ECONNREFUSED"}',
  ',"error":null',
  ', "spaced" : "x" ',
  ',"level":50',
  ',"msg":"again"',
  ',"v":1',
  ',"message":"other"',
  ',"bad":01',
  ',"bad":"\\x"',
  ',"bad":"\u0001"',
  ',"deep":' + "[".repeat(70) + "]".repeat(70),
  ',"timestamp":"2026-11-21T19:06:41Z"',
  ',"time":5',
  ',"pid":"x"',
  ',"sqlstate":7',
  ',"n":-0',
];
const others = [
  "",
  "  ",
  "...",
  "    at f (a.js:1:1)",
  "plain text",
  "{",
  "}",
  '{"a":1}',
  "{}",
  "null",
  "\u0000",
  "\u001b[31mred\u001b[0m",
];

const level = fc.constantFrom<Level>("info", "info", "info", "info", "debug", "warn", "error");
const line = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({
      kind: fc.constant("quiet"),
      text: fc.constantFrom(...quiet),
      more: fc.constantFrom(...extra.slice(0, 5)),
      level: fc.constant<Level>("info"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("any"),
      text: fc.constantFrom(...quiet, ...loud),
      more: fc.constantFrom(...extra),
      level,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("cut"),
      text: fc.constantFrom(...quiet),
      more: fc.constantFrom(...extra),
      level,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("changed"),
      text: fc.constantFrom(...quiet),
      more: fc.constantFrom(...extra),
      level,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("other"),
      text: fc.constantFrom(...others),
      more: fc.constant(""),
      level,
    }),
  },
);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.integer({ min: -70_000, max: 70_000 }) },
);
const log = fc
  .record({
    logger: fc.constantFrom(...Object.keys(loggers)),
    second: fc.constantFrom(...Object.keys(loggers)),
    wrapper: fc.constantFrom("none", "none", ...Object.keys(wrappers)),
    lines: fc.array(fc.tuple(line, step, fc.nat(200), fc.nat(100)), { maxLength: 80 }),
    newline: fc.constantFrom("\n", "\n", "\n", "\r\n"),
  })
  .map(({ logger, second, wrapper, lines, newline }) => {
    const wrap = wrappers[wrapper] ?? ((text) => text);
    const write = loggers[logger] ?? (() => "");
    const all: string[] = [];
    let ms = start;
    for (let n = 0; n < 260; n++)
      all.push(wrap(write((ms += 11), n % 7 === 0 ? "debug" : "info", "request completed", ""), ms, 5));
    for (const [{ kind, text, more, level: at }, passed, where, n] of lines) {
      ms += passed;
      let one = kind === "other" ? text : ((n === 1 ? loggers[second] : write) ?? write)(ms, at, text, more);
      if (kind === "cut") one = one.slice(0, where);
      if (kind === "changed") one = `${one.slice(0, where)}${'"\\,}x'[n % 5]}${one.slice(where + 1)}`;
      all.push(wrap(one, ms, n));
    }
    return all.join(newline);
  });

test("logs of every logger, damaged and wrapped, in blocks of any size", () => {
  fc.assert(
    fc.property(
      log,
      fc.constantFrom(64, 100, 1000, 4096, 65_536, 1_048_576),
      fc.constantFrom("UTC", "UTC", "Europe/Berlin"),
      (text, blockBytes, zone) => {
        expectSame(text, blockBytes, zone);
      },
    ),
    { numRuns: 200 },
  );
});

test.each(Object.entries(loggers))("most lines of %s are not read", (_name, write) => {
  const lines = Array.from({ length: 6000 }, (_, n) =>
    write(start + n, "info", "request completed", extra[n % 5] ?? ""),
  );
  const { plain, fast } = expectSame(lines.join("\n"), 65_536);
  expect(plain).toBe(6000);
  expect(fast).toBeLessThan(500);
});

test.each(["cri", "prefix", "timestamps", "both"])("most lines inside of %s are not read", (name) => {
  const wrap = wrappers[name] ?? ((text) => text);
  const write = loggers["pino"] ?? (() => "");
  const lines = Array.from({ length: 6000 }, (_, n) => wrap(write(start + n, "info", "job 7 done", ""), start + n, 5));
  expect(expectSame(lines.join("\n"), 65_536).fast).toBeLessThan(500);
});

test("a needle that is harmless in one line is looked for in the next", () => {
  const write = loggers["pino"] ?? (() => "");
  const texts = ["cache updated", "terminating connection due to administrator command", "request completed"];
  const lines = Array.from({ length: 400 }, (_, n) => write(start + n, "info", texts[n < 250 ? 2 : n % 3] ?? "", ""));
  for (const blockBytes of [64, 100, 500, 65_536]) expectSame(lines.join("\n"), blockBytes);
});

test("a line longer than what is examined is read in part", () => {
  const write = loggers["pino"] ?? (() => "");
  const lines = Array.from({ length: 400 }, (_, n) => write(start + n, "info", "job 7 done", ""));
  for (const more of [-200, -100, 0, 100]) {
    const long = write(start + 400, "info", "x".repeat(1024 * 1024 + more), "");
    expectSame([...lines, long, ...lines, ""].join("\n"), 65_536);
  }
});

const fixtures = new URL("../../../fixtures/", import.meta.url);
const logs = readdirSync(fixtures, { recursive: true, encoding: "utf8" }).filter((path) =>
  /\.(?:log|csv|txt)$/.test(path),
);

test.each(logs)("%s", (path) => {
  const bytes = readFileSync(new URL(path, fixtures));
  for (const blockBytes of [64, 4096, 262_144]) expectSame(bytes, blockBytes);
});
