/** A whole incident of the corpus as an AWS account. What the labels say is never read: the account only holds evidence. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { applicationGroups, applicationObjects } from "./case-applications.ts";
import { readEvents } from "./case-events.ts";
import { exportedGroup, readLogs } from "./case-logs.ts";
import { caseParameters } from "./case-parameters.ts";
import type { Cluster, Instance, MetricPoints, RdsEvent, TrailEvent, World } from "./world.ts";

/** How an incident becomes an account; all of it may be left out. */
export interface CaseWorldOptions {
  /** The account's clock, epoch ms, or a function for one that goes; ten minutes after the last server line or event. */
  readonly now?: number | (() => number);
  /** `us-east-1`, the region of the corpus, unless given. */
  readonly region?: string;
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

/**
 * The account of one case folder: `instances/<id>/*`, `apps/<service>/*`, `rds-events.json`.
 *
 * @throws {Error} when the folder has no instances
 */
export function worldFromCase(folder: string, options: CaseWorldOptions = {}): World {
  const events = readEvents(join(folder, "rds-events.json"));
  const folders = foldersIn(join(folder, "instances"));
  if (folders.length === 0) throw new Error(`no instances in ${folder}`);
  const named = events.filter((event) => event.type === "db-instance").map((event) => event.source);
  const ids = [...new Set([...folders, ...named])].sort();
  const id = options.cluster ?? events.find((event) => event.type === "db-cluster")?.source ?? DEFAULT_CLUSTER;
  const region = options.region ?? REGION;
  const setting: Setting = {
    cluster: id,
    suffix: `c0simulator0.${region}.rds.amazonaws.com`,
    engineVersion: options.engineVersion ?? "15.4",
    logExports: options.exportLogs === true ? ["postgresql"] : [],
  };
  const instances = ids.map((instance) => asInstance(instance, setting, join(folder, "instances", instance)));
  const last = Math.max(
    0,
    ...events.map((event) => event.ms),
    ...instances.flatMap((instance) => instance.logs.map((log) => log.lastWritten)),
  );
  const now = options.now ?? last + AFTER_MS;
  const apps = join(folder, "apps");
  const bucket = options.applicationBucket;
  return {
    region,
    account: ACCOUNT,
    now: typeof now === "function" ? now : () => now,
    clusters: [asCluster(ids, lastWriter(events) ?? ids[0], setting)],
    instances,
    events,
    clusterParameters: new Map([[GROUP, caseParameters()]]),
    instanceParameters: new Map([[GROUP, caseParameters()]]),
    proxies: [],
    trail: [...(options.trail ?? [])],
    metrics: [...(options.metrics ?? [])],
    logGroups: [
      ...(options.exportLogs === true ? [exportedGroup(id, instances)] : []),
      ...(options.applicationGroups === true ? applicationGroups(apps) : []),
    ],
    buckets: bucket === undefined ? new Map() : new Map([[bucket.name, applicationObjects(apps, bucket.prefix)]]),
    insights: new Map(),
  };
}

/** What a cluster and its instances have in common. */
interface Setting {
  readonly cluster: string;
  /** Of endpoints: everything after the id. */
  readonly suffix: string;
  readonly engineVersion: string;
  readonly logExports: string[];
}

function asCluster(ids: readonly string[], writer: string | undefined, setting: Setting): Cluster {
  const { cluster: id, suffix, engineVersion, logExports } = setting;
  return {
    id,
    engine: "aurora-postgresql",
    engineVersion,
    status: "available",
    members: ids.map((member) => ({ id: member, writer: member === writer, promotionTier: 1 })),
    parameterGroup: GROUP,
    endpoint: `${id}.cluster-${suffix}`,
    readerEndpoint: `${id}.cluster-ro-${suffix}`,
    customEndpoints: [],
    resourceId: `cluster-${id.toUpperCase()}`,
    logExports,
    more: {},
  };
}

function asInstance(id: string, setting: Setting, folder: string): Instance {
  return {
    id,
    cluster: setting.cluster,
    engine: "aurora-postgresql",
    engineVersion: setting.engineVersion,
    status: "available",
    instanceClass: "db.r6g.large",
    resourceId: `db-${id.toUpperCase().replaceAll("-", "")}`,
    parameterGroup: GROUP,
    endpoint: `${id}.${setting.suffix}`,
    performanceInsights: false,
    monitoringInterval: 0,
    logExports: setting.logExports,
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
