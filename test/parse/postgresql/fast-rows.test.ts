// What is passed over leaves behind what reading it would have left: the plain way is the oracle.
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_LINE_BYTES } from "../../../src/parse/blocks.ts";
import { type ServerFormat, scanServerLog } from "../../../src/parse/index.ts";
import type { ScanPorts } from "../../../src/parse/postgresql/scan.ts";
import { codes, serverMatcher } from "../../../src/signatures/index.ts";
import { BlockIndex } from "../../../src/timeline/index.ts";
import { type Cells, csvRow } from "./rows.ts";
import { source } from "./scan.ts";

interface Told {
  /** Everything a scan tells. */
  readonly all: string;
  /** Messages the matcher was asked about. */
  readonly asked: number;
}

const notable: ScanPorts["keep"] = { what: "notable" };
/** Inside of a window, where of statements the first of a second are rows. */
const chatter: ScanPorts["keep"] = {
  what: "chatter",
  windows: [{ startUs: Date.UTC(2026, 10, 21, 19) * 1000, endUs: Date.UTC(2026, 10, 21, 19, 3) * 1000 }],
  codes: new Set([codes.code("duration"), codes.code("statement"), codes.code("connection-received")]),
  sampled: new Set([codes.code("duration"), codes.code("statement")]),
};

type Options = Pick<ScanPorts, "scanner" | "blockBytes" | "keep">;

function told(bytes: Uint8Array, format: ServerFormat, options: Options): Told {
  const rows: unknown[] = [];
  const digests: unknown[] = [];
  const seconds = new Map<string, number>();
  const index = new BlockIndex();
  let asked = 0;
  const scan = scanServerLog(
    source(bytes),
    { format, excerpt: false, why: "test" },
    {
      sink: {
        add: (...columns) => rows.push(columns) - 1,
        extend: (row, byteLength) => void rows.push([row, byteLength]),
        intern: (...names) => names.join().length,
        setDigest: (row, digest) => void digests.push([row, digest]),
      },
      matcher: {
        ...serverMatcher,
        match: (...message) => {
          asked++;
          return serverMatcher.match(...message);
        },
        isOrdinary: (...message) => {
          asked++;
          return serverMatcher.isOrdinary(...message);
        },
      },
      isStart: (code) => code === codes.code("server-starting"),
      index,
      histogram: {
        count: (second, level, n) => {
          const at = `${second} ${level}`;
          seconds.set(at, (seconds.get(at) ?? 0) + n);
        },
      },
      ...options,
    },
  );
  const { blocks, gaps } = index.data();
  const counted = [...seconds].map(([at, n]) => `${at} ${n}`).sort();
  const all = JSON.stringify([rows, digests, counted, [...blocks], [...gaps], scan], (_key, value: unknown) =>
    typeof value === "number" && Number.isNaN(value) ? "none" : value,
  );
  return { all, asked };
}

function expectSame(
  text: string,
  format: ServerFormat,
  blockBytes: number,
  keep = notable,
): { plain: number; fast: number } {
  const bytes = Buffer.from(text, "latin1");
  const plain = told(bytes, format, { scanner: "plain", keep });
  const fast = told(bytes, format, { scanner: "fast", blockBytes, keep });
  if (fast.all !== plain.all) expect(JSON.parse(fast.all)).toEqual(JSON.parse(plain.all));
  return { plain: plain.asked, fast: fast.asked };
}

/** Absent fields are left out, as PostgreSQL does. */
function jsonLine(cells: Cells, more: string): string {
  const { time, user, database, pid, from, severity, message, query, backendType } = cells;
  const [host, port] = from === undefined || from === "" ? [] : from.split(":");
  const record = {
    timestamp: time,
    user: user === "" ? undefined : user,
    dbname: database === "" ? undefined : database,
    pid: pid ?? 700,
    remote_host: host,
    remote_port: port === undefined ? undefined : Number(port),
    session_id: "6b01e523.2bc",
    line_num: 3,
    error_severity: severity ?? "LOG",
    message: message ?? "x",
    statement: query === "" ? undefined : query,
    backend_type: backendType ?? "client backend",
  };
  return `${JSON.stringify(record).slice(0, -1)}${more}}\n`;
}

const start = Date.UTC(2026, 10, 21, 19, 1, 44);
const stampOf = (ms: number, zone: string, digits: number): string =>
  `${new Date(ms)
    .toISOString()
    .replace("T", " ")
    .replace("Z", "")
    .padEnd(26, "5")
    .slice(0, digits === 0 ? 19 : 20 + digits)} ${zone}`;

const ordinary = [
  "duration: 3.141 ms  statement: select 1",
  'duration: 3.141 ms  statement: select "a"\n  from b\n where c = $$"x"$$',
  "connection authorized: user=app database=orders",
  "connection received: host=10.0.0.1 port=5000",
  "disconnection: session time: 0:00:01.000",
  "statement: insert into a values ('\u00e9 \u0007')",
  "duration: no number",
];
const others = [
  "ready",
  "",
  "duration",
  '"duration: 3 ms"',
  "could not accept SSL connection",
  '"error_severity":"ERROR"',
  "cannot execute UPDATE in a read-only transaction",
  "database system is ready to accept connections",
  "starting PostgreSQL 16.3 on x86_64",
  "checkpoint starting: time",
  "a\nduration: 3.141 ms",
];
const common = fc.record({
  kind: fc.constant("common"),
  severity: fc.constant("LOG"),
  message: fc.constantFrom(...ordinary),
  user: fc.constantFrom("app", "app", 'a"b,\n'),
  from: fc.constantFrom("10.0.0.1:5000", "[local]"),
  query: fc.constantFrom("", "", 'select 1\n from "b"'),
  backendType: fc.constant("client backend"),
});
const any = fc.record({
  kind: fc.constantFrom("any", "any", "any", "cut", "changed", "doubled"),
  severity: fc.constantFrom("LOG", "LOG", "ERROR", "FATAL", "WARNING", "INFO", "DEBUG1", "FEHLER", "", '"'),
  message: fc.constantFrom(...ordinary, ...others),
  user: fc.constantFrom("app", ""),
  from: fc.constantFrom("10.0.0.1:5000", ""),
  query: fc.constantFrom("", '2026-11-21 19:01:44.123 UTC,"a","b",1,\n2026-11-21 19:01:44.123 UTC,x'),
  backendType: fc.constantFrom("client backend", "checkpointer", ""),
});
const record = fc.oneof({ weight: 8, arbitrary: common }, { weight: 2, arbitrary: any });
const step = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 900 }) },
  { weight: 2, arbitrary: fc.integer({ min: -3000, max: 15_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: -100_000, max: 100_000 }) },
);
const line = fc.tuple(
  record,
  step,
  fc.constantFrom(23, 24, 26, 26, 26, 25),
  fc.constantFrom("UTC", "UTC", "UTC", "UTC", "CET", "+05:30", "MSK"),
  fc.constantFrom(3, 3, 3, 3, 0, 6),
  fc.nat(400),
  fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9000) }),
  fc.constantFrom(7, 700, 4_000_000_000),
);
const extra = [
  "",
  ',"x":1',
  ',"user":"b"',
  ',"message":"again"',
  ',"y":{"a":[1,"\\u00e9"]}',
  ',"z":01',
  ',"pid":7',
  ',"detail":5',
];

const log = fc
  .record({
    format: fc.constantFrom<ServerFormat>("csvlog", "jsonlog"),
    lines: fc.array(line, { minLength: 1, maxLength: 120 }),
    newline: fc.constantFrom("\n", "\n", "\n", "\r\n"),
    last: fc.constantFrom("\n", ""),
    zone: fc.constantFrom("UTC", "UTC", "CEST"),
    plenty: fc.boolean(),
    /** Records of one second. */
    dense: fc.constantFrom(1, 1, 50),
  })
  .map(({ format, lines, newline, last, zone, plenty, dense }) => {
    let ms = start;
    const all = lines.map(([cells, passed, columns, other, digits, where, padding, pid]) => {
      ms += Math.trunc(passed / dense);
      const time = stampOf(ms, plenty ? zone : other, plenty ? 3 : digits);
      const message = cells.message + " ".repeat(padding);
      const { kind } = cells;
      const whole = { ...cells, message, time, pid: plenty ? 7 : pid, database: cells.user };
      let text =
        format === "csvlog"
          ? csvRow(whole, plenty ? 26 : columns)
          : jsonLine(whole, plenty ? "" : (extra[where % 8] ?? ""));
      if (kind === "cut") text = `${text.slice(0, where)}\n`;
      if (kind === "changed") text = `${text.slice(0, where)}${'",\n\\\u0000x'[where % 6]}${text.slice(where + 1)}`;
      if (kind === "doubled") text = text.slice(0, where) + text;
      return text.replaceAll("\n", newline);
    });
    return { format, text: all.join("").slice(0, last === "" ? -newline.length : undefined) };
  });

const blockSizes = fc.constantFrom(64, 100, 1000, 4096, 65_536, 1_048_576);

test("csvlog and jsonlog, damaged and late, in blocks of any size", () => {
  fc.assert(
    fc.property(log, blockSizes, fc.constantFrom(notable, notable, chatter), ({ format, text }, blockBytes, keep) => {
      expectSame(text, format, blockBytes, keep);
    }),
    { numRuns: 800 },
  );
});

test.each<ServerFormat>(["csvlog", "jsonlog"])("most ordinary records of a %s are not read", (format) => {
  const lines = Array.from({ length: 5000 }, (_, n) => {
    const cells = { time: stampOf(start + n * 37, "UTC", 3), message: ordinary[n % 5] ?? "", pid: 700 + (n % 90) };
    return format === "csvlog" ? csvRow(cells) : jsonLine({ ...cells, user: "app" }, "");
  });
  const { plain, fast } = expectSame(lines.join(""), format, 65_536);
  expect(plain).toBeGreaterThanOrEqual(5000);
  expect(fast).toBeLessThan(300);
});

test.each<ServerFormat>(["csvlog", "jsonlog"])(
  "in a window of a %s the first statements of a second are read",
  (format) => {
    const lines = Array.from({ length: 5000 }, (_, n) => {
      const message = n % 2 === 0 ? `duration: ${n}.141 ms  statement: select 1` : `statement: select ${n}`;
      const cells = { time: stampOf(start + n * 2, "UTC", 3), message, user: "app" };
      return format === "csvlog" ? csvRow(cells) : jsonLine(cells, "");
    });
    const { plain, fast } = expectSame(lines.join(""), format, 65_536, chatter);
    expect(plain).toBeGreaterThanOrEqual(5000);
    expect(fast).toBeLessThan(400);
  },
);

test.each<ServerFormat>(["stderr", "csvlog", "jsonlog"])(
  "a %s with a record every nine seconds has no gap",
  (format) => {
    const lines = Array.from({ length: 60 }, (_, n) => {
      const time = stampOf(start + n * 9000, "UTC", format === "stderr" ? 0 : 3);
      const cells = { time, message: "duration: 1 ms", user: "app" };
      if (format === "stderr") return `${time}:10.0.0.1(5000):app@orders:[700]:LOG:  duration: 1 ms\n`;
      return format === "csvlog" ? csvRow(cells) : jsonLine(cells, "");
    });
    expectSame(lines.join(""), format, 65_536);
  },
);

test.each<ServerFormat>(["csvlog", "jsonlog"])("records of a %s around the limit of what is examined", (format) => {
  const ordinaryRow = (n: number, message = "duration: 1 ms"): string => {
    const cells = { time: stampOf(start + n, "UTC", 3), message, user: "app" };
    return format === "csvlog" ? csvRow(cells) : jsonLine(cells, "");
  };
  const few = Array.from({ length: 20 }, (_, n) => ordinaryRow(n)).join("");
  const empty = ordinaryRow(30, "duration: ").length;
  for (const more of [-2, -1, 0, 1, 2, 3]) {
    const long = ordinaryRow(30, `duration: ${"x".repeat(MAX_LINE_BYTES - empty + more)}`);
    for (const blockBytes of [4096, 262_144, 2_000_000]) expectSame(few + long + few, format, blockBytes);
  }
});
