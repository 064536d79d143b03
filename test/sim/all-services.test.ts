import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetResourceMetricsCommand, PIClient } from "@aws-sdk/client-pi";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask } from "./hand-client.ts";
import { instance, NOW, worldWith } from "./hand-world.ts";
import { writesIn } from "./journal.ts";
import { KEY } from "./rules.ts";
import { startSimulator, type Simulator } from "./server.ts";

const KEYS = ["app/pod 1.log", "app/a+b&c=d.log", "app/ünïcode(1)'!*.log", "app/100%25.log"];
let nowMs = NOW;
let simulator: Simulator;

beforeEach(async () => {
  nowMs = NOW;
  const world = worldWith([], {
    now: () => nowMs,
    logGroups: [
      {
        name: "/app/api",
        retentionDays: null,
        streams: [{ name: "pod", events: [{ ms: NOW - 1000, message: "hi" }] }],
      },
    ],
    buckets: new Map([["app-logs", new Map(KEYS.map((key) => [key, Buffer.from(`of ${key}`)]))]]),
    instances: [instance({ performanceInsights: true })],
    insights: new Map([["db-AURORA1", []]]),
  });
  simulator = await startSimulator(world);
});
afterEach(() => simulator.close());

function config(over: { readonly systemClockOffset?: number; readonly maxAttempts?: number } = {}) {
  const systemClockOffset = NOW - Date.now();
  return { endpoint: simulator.url, region: "eu-west-1", credentials: KEY, maxAttempts: 1, systemClockOffset, ...over };
}

/** One harmless call of each service: what it is called, what IAM calls it, and the call. */
function calls(over: Parameters<typeof config>[0] = {}): readonly (readonly [string, () => Promise<unknown>])[] {
  const options = config(over);
  const period = { StartTime: new Date(NOW - 600_000), EndTime: new Date(NOW) };
  const metric = { Namespace: "AWS/RDS", MetricName: "EngineUptime" };
  const query = { Id: "m", MetricStat: { Metric: metric, Period: 60, Stat: "Average" } };
  const logs = new CloudWatchLogsClient(options);
  const monitoring = new CloudWatchClient(options);
  const trail = new CloudTrailClient(options);
  const pi = new PIClient(options);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const load = {
    ServiceType: "RDS" as const,
    Identifier: "db-AURORA1",
    MetricQueries: [{ Metric: "db.load.avg" }],
    ...period,
  };
  return [
    ["logs:FilterLogEvents", () => logs.send(new FilterLogEventsCommand({ logGroupName: "/app/api" }))],
    [
      "cloudwatch:GetMetricData",
      () => monitoring.send(new GetMetricDataCommand({ MetricDataQueries: [query], ...period })),
    ],
    ["cloudtrail:LookupEvents", () => trail.send(new LookupEventsCommand(period))],
    ["pi:GetResourceMetrics", () => pi.send(new GetResourceMetricsCommand({ ...load, PeriodInSeconds: 60 }))],
    ["s3:ListBucket", () => s3.send(new ListObjectsV2Command({ Bucket: "app-logs" }))],
  ];
}

interface Refused {
  readonly name: string;
  readonly message: string;
  readonly $metadata: { readonly httpStatusCode?: number };
}

async function refusal(call: () => Promise<unknown>): Promise<Refused> {
  return call().then(
    () => {
      throw new Error("not refused");
    },
    (error: unknown) => error as Refused,
  );
}

test("every service answers the SDK under one address, and nothing but reads was asked", async () => {
  for (const [, call] of calls()) await call();
  expect(simulator.journal.map(({ service, action, status }) => [service, action, status])).toEqual([
    ["logs", "FilterLogEvents", 200],
    ["monitoring", "GetMetricData", 200],
    ["cloudtrail", "LookupEvents", 200],
    ["pi", "GetResourceMetrics", 200],
    ["s3", "ListObjectsV2", 200],
  ]);
  expect(writesIn(simulator.journal)).toEqual([]);
});

test("a denial has each protocol's own code and names action, caller and resource", async () => {
  const seen: unknown[] = [];
  for (const [action, call] of calls()) {
    simulator.rules.denied = new Set([action]);
    const { name, message, $metadata } = await refusal(call);
    expect(message).toContain(`assumed-role/oncall/session is not authorized to perform: ${action} on resource: `);
    seen.push([name, $metadata.httpStatusCode, /on resource: (\S+)/.exec(message)?.[1]]);
  }
  expect(seen).toEqual([
    ["AccessDeniedException", 400, "arn:aws:logs:eu-west-1:123456789012:log-group:/app/api:log-stream:*"],
    ["AccessDenied", 400, "*"],
    ["AccessDeniedException", 400, "*"],
    ["AccessDeniedException", 400, "arn:aws:pi:eu-west-1:123456789012:metrics/rds/db-AURORA1"],
    ["AccessDenied", 403, "arn:aws:s3:::app-logs"],
  ]);
});

test("each SDK learns the account's clock from its refusal", async () => {
  nowMs = Date.now() + 20 * 60_000;
  for (const [, call] of calls({ systemClockOffset: 0, maxAttempts: 2 })) {
    await call().catch(() => null); // the period asked for lies elsewhere; signatures are what counts
  }
  const refused = simulator.journal.filter((_, index) => index % 2 === 0);
  expect(refused.map(({ service, status }) => [service, status])).toEqual([
    ["logs", 400],
    ["monitoring", 400],
    ["cloudtrail", 400],
    ["pi", 400],
    ["s3", 403],
  ]);
  expect(simulator.journal.filter((_, index) => index % 2 === 1)).toHaveLength(5);
});

test("CloudTrail is asked twice a second at most", async () => {
  const [, lookup] = calls().find(([action]) => action === "cloudtrail:LookupEvents") ?? [];
  if (lookup === undefined) throw new Error("no call");
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lookup()));
  const refused = outcomes
    .filter((outcome) => outcome.status === "rejected")
    .map((outcome) => outcome.reason as Refused);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(6);
  expect(new Set(refused.map((error) => error.name))).toEqual(new Set(["ThrottlingException"]));
});

describe("S3", () => {
  test("keys of any characters are signed, found and listed", async () => {
    const client = new S3Client({ ...config(), forcePathStyle: true });
    for (const Key of KEYS) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "app-logs", Key }));
      expect(await Body?.transformToString()).toBe(`of ${Key}`);
    }
  });

  test("a write is refused and stands in the journal as one", async () => {
    const put = await ask(simulator, "/app-logs/key", { method: "PUT", service: "s3", body: "x" });
    expect(put.status).toBe(405);
    expect(writesIn(simulator.journal).map((entry) => entry.action)).toEqual(["PUT"]);
  });
});
