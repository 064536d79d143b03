import { afterEach, expect, test } from "vitest";
import type { InsightPoint, World } from "../world.ts";
import { piSettings } from "./pi-load.ts";
import { pi } from "./pi.ts";
import { ask, instance, nowMs, refusalOf, smallWorld } from "./small-world.ts";

const usual = { ...piSettings };
afterEach(() => Object.assign(piSettings, usual));

const startMs = nowMs - 3_600_000;
const start = startMs / 1000;

/** Loads of three wait events at 0, 30 and 60 s; the CPU is not sampled at 30 s. */
const samples: InsightPoint[] = [
  { ms: startMs, waitEvent: "CPU", load: 2 },
  { ms: startMs, waitEvent: "IO:DataFileRead", load: 4 },
  { ms: startMs + 30_000, waitEvent: "IO:DataFileRead", load: 2 },
  { ms: startMs + 60_000, waitEvent: "CPU", load: 1 },
  { ms: startMs + 60_000, waitEvent: "Lock:tuple", load: 7 },
];

const world = smallWorld({
  instances: [instance("db-ON", true), instance("db-OFF", false)],
  insights: new Map([
    ["db-ON", samples],
    ["db-OFF", samples],
  ]),
});

const range = { ServiceType: "RDS", Identifier: "db-ON", StartTime: start, EndTime: start + 120, PeriodInSeconds: 60 };
const waits = { Metric: "db.load.avg", GroupBy: { Group: "db.wait_event" } };

interface Metrics {
  readonly AlignedStartTime: number;
  readonly AlignedEndTime: number;
  readonly MetricList: readonly {
    readonly Key: { readonly Metric: string; readonly Dimensions?: Readonly<Record<string, string>> };
    readonly DataPoints: readonly { readonly Timestamp: number; readonly Value: number }[];
  }[];
  readonly NextToken?: string;
}

const metrics = (query: object = waits, more: object = {}, of: World = world): Metrics =>
  ask(pi, "GetResourceMetrics", { ...range, MetricQueries: [query], ...more }, of) as Metrics;
const refused = (more: object, query: object = waits): string =>
  refusalOf(pi, "GetResourceMetrics", { ...range, MetricQueries: [query], ...more }, world);
const table = (found: Metrics) =>
  found.MetricList.map(({ Key, DataPoints }) => [
    Key.Dimensions?.["db.wait_event.name"] ?? "all",
    ...DataPoints.map((point) => point.Value),
  ]);

test("the whole comes first, then the heaviest wait events, averaged over sampling instants", () => {
  expect(table(metrics())).toEqual([
    ["all", 4, 8],
    ["Lock:tuple", 0, 7],
    ["IO:DataFileRead", 3, 0],
    ["CPU", 1, 1],
  ]);
});

const firstRow = (statistic: string) => table(metrics({ Metric: `db.load.${statistic}` }))[0];

test("other statistics reduce the same instants", () => {
  expect([firstRow("min"), firstRow("max"), firstRow("sum")]).toEqual([
    ["all", 2, 8],
    ["all", 6, 8],
    ["all", 8, 8],
  ]);
});

const times = (more: object) => metrics(waits, more).MetricList[0]?.DataPoints.map((point) => point.Timestamp);

test("points are named by the end of their period unless asked otherwise", () => {
  expect(times({})).toEqual([start + 60, start + 120]);
  expect(times({ PeriodAlignment: "START_TIME" })).toEqual([start, start + 60]);
});

test("the range grows to whole periods and its end is left out", () => {
  const found = metrics(waits, { StartTime: start + 10, EndTime: start + 60 });
  expect([found.AlignedStartTime, found.AlignedEndTime]).toEqual([start, start + 60]);
  expect(table(found)[0]).toEqual(["all", 4]);
});

test("dimensions are a group's own, and a filter leaves its own", () => {
  expect(metrics().MetricList[1]?.Key.Dimensions).toEqual({
    "db.wait_event.name": "Lock:tuple",
    "db.wait_event.type": "Lock",
  });
  const byName = { ...waits, GroupBy: { Group: "db.wait_event", Dimensions: ["db.wait_event.name"], Limit: 1 } };
  expect(metrics(byName).MetricList.map((each) => each.Key.Dimensions)).toEqual([
    undefined,
    { "db.wait_event.name": "Lock:tuple" },
  ]);
  expect(table(metrics({ Metric: "db.load.avg", Filter: { "db.wait_event.type": "IO" } }))).toEqual([["all", 3, 0]]);
});

test("an element is at most 500 bytes", () => {
  const waitEvent = `Long:${"é".repeat(300)}`;
  const of = smallWorld({ insights: new Map([["db-ON", [{ ms: startMs, waitEvent, load: 1 }]]]) });
  const name = metrics(waits, {}, of).MetricList[1]?.Key.Dimensions?.["db.wait_event.name"] ?? "";
  expect(Buffer.byteLength(name)).toBe(499);
  expect(waitEvent.startsWith(name)).toBe(true);
});

test("MaxResults pages the list", () => {
  const first = metrics(waits, { MaxResults: 3 });
  const second = metrics(waits, { MaxResults: 3, NextToken: first.NextToken });
  expect([first.MetricList.length, second.MetricList.length, second.NextToken]).toEqual([3, 1, undefined]);
  expect(refused({ NextToken: first.NextToken, PeriodInSeconds: 1 })).toMatch(/^400 InvalidArgumentException: /);
});

test("keys are the heaviest groups with their load over the whole range", () => {
  const input = { ...range, Metric: "db.load.avg", GroupBy: { Group: "db.wait_event", Limit: 2 } };
  expect(ask(pi, "DescribeDimensionKeys", input, world)).toEqual({
    AlignedStartTime: start,
    AlignedEndTime: start + 120,
    Keys: [
      { Dimensions: { "db.wait_event.name": "Lock:tuple", "db.wait_event.type": "Lock" }, Total: 7 / 3 },
      { Dimensions: { "db.wait_event.name": "IO:DataFileRead", "db.wait_event.type": "IO" }, Total: 2 },
    ],
  });
  expect(refusalOf(pi, "DescribeDimensionKeys", { ...input, GroupBy: undefined }, world)).toMatch(/^400 Validation/);
});

test("an unknown instance and one without Performance Insights are refused in the same words", () => {
  for (const Identifier of ["db-GONE", "db-OFF"]) {
    expect(refused({ Identifier })).toBe(
      `400 NotAuthorizedException: The resource ${Identifier} for service type RDS is not authorized for this account`,
    );
  }
});

test("periods, groups, metrics, statistics and ranges that do not exist are InvalidArgumentException", () => {
  const bad = /^400 InvalidArgumentException: /;
  expect(refused({ PeriodInSeconds: 30 })).toMatch(bad);
  expect(refused({ EndTime: start })).toMatch(bad);
  expect(refused({ StartTime: nowMs / 1000 - 8 * 86_400 })).toMatch(bad);
  expect(refused({}, { Metric: "db.load" })).toMatch(bad);
  expect(refused({}, { Metric: "db.load.median" })).toMatch(/not a known statistic/);
  expect(refused({}, { Metric: "os.cpuUtilization.idle.avg" })).toMatch(bad);
  expect(refused({}, { Metric: "db.load.avg", GroupBy: { Group: "db.sql" } })).toMatch(/not a known group: db\.sql/);
  expect(refused({}, { Metric: "db.load.avg", Filter: { "db.user.name": "x" } })).toMatch(bad);
  piSettings.retentionDays = 31;
  expect(refused({ StartTime: nowMs / 1000 - 8 * 86_400, PeriodInSeconds: undefined })).toBe("accepted");
});

test("what the model forbids is a ValidationException", () => {
  const bad = /^400 ValidationException: Validation error\(s\) detected: Value at/;
  expect(refused({ MetricQueries: [] })).toMatch(bad);
  expect(refused({ MetricQueries: Array.from({ length: 16 }, () => waits) })).toMatch(bad);
  expect(refused({ MetricQueries: Array.from({ length: 15 }, () => waits) })).toBe("accepted");
  expect(refused({ ServiceType: "Rds" })).toMatch(bad);
  expect(refused({ ServiceType: undefined })).toMatch(/'serviceType'/);
  expect(refused({ Identifier: "arn:aws:rds" })).toMatch(bad);
  expect(refused({ MaxResults: 26 })).toMatch(bad);
  for (const Limit of [0, 26])
    expect(refused({}, { Metric: "db.load.avg", GroupBy: { Group: "db.wait_event", Limit } })).toMatch(bad);
});
