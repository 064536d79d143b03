/** A whole incident of the corpus as an AWS account. What the labels say is never read: the account only holds evidence. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { applicationGroups, applicationObjects } from "./case-applications.ts";
import { readEvents } from "./case-events.ts";
import { exportedGroup, readLogs } from "./case-logs.ts";
import type { Cluster, Instance, LogGroup, MetricPoints, Parameter, RdsEvent, TrailEvent, World } from "./world.ts";

/** How an incident becomes an account; all of it may be left out. */
export interface CaseWorldOptions {
  /** The account's clock, epoch ms, or a function for one that goes; ten minutes after the last server line or event. */
  readonly now?: number | (() => number);
  /** Id of the cluster; that of the events' `db-cluster` source, else `lab-cluster`. */
  readonly cluster?: string;
  /** Publishes the server logs to `/aws/rds/cluster/<id>/postgresql`, a stream `<instance>.0` each. */
  readonly exportLogs?: boolean;
  /** Publishes application logs to groups `/app/<service>`, a stream a pod. */
  readonly applicationGroups?: boolean;
  /** Puts application logs into this bucket as `<prefix><service>/<file>`. */
  readonly applicationBucket?: { readonly name: string; readonly prefix: string };
  readonly metrics?: readonly MetricPoints[];
  readonly trail?: readonly TrailEvent[];
  readonly engineVersion?: string;
}

const REGION = "us-east-1";
const ACCOUNT = "123456789012";
const DEFAULT_CLUSTER = "lab-cluster";
const AFTER_MS = 10 * 60_000;
const GROUP = "default.aurora-postgresql15";
const SUFFIX = "c0simulator0.us-east-1.rds.amazonaws.com";

/**
 * The account of one case folder: `instances/<id>/*`, `apps/<service>/*`, `rds-events.json`.
 *
 * @throws {Error} when the folder has no instances
 */
export function worldFromCase(folder: string, options: CaseWorldOptions = {}): World {
  const events = readEvents(join(folder, "rds-events.json"));
  const id = options.cluster ?? events.find((event) => event.type === "db-cluster")?.source ?? DEFAULT_CLUSTER;
  const folders = foldersIn(join(folder, "instances"));
  if (folders.length === 0) throw new Error(`no instances in ${folder}`);
  const named = events.filter((event) => event.type === "db-instance").map((event) => event.source);
  const ids = [...new Set([...folders, ...named])].sort();
  const writer = lastWriter(events) ?? ids[0];
  const engineVersion = options.engineVersion ?? "15.4";
  const logExports = options.exportLogs === true ? ["postgresql"] : [];
  const instances = ids.map((instance) => ({
    ...asInstance(instance, id, engineVersion, join(folder, "instances", instance)),
    logExports,
  }));
  const groups: LogGroup[] = options.exportLogs === true ? [exportedGroup(id, instances)] : [];
  const apps = join(folder, "apps");
  if (options.applicationGroups === true) groups.push(...applicationGroups(apps));
  const bucket = options.applicationBucket;
  const last = Math.max(
    0,
    ...events.map((event) => event.ms),
    ...instances.flatMap((one) => one.logs.map((log) => log.lastWritten)),
  );
  const now = options.now ?? last + AFTER_MS;
  const cluster: Cluster = {
    id,
    engine: "aurora-postgresql",
    engineVersion,
    status: "available",
    members: ids.map((member) => ({ id: member, writer: member === writer, promotionTier: 1 })),
    parameterGroup: GROUP,
    endpoint: `${id}.cluster-${SUFFIX}`,
    readerEndpoint: `${id}.cluster-ro-${SUFFIX}`,
    customEndpoints: [],
    resourceId: `cluster-${id.toUpperCase()}`,
    logExports,
    more: {},
  };
  return {
    region: REGION,
    account: ACCOUNT,
    now: typeof now === "function" ? now : () => now,
    clusters: [cluster],
    instances,
    events,
    clusterParameters: new Map([[GROUP, PARAMETERS]]),
    instanceParameters: new Map([[GROUP, PARAMETERS]]),
    proxies: [],
    trail: [...(options.trail ?? [])],
    metrics: [...(options.metrics ?? [])],
    logGroups: groups,
    buckets: bucket === undefined ? new Map() : new Map([[bucket.name, applicationObjects(apps, bucket.prefix)]]),
    insights: new Map(),
  };
}

function asInstance(id: string, cluster: string, engineVersion: string, folder: string): Instance {
  return {
    id,
    cluster,
    engine: "aurora-postgresql",
    engineVersion,
    status: "available",
    instanceClass: "db.r6g.large",
    resourceId: `db-${id.toUpperCase().replaceAll("-", "")}`,
    parameterGroup: GROUP,
    endpoint: `${id}.${SUFFIX}`,
    performanceInsights: false,
    monitoringInterval: 0,
    logExports: [],
    multiAz: false,
    more: {},
    logs: readLogs(folder),
  };
}

/** Where the last failover went, as events tell it: completed, or given back to the previous primary. */
function lastWriter(events: readonly RdsEvent[]): string | undefined {
  const target = /^(?:Completed (?:.* )?failover to DB instance|Promoting previous primary again): (\S+)/;
  return events
    .toSorted((a, b) => a.ms - b.ms)
    .map((event) => target.exec(event.message)?.[1])
    .findLast((name) => name !== undefined);
}

function foldersIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

const PARAMETERS: Parameter[] = [
  parameter("log_connections", "1", "user"),
  parameter("log_destination", "stderr", "user"),
  parameter("log_disconnections", "1", "user"),
  parameter("log_line_prefix", "%t:%r:%u@%d:[%p]:", "system"),
  parameter("log_min_duration_statement", null, "engine-default"),
  parameter("log_rotation_age", "60", "system"),
  parameter("log_statement", null, "engine-default"),
  parameter("log_timezone", "UTC", "system"),
  { ...parameter("max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)", "system"), applyType: "static" },
  parameter("rds.log_retention_period", "4320", "system"),
  parameter("statement_timeout", null, "engine-default"),
];

function parameter(name: string, value: string | null, source: Parameter["source"]): Parameter {
  return { name, value, source, applyType: "dynamic", modifiable: true };
}
