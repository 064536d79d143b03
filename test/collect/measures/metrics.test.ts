import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { collectMetrics } from "../../../src/collect/measures/metrics.ts";
import { parseMetrics } from "../../../src/parse/documents/metrics.ts";
import { context, failure, fakeAws, fakeStore, ledger, member, MINUTE_MS, NOW } from "./fakes.ts";

type Output = Omit<GetMetricDataCommandOutput, "$metadata">;

/** A point a bucket, its value the bucket's minute of the hour; `wanted` says of which queries. */
function points(input: GetMetricDataCommandInput, wanted: (query: MetricDataQuery) => boolean = () => true): Output {
  return {
    MetricDataResults: (input.MetricDataQueries ?? []).toReversed().map((query) => {
      const stepMs = (query.MetricStat?.Period ?? 60) * 1000;
      const from = input.StartTime?.getTime() ?? 0;
      const count = wanted(query) ? ((input.EndTime?.getTime() ?? 0) - from) / stepMs : 0;
      const times = Array.from({ length: count }, (_, i) => new Date(from + i * stepMs));
      return {
        Id: query.Id,
        Label: query.Label,
        Timestamps: times,
        Values: times.map((time) => time.getUTCMinutes()),
        StatusCode: "Complete",
      };
    }),
  };
}

function inputs(aws: { readonly asked: readonly { readonly input: unknown }[] }): readonly GetMetricDataCommandInput[] {
  return aws.asked.map(({ input }) => input as GetMetricDataCommandInput);
}

function parsed(text: string, path = "metrics.json"): ReturnType<typeof parseMetrics> {
  return parseMetrics(Buffer.from(text), path);
}

function ofFirst({ MetricStat }: MetricDataQuery): boolean {
  return MetricStat?.Metric?.Dimensions?.[0]?.Value === "aurora-1";
}

const two = [member("aurora-2"), member("aurora-1")];

test("what is written is what the analysis reads: the instance, metric, statistic and minute of every point", async () => {
  const aws = fakeAws({ GetMetricData: (input) => points(input) });
  const store = fakeStore();
  await collectMetrics(context(aws, store, two));
  const { metrics, problems } = parsed(store.text("metrics.json"));
  expect(problems).toEqual([]);
  const free = metrics.filter(({ metric }) => metric === "FreeableMemory");
  expect(free.map(({ instance, stat, periodSeconds }) => [instance, stat, periodSeconds])).toEqual([
    ["aurora-1", "Minimum", 60],
    ["aurora-2", "Minimum", 60],
  ]);
  // An hour before 19:00, and the minute that begins at 19:30 too.
  expect(free[0]?.points[0]?.us).toBe((NOW - 120 * MINUTE_MS) * 1000);
  expect(free[0]?.points.at(-1)?.us).toBe((NOW - 30 * MINUTE_MS) * 1000);
  expect(free[0]?.points).toHaveLength(91);
  expect(metrics.filter(({ metric }) => metric === "EngineUptime").map(({ stat }) => stat)).toEqual([
    "Minimum",
    "Minimum",
  ]);
  expect(ledger(store)).toEqual([
    ["aurora-2", "complete", null],
    ["aurora-1", "complete", null],
  ]);
  expect(store.endOf("metrics")).toBe("final");
});

test("instances of RDS are asked for RDS's own metrics", async () => {
  const aws = fakeAws({ GetMetricData: (input) => points(input) });
  const store = fakeStore();
  await collectMetrics(context(aws, store, [member("orders-db")], { target: { kind: "instance", cluster: null } }));
  const names = parsed(store.text("metrics.json")).metrics.map(({ metric }) => metric);
  expect(names).toContain("ReplicaLag");
  expect(names).not.toContain("EngineUptime");
});

test("the same answers give the same bytes, whatever the order of members and results", async () => {
  const texts = [two, two.toReversed()].map(async (members) => {
    const store = fakeStore();
    await collectMetrics(context(fakeAws({ GetMetricData: (input) => points(input) }), store, members));
    return store.text("metrics.json");
  });
  const [a, b] = await Promise.all(texts);
  expect(a).toBe(b);
});

test("pages are joined, and an empty one ends nothing", async () => {
  const aws = fakeAws({
    GetMetricData: (input, nth) => {
      if (nth === 1) return { MetricDataResults: [], NextToken: "a" };
      const whole = points(input).MetricDataResults ?? [];
      const half = (from: number, to: number, word: "PartialData" | "Complete"): Output["MetricDataResults"] =>
        whole.map((each) => ({
          ...each,
          Timestamps: each.Timestamps?.slice(from, to),
          Values: each.Values?.slice(from, to),
          StatusCode: word,
        }));
      return nth === 2
        ? { MetricDataResults: half(50, 91, "PartialData"), NextToken: "b" }
        : { MetricDataResults: half(0, 50, "Complete") };
    },
  });
  const store = fakeStore();
  await collectMetrics(context(aws, store, two));
  expect(inputs(aws).map(({ NextToken }) => NextToken)).toEqual([undefined, "a", "b"]);
  const { metrics, problems } = parsed(store.text("metrics.json"));
  expect(problems).toEqual([]);
  expect(metrics[0]?.points).toHaveLength(91);
});

test("no request asks for more than 500 queries or 100,800 points, and together they ask for everything once", async () => {
  const members = Array.from({ length: 40 }, (_, i) => member(`aurora-${i}`));
  const aws = fakeAws({ GetMetricData: (input) => points(input) });
  const store = fakeStore();
  const window = { sinceMs: NOW - 10 * 86_400_000, untilMs: NOW - 10 * MINUTE_MS };
  await collectMetrics(context(aws, store, members.slice(0, 2), { window }));
  const few = fakeAws({ GetMetricData: (input) => points(input) });
  await collectMetrics(context(few, fakeStore(), members));
  for (const all of [aws, few]) {
    const ids = inputs(all).flatMap((input) => (input.MetricDataQueries ?? []).map(({ Id }) => Id ?? ""));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-zA-Z0-9_]{0,254}$/);
    for (const { MetricDataQueries: queries = [], StartTime, EndTime } of inputs(all)) {
      const minutes = ((EndTime?.getTime() ?? 0) - (StartTime?.getTime() ?? 0)) / MINUTE_MS;
      expect(queries.length).toBeLessThanOrEqual(500);
      expect(queries.length * minutes).toBeLessThanOrEqual(100_800);
    }
  }
  expect(inputs(aws).length).toBeGreaterThan(1);
  // More than one file can tell its reader: one an instance.
  expect(store.paths).toEqual(["metrics/aurora-0.json", "metrics/aurora-1.json"]);
  const { MetricDataQueries } = JSON.parse(store.text("metrics/aurora-1.json")) as GetMetricDataCommandInput;
  const instances = MetricDataQueries?.map(({ MetricStat }) => MetricStat?.Metric?.Dimensions?.[0]?.Value);
  expect(new Set(instances)).toEqual(new Set(["aurora-1"]));
});

test("a window of which one-minute points are gone is asked for in what is left, and the ledger says what that hides", async () => {
  const sinceMs = NOW - 15 * 86_400_000 - 3_600_000;
  const aws = fakeAws({ GetMetricData: (input) => points(input) });
  const store = fakeStore();
  await collectMetrics(
    context(aws, store, [member("aurora-1")], { window: { sinceMs, untilMs: sinceMs + 7_200_000 } }),
  );
  const asked = inputs(aws).map(({ MetricDataQueries, StartTime, EndTime }) => [
    MetricDataQueries?.[0]?.MetricStat?.Period,
    StartTime?.getTime(),
    EndTime?.getTime(),
  ]);
  expect(asked.map(([period]) => period)).toEqual([300, 60]);
  expect(asked[0]?.[2]).toBe(asked[1]?.[1]);
  expect(NOW - (asked[1]?.[1] ?? 0)).toBeLessThan(15 * 86_400_000);
  const { metrics, problems } = parsed(store.text("metrics.json"));
  expect(problems).toEqual([]);
  const free = metrics.filter(({ metric }) => metric === "FreeableMemory");
  expect(free.map(({ periodSeconds }) => periodSeconds)).toEqual([300, 60]);
  expect(ledger(store)).toContainEqual(["one-minute points", "absent", "BEYOND_RETENTION"]);
});

test("a window older than anything CloudWatch keeps asks nothing and says so", async () => {
  const aws = fakeAws({});
  const store = fakeStore();
  const sinceMs = NOW - 500 * 86_400_000;
  await collectMetrics(context(aws, store, two, { window: { sinceMs, untilMs: sinceMs + MINUTE_MS } }));
  expect(ledger(store)).toEqual([["one-minute points", "absent", "BEYOND_RETENTION"]]);
  expect(store.paths).toEqual([]);
});

test("an instance CloudWatch does not know is told from one whose points it has", async () => {
  const store = fakeStore();
  await collectMetrics(context(fakeAws({ GetMetricData: (input) => points(input, ofFirst) }), store, two));
  expect(ledger(store)).toEqual([
    ["aurora-2", "absent", "NO_POINTS"],
    ["aurora-1", "complete", null],
  ]);
  expect(store.entries()[0]?.reason).toContain("no points of aurora-2");
  expect(parsed(store.text("metrics.json")).problems).toEqual([]);
});

describe("a window that ends in the last minutes", () => {
  test("is pending, and done again", async () => {
    const store = fakeStore();
    const window = { untilMs: NOW - 2 * MINUTE_MS };
    await collectMetrics(context(fakeAws({ GetMetricData: (input) => points(input) }), store, two, { window }));
    expect(store.endOf("metrics")).toBe("again");
    const late = store.entries().find(({ state }) => state === "pending");
    expect(late).toMatchObject({ code: "LATE", runAgainAfter: "2026-11-21T20:01:00.000Z" });
  });

  test("and in the future is asked for until now", async () => {
    const aws = fakeAws({ GetMetricData: (input) => points(input) });
    await collectMetrics(context(aws, fakeStore(), two, { window: { untilMs: NOW + 60 * MINUTE_MS } }));
    expect(inputs(aws)[0]?.EndTime?.getTime()).toBe(NOW + MINUTE_MS);
  });
});

describe("what fails", () => {
  test("denied: no file, an entry a member, and what would allow it", async () => {
    const store = fakeStore();
    const denied = failure("GetMetricData", "denied", { action: "cloudwatch:GetMetricData" });
    await collectMetrics(context(fakeAws({ GetMetricData: () => denied }), store, two));
    expect(store.paths).toEqual([]);
    expect(store.endOf("metrics")).toBe("again");
    expect(store.entries()[0]).toMatchObject({
      state: "none",
      code: "DENIED",
      call: "cloudwatch:GetMetricData",
      reason: "cloudwatch:GetMetricData is denied",
      remedy: "allow cloudwatch:GetMetricData in the policy of who runs this, and run the same command again",
    });
  });

  test("a token that comes twice ends it; what arrived is there and called partial", async () => {
    const store = fakeStore();
    const aws = fakeAws({ GetMetricData: (input) => ({ ...points(input), NextToken: "same" }) });
    await collectMetrics(context(aws, store, two));
    expect(aws.asked).toHaveLength(2);
    expect(ledger(store)).toContainEqual(["aurora-1", "partial", "REPEATED_TOKEN"]);
    expect(store.paths).toEqual(["metrics.json"]);
  });

  test("an answer without results is none of CloudWatch's", async () => {
    const store = fakeStore();
    await collectMetrics(context(fakeAws({ GetMetricData: () => ({}) }), store, two));
    expect(ledger(store)).toContainEqual(["aurora-1", "none", "MALFORMED"]);
  });

  test("a later failure leaves what an earlier run got", async () => {
    const store = fakeStore();
    const window = { untilMs: NOW - MINUTE_MS };
    await collectMetrics(context(fakeAws({ GetMetricData: (input) => points(input) }), store, two, { window }));
    const before = store.text("metrics.json");
    store.nextRun();
    const denied = failure("GetMetricData", "denied");
    await collectMetrics(context(fakeAws({ GetMetricData: () => denied }), store, two, { window }));
    expect(store.paths).toEqual(["metrics.json"]);
    expect(store.text("metrics.json")).toBe(before);
    expect(store.endOf("metrics")).toBe("again");
  });

  test("InternalError is asked for again, alone", async () => {
    const store = fakeStore();
    const aws = fakeAws({
      GetMetricData: (input, nth) => {
        const whole = points(input);
        if (nth > 1) return whole;
        const broken = (whole.MetricDataResults ?? []).map((each) =>
          each.Id === "freeablememory_aurora_1_minimum"
            ? { ...each, Timestamps: [], Values: [], StatusCode: "InternalError" as const }
            : each,
        );
        return { MetricDataResults: broken };
      },
    });
    await collectMetrics(context(aws, store, two));
    expect(inputs(aws)[1]?.MetricDataQueries?.map(({ Id }) => Id)).toEqual(["freeablememory_aurora_1_minimum"]);
    expect(ledger(store)).toContainEqual(["aurora-1", "complete", null]);
    expect(parsed(store.text("metrics.json")).problems).toEqual([]);
  });

  test("InternalError for good is partial, in the ledger and to the analysis", async () => {
    const store = fakeStore();
    const aws = fakeAws({
      GetMetricData: (input) => ({
        MetricDataResults: (points(input).MetricDataResults ?? []).map((each) =>
          each.Id?.startsWith("swapusage_aurora_1") === true ? { ...each, StatusCode: "InternalError" } : each,
        ),
      }),
    });
    await collectMetrics(context(aws, store, two));
    expect(aws.asked).toHaveLength(3);
    expect(store.entries().find(({ subject }) => subject === "aurora-1")).toMatchObject({
      state: "partial",
      reason: "CloudWatch answers InternalError for SwapUsage of aurora-1",
    });
    expect(parsed(store.text("metrics.json")).problems).toHaveLength(1);
    expect(store.endOf("metrics")).toBe("again");
  });

  test("AWS's words do not break out of the ledger's line", async () => {
    const store = fakeStore();
    const odd = failure("GetMetricData", "refused", { code: "Bad\u001b[31m", message: "a\nb\u202e. " });
    await collectMetrics(context(fakeAws({ GetMetricData: () => odd }), store, two));
    expect(store.entries()[0]?.reason).toBe("AWS refused x:GetMetricData: Bad [31m: a b");
  });
});

test("names that are no instance's still make valid queries, and none is mixed up", async () => {
  const odd = ["a b", "${LABEL}", "a-b", "a_b", "é", ":x", "../../etc"].map((id) => member(id, null));
  const aws = fakeAws({ GetMetricData: (input) => points(input) });
  await collectMetrics(context(aws, fakeStore(), odd));
  const queries = inputs(aws).flatMap(({ MetricDataQueries }) => MetricDataQueries ?? []);
  expect(new Set(queries.map(({ Id }) => Id)).size).toBe(queries.length);
  for (const { Id, Label } of queries) {
    expect(Id).toMatch(/^[a-z][a-zA-Z0-9_]{0,254}$/);
    expect(Label).not.toContain("$");
  }
  const asked = new Set(queries.map(({ MetricStat }) => MetricStat?.Metric?.Dimensions?.[0]?.Value));
  expect(asked).toEqual(new Set(["${LABEL}", "a-b", "a_b", "../../etc"]));
});
