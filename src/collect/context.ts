import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { Aws } from "./calls.ts";
import type { CaseStore } from "./case-store.ts";

/** The times that are asked for; epoch ms, AWS's clock. */
export interface CollectWindow {
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Logs, events and calls are fetched from that long before the window: roles and connections are born earlier. */
export const LEAD_MS = 15 * 60_000;
/** Metrics are fetched from that long before the window: a baseline. */
export const METRIC_LEAD_MS = 60 * 60_000;

/** What `--cluster` meant. */
export interface Target {
  readonly kind: "aurora-cluster" | "multi-az-cluster" | "instance";
  /** As AWS spells it: of the cluster, or of the instance that is in none. */
  readonly id: string;
  readonly region: string;
  readonly account: string | null;
  /** Null for a single instance. */
  readonly cluster: DBCluster | null;
  readonly members: readonly Member[];
}

export interface Member {
  readonly id: string;
  /** Null when AWS no longer describes it: deleted since, or not readable. */
  readonly described: DBInstance | null;
  readonly knownFrom: "cluster" | "rds-events" | "cloudtrail" | "cloudwatch-logs";
}

/** Where application logs are: `[SERVICE=]path or glob`, `cloudwatch:GROUP[:stream-prefix]`, `s3://bucket/prefix`, `k8s:namespace/selector`. */
export interface AppSource {
  readonly service: string | null;
  readonly kind: "files" | "cloudwatch" | "s3" | "kubernetes";
  /** Without the scheme. */
  readonly place: string;
}

/** Receives what happens while it happens; draws nothing itself. */
export interface Progress {
  /** A step begins or ends, in words. */
  step(text: string): void;
  /** Files and bytes that are now known to be fetched. */
  expect(files: number, bytes: number): void;
  /** Bytes that arrived. */
  bytes(count: number): void;
  /** A file is there, fetched or already there. */
  file(path: string, reused: boolean): void;
}

/** What every gatherer works with. */
export interface CollectContext {
  readonly aws: Aws;
  readonly store: CaseStore;
  readonly progress: Progress;
  readonly window: CollectWindow;
  readonly target: Target;
  /** Aborted on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}
