/** A small account of which every call of the program gets something, and what is asked of it. */
import type { AppSource, CollectWindow } from "../../../src/collect/context.ts";
import { exportedGroup } from "../../sim/case-logs.ts";
import { cluster, instance, worldWith } from "../../sim/hand-world.ts";
import type { Instance, LogFile, LogGroup, MetricPoints, Parameter, RdsEvent, World } from "../../sim/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The account's time when a run begins. Objects of the simulated S3 were all written an hour before: within the window. */
const NOW = Date.parse("2026-11-21T01:00:00Z");

/** Half an hour that ended half an hour ago: nothing is pending any more. */
export const WINDOW: CollectWindow = { sinceMs: NOW - HOUR_MS, untilMs: NOW - HOUR_MS / 2 };
/** What is collected. */
export const CLUSTER = "orders";
/** Application logs that are asked for. */
export const SOURCES: readonly AppSource[] = [
  { service: "orders-api", kind: "cloudwatch", place: "/app/orders-api" },
  { service: null, kind: "s3", place: "logs/app/" },
];

const PROXY = "pool";
const SUFFIX = "x.eu-west-1.rds.amazonaws.com";

/** `minutes` of lines under RDS's prefix from `fromMs` on; a line each `everyMs`. */
function serverLog(fromMs: number, minutes: number, everyMs: number, name: string): Buffer {
  const lines: string[] = [];
  for (let ms = fromMs; ms < fromMs + minutes * MINUTE_MS; ms += everyMs) {
    const stamp = new Date(ms).toISOString().replace("T", " ").slice(0, 19);
    lines.push(`${stamp} UTC:10.0.0.1(5432):app@orders:[${ms % 997}]:LOG:  ${name} <${ms}>\n`);
  }
  return Buffer.from(lines.join(""));
}

function hourly(instanceId: string, fromMs: number, minutes: number, everyMs: number): LogFile {
  const bytes = serverLog(fromMs, minutes, everyMs, instanceId);
  const lastWritten = fromMs + minutes * MINUTE_MS;
  const name = `error/postgresql.log.${new Date(fromMs).toISOString().slice(0, 13).replace("T", "-")}00`;
  return { name, bytes, lastWritten, modes: {} };
}

const LAST = NOW - 2 * HOUR_MS;
const THIS = NOW - HOUR_MS;

// More than 10,000 lines: two pages of portions.
const one = [hourly("aurora-1", LAST, 60, 1000), hourly("aurora-1", THIS, 40, 220)];
const two = [hourly("aurora-2", LAST, 60, 5000), hourly("aurora-2", THIS, 40, 2000)];
const three = [hourly("aurora-3", LAST, 60, 5000), hourly("aurora-3", THIS, 10, 1000)];

const parameters: readonly Parameter[] = Array.from({ length: 120 }, (_, index) => ({
  name: `parameter_${String(index).padStart(3, "0")}`,
  value: String(index),
  source: "user",
  applyType: "dynamic",
  modifiable: true,
}));

const event = (type: string, source: string, message: string, minutes: number): RdsEvent => ({
  type,
  source,
  message,
  categories: ["failover"],
  ms: WINDOW.sinceMs + minutes * MINUTE_MS,
});

const events: readonly RdsEvent[] = [
  event("db-cluster", CLUSTER, "Started cross AZ failover to DB instance: aurora-2", 10),
  event("db-cluster", CLUSTER, "Completed failover to DB instance: aurora-2", 11),
  event("db-instance", "aurora-1", "DB instance restarted", 10),
  event("db-instance", "aurora-3", "DB instance deleted", 12),
  event("db-parameter-group", "orders-group", "Updated parameter max_connections", 1),
];

const asked = (id: string, name: string, minutes: number, request: Record<string, unknown>) => {
  const ms = WINDOW.sinceMs + minutes * MINUTE_MS;
  const inner = { eventName: name, eventSource: "rds.amazonaws.com", eventID: id, requestParameters: request };
  return {
    id,
    name,
    source: "rds.amazonaws.com",
    ms,
    user: "oncall",
    resources: [],
    document: { ...inner, eventTime: new Date(ms).toISOString().replace(".000", "") },
  };
};

const trail: World["trail"] = [
  asked("11111111-1111-4111-8111-111111111111", "FailoverDBCluster", 9, { dBClusterIdentifier: CLUSTER }),
  asked("22222222-2222-4222-8222-222222222222", "DeleteDBInstance", 12, {
    dBInstanceIdentifier: "aurora-3",
    dBClusterIdentifier: CLUSTER,
  }),
];

function points(id: string, metric: string): MetricPoints {
  const fromMs = WINDOW.sinceMs - 2 * HOUR_MS;
  const list = Array.from({ length: 180 }, (_, i) => ({ ms: fromMs + i * MINUTE_MS, value: i }));
  return { namespace: "AWS/RDS", metric, dimensions: { DBInstanceIdentifier: id }, points: list };
}

function group(name: string, stream: string, message: (ms: number) => string): LogGroup {
  const list = Array.from({ length: 90 }, (_, i) => {
    const ms = WINDOW.sinceMs - 10 * MINUTE_MS + i * 20_000;
    return { ms, message: message(ms) };
  });
  return { name, retentionDays: 30, streams: [{ name: stream, events: list }] };
}

const osMetrics = (ms: number): string =>
  JSON.stringify({ instanceID: "aurora-1", timestamp: new Date(ms).toISOString(), memory: { free: ms % 1000 } });

const wait = Array.from({ length: 300 }, (_, i) => ({
  ms: WINDOW.sinceMs - 5 * MINUTE_MS + i * 1000,
  waitEvent: i % 3 === 0 ? "IO:XactSync" : "CPU",
  load: i % 7,
}));

function member(id: string, logs: readonly LogFile[], over: Partial<Instance> = {}): Instance {
  const resourceId = `db-${id.toUpperCase().replace("-", "")}`;
  const endpoint = `${id}.${SUFFIX}`;
  return instance({
    id,
    resourceId,
    endpoint,
    logExports: ["postgresql"],
    logs: logs.map((log) => ({ ...log })),
    ...over,
  });
}

const exported = exportedGroup(CLUSTER, [member("aurora-1", one), member("aurora-2", two), member("aurora-3", three)]);

/** The account, anew: files that grow, queries that run and the clock are of one world only. */
export function matrixWorld(over: Partial<World> = {}): World {
  const began = performance.now();
  return worldWith([], {
    now: () => Math.round(NOW + performance.now() - began),
    clusters: [
      cluster({
        id: CLUSTER,
        members: [
          { id: "aurora-1", writer: false, promotionTier: 0 },
          { id: "aurora-2", writer: true, promotionTier: 0 },
        ],
        logExports: ["postgresql"],
        customEndpoints: [{ id: "reporting", endpoint: `reporting.cluster-custom-${SUFFIX}`, type: "READER" }],
      }),
    ],
    instances: [member("aurora-1", one, { performanceInsights: true, monitoringInterval: 1 }), member("aurora-2", two)],
    events: [...events],
    clusterParameters: new Map([["orders-group", [...parameters]]]),
    instanceParameters: new Map([["orders-instances", [...parameters]]]),
    proxies: [{ name: PROXY, endpoint: `${PROXY}.proxy-${SUFFIX}`, target: CLUSTER }],
    pendingMaintenance: [
      {
        resource: `arn:aws:rds:eu-west-1:123456789012:cluster:${CLUSTER}`,
        action: "system-update",
        description: "New Operating System update is available",
        currentApplyMs: null,
      },
    ],
    trail,
    metrics: ["aurora-1", "aurora-2"].flatMap((id) =>
      ["FreeableMemory", "CommitThroughput", "EngineUptime"].map((metric) => points(id, metric)),
    ),
    logGroups: [
      exported,
      group("RDSOSMetrics", "db-AURORA1", osMetrics),
      group("/app/orders-api", "orders-api-1", (ms) => `${new Date(ms).toISOString()} ERROR connection refused`),
      group(
        `/aws/rds/proxy/${PROXY}`,
        "node-1",
        (ms) => `${new Date(ms).toISOString()} [INFO] [proxyEndpoint=default]`,
      ),
    ],
    buckets: new Map([
      [
        "logs",
        new Map([
          ["app/batch/2026-11-21.log", Buffer.from("batch: read-only transaction\n".repeat(2000))],
          ["app/worker/worker 1.log", Buffer.from("worker: connection reset\n".repeat(3000))],
        ]),
      ],
    ]),
    insights: new Map([["db-AURORA1", wait]]),
    ...over,
  });
}
