import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseMetrics } from "../../../src/parse/documents/metrics.ts";
import { at, cited, encode, hostileText, holds, told, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseMetrics>;

const times = ["2026-11-21T19:12:58+00:00", "2026-11-21T19:11:58Z"];
const result = (more: object = {}) => ({
  Id: "m1",
  Timestamps: times,
  Values: [2, 1],
  StatusCode: "Complete",
  ...more,
});

function parse(value: unknown, path = "metrics.json"): Parsed {
  const bytes = encode(value);
  const parsed = parseMetrics(bytes, path);
  holds(
    bytes,
    parsed.counts,
    parsed.metrics.flatMap((series) => series.points.map((point) => point.exhibit)),
  );
  return parsed;
}

/** Series in short. */
function short({ metrics }: Parsed): readonly unknown[] {
  return metrics.map((s) => [s.metric, s.instance, s.stat, s.periodSeconds, s.points.map((p) => [p.us - us, p.value])]);
}

const bothPoints = [
  [0, 1],
  [60_000_000, 2],
];

const dimension = { Name: "DBInstanceIdentifier", Value: "aurora-1" };
const metricStat = {
  Metric: { Namespace: "AWS/RDS", MetricName: "FreeableMemory", Dimensions: [dimension] },
  Period: 60,
  Stat: "Minimum",
};
const queries = [{ Id: "m1", MetricStat: metricStat }];
const search = `SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName="FreeableMemory"', 'Minimum', 60)`;
const select = 'SELECT MIN(FreeableMemory) FROM SCHEMA("AWS/RDS", DBInstanceIdentifier) GROUP BY DBInstanceIdentifier';

describe("the metric and the instance are told", () => {
  const asked = ["FreeableMemory", "aurora-1", "Minimum", 60, bothPoints];
  const named = ["FreeableMemory", "aurora-1", null, 60, bothPoints];
  const answer = (more: object) => ({ MetricDataResults: [result(more)], Messages: [] });
  test.each<[string, unknown, unknown, string?]>([
    ["by the query of the same Id", { MetricDataQueries: queries, ...answer({ Label: "free" }) }, asked],
    ["by queries in a value of their own", [{ MetricDataQueries: queries }, answer({})], asked],
    [
      "by a SEARCH and a label",
      { MetricDataQueries: [{ Id: "m1", Expression: search }], ...answer({ Label: "aurora-1" }) },
      asked,
    ],
    [
      "by a SELECT and a label",
      { MetricDataQueries: [{ Id: "m1", Expression: select, Period: 60 }], ...answer({ Label: "aurora-1" }) },
      asked,
    ],
    ["by the label, instance first", answer({ Label: "aurora-1 FreeableMemory" }), named],
    ["by the label, metric first", answer({ Label: "FreeableMemory aurora-1" }), named],
    ["by the label with a slash", answer({ Label: "aurora-1/FreeableMemory" }), named],
    ["by the label with a dot", answer({ Label: "aurora-1.FreeableMemory" }), named],
    ["by the label with an underscore", answer({ Label: "aurora-1_FreeableMemory" }), named],
    ["by the label with a hyphen", answer({ Label: "FreeableMemory-aurora-1" }), named],
    ["by the label in brackets", answer({ Label: "FreeableMemory (aurora-1)" }), named],
    ["by the label in lower case", answer({ Label: "aurora-1 freeablememory" }), named],
    [
      "by the label with its namespace",
      answer({ Label: "AWS/RDS DBInstanceIdentifier aurora-1 FreeableMemory" }),
      named,
    ],
    ["by the label with cluster and instance", answer({ Label: "orders aurora-1 FreeableMemory" }), named],
    ["by the label with a statistic", answer({ Label: "aurora-1 FreeableMemory Minimum" }), asked],
    [
      "by MetricName and DBInstanceIdentifier",
      answer({ MetricName: "FreeableMemory", DBInstanceIdentifier: "aurora-1" }),
      named,
    ],
    ["by Metric and Instance", answer({ Metric: "FreeableMemory", Instance: "AURORA-1" }), named],
    ["by Dimensions", answer({ MetricName: "FreeableMemory", Dimensions: [dimension] }), named],
    [
      "by Dimensions as an object",
      answer({ MetricName: "FreeableMemory", Dimensions: { DBInstanceIdentifier: "aurora-1" } }),
      named,
    ],
    ["by MetricStat inside of the result", answer({ MetricStat: metricStat }), asked],
    [
      "by an ARN",
      answer({ MetricName: "FreeableMemory", Instance: "arn:aws:rds:us-east-1:123456789012:db:aurora-1" }),
      named,
    ],
    ["by the Id, at last", answer({ Id: "aurora_1_freeablememory" }), named],
    ["by the Id, words apart", answer({ Id: "freeable_memory_aurora_1" }), named],
    ["by keys: instance, answer", { "aurora-1": answer({ Label: "FreeableMemory" }) }, named],
    ["by keys: instance, list of results", { "aurora-1": [result({ Label: "FreeableMemory" })] }, named],
    ["by keys: instance, metric", { "aurora-1": { FreeableMemory: { Timestamps: times, Values: [2, 1] } } }, named],
    ["by keys: metric, instance", { FreeableMemory: { "aurora-1": { Timestamps: times, Values: [2, 1] } } }, named],
    [
      "by keys inside of a container",
      { instances: { "aurora-1": { metrics: [result({ Label: "FreeableMemory" })] } } },
      named,
    ],
    [
      "by an instance beside metrics",
      { instance: "aurora-1", FreeableMemory: { Timestamps: times, Values: [2, 1] } },
      named,
    ],
    ["in a list of answers", [answer({ Label: "aurora-1 FreeableMemory" })], named],
    [
      "with lowerCamel keys",
      { metricDataResults: [{ label: "aurora-1 FreeableMemory", timestamps: times, values: [2, 1] }] },
      named,
    ],
    ["by the path", answer({ Label: "FreeableMemory" }), named, "metrics/aurora-1.json"],
    [
      "by the folder of an instance",
      answer({ Label: "FreeableMemory" }),
      named,
      "x/instances/aurora-1/metrics.json.gz",
    ],
    ["by the file's name", answer({ Label: "FreeableMemory" }), named, "aurora-1-metrics.json"],
  ])("%s", (_, value, expected, path) => {
    const parsed = parse(value, path);
    expect(short(parsed)).toEqual([expected]);
    expect(parsed.problems).toEqual([]);
    expect(parsed.supplied).toBe(true);
  });
});

describe("what nothing tells is left out and told", () => {
  test.each([
    ["an instance", { Label: "FreeableMemory" }, "nothing tells which instance this FreeableMemory is of"],
    ["a metric", { Label: "aurora-1" }, "nothing tells which metric it is"],
    ["either", { Label: "m1" }, "nothing tells which metric it is"],
    ["two instances", { Label: "FreeableMemory aurora-1 aurora-2" }, "nothing tells which instance"],
    ["an Id of one word", { Id: "m1_freeablememory" }, "nothing tells which instance"],
    ["an Id that counts", { Id: "query_1_freeablememory" }, "nothing tells which instance"],
    [
      "a name that is no identifier",
      { MetricName: "FreeableMemory", Instance: "../etc" },
      "nothing tells which instance",
    ],
  ])("%s", (_, more, reason) => {
    const parsed = parse({ MetricDataResults: [result({ Id: undefined, ...more })] });
    expect(parsed.metrics).toEqual([]);
    expect(told(parsed.problems)[0]).toContain(`(/MetricDataResults/0): ${reason}`);
    expect(parsed.counts.quarantined).toBeGreaterThan(5);
  });

  test("an expression over metrics is no metric", () => {
    const parsed = parse({
      MetricDataQueries: [{ Id: "m1", Expression: "m2 / 60", Label: "aurora-1 FreeableMemory" }],
      MetricDataResults: [result()],
    });
    expect(parsed.metrics).toEqual([]);
    expect(told(parsed.problems)[0]).toContain("an expression computed it");
  });

  test("an Id that two documents of queries give two meanings", () => {
    const other = {
      ...metricStat,
      Metric: { ...metricStat.Metric, Dimensions: [{ ...dimension, Value: "aurora-2" }] },
    };
    const parsed = parse([
      { MetricDataQueries: queries },
      { MetricDataQueries: [{ Id: "m1", MetricStat: other }] },
      { MetricDataResults: [result()] },
    ]);
    expect(parsed.metrics).toEqual([]);
  });
});

test.each([
  [
    "a dimension of the cluster",
    { MetricName: "VolumeBytesUsed", Dimensions: [{ Name: "DBClusterIdentifier", Value: "orders" }] },
  ],
  ["a role in the label", { Label: "orders WRITER VolumeBytesUsed" }],
])("%s is of the cluster, not of an instance, whatever the path says", (_, more) => {
  const parsed = parse({ MetricDataResults: [result(more)] }, "metrics/aurora-1.json");
  expect(parsed.metrics).toMatchObject([{ metric: "VolumeBytesUsed", instance: null }]);
  expect(parsed.metrics[0]?.points[0]?.exhibit.text).toContain("VolumeBytesUsed of the cluster");
});

test("points come ascending, each with its value's own place", () => {
  const value = { MetricDataResults: [result({ Label: "aurora-1 FreeableMemory Average" })] };
  const bytes = encode(value);
  const points = parseMetrics(bytes, "metrics.json").metrics[0]?.points ?? [];
  expect(
    points.map((point) => [point.us, cited(bytes, point.exhibit), at(value, point.exhibit.source.pointer)]),
  ).toEqual([
    [us, "1", 1],
    [us + 60_000_000, "2", 2],
  ]);
  expect(points[0]?.exhibit).toMatchObject({
    kind: "metric",
    us,
    instance: "aurora-1",
    text: "FreeableMemory of aurora-1: 1 bytes (Average)",
    source: { file: "metrics.json", pointer: "/MetricDataResults/0/Values/1" },
  });
});

test.each([
  ["FreeableMemory", 432_013_312, "432013312 bytes (412.0 MiB)"],
  ["AuroraReplicaLag", 17.5, "17.5 ms"],
  ["CPUUtilization", 99, "99 %"],
  ["CommitThroughput", 3.5, "3.5 /s"],
  ["DatabaseConnections", 12, "12"],
])("%s is told with its unit", (metric, value, text) => {
  const series = parse({ MetricDataResults: [result({ Label: `aurora-1 ${metric}`, Values: [value, value] })] })
    .metrics[0];
  expect(series?.points[0]?.exhibit.text).toBe(`${metric} of aurora-1: ${text}`);
});

describe("times", () => {
  test.each([
    ["ISO with Z", "2026-11-21T19:11:58Z"],
    ["ISO with an offset", "2026-11-21T21:11:58+02:00"],
    ["ISO with an offset without colon", "2026-11-21T21:11:58+0200"],
    ["ISO with a fraction", "2026-11-21T19:11:58.000000Z"],
    ["no zone, which is UTC", "2026-11-21T19:11:58"],
    ["Python's str()", "2026-11-21 19:11:58+00:00"],
    ["seconds", us / 1e6],
    ["seconds with a fraction", Number(`${us / 1e6}.0`)],
    ["milliseconds", us / 1e3],
    ["seconds as text", String(us / 1e6)],
    ["RFC 9110", "Sat, 21 Nov 2026 19:11:58 GMT"],
  ])("%s", (_, time) => {
    expect(
      short(parse({ MetricDataResults: [result({ Label: "aurora-1 SwapUsage", Timestamps: [time], Values: [7] })] })),
    ).toEqual([["SwapUsage", "aurora-1", null, null, [[0, 7]]]]);
  });

  test.each([
    ["yesterday"],
    ["2026-02-30T00:00:00Z"],
    [true],
    [null],
    [[]],
    [12],
    [9.5e9],
    [1e300],
    [-5],
    ["9999999999"],
  ])("%j is none", (time) => {
    const parsed = parse({
      MetricDataResults: [result({ Label: "aurora-1 SwapUsage", Timestamps: [time], Values: [7] })],
    });
    expect(parsed.metrics[0]?.points).toEqual([]);
    expect(told(parsed.problems)).toEqual([expect.stringContaining("its time is not understood")]);
  });
});

test("Timestamps and Values of different length lose what has no partner, and it is told", () => {
  const parsed = parse({ MetricDataResults: [result({ Label: "aurora-1 SwapUsage", Values: [5] })] });
  expect(short(parsed)).toEqual([["SwapUsage", "aurora-1", null, null, [[60_000_000, 5]]]]);
  expect(told(parsed.problems)).toEqual([
    "unusable-value: line 3 (/MetricDataResults/0): it has 2 Timestamps and 1 Values; what has no partner is left out",
  ]);
});

test("values that are no numbers are told, the others stay", () => {
  const parsed = parse(
    '{"MetricDataResults":[{"Label":"aurora-1 SwapUsage","Timestamps":[1795288318,1795288378,1795288438,1795288498],"Values":[null,"7",1e400,8]}]}',
  );
  expect(short(parsed)).toEqual([["SwapUsage", "aurora-1", null, null, [[180_000_000, 8]]]]);
  expect(told(parsed.problems)).toHaveLength(3);
});

test("a number the parser cannot read is no zero", () => {
  const parsed = parse(
    '{"MetricDataResults":[{"Label":"aurora-1 FreeableMemory","Timestamps":[1795288318],"Values":[1e]}]}',
  );
  expect(parsed.metrics[0]?.points ?? []).toEqual([]);
  expect(told(parsed.problems)[0]).toMatch(/^malformed-json/);
});

describe("an answer that is not whole", () => {
  test.each(["PartialData", "InternalError", "Forbidden"])("%s is told", (StatusCode) => {
    const parsed = parse({ MetricDataResults: [result({ Label: "aurora-1 SwapUsage", StatusCode })] });
    expect(told(parsed.problems)).toEqual([
      expect.stringContaining(`CloudWatch calls it ${StatusCode}: points are missing`),
    ]);
    expect(parsed.metrics).toHaveLength(1);
  });
  test("more pages are told", () => {
    const parsed = parse({ MetricDataResults: [result({ Label: "aurora-1 SwapUsage" })], NextToken: "abc" });
    expect(told(parsed.problems)).toEqual([expect.stringContaining("more pages (NextToken)")]);
  });
  test("a file that ends early keeps the points before", () => {
    const whole = JSON.stringify(
      { MetricDataResults: [result({ Label: "aurora-1 SwapUsage" }), result({ Label: "aurora-2 SwapUsage" })] },
      null,
      1,
    );
    const parsed = parse(whole.slice(0, whole.indexOf("aurora-2")));
    expect(short(parsed)).toEqual([["SwapUsage", "aurora-1", null, 60, bothPoints]]);
    expect(parsed.problems[0]).toMatchObject({ kind: "malformed-json", reason: "it ends before its brackets close" });
  });
});

describe("GetMetricStatistics", () => {
  const statistics = {
    Label: "FreeableMemory",
    Datapoints: [
      { Timestamp: times[0], Average: 2, Minimum: 1, Unit: "Bytes" },
      { Timestamp: times[1], Average: 4, Minimum: 3, Unit: "Bytes", ExtendedStatistics: { "p99.9": 9 } },
    ],
  };
  const expected = [
    [
      "FreeableMemory",
      "aurora-1",
      "Average",
      60,
      [
        [0, 4],
        [60_000_000, 2],
      ],
    ],
    [
      "FreeableMemory",
      "aurora-1",
      "Minimum",
      60,
      [
        [0, 3],
        [60_000_000, 1],
      ],
    ],
    ["FreeableMemory", "aurora-1", "p99.9", null, [[0, 9]]],
  ];
  test.each([
    ["by path", statistics, "metrics/aurora-1.json"],
    ["by key", { "aurora-1": [statistics] }, "metrics.json"],
    ["by a field", { ...statistics, DBInstanceIdentifier: "aurora-1" }, "metrics.json"],
    ["as bare points", { "aurora-1": { FreeableMemory: statistics.Datapoints } }, "metrics.json"],
  ])("gives a series per statistic, %s", (_, value, path) => {
    const parsed = parse(value, path);
    expect(short(parsed)).toEqual(expected);
    expect(parsed.problems).toEqual([]);
  });

  test("another unit than RDS publishes would be misread, and is not", () => {
    const parsed = parse(
      { Label: "FreeableMemory", Datapoints: [{ Timestamp: times[0], Average: 400, Unit: "Megabytes" }] },
      "metrics/aurora-1.json",
    );
    expect(parsed.metrics.flatMap((series) => series.points)).toEqual([]);
    expect(told(parsed.problems)).toEqual([
      expect.stringContaining("its unit is Megabytes, FreeableMemory is published in Bytes"),
    ]);
  });
});

/** An answer of one result. */
const page = (timestamps: readonly string[], values: readonly number[], more: object = {}) => ({
  MetricDataResults: [result({ Label: "aurora-1 SwapUsage", Timestamps: timestamps, Values: values, ...more })],
});

describe("results of the same metric", () => {
  test("that are pages of one answer become one series", () => {
    const parsed = parse([page([times[0] ?? ""], [2]), page([times[1] ?? "", times[0] ?? ""], [1, 2])]);
    expect(short(parsed)).toEqual([["SwapUsage", "aurora-1", null, 60, bothPoints]]);
  });
  test("that were appended to the file become one series", () => {
    const parsed = parse(
      `${JSON.stringify(page([times[0] ?? ""], [2]), null, 2)}\n${JSON.stringify(page([times[1] ?? ""], [1]), null, 2)}\n`,
    );
    expect(short(parsed)).toEqual([["SwapUsage", "aurora-1", null, 60, bothPoints]]);
  });
  test("that contradict each other stay two", () => {
    expect(parse([page(times, [2, 1]), page(times, [2, 9])]).metrics).toHaveLength(2);
  });
  test("of another statistic stay two", () => {
    expect(
      parse([page(times, [2, 1], { Stat: "Minimum" }), page(times, [2, 1], { Stat: "Average" })]).metrics,
    ).toHaveLength(2);
  });
  test("without a common distance have no period", () => {
    const odd = ["2026-11-21T19:11:58Z", "2026-11-21T19:12:58Z", "2026-11-21T19:13:28Z", "2026-11-21T19:14:13Z"];
    expect(parse(page(odd, [1, 2, 3, 4])).metrics[0]?.periodSeconds).toBeNull();
  });
});

test.each([
  ["an empty answer", { MetricDataResults: [] }, true],
  ["no answers", [], true],
  ["queries alone", { MetricDataQueries: queries }, true],
  ["something else", { a: 1 }, false],
  ["a number", "7", false],
  ["nothing", "", false],
  ["text", "hello\nworld\n", false],
])("%s: whether metrics were supplied is told", (_, value, supplied) => {
  const parsed = parse(value);
  expect(parsed.metrics).toEqual([]);
  expect(parsed.supplied).toBe(supplied);
  expect(parsed.problems.length === 0).toBe(supplied);
  expect(parsed.counts.quarantined === 0).toBe(supplied || parsed.counts.lines === 0);
});

test("a document that is wrong everywhere does not fill the report", () => {
  const parsed = parse({ MetricDataResults: Array.from({ length: 500 }, () => result({ Label: "?" })) });
  expect(parsed.problems).toHaveLength(21);
  expect(told(parsed.problems).at(-1)).toBe("not-used: 480 more values have problems like these");
});

test("nesting that would exhaust the stack is told", () => {
  const parsed = parse("[".repeat(100_000));
  expect(told(parsed.problems)[0]).toBe("malformed-json: brackets are nested 100000 deep");
});

const keys =
  "MetricDataResults MetricDataQueries MetricStat Metric MetricName Dimensions Name Value Id Label Timestamps Values Datapoints Timestamp Average Unit Period Stat Expression aurora-1 FreeableMemory instances __proto__ constructor NextToken StatusCode toString".split(
    " ",
  );

test("any JSON is read without an error, and its lines are conserved", () => {
  fc.assert(
    fc.property(hostileText(keys), (text) => void parse(text)),
    { numRuns: 800 },
  );
});
