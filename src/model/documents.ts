import type { Exhibit } from "./exhibit.ts";
import type { HeadlineClass } from "./words.ts";

/** One CloudWatch metric (namespace AWS/RDS), of one instance or of the cluster; or what Enhanced Monitoring tells of one. */
export interface MetricSeries {
  /** CloudWatch's name: `FreeableMemory`, `CommitThroughput`, …; `os.memory.freeOrCached` and the like are not CloudWatch's. */
  readonly metric: string;
  /** Null for a cluster dimension. */
  readonly instance: string | null;
  /** `Average`, `Minimum`, `Maximum`, `Sum`, a percentile; as CloudWatch writes it. Null when not told. */
  readonly stat: string | null;
  /** Length of a bucket; null when neither stated nor told by the points' distance. */
  readonly periodSeconds: number | null;
  /** Ascending; `us` is the START of the bucket (CloudWatch stamps a datapoint with it). Bytes for memory, ms for lag. */
  readonly points: readonly { readonly us: number; readonly value: number; readonly exhibit: Exhibit }[];
}

/** A member of a cluster as DescribeDBClusters lists it. */
export interface ClusterMember {
  readonly instance: string;
  readonly writer: boolean;
  readonly exhibit: Exhibit;
}

/** DescribeDBClusters and DescribeDBInstances at one moment. */
export interface ClusterSnapshot {
  /** When it was taken, µs; NaN when not told (then: some time after the incident). */
  readonly us: number;
  readonly cluster: string;
  readonly members: readonly ClusterMember[];
  /** `aurora-postgresql`, `postgres`. */
  readonly engine: string | null;
  readonly engineVersion: string | null;
  /** `LocalWriteForwardingStatus` or `GlobalWriteForwardingStatus` (P16). */
  readonly writeForwarding: { readonly state: "on" | "off" | "unknown"; readonly exhibit: Exhibit | null };
  readonly instances: readonly {
    readonly instance: string;
    readonly instanceClass: string | null;
    /** Memory of the instance class, bytes; null for Serverless and classes not known here. */
    readonly memoryBytes: number | null;
    readonly engineVersion: string | null;
    readonly status: string | null;
  }[];
  readonly exhibit: Exhibit;
}

/** A management call CloudTrail recorded. Automatic failovers leave none. */
export interface ApiCall {
  readonly us: number;
  /** `FailoverDBCluster`, `RebootDBInstance`, `ModifyDBInstance`, … */
  readonly name: string;
  readonly cluster: string | null;
  readonly instance: string | null;
  readonly target: string | null;
  /** The caller: the last part of the ARN, or the user name. */
  readonly who: string | null;
  readonly forceFailover: boolean;
  /** `errorCode` of a refused call: it had no effect. */
  readonly error: string | null;
  readonly exhibit: Exhibit;
}

/** An endpoint as it resolved when the evidence was collected. */
export interface EndpointRecord {
  readonly us: number;
  readonly name: string;
  readonly kind: "writer" | "reader" | "custom" | "instance" | "unknown";
  /** The instance its CNAME pointed to. */
  readonly instance: string | null;
  readonly ttlSeconds: number | null;
  readonly addresses: readonly string[];
  readonly exhibit: Exhibit;
}

/** A run of a container that ended, as Kubernetes tells it: its process is gone, with every connection it held. */
export interface ContainerEnd {
  /** Whole seconds, µs. */
  readonly us: number;
  readonly namespace: string | null;
  readonly pod: string;
  readonly container: string;
  /** It is the pod's only container, or the pod itself went. */
  readonly whole: boolean;
  readonly exhibit: Exhibit;
}

/** A failover as people tell it. */
export interface ToldFailover {
  /** NaN when no time is told. */
  readonly us: number;
  /** Half of what is not known about `us`, µs; two minutes unless told (CLASSIFY P6). */
  readonly uncertaintyUs: number;
  readonly target: string | null;
  readonly writersPaused: boolean | null;
  readonly outcome: "completed" | "reversed" | "failed" | "unknown";
  readonly exhibit: Exhibit;
}

/** What `case.yaml` says. */
export interface OperatorStatements {
  /** In the order told. One with `writersPaused` is a control experiment (P17). */
  readonly failovers: readonly ToldFailover[];
  readonly awsAnswers: readonly { readonly confirms: HeadlineClass | null; readonly exhibit: Exhibit }[];
  readonly writeForwarding: { readonly state: "on" | "off" | "unknown"; readonly exhibit: Exhibit | null };
  readonly endpointTtl: { readonly seconds: number; readonly exhibit: Exhibit } | null;
  /** When the evidence was collected, µs; NaN when not told. */
  readonly collectedUs: number;
}

/** Something that was asked for and is not there whole, by the ledger of who collected it. The texts are that ledger's. */
export interface NotCollected {
  /** `rds-events`, `postgresql-log`, `cloudtrail` … */
  readonly source: string;
  /** What of it: an instance, a file, a cluster. */
  readonly subject: string;
  readonly state: "partial" | "none" | "pending";
  readonly reason: string;
  readonly consequence: string | null;
  readonly remedy: string | null;
}

/** Evidence beside logs and events. `…Supplied` tells a readable but empty document from none. */
export interface Documents {
  readonly metrics: readonly MetricSeries[];
  /** Of CloudWatch. */
  readonly metricsSupplied: boolean;
  /** Ascending by time; those without time last. */
  readonly snapshots: readonly ClusterSnapshot[];
  /** Ascending. */
  readonly calls: readonly ApiCall[];
  readonly callsSupplied: boolean;
  readonly endpoints: readonly EndpointRecord[];
  /** Ascending. */
  readonly containerEnds: readonly ContainerEnd[];
  readonly operator: OperatorStatements | null;
  /** When the evidence was collected, µs, by the manifest or `case.yaml`; NaN when nobody tells. */
  readonly collectedUs: number;
  /** Files that were still growing when they were collected, by the manifest: path → instance. */
  readonly growing: ReadonlyMap<string, string | null>;
  /** What could not be collected, by the manifest. */
  readonly notCollected: readonly NotCollected[];
}

/** No document at all. */
export const noDocuments: Documents = {
  metrics: [],
  metricsSupplied: false,
  snapshots: [],
  calls: [],
  callsSupplied: false,
  endpoints: [],
  containerEnds: [],
  operator: null,
  collectedUs: Number.NaN,
  growing: new Map(),
  notCollected: [],
};
