import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CollectContext } from "../../../src/collect/context.ts";
import { discover } from "../../../src/collect/discover/discover.ts";
import { findProxies } from "../../../src/collect/endpoints/proxies.ts";
import { collectEnhancedMonitoring } from "../../../src/collect/measures/enhanced-monitoring.ts";
import { collectMetrics } from "../../../src/collect/measures/metrics.ts";
import { collectPerformanceInsights } from "../../../src/collect/measures/performance-insights.ts";
import { parseMetrics } from "../../../src/parse/documents/metrics.ts";
import { parseOsMetrics } from "../../../src/parse/documents/os-metrics.ts";
import { cluster, instance, worldWith } from "../../sim/hand-world.ts";
import type { MetricPoints, World } from "../../sim/world.ts";
import { open } from "../aws/account.ts";
import { facts, openCase } from "../store/scenario.ts";
import { temporaryFolder } from "../store/temporary-folder.ts";
import { context, ledger, MINUTE_MS } from "./fakes.ts";

/** Two instances; `aurora-2` has nothing switched on, and CloudWatch does not know it. */
function world(nowMs: number): World {
  const startMs = Math.floor((nowMs - 180 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const points = (metric: string, value: (i: number) => number): MetricPoints => ({
    namespace: "AWS/RDS",
    metric,
    dimensions: { DBInstanceIdentifier: "aurora-1" },
    points: Array.from({ length: 180 }, (_, i) => ({ ms: startMs + i * MINUTE_MS, value: value(i) })),
  });
  const messages = Array.from({ length: 12_000 }, (_, i) => {
    const ms = nowMs - 50 * MINUTE_MS + i * 80;
    const timestamp = new Date(Math.floor(ms / 1000) * 1000).toISOString().replace(".000Z", "Z");
    const memory = { free: 100_000 + i, buffers: 1, cached: 2, total: 16_000_000 };
    return { ms, message: JSON.stringify({ instanceID: "aurora-1", timestamp, memory, processList: [] }) };
  });
  const members = ["aurora-1", "aurora-2"].map((id, i) => ({ id, writer: i === 0, promotionTier: 0 }));
  return worldWith([], {
    now: () => Date.now(),
    clusters: [cluster({ members })],
    instances: [
      instance({ performanceInsights: true, monitoringInterval: 1 }),
      instance({ id: "aurora-2", resourceId: "db-AURORA2", endpoint: "aurora-2.x.eu-west-1.rds.amazonaws.com" }),
    ],
    metrics: [points("FreeableMemory", (i) => 4e9 - i * 1e6), points("EngineUptime", (i) => 1000 + i * 60)],
    logGroups: [{ name: "RDSOSMetrics", retentionDays: 30, streams: [{ name: "db-AURORA1", events: messages }] }],
    insights: new Map([
      [
        "db-AURORA1",
        Array.from({ length: 600 }, (_, i) => ({
          ms: nowMs - 45 * MINUTE_MS + i * 1000,
          waitEvent: "IO:XactSync",
          load: i,
        })),
      ],
    ]),
    proxies: [
      { name: "pool", endpoint: "pool.proxy-x.eu-west-1.rds.amazonaws.com", target: "orders" },
      { name: "else", endpoint: "else.proxy-x.eu-west-1.rds.amazonaws.com", target: "billing-1" },
    ],
  });
}

async function everything(run: CollectContext): Promise<readonly string[]> {
  await collectMetrics(run);
  await collectEnhancedMonitoring(run);
  await collectPerformanceInsights(run);
  return (await findProxies(run)).map(({ name }) => name);
}

test("everything a strict account has is saved as the analysis reads it, and a second run asks for none of it", async () => {
  const nowMs = Date.now();
  const { aws, simulator } = await open(world(nowMs));
  const folder = temporaryFolder();
  const window = { sinceMs: nowMs - 50 * MINUTE_MS, untilMs: nowMs - 30 * MINUTE_MS };

  const store = await openCase(folder);
  const found = await discover(aws, "orders");
  if (!found.found) throw new Error(found.message);
  const run = { ...context(aws, store, []), window, target: found.target };
  expect(await everything(run)).toEqual(["pool"]);
  await store.finish("complete", facts);

  const metrics = parseMetrics(readFileSync(join(folder, "metrics.json")), "metrics.json");
  expect(metrics.problems).toEqual([]);
  const free = metrics.metrics.find(({ metric, instance: of }) => metric === "FreeableMemory" && of === "aurora-1");
  expect(free?.points).toHaveLength(81);
  const path = "enhanced-monitoring/aurora-1.jsonl";
  const memory = parseOsMetrics(readFileSync(join(folder, path)), path);
  expect(memory.problems).toEqual([]);
  // 10,000 events a page at most: two pages.
  expect(memory.counts).toMatchObject({ lines: 12_000, records: 12_000 });
  expect(JSON.parse(readFileSync(join(folder, "performance-insights.json"), "utf8"))).toMatchObject({
    "aurora-1": { Identifier: "db-AURORA1", PeriodInSeconds: 1 },
  });
  expect(
    ledger(store)
      .filter(([, , code]) => code !== null)
      .toSorted(byText),
  ).toEqual([
    ["aurora-2", "absent", "NO_POINTS"],
    ["aurora-2", "absent", "OFF"],
    ["aurora-2", "absent", "OFF"],
  ]);

  const before = simulator.journal.length;
  const second = await openCase(folder);
  await everything({ ...run, store: second });
  await second.close();
  const again = simulator.journal.slice(before).map(({ action }) => action);
  expect(new Set(again)).toEqual(new Set(["DescribeDBProxies", "DescribeDBProxyTargets"]));
  expect(ledger(second).toSorted(byText)).toEqual(ledger(store).toSorted(byText));
});

test("everything denied: each source says so on its own, with the action to allow, and nothing falls over", async () => {
  const nowMs = Date.now();
  const { aws, simulator } = await open(world(nowMs));
  const store = await openCase(temporaryFolder());
  const found = await discover(aws, "orders");
  if (!found.found) throw new Error(found.message);
  const denied = ["cloudwatch:GetMetricData", "logs:FilterLogEvents", "pi:GetResourceMetrics", "rds:DescribeDBProxies"];
  for (const action of denied) simulator.rules.denied.add(action);
  const window = { sinceMs: nowMs - 50 * MINUTE_MS, untilMs: nowMs - 30 * MINUTE_MS };
  await everything({ ...context(aws, store, []), window, target: found.target });
  await store.close();
  const told = store.entries().filter(({ state }) => state === "none");
  expect(new Set(told.map(({ code }) => code))).toEqual(new Set(["DENIED"]));
  const allowed = told.map(({ remedy }) => /^allow (\S+) in the policy of who runs this/.exec(remedy ?? "")?.[1]);
  expect(new Set(allowed)).toEqual(new Set(denied));
  expect(store.files()).toEqual([]);
});

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
