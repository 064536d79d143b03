// Every record in every format: nothing lost but what is said to be, nothing that acts, and what a reader reads back.
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type EventLine, formatUtc, epochUs, levels, precisions } from "../../../src/model/index.ts";
import { eventFormats, eventWriter, type EventFormat } from "../../../src/report/index.ts";
import { instantUs } from "../../../src/report/timeline-formats/instant-us.ts";
import { escapeTerminal } from "../../../src/text/index.ts";
import { parseCsv } from "../../csv.ts";
import { payloads } from "../hostile.ts";
import { logsDataSchema } from "./otlp-schema.ts";

const plain: EventLine = {
  time: "2026-11-21T19:11:58.442007Z",
  precision: "microsecond",
  timeBasis: "stated",
  level: "error",
  message: "cannot execute UPDATE in a read-only transaction",
  error: "STATEMENT:  UPDATE jobs SET state = ?",
  sqlstate: "25006",
  pid: 22991,
  instance: "aurora-1",
  client: null,
  format: ["stderr"],
  source: { file: "instances/aurora-1/postgresql.log.2026-11-21-1911", line: 639, byteOffset: 79099, byteLength: 100 },
};

/** A document of these rows, and how many the format left out. */
function document(rows: readonly EventLine[], format: EventFormat): { readonly text: string; readonly left: number } {
  const writer = eventWriter(format);
  const text = writer.head + rows.map((row) => writer.write(row)).join("") + writer.end();
  return { text, left: writer.leftOut() };
}

const jsonLines = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

interface LogRecord {
  readonly timeUnixNano?: string;
  readonly severityNumber?: number;
  readonly severityText?: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
}

interface LogsData {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: LogRecord["attributes"] };
    readonly scopeLogs: readonly { readonly logRecords: readonly LogRecord[] }[];
  }[];
}

const logs = (text: string): LogsData[] => jsonLines(text) as unknown as LogsData[];
const recordsOf = ({ resourceLogs }: LogsData): LogRecord[] =>
  resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));

describe("one record", () => {
  test("as a line of JSON is itself", () => {
    expect(document([plain], "jsonl").text).toBe(`${JSON.stringify(plain)}\n`);
  });

  test("as CSV has its fields flattened, and a citation", () => {
    expect(parseCsv(document([plain], "csv").text)).toEqual([
      [
        ..."time precision timeBasis level message error sqlstate pid instance client format".split(" "),
        ..."source.file source.line source.byteOffset source.byteLength citation".split(" "),
      ],
      [
        "2026-11-21T19:11:58.442007Z",
        "microsecond",
        "stated",
        "error",
        plain.message,
        plain.error,
        "25006",
        "22991",
        "aurora-1",
        "",
        "stderr",
        plain.source.file,
        "639",
        "79099",
        "100",
        "[aurora-1:postgresql.log.2026-11-21-1911:639]",
      ],
    ]);
  });

  test("for Timesketch has what it demands, with offset and microseconds", () => {
    const [event] = jsonLines(document([{ ...plain, timeBasis: "assumed" }], "timesketch").text);
    expect(event).toMatchObject({
      message: plain.message,
      datetime: "2026-11-21T19:11:58.442007+00:00",
      timestamp: 1_795_288_318_442_007,
      timestamp_desc: "Event Logged (zone assumed)",
      tag: ["error", "25006"],
      source_short: "LOG",
      instance: "aurora-1",
      citation: "[aurora-1:postgresql.log.2026-11-21-1911:639]",
    });
  });

  test("as an OTLP log record carries time, severity, body, and names of the semantic conventions", () => {
    const [line] = logs(document([plain], "otlp").text);
    expect(line?.resourceLogs[0]?.resource.attributes).toEqual([
      { key: "service.name", value: { stringValue: "postgresql" } },
      { key: "service.instance.id", value: { stringValue: "aurora-1" } },
    ]);
    const [record] = line === undefined ? [] : recordsOf(line);
    expect(record).toMatchObject({
      timeUnixNano: "1795288318442007000",
      severityNumber: 17,
      severityText: "ERROR",
      body: { stringValue: plain.message },
    });
    expect(record?.attributes).toEqual(
      expect.arrayContaining([
        { key: "db.system.name", value: { stringValue: "postgresql" } },
        { key: "db.response.status_code", value: { stringValue: "25006" } },
        { key: "log.file.path", value: { stringValue: plain.source.file } },
        { key: "process.pid", value: { intValue: "22991" } },
        { key: "postmortem.format", value: { arrayValue: { values: [{ stringValue: "stderr" }] } } },
      ]),
    );
  });

  test("of an application is that of its service", () => {
    const row = { ...plain, instance: null, client: "orders-api/pod-1", sqlstate: null };
    const [line] = logs(document([row], "otlp").text);
    expect(line?.resourceLogs[0]?.resource.attributes).toEqual([
      { key: "service.name", value: { stringValue: "orders-api" } },
      { key: "service.instance.id", value: { stringValue: "orders-api/pod-1" } },
    ]);
    expect(document([row], "otlp").text).not.toMatch(/db\.system\.name|process\.pid/);
  });
});

test("severities keep the order of the levels", () => {
  const numbers = levels
    .filter((level) => level !== "none")
    .map((level) => logs(document([{ ...plain, level }], "otlp").text).flatMap(recordsOf)[0]?.severityNumber ?? 0);
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(new Set(numbers).size).toBe(levels.length - 1);
  expect(document([{ ...plain, level: "none" }], "otlp").text).not.toContain("severity");
});

test("no record at all is a head alone", () => {
  for (const format of eventFormats) {
    const { text, left } = document([], format);
    expect(text.split("\r\n").length, format).toBe(format.endsWith("csv") ? 2 : 1);
    expect(left).toBe(0);
  }
});

const awkward = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    ...payloads,
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\uff1d1+1",
    "\t=1",
    'say "hi", then\r\nleave',
    "a;b",
    "\ud800 lone \udfff",
    "\u2028\u2029\u0085",
    "",
    "  ",
  ),
);
const nullable = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);
const rows: fc.Arbitrary<EventLine[]> = fc.array(
  fc
    .record({
      us: nullable(fc.integer({ min: -8_000_000_000_000_000, max: 4_000_000_000_000_000 })),
      precision: fc.constantFrom(...precisions),
      timeBasis: fc.constantFrom("stated", "assumed", "estimated", "none" as const),
      level: fc.constantFrom(...levels),
      message: awkward,
      error: nullable(awkward),
      sqlstate: nullable(awkward),
      pid: nullable(fc.nat()),
      instance: nullable(awkward),
      client: nullable(awkward),
      format: fc.array(awkward, { maxLength: 3 }),
      source: fc.record({ file: awkward, line: fc.nat(), byteOffset: fc.nat(), byteLength: fc.nat() }),
    })
    .map(({ us, ...row }) => ({ ...row, time: us === null ? null : formatUtc(epochUs(us), row.precision) })),
  { maxLength: 6 },
);
const dated = (given: readonly EventLine[]): EventLine[] => given.filter(({ time }) => time !== null);

describe("whatever a record holds", () => {
  test("lines of JSON give every record back, and nothing in any format acts on a terminal", () => {
    fc.assert(
      fc.property(rows, (given) => {
        expect(jsonLines(document(given, "jsonl").text)).toEqual(given);
        for (const format of eventFormats) {
          // oxlint-disable-next-line no-control-regex -- these are what must not be there
          expect(document(given, format).text.replaceAll("\r\n", "\n")).not.toMatch(
            /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/,
          );
        }
      }),
    );
  });

  test("CSV is RFC 4180 with as many cells in each row, none a formula, and the text in it as a screen shows it", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const [head = [], ...found] = parseCsv(document(given, "csv").text);
        expect(found).toHaveLength(given.length);
        for (const [index, row] of found.entries()) {
          expect(row).toHaveLength(head.length);
          for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/);
          const shown = escapeTerminal(given[index]?.message ?? "", { multiline: true });
          expect([shown, `'${shown}`]).toContain(row[head.indexOf("message")]);
          expect(row[head.indexOf("source.line")]).toBe(String(given[index]?.source.line));
        }
      }),
    );
  });

  test("Timesketch gets what is dated, with every mandatory field, and the rest is counted", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const { text, left } = document(given, "timesketch");
        const events = jsonLines(text);
        expect(events).toHaveLength(dated(given).length);
        expect(left).toBe(given.length - events.length);
        for (const [index, event] of events.entries()) {
          const { message, datetime, timestamp, timestamp_desc: described } = event;
          expect(String(message).trim()).not.toBe("");
          expect(datetime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
          expect(described).toMatch(/^Event Logged/);
          expect(timestamp).toBe(instantUs(dated(given)[index]?.time ?? ""));
          for (const value of Object.values(event)) {
            if (typeof value === "string") expect(value.isWellFormed()).toBe(true);
          }
        }
        const [head = [], ...cells] = parseCsv(document(given, "timesketch-csv").text);
        expect(cells).toHaveLength(events.length);
        expect(head).toEqual(Object.keys(events[0] ?? Object.fromEntries(head.map((name) => [name, null]))));
        for (const row of cells) expect(Array.isArray(JSON.parse(row[head.indexOf("tag")] ?? ""))).toBe(true);
      }),
    );
  });

  test("OTLP lines hold to the protocol, and every record is in one of them", () => {
    const validate = new Ajv2020({ strict: true }).compile(logsDataSchema);
    fc.assert(
      fc.property(rows, (given) => {
        const lines = logs(document(given, "otlp").text);
        for (const line of lines) expect(validate(line), JSON.stringify(validate.errors)).toBe(true);
        const bodies = lines.flatMap(recordsOf).map(({ body }) => body.stringValue);
        expect(bodies.toSorted()).toEqual(given.map(({ message }) => message.toWellFormed()).toSorted());
        expect(bodies.every((body) => body.isWellFormed())).toBe(true);
      }),
    );
  });
});

test("OTLP takes at most 500 records a line, those of one writer together and in order", () => {
  const many = Array.from({ length: 1201 }, (_, index): EventLine => ({
    ...plain,
    instance: `aurora-${index % 3}`,
    message: String(index),
  }));
  const lines = logs(document(many, "otlp").text);
  expect(lines.map((line) => recordsOf(line).length)).toEqual([500, 500, 201]);
  for (const { resourceLogs } of lines) {
    expect(resourceLogs).toHaveLength(3);
    for (const { scopeLogs } of resourceLogs) {
      const numbers = scopeLogs.flatMap(({ logRecords }) => logRecords).map(({ body }) => Number(body.stringValue));
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }
  }
});

test("OTLP ends a line early when its records are long", () => {
  const long = Array.from({ length: 40 }, (): EventLine => ({ ...plain, message: "x".repeat(30_000) }));
  const { text } = document(long, "otlp");
  const sizes = text.split("\n").map((line) => line.length);
  expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
  expect(logs(text).flatMap(recordsOf)).toHaveLength(40);
});

test.each([
  ["2026-11-21T19:11:58Z", 1_795_288_318_000_000],
  ["2026-11-21T19:11:58.4Z", 1_795_288_318_400_000],
  ["2026-11-21T19:11:58.442Z", 1_795_288_318_442_000],
  ["2026-11-21T19:11:58.442007Z", 1_795_288_318_442_007],
  ["1969-12-31T23:59:59.999999Z", -1],
])("%s is %d µs", (instant, us) => {
  expect(instantUs(instant)).toBe(us);
});
