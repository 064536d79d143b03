/** A small account built by hand. */
import type { Cluster, Instance, LogFile, World } from "./world.ts";

/** The account's time unless a test moves it. */
export const NOW = Date.parse("2026-11-21T20:00:00Z");

/** One instance `aurora-1` of cluster `orders` with these log files. */
export function worldWith(logs: LogFile[], over: Partial<World> = {}): World {
  return emptyWorld({ clusters: [cluster()], instances: [instance({ logs })], ...over });
}

/** An empty account, and what a test puts into it. */
export function emptyWorld(filled: Partial<World>): World {
  return {
    region: "eu-west-1",
    account: "123456789012",
    now: () => NOW,
    clusters: [],
    instances: [],
    events: [],
    clusterParameters: new Map(),
    instanceParameters: new Map(),
    proxies: [],
    trail: [],
    metrics: [],
    logGroups: [],
    buckets: new Map(),
    insights: new Map(),
    ...filled,
  };
}

/** The cluster of `worldWith`. */
export function cluster(over: Partial<Cluster> = {}): Cluster {
  return {
    id: "orders",
    engine: "aurora-postgresql",
    engineVersion: "16.4",
    status: "available",
    members: [{ id: "aurora-1", writer: true, promotionTier: 0 }],
    parameterGroup: "orders-group",
    endpoint: "orders.cluster-x.eu-west-1.rds.amazonaws.com",
    readerEndpoint: "orders.cluster-ro-x.eu-west-1.rds.amazonaws.com",
    customEndpoints: [],
    resourceId: "cluster-ORDERS",
    logExports: [],
    more: {},
    ...over,
  };
}

/** The instance of `worldWith`. */
export function instance(over: Partial<Instance> = {}): Instance {
  return {
    id: "aurora-1",
    cluster: "orders",
    engine: "aurora-postgresql",
    engineVersion: "16.4",
    status: "available",
    instanceClass: "db.r6g.large",
    resourceId: "db-AURORA1",
    parameterGroup: "orders-instances",
    endpoint: "aurora-1.x.eu-west-1.rds.amazonaws.com",
    performanceInsights: false,
    monitoringInterval: 0,
    logExports: [],
    multiAz: false,
    more: {},
    logs: [],
    ...over,
  };
}

/** A log file last written an hour ago. */
export function logFile(bytes: Buffer | string, over: Partial<LogFile> = {}): LogFile {
  return {
    name: "error/postgresql.log",
    bytes: typeof bytes === "string" ? Buffer.from(bytes) : bytes,
    lastWritten: NOW - 3_600_000,
    modes: {},
    ...over,
  };
}
