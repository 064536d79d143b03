import type { FilterLogEventsCommandInput } from "@aws-sdk/client-cloudwatch-logs";
import { describe, expect, test } from "vitest";
import { collectEnhancedMonitoring } from "../../../src/collect/measures/enhanced-monitoring.ts";
import { jsonlFiles } from "../../../src/collect/measures/jsonl-files.ts";
import { parseOsMetrics } from "../../../src/parse/documents/os-metrics.ts";
import { context, failure, fakeAws, fakeStore, ledger, member, MINUTE_MS, NOW } from "./fakes.ts";

function message(second: number, more: object = {}): { readonly message: string } {
  const timestamp = new Date(NOW - 50 * MINUTE_MS + second * 1000).toISOString().replace(".000Z", "Z");
  const memory = { free: 1000 + second, buffers: 0, cached: 0, total: 9000 };
  return { message: JSON.stringify({ instanceID: "aurora-1", timestamp, memory, processList: [], ...more }) };
}

const on = member("aurora-1", { MonitoringInterval: 1 });
const PATH = "enhanced-monitoring/aurora-1.jsonl";

function inputs(aws: {
  readonly asked: readonly { readonly input: unknown }[];
}): readonly FilterLogEventsCommandInput[] {
  return aws.asked.map(({ input }) => input as FilterLogEventsCommandInput);
}

describe("messages", () => {
  test("are kept as they came, one a line, over pages of which some are empty", async () => {
    const aws = fakeAws({
      FilterLogEvents: (_, nth) => {
        if (nth === 1) return { events: [message(0), message(1)], nextToken: "a" };
        return nth === 2 ? { events: [], nextToken: "b" } : { events: [message(2)] };
      },
    });
    const store = fakeStore();
    await collectEnhancedMonitoring(context(aws, store, [on]));
    const text = store.text(PATH);
    expect(text).toBe([0, 1, 2].map((second) => `${message(second).message}\n`).join(""));
    const { metrics, problems } = parseOsMetrics(Buffer.from(text), PATH);
    expect(problems).toEqual([]);
    expect(metrics[0]).toMatchObject({ instance: "aurora-1", periodSeconds: 1 });
    expect(ledger(store)).toEqual([["aurora-1", "complete", null]]);
    expect(store.endOf("enhanced-monitoring aurora-1")).toBe("final");
  });

  test("are asked for by the instance's stream, from a quarter of an hour before the window to its end", async () => {
    const aws = fakeAws({ FilterLogEvents: () => ({ events: [message(0)] }) });
    await collectEnhancedMonitoring(context(aws, fakeStore(), [on]));
    expect(inputs(aws)).toEqual([
      {
        logGroupName: "RDSOSMetrics",
        logStreamNames: ["db-AURORA-1"],
        startTime: NOW - 75 * MINUTE_MS,
        endTime: NOW - 30 * MINUTE_MS,
        limit: 10_000,
      },
    ]);
  });

  test("with newlines between their tokens stay one line", async () => {
    const pretty = JSON.stringify(JSON.parse(message(0).message), null, 4).replaceAll("\n", "\r\n");
    const store = fakeStore();
    await collectEnhancedMonitoring(
      context(fakeAws({ FilterLogEvents: () => ({ events: [{ message: pretty }, {}, { message: "\n" }] }) }), store, [
        on,
      ]),
    );
    expect(store.text(PATH).split("\n")).toHaveLength(2);
    expect(parseOsMetrics(Buffer.from(store.text(PATH)), PATH)).toMatchObject({ supplied: true, problems: [] });
  });

  test("of more than the reader takes go on in the next file", async () => {
    const store = fakeStore();
    await store.unit("x", "y", async (unit) => {
      const files = jsonlFiles(unit, "enhanced-monitoring/aurora-1", 10);
      for (const line of ["12345678", "a", "b"]) await files.write([line]);
      await files.commit({
        origin: { call: "", parameters: {} },
        acquired: { from: "", to: "", requestIds: [], attempts: 1 },
      });
      return "final";
    });
    expect(store.text("enhanced-monitoring/aurora-1.jsonl")).toBe("12345678\n");
    expect(store.text("enhanced-monitoring/aurora-1.2.jsonl")).toBe("a\nb\n");
  });
});

describe("what is not there is told apart", () => {
  test("off", async () => {
    const store = fakeStore();
    await collectEnhancedMonitoring(context(fakeAws({}), store, [member("aurora-1", { MonitoringInterval: 0 })]));
    expect(ledger(store)).toEqual([["aurora-1", "absent", "OFF"]]);
    expect(store.entries()[0]?.remedy).toContain("--monitoring-interval");
  });

  test("an instance that was deleted", async () => {
    const store = fakeStore();
    await collectEnhancedMonitoring(context(fakeAws({}), store, [member("aurora-1", null)]));
    expect(ledger(store)).toEqual([["aurora-1", "absent", "UNKNOWN_RESOURCE_ID"]]);
  });

  test("nothing in the window", async () => {
    const store = fakeStore();
    await collectEnhancedMonitoring(context(fakeAws({ FilterLogEvents: () => ({ events: [] }) }), store, [on]));
    expect(ledger(store)).toEqual([["aurora-1", "absent", "NO_POINTS"]]);
    expect(store.paths).toEqual([]);
  });

  test("no stream", async () => {
    const store = fakeStore();
    const aws = fakeAws({ FilterLogEvents: () => failure("FilterLogEvents", "not-found") });
    await collectEnhancedMonitoring(context(aws, store, [on]));
    expect(ledger(store)).toEqual([["aurora-1", "absent", "NOT_FOUND"]]);
    expect(store.endOf("enhanced-monitoring aurora-1")).toBe("final");
  });

  test("denied, and the other members are asked for all the same", async () => {
    const store = fakeStore();
    const aws = fakeAws({
      FilterLogEvents: ({ logStreamNames }) =>
        logStreamNames?.[0] === "db-AURORA-1" ? failure("FilterLogEvents", "denied") : { events: [message(0)] },
    });
    await collectEnhancedMonitoring(context(aws, store, [on, member("aurora-2", { MonitoringInterval: 5 })]));
    expect(ledger(store)).toEqual([
      ["aurora-1", "none", "DENIED"],
      ["aurora-2", "complete", null],
    ]);
  });

  test("a token that comes twice: what arrived stays", async () => {
    const store = fakeStore();
    const aws = fakeAws({ FilterLogEvents: () => ({ events: [message(0)], nextToken: "same" }) });
    await collectEnhancedMonitoring(context(aws, store, [on]));
    expect(aws.asked).toHaveLength(2);
    expect(ledger(store)).toEqual([["aurora-1", "partial", "REPEATED_TOKEN"]]);
    expect(store.paths).toEqual([PATH]);
    expect(store.endOf("enhanced-monitoring aurora-1")).toBe("again");
  });

  test("a window that ends now is pending", async () => {
    const store = fakeStore();
    const aws = fakeAws({ FilterLogEvents: () => ({ events: [message(0)] }) });
    await collectEnhancedMonitoring(context(aws, store, [on], { window: { untilMs: NOW } }));
    expect(ledger(store)).toEqual([["aurora-1", "pending", "LATE"]]);
    expect(store.endOf("enhanced-monitoring aurora-1")).toBe("again");
  });
});

test("a later failure with less leaves what an earlier run got, in all its parts", async () => {
  const store = fakeStore();
  const window = { untilMs: NOW };
  const whole = fakeAws({ FilterLogEvents: () => ({ events: [message(0), message(1)] }) });
  await collectEnhancedMonitoring(context(whole, store, [on], { window }));
  const before = store.text(PATH);
  store.nextRun();
  const broken = fakeAws({
    FilterLogEvents: (_, nth) =>
      nth === 1 ? { events: [message(0)], nextToken: "a" } : failure("FilterLogEvents", "network"),
  });
  await collectEnhancedMonitoring(context(broken, store, [on], { window }));
  expect(store.text(PATH)).toBe(before);
  expect(store.paths).toEqual([PATH]);
});
