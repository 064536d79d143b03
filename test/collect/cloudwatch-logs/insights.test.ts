import { describe, expect, test } from "vitest";
import { Interrupted } from "../../../src/collect/calls.ts";
import { insightsMs, quoted, runQuery } from "../../../src/collect/cloudwatch-logs/insights.ts";
import { handAws } from "./support.ts";
import type { Answers } from "./support.ts";

const base = Date.UTC(2026, 10, 21, 19);
const signal = new AbortController().signal;

/** A group with one event a second; answers at most `cap` of them. Queries of `ends` end so at first. */
function account(length: number, cap: number, ends: "Failed" | "Timeout" | null = null) {
  const windows = new Map<string, { readonly startTime: number; readonly endTime: number }>();
  const answers: Answers = {
    StartQuery: ({ startTime = 0, endTime = 0 }, nth) => {
      windows.set(`${nth}`, { startTime, endTime });
      return { queryId: `${nth}` };
    },
    GetQueryResults: ({ queryId = "" }) => {
      const { startTime, endTime } = windows.get(queryId) ?? { startTime: 0, endTime: 0 };
      if (ends !== null && endTime - startTime > 4) return { status: ends };
      const all = Array.from({ length }, (_, second) => base + second * 1_000).filter(
        (ms) => ms >= startTime * 1_000 && ms <= endTime * 1_000,
      );
      const results = all
        .slice(0, cap)
        .map((ms) => [{ field: "@timestamp", value: new Date(ms).toISOString().replace("T", " ").slice(0, 23) }]);
      return { status: "Complete", results };
    },
  };
  return handAws(answers);
}

function row(second: number) {
  return [{ field: "@timestamp", value: `2026-11-21 19:00:0${second}.000` }];
}

async function seconds(aws: ReturnType<typeof account>["aws"], length: number, cap: number) {
  const found: number[] = [];
  const span = { fromMs: base, untilMs: base + length * 1_000 };
  const read = await runQuery(aws, "/g", "fields @timestamp", span, { signal, cap, pollMs: 1 }, (rows, window) => {
    for (const each of rows) {
      const ms = insightsMs(each.get("@timestamp") ?? "");
      if (ms >= window.fromMs && ms < window.untilMs) found.push((ms - base) / 1_000);
    }
  });
  return { ...read, found };
}

describe("Logs Insights", () => {
  test("splits a window that holds more rows than an answer, and gives every row once and in order", async () => {
    const { aws, asked } = account(100, 10);
    const { found, failure, overfull } = await seconds(aws, 100, 10);
    expect(found).toEqual(Array.from({ length: 100 }, (_, second) => second));
    expect([failure, overfull]).toEqual([null, []]);
    expect(asked.filter(({ name }) => name === "StartQuery").length).toBeGreaterThan(10);
  });

  test.each(["Failed", "Timeout"] as const)("splits the window of a query that ends as %s", async (status) => {
    const { found, failure } = await seconds(account(32, 1_000, status).aws, 32, 1_000);
    expect(found).toEqual(Array.from({ length: 32 }, (_, second) => second));
    expect(failure).toBeNull();
  });

  test("fails when the smallest window fails too", async () => {
    const { aws } = handAws({
      StartQuery: () => ({ queryId: "q" }),
      GetQueryResults: () => ({ status: "Failed" }),
    });
    const { failure } = await seconds(aws, 4, 10);
    expect(failure?.message).toBe("the query ended as Failed");
  });

  test("names the second that holds more than a query gives, and gives what it gave", async () => {
    const full = Array.from({ length: 5 }, () => [{ field: "@timestamp", value: "2026-11-21 19:00:00.000" }]);
    const { aws } = handAws({
      StartQuery: () => ({ queryId: "q" }),
      GetQueryResults: () => ({ status: "Complete", results: full }),
    });
    const { found, overfull } = await seconds(aws, 1, 5);
    expect(overfull).toEqual([{ fromMs: base, untilMs: base + 1_000 }]);
    expect(found).toEqual([0, 0, 0, 0, 0]);
  });

  test("waits while the query is scheduled or runs, and takes no rows before it is complete", async () => {
    const statuses = ["Scheduled", "Running", "Running", "Complete"] as const;
    const { aws, asked } = handAws({
      StartQuery: () => ({ queryId: "q" }),
      GetQueryResults: (_input, nth) => ({ status: statuses[nth] ?? "Complete", results: [row(0)] }),
    });
    const { found } = await seconds(aws, 1, 5);
    expect(found).toEqual([0]);
    expect(asked.filter(({ name }) => name === "GetQueryResults")).toHaveLength(4);
  });

  test("reads all pages of one result", async () => {
    const { aws } = handAws({
      StartQuery: () => ({ queryId: "q" }),
      GetQueryResults: ({ nextToken }) =>
        nextToken === undefined
          ? { status: "Complete", results: [row(0)], nextToken: "2" }
          : { status: "Complete", results: [row(1)] },
    });
    expect((await seconds(aws, 2, 5)).found).toEqual([0, 1]);
  });

  test("stops the query when the run is interrupted", async () => {
    const controller = new AbortController();
    const { aws, asked } = handAws({
      StartQuery: () => ({ queryId: "q" }),
      GetQueryResults: () => {
        controller.abort();
        return { status: "Running" };
      },
      StopQuery: () => ({ success: true }),
    });
    const span = { fromMs: base, untilMs: base + 1_000 };
    const run = runQuery(aws, "/g", "fields @timestamp", span, { signal: controller.signal }, () => undefined);
    await expect(run).rejects.toBeInstanceOf(Interrupted);
    expect(asked.at(-1)).toEqual({ name: "StopQuery", input: { queryId: "q" } });
  });

  test("writes text as a string of the query language", () => {
    expect(quoted('a"b\\c')).toBe('"a\\"b\\\\c"');
  });
});
