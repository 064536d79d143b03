import type { Target } from "../context.ts";

/** A metric of AWS/RDS and the statistic of it that is read. */
export interface MetricWish {
  readonly metric: string;
  readonly stat: "Average" | "Minimum" | "Maximum";
}

/**
 * One statistic a metric: the one that hides least of what is asked of it. Of memory and of the engine's uptime that is
 * the minimum (an average of an old engine and a new one is the uptime of neither), of swap, lag and connections the
 * maximum. Commits and bytes are rates, of which CloudWatch's average is the whole.
 */
const everywhere: readonly MetricWish[] = [
  { metric: "FreeableMemory", stat: "Minimum" },
  { metric: "SwapUsage", stat: "Maximum" },
  { metric: "CPUUtilization", stat: "Maximum" },
  { metric: "DatabaseConnections", stat: "Maximum" },
  { metric: "DBLoad", stat: "Maximum" },
  { metric: "WriteIOPS", stat: "Average" },
  { metric: "WriteThroughput", stat: "Average" },
  { metric: "WriteLatency", stat: "Maximum" },
  { metric: "NetworkReceiveThroughput", stat: "Average" },
  { metric: "NetworkTransmitThroughput", stat: "Average" },
];

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html */
const aurora: readonly MetricWish[] = [
  { metric: "EngineUptime", stat: "Minimum" },
  { metric: "CommitThroughput", stat: "Average" },
  { metric: "CommitLatency", stat: "Maximum" },
  { metric: "AuroraReplicaLag", stat: "Maximum" },
  { metric: "NetworkThroughput", stat: "Average" },
  { metric: "StorageNetworkThroughput", stat: "Average" },
  { metric: "StorageNetworkTransmitThroughput", stat: "Average" },
  { metric: "FreeLocalStorage", stat: "Minimum" },
];

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html */
const rds: readonly MetricWish[] = [
  { metric: "ReplicaLag", stat: "Maximum" },
  { metric: "DiskQueueDepth", stat: "Maximum" },
  { metric: "FreeStorageSpace", stat: "Minimum" },
  { metric: "BurstBalance", stat: "Minimum" },
];

/** What is asked of every instance of a target, in the order it is written. */
export function metricWishes(kind: Target["kind"]): readonly MetricWish[] {
  return [...everywhere, ...(kind === "aurora-cluster" ? aurora : rds)];
}
