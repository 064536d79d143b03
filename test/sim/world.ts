/** Everything the simulated account holds. Plain data: tests build it by hand or from a case folder. */
export interface World {
  readonly region: string;
  readonly account: string;
  /** The simulator's own clock, epoch ms: what `Date` headers say and what signatures are checked against. */
  now(): number;
  readonly clusters: Cluster[];
  readonly instances: Instance[];
  readonly events: RdsEvent[];
  /** Parameter group → parameters. */
  readonly clusterParameters: Map<string, Parameter[]>;
  readonly instanceParameters: Map<string, Parameter[]>;
  readonly proxies: Proxy[];
  readonly trail: TrailEvent[];
  readonly metrics: MetricPoints[];
  readonly logGroups: LogGroup[];
  /** Bucket name → key → object. */
  readonly buckets: Map<string, Map<string, Buffer>>;
  /** Performance Insights, by DbiResourceId. */
  readonly insights: Map<string, InsightPoint[]>;
  readonly pendingMaintenance?: readonly PendingMaintenance[];
  readonly blueGreenDeployments?: readonly BlueGreenDeployment[];
}

export interface Cluster {
  readonly id: string;
  readonly engine: string; // "aurora-postgresql", or "postgres" for a Multi-AZ DB cluster
  readonly engineVersion: string;
  status: string;
  members: { readonly id: string; writer: boolean; readonly promotionTier: number }[];
  readonly parameterGroup: string;
  readonly endpoint: string;
  readonly readerEndpoint: string;
  readonly customEndpoints: { readonly id: string; readonly endpoint: string; readonly type: "READER" | "ANY" }[];
  readonly resourceId: string;
  readonly logExports: string[];
  /** Any further members of the DBCluster shape, e.g. LocalWriteForwardingStatus. */
  readonly more: Record<string, string>;
}

export interface Instance {
  readonly id: string;
  /** Null for a single (Multi-AZ) RDS instance. */
  readonly cluster: string | null;
  readonly engine: string;
  readonly engineVersion: string;
  status: string;
  readonly instanceClass: string;
  readonly resourceId: string;
  readonly parameterGroup: string;
  readonly endpoint: string;
  readonly performanceInsights: boolean;
  /** Seconds; 0 is off. */
  readonly monitoringInterval: number;
  readonly logExports: string[];
  readonly multiAz: boolean;
  readonly more: Record<string, string>;
  readonly logs: LogFile[];
}

export interface LogFile {
  /** With its folder: `error/postgresql.log.2026-11-21-1911`. */
  readonly name: string;
  bytes: Buffer | LazyBytes;
  /** Epoch ms. */
  lastWritten: number;
  /** What DescribeDBLogFiles says when it is not the number of bytes. */
  declaredSize?: number;
  /** How DownloadDBLogFilePortion misbehaves for this file (AWS.md §3: M1–M14). */
  modes: Partial<PortionModes>;
}

/** Bytes that are made when read: a file of gigabytes costs no memory. */
export interface LazyBytes {
  readonly length: number;
  slice(start: number, end: number): Buffer;
}

export interface PortionModes {
  /** M3: a line over the page edge is cut and ` [Your log message was truncated]\n` inserted. Marks go away with smaller pages. */
  readonly truncationMark: boolean;
  /** M4: this line (index from 0) stays marked however small the page is. */
  readonly alwaysTruncatedLine: number;
  /** M5: each page but the first repeats that many bytes of the page before. */
  readonly overlapBytes: number;
  /** M6: pending=false after that many bytes; `forGood` = further calls return nothing. */
  readonly endsEarlyAt: { readonly bytes: number; readonly forGood: boolean };
  /** M7: the marker is "0" on the last page although it holds data. */
  readonly markerZeroAtEnd: boolean;
  /** M8: at the end the same marker comes back with empty data. */
  readonly sameMarkerAtEnd: boolean;
  /** M9: InvalidParameterValue "This file contains binary data and should be downloaded instead of viewed". */
  readonly binaryRefused: boolean;
  /** M11: LogFileData is absent where it would be empty. */
  readonly absentData: boolean;
  /** M12: a .gz name; the portion API gives the inflated text, REST the gzip. */
  readonly gzipText: Buffer;
  /** Grows by these bytes once after the nth read (REST or listing) of it. */
  readonly grows: { readonly afterReads: number; readonly bytes: Buffer };
  /** After the nth read the name means other bytes (rotation), or nothing (deleted: null). */
  readonly rotates: { readonly afterReads: number; readonly bytes: Buffer | null };
}

export interface RdsEvent {
  readonly source: string;
  /** db-cluster, db-instance, db-parameter-group, db-proxy … */
  readonly type: string;
  readonly message: string;
  readonly categories: readonly string[];
  /** Epoch ms. */
  readonly ms: number;
}

export interface Parameter {
  readonly name: string;
  readonly value: string | null;
  readonly source: "user" | "system" | "engine-default";
  readonly applyType: "static" | "dynamic";
  readonly modifiable: boolean;
}

export interface Proxy {
  readonly name: string;
  readonly endpoint: string;
  /** The cluster (or instance) it points to. */
  readonly target: string;
}

export interface PendingMaintenance {
  /** ARN of the cluster or instance. */
  readonly resource: string;
  /** `system-update`, `db-upgrade`, `os-upgrade` … */
  readonly action: string;
  readonly description: string;
  /** Epoch ms, or null when nothing is scheduled. */
  readonly currentApplyMs: number | null;
}

interface BlueGreenDeployment {
  readonly id: string;
  readonly name: string;
  /** ARNs. */
  readonly source: string;
  readonly target: string;
  readonly status: string;
  readonly createdMs: number;
}

export interface TrailEvent {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly ms: number;
  readonly user: string;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  /** The CloudTrailEvent document, as an object. */
  readonly document: Record<string, unknown>;
}

export interface MetricPoints {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** One-minute points, epoch ms of the bucket's start. */
  readonly points: readonly { readonly ms: number; readonly value: number }[];
}

export interface LogGroup {
  readonly name: string;
  readonly retentionDays: number | null;
  readonly streams: { readonly name: string; readonly events: readonly StreamEvent[] }[];
}

export interface StreamEvent {
  readonly ms: number;
  readonly message: string;
}

export interface InsightPoint {
  readonly ms: number;
  readonly waitEvent: string;
  readonly load: number;
}
