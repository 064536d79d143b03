import type { GetResourceMetricsCommandInput } from "@aws-sdk/client-pi";
import { expect, test } from "vitest";
import { collectPerformanceInsights } from "../../../src/collect/measures/performance-insights.ts";
import { context, failure, fakeAws, fakeStore, ledger, member, MINUTE_MS, NOW } from "./fakes.ts";

const PATH = "performance-insights.json";
const on = member("aurora-1", { PerformanceInsightsEnabled: true });
const key = { Metric: "db.load.avg", Dimensions: { "db.wait_event.name": "IO:DataFileRead" } };

function point(minute: number): { readonly Timestamp: Date; readonly Value: number } {
  return { Timestamp: new Date(NOW - 60 * MINUTE_MS + minute * MINUTE_MS), Value: minute / 10 };
}

function inputs(aws: {
  readonly asked: readonly { readonly input: unknown }[];
}): readonly GetResourceMetricsCommandInput[] {
  return aws.asked.map(({ input }) => input as GetResourceMetricsCommandInput);
}

test("pages are joined by their key, by instance", async () => {
  const aws = fakeAws({
    GetResourceMetrics: (_, nth) =>
      nth === 1
        ? { AlignedStartTime: new Date(NOW), MetricList: [{ Key: key, DataPoints: [point(0)] }], NextToken: "a" }
        : { MetricList: [{ Key: key, DataPoints: [point(1)] }] },
  });
  const store = fakeStore();
  await collectPerformanceInsights(context(aws, store, [on]));
  expect(JSON.parse(store.text(PATH))).toEqual({
    "aurora-1": {
      Identifier: "db-AURORA-1",
      AlignedStartTime: "2026-11-21T20:00:00.000Z",
      AlignedEndTime: null,
      PeriodInSeconds: 1,
      MetricList: [
        {
          Key: key,
          DataPoints: [
            { Timestamp: "2026-11-21T19:00:00.000Z", Value: 0 },
            { Timestamp: "2026-11-21T19:01:00.000Z", Value: 0.1 },
          ],
        },
      ],
    },
  });
  expect(ledger(store)).toEqual([["aurora-1", "complete", null]]);
});

test("a long window is asked for by the minute, and seconds that are refused are asked for as minutes", async () => {
  const refuse = fakeAws({
    GetResourceMetrics: ({ PeriodInSeconds }) =>
      PeriodInSeconds === 1
        ? failure("GetResourceMetrics", "refused")
        : { MetricList: [{ Key: key, DataPoints: [point(0)] }] },
  });
  await collectPerformanceInsights(context(refuse, fakeStore(), [on]));
  const long = fakeAws({ GetResourceMetrics: () => ({ MetricList: [] }) });
  const window = { sinceMs: NOW - 180 * MINUTE_MS };
  await collectPerformanceInsights(context(long, fakeStore(), [on], { window }));
  expect(inputs(refuse).map(({ PeriodInSeconds }) => PeriodInSeconds)).toEqual([1, 60]);
  expect(inputs(long).map(({ PeriodInSeconds }) => PeriodInSeconds)).toEqual([60]);
});

test("nothing is asked before its retention", async () => {
  const aws = fakeAws({ GetResourceMetrics: () => ({ MetricList: [{ Key: key, DataPoints: [point(0)] }] }) });
  const store = fakeStore();
  const old = { sinceMs: NOW - 9 * 86_400_000, untilMs: NOW - 8 * 86_400_000 };
  await collectPerformanceInsights(context(aws, store, [on], { window: old }));
  expect(aws.asked).toEqual([]);
  expect(ledger(store)).toEqual([["aurora-1", "absent", "BEYOND_RETENTION"]]);
  const longer = member("aurora-1", { PerformanceInsightsEnabled: true, PerformanceInsightsRetentionPeriod: 31 });
  await collectPerformanceInsights(context(aws, fakeStore(), [longer], { window: old }));
  expect(inputs(aws)[0]?.StartTime?.getTime()).toBe(old.sinceMs - 15 * MINUTE_MS);
});

test("off, denied and empty are told apart, and what one member has is kept", async () => {
  const store = fakeStore();
  const aws = fakeAws({
    GetResourceMetrics: ({ Identifier }) => {
      if (Identifier === "db-AURORA-2")
        return failure("GetResourceMetrics", "denied", { action: "pi:GetResourceMetrics" });
      return { MetricList: Identifier === "db-AURORA-3" ? [] : [{ Key: key, DataPoints: [point(0)] }] };
    },
  });
  const members = ["aurora-1", "aurora-2", "aurora-3"].map((id) => member(id, { PerformanceInsightsEnabled: true }));
  await collectPerformanceInsights(context(aws, store, [...members, member("aurora-4"), member("aurora-5", null)]));
  expect(ledger(store).toSorted(([a], [b]) => (a < b ? -1 : 1))).toEqual([
    ["aurora-1", "complete", null],
    ["aurora-2", "none", "DENIED"],
    ["aurora-3", "absent", "NO_POINTS"],
    ["aurora-4", "absent", "OFF"],
    ["aurora-5", "absent", "UNKNOWN_RESOURCE_ID"],
  ]);
  expect(Object.keys(JSON.parse(store.text(PATH)) as object)).toEqual(["aurora-1", "aurora-3"]);
  expect(store.endOf("performance-insights")).toBe("again");
});

test("a date that is none does not make the run fall over", async () => {
  const store = fakeStore();
  const odd = { Timestamp: new Date(Number.NaN), Value: 1 };
  const aws = fakeAws({ GetResourceMetrics: () => ({ MetricList: [{ Key: key, DataPoints: [odd] }] }) });
  await collectPerformanceInsights(context(aws, store, [on]));
  expect(store.text(PATH)).toContain('"Timestamp": null');
});

test("a window that ends now is pending, and done again", async () => {
  const store = fakeStore();
  const aws = fakeAws({ GetResourceMetrics: () => ({ MetricList: [{ Key: key, DataPoints: [point(0)] }] }) });
  await collectPerformanceInsights(context(aws, store, [on], { window: { untilMs: NOW } }));
  expect(ledger(store)).toEqual([["aurora-1", "pending", "LATE"]]);
  expect(store.endOf("performance-insights")).toBe("again");
});
