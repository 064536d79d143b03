import { afterEach, expect, test } from "vitest";
import type { MetricPoints, World } from "../world.ts";
import { monitoringSettings } from "./metric-data.ts";
import { monitoring } from "./monitoring.ts";
import { ask, nowMs, refusalOf, smallWorld } from "./small-world.ts";

const usual = { ...monitoringSettings };
afterEach(() => Object.assign(monitoringSettings, usual));

const startMs = Date.UTC(2026, 10, 21, 19);
const start = startMs / 1000;
const minute = (n: number): number => startMs + n * 60_000;

/** A metric of one instance with these values, a minute each. */
function metric(name: string, instance: string, values: readonly number[], fromMs = startMs): MetricPoints {
  const points = values.map((value, n) => ({ ms: fromMs + n * 60_000, value }));
  return { namespace: "AWS/RDS", metric: name, dimensions: { DBInstanceIdentifier: instance }, points };
}

const world = smallWorld({
  metrics: [
    metric("CPUUtilization", "one", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
    metric("CPUUtilization", "two", [50, 60]),
  ],
});

/** A query by Id; the instance `one` and its average of a minute unless told otherwise. */
function query(Id: string, instance = "one", stat: object = {}, more: object = {}): object {
  const Dimensions = [{ Name: "DBInstanceIdentifier", Value: instance }];
  const Metric = { Namespace: "AWS/RDS", MetricName: "CPUUtilization", Dimensions };
  return { Id, MetricStat: { Metric, Period: 60, Stat: "Average", ...stat }, ...more };
}

interface Data {
  readonly MetricDataResults: readonly {
    readonly Id: string;
    readonly Label: string;
    readonly Timestamps: readonly number[];
    readonly Values: readonly number[];
    readonly StatusCode: string;
  }[];
  readonly NextToken?: string;
}

const range = { StartTime: start, EndTime: start + 600, ScanBy: "TimestampAscending" };
const data = (queries: readonly object[], more: object = {}, of: World = world): Data =>
  ask(monitoring, "GetMetricData", { MetricDataQueries: queries, ...range, ...more }, of) as Data;
const values = (queries: readonly object[], more: object = {}, of: World = world) =>
  data(queries, more, of).MetricDataResults[0]?.Values;
const refused = (queries: readonly object[], more: object = {}): string =>
  refusalOf(monitoring, "GetMetricData", { MetricDataQueries: queries, ...range, ...more }, world);

test("points come with epoch seconds, the start taken in and the end left out", () => {
  const { MetricDataResults: results } = data([query("a")], { StartTime: start + 60, EndTime: start + 180 });
  expect(results).toEqual([
    { Id: "a", Label: "CPUUtilization", Timestamps: [start + 60, start + 120], Values: [2, 3], StatusCode: "Complete" },
  ]);
});

test("a start inside of a minute is rounded down to it", () => {
  expect(values([query("a")], { StartTime: start + 90.5, EndTime: start + 180 })).toEqual([2, 3]);
});

test("the newest comes first unless asked otherwise", () => {
  expect(values([query("a")], { ScanBy: "TimestampDescending" })?.slice(0, 3)).toEqual([10, 9, 8]);
  expect(values([query("a")], { ScanBy: undefined })?.slice(0, 3)).toEqual([10, 9, 8]);
});

const reduced = (Stat: string) => values([query("a", "one", { Period: 300, Stat })]);

test("statistics reduce the minutes of a period", () => {
  expect(reduced("Average")).toEqual([3, 8]);
  expect(reduced("Minimum")).toEqual([1, 6]);
  expect(reduced("Maximum")).toEqual([5, 10]);
  expect(reduced("Sum")).toEqual([15, 40]);
  expect(reduced("SampleCount")).toEqual([5, 5]);
  expect(reduced("p50")).toEqual([3, 8]);
  expect(reduced("p100")).toEqual([5, 10]);
});

test("dimensions must be the metric's own, all of them", () => {
  const bare = { Metric: { Namespace: "AWS/RDS", MetricName: "CPUUtilization" } };
  expect(values([query("a", "two")])).toEqual([50, 60]);
  expect(values([query("a", "one", bare)])).toEqual([]);
  expect(data([query("a", "three")]).MetricDataResults).toEqual([
    { Id: "a", Label: "CPUUtilization", Timestamps: [], Values: [], StatusCode: "Complete" },
  ]);
});

const ids = (queries: readonly object[]) => data(queries).MetricDataResults.map((each) => each.Id);

test("results come in an order of their own, and without those that return no data", () => {
  expect(ids([query("a"), query("b"), query("c", "two", {}, { ReturnData: false })])).toEqual(["b", "a"]);
  monitoringSettings.reversedResults = false;
  expect(ids([query("a"), query("b")])).toEqual(["a", "b"]);
});

test("pages of MaxDatapoints hold every point once; what is to come is PartialData", () => {
  const found: Record<string, number[]> = { a: [], b: [] };
  const status: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = data([query("a"), query("b", "two")], { MaxDatapoints: 4, NextToken });
    for (const each of page.MetricDataResults) found[each.Id]?.push(...each.Values);
    status.push(page.MetricDataResults.map((each) => `${each.Id} ${each.StatusCode}`).join(", "));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(found).toEqual({ a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], b: [50, 60] });
  expect(status).toEqual(["b PartialData, a PartialData", "b PartialData, a PartialData", "b Complete, a Complete"]);
});

test("a token belongs to its request", () => {
  const { NextToken } = data([query("a")], { MaxDatapoints: 4 });
  expect(refused([query("a")], { NextToken })).toBe("accepted");
  expect(refused([query("b")], { NextToken })).toBe("400 InvalidNextToken: Invalid nextToken");
  expect(refused([query("a")], { NextToken: "4" })).toBe("400 InvalidNextToken: Invalid nextToken");
});

test("one-minute points are gone after 15 days, 5-minute ones after 63, hours after 455", () => {
  const day = 86_400_000;
  for (const [days, periods] of [
    [14, [60, 300, 3600]],
    [16, [300, 3600]],
    [64, [3600]],
    [456, []],
  ] as const) {
    const fromMs = nowMs - days * day;
    const of = smallWorld({ metrics: [metric("CPUUtilization", "one", [7], fromMs)] });
    const seen = [60, 300, 3600].filter(
      (Period) =>
        values([query("a", "one", { Period })], { StartTime: fromMs / 1000, EndTime: fromMs / 1000 + 3600 }, of)
          ?.length === 1,
    );
    expect(seen, `${days} days`).toEqual(periods);
  }
});

test("what GetMetricData does not take is a ValidationError", () => {
  const bad = /^400 ValidationException: /;
  expect(refused([])).toMatch(bad);
  expect(refused(Array.from({ length: 501 }, (_, n) => query(`q${n}`)))).toMatch(bad);
  expect(refused(Array.from({ length: 500 }, (_, n) => query(`q${n}`)))).toBe("accepted");
  for (const id of ["A", "1", "a-b", "_a"]) expect(refused([query(id)]), id).toMatch(bad);
  expect(refused([query("a"), query("a", "two")])).toMatch(/not unique/);
  for (const Period of [1, 30, 61]) expect(refused([query("a", "one", { Period })])).toMatch(bad);
  for (const Stat of ["average", "p101", "p", "tm99", "toString"]) {
    expect(refused([query("a", "one", { Stat })]), Stat).toMatch(bad);
  }
  expect(refused([{ Id: "a", Expression: "SUM(METRICS())" }])).toMatch(/no metric math/);
  expect(refused([{ Id: "a" }])).toMatch(bad);
  expect(refused([query("a", "one", {}, { ReturnData: false })])).toMatch(bad);
  expect(refused([query("a")], { EndTime: start })).toMatch(/StartTime must not equal parameter EndTime/);
  expect(refused([query("a")], { EndTime: start - 1 })).toMatch(bad);
  for (const MaxDatapoints of [0, 100_801]) expect(refused([query("a")], { MaxDatapoints })).toMatch(bad);
});

test("missing and misspelt members have CloudWatch's own errors", () => {
  expect(refusalOf(monitoring, "GetMetricData", { MetricDataQueries: [query("a")], StartTime: 0 }, world)).toBe(
    "400 MissingRequiredParameterException: The parameter EndTime is required.",
  );
  expect(refused([query("a", "one", { Stat: undefined })])).toMatch(/^400 MissingRequiredParameterException: .*Stat/);
  expect(refused([query("a")], { ScanBy: "Ascending" })).toMatch(/^400 InvalidParameterValueException: /);
});

test("metrics are listed by namespace, name and dimensions, 500 a page", () => {
  const of = smallWorld({
    metrics: Array.from({ length: 1100 }, (_, n) => metric(n % 2 === 0 ? "Even" : "Odd", `i${n}`, [1], minute(0))),
  });
  interface List {
    readonly Metrics: readonly { readonly MetricName: string; readonly Dimensions: readonly object[] }[];
    readonly NextToken?: string;
  }
  const list = (input: object) => ask(monitoring, "ListMetrics", input, of) as List;
  const first = list({ Namespace: "AWS/RDS", MetricName: "Even" });
  const second = list({ Namespace: "AWS/RDS", MetricName: "Even", NextToken: first.NextToken });
  expect([first.Metrics.length, second.Metrics.length, second.NextToken]).toEqual([500, 50, undefined]);
  const one = [{ Name: "DBInstanceIdentifier", Value: "i7" }];
  expect(list({ Dimensions: one }).Metrics).toEqual([{ Namespace: "AWS/RDS", MetricName: "Odd", Dimensions: one }]);
  expect(list({ Dimensions: [{ Name: "DBInstanceIdentifier" }] }).Metrics.length).toBe(500);
  expect(list({ Dimensions: [{ Name: "toString" }] }).Metrics).toEqual([]);
  expect(list({ Namespace: "AWS/EC2" }).Metrics).toEqual([]);
  expect(refusalOf(monitoring, "ListMetrics", { MetricName: "Odd", NextToken: first.NextToken }, of)).toMatch(
    /nextToken/,
  );
});

test("metrics without data for two weeks are not listed, though their data can be had", () => {
  const old = nowMs - 14.5 * 86_400_000;
  const of = smallWorld({ metrics: [metric("CPUUtilization", "one", [1], old)] });
  expect(ask(monitoring, "ListMetrics", {}, of)).toEqual({ Metrics: [] });
  expect(values([query("a")], { StartTime: old / 1000, EndTime: old / 1000 + 60 }, of)).toEqual([1]);
});
