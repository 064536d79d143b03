import type { CallName, InputOf, SdkCall } from "../calls.ts";

/** The AWS services that are asked, by the last part of their SDK package `@aws-sdk/client-…`. */
export type ServiceName = "cloudtrail" | "cloudwatch" | "cloudwatch-logs" | "pi" | "rds" | "s3" | "sts";

/** Calls that share AWS's rate limits, or the bandwidth of this machine. */
export type LimitGroup =
  | "describe"
  | "download"
  | "insights"
  | "log-events"
  | "log-queries"
  | "metrics"
  | "objects"
  | "sts"
  | "trail";

/** What the program has to know about a call beside its shapes. */
export interface Operation {
  readonly service: ServiceName;
  /** What a policy has to allow, `rds:DescribeEvents`. */
  readonly action: string;
  readonly limit: LimitGroup;
  /** The root element of the answer's XML; null where the answer is JSON, or bytes of a file. */
  readonly root: string | null;
  /** The answer's body is a file: it is not read into memory. */
  readonly streams: boolean;
  /**
   * A member that every answer in JSON has: these services write empty lists as `[]`. Empty for XML, whose root
   * element says whose answer it is, and which may leave out what is empty.
   */
  readonly member: string;
  /** Members that carry the page token, of the input and of the output. */
  readonly page: { readonly input: string; readonly output: string } | null;
}

function rds(name: string): Operation {
  const page = { input: "Marker", output: "Marker" };
  const root = `${name}Response`;
  return { service: "rds", action: `rds:${name}`, limit: "describe", root, streams: false, member: "", page };
}

function json(
  service: ServiceName,
  action: string,
  limit: LimitGroup,
  member: string,
  token: string | null,
): Operation {
  const page = token === null ? null : { input: token, output: token };
  return { service, action, limit, root: null, streams: false, member, page };
}

function file(service: ServiceName, action: string, limit: LimitGroup): Operation {
  return { service, action, limit, root: null, streams: true, member: "", page: null };
}

/**
 * Every call this program can make, and no other: it is what `iam-policy` prints, what an assumed role is cut down to,
 * and what a test reads to see that nothing writes. StartQuery and StopQuery start and stop a query that reads.
 *
 * Actions are those of the service authorization reference; ListObjectsV2 is allowed by `s3:ListBucket`,
 * GetCallerIdentity needs no permission. DownloadCompleteDBLogFile is an action of its own beside the portions.
 */
export const operations: { readonly [N in CallName]: Operation } = {
  GetCallerIdentity: {
    service: "sts",
    action: "sts:GetCallerIdentity",
    limit: "sts",
    root: "GetCallerIdentityResponse",
    streams: false,
    member: "",
    page: null,
  },
  DescribeDBClusters: rds("DescribeDBClusters"),
  DescribeDBInstances: rds("DescribeDBInstances"),
  DescribeDBClusterEndpoints: rds("DescribeDBClusterEndpoints"),
  DescribeDBClusterParameters: rds("DescribeDBClusterParameters"),
  DescribeDBParameters: rds("DescribeDBParameters"),
  DescribePendingMaintenanceActions: rds("DescribePendingMaintenanceActions"),
  DescribeDBProxies: rds("DescribeDBProxies"),
  DescribeDBProxyTargets: rds("DescribeDBProxyTargets"),
  DescribeEvents: rds("DescribeEvents"),
  DescribeDBLogFiles: rds("DescribeDBLogFiles"),
  LookupEvents: json("cloudtrail", "cloudtrail:LookupEvents", "trail", "Events", "NextToken"),
  GetMetricData: json("cloudwatch", "cloudwatch:GetMetricData", "metrics", "MetricDataResults", "NextToken"),
  DescribeLogGroups: json("cloudwatch-logs", "logs:DescribeLogGroups", "log-events", "logGroups", "nextToken"),
  DescribeLogStreams: json("cloudwatch-logs", "logs:DescribeLogStreams", "log-events", "logStreams", "nextToken"),
  FilterLogEvents: json("cloudwatch-logs", "logs:FilterLogEvents", "log-events", "events", "nextToken"),
  StartQuery: json("cloudwatch-logs", "logs:StartQuery", "log-queries", "queryId", null),
  GetQueryResults: json("cloudwatch-logs", "logs:GetQueryResults", "log-queries", "status", "nextToken"),
  StopQuery: json("cloudwatch-logs", "logs:StopQuery", "log-queries", "success", null),
  GetResourceMetrics: json("pi", "pi:GetResourceMetrics", "insights", "MetricList", "NextToken"),
  ListObjectsV2: {
    service: "s3",
    action: "s3:ListBucket",
    limit: "objects",
    root: "ListBucketResult",
    streams: false,
    member: "",
    page: { input: "ContinuationToken", output: "NextContinuationToken" },
  },
  GetObject: file("s3", "s3:GetObject", "objects"),
  DownloadCompleteDBLogFile: file("rds", "rds:DownloadCompleteDBLogFile", "download"),
  DownloadDBLogFilePortion: file("rds", "rds:DownloadDBLogFilePortion", "download"),
};

/** All IAM actions, sorted, each once. */
export function iamActions(): string[] {
  return [...new Set(Object.values(operations).map((operation) => operation.action))].sort();
}

type Constructors = { readonly [N in SdkCall]: () => Promise<new (input: InputOf<N>) => object> };

// Each client costs 50 to 150 ms and 12 to 24 MB to import (AWS.md §1.3): only those a run uses are loaded.
const loadRds = () => import("@aws-sdk/client-rds");
const loadLogs = () => import("@aws-sdk/client-cloudwatch-logs");
const loadS3 = () => import("@aws-sdk/client-s3");

const constructors: Constructors = {
  GetCallerIdentity: async () => (await import("@aws-sdk/client-sts")).GetCallerIdentityCommand,
  DescribeDBClusters: async () => (await loadRds()).DescribeDBClustersCommand,
  DescribeDBInstances: async () => (await loadRds()).DescribeDBInstancesCommand,
  DescribeDBClusterEndpoints: async () => (await loadRds()).DescribeDBClusterEndpointsCommand,
  DescribeDBClusterParameters: async () => (await loadRds()).DescribeDBClusterParametersCommand,
  DescribeDBParameters: async () => (await loadRds()).DescribeDBParametersCommand,
  DescribePendingMaintenanceActions: async () => (await loadRds()).DescribePendingMaintenanceActionsCommand,
  DescribeDBProxies: async () => (await loadRds()).DescribeDBProxiesCommand,
  DescribeDBProxyTargets: async () => (await loadRds()).DescribeDBProxyTargetsCommand,
  DescribeEvents: async () => (await loadRds()).DescribeEventsCommand,
  DescribeDBLogFiles: async () => (await loadRds()).DescribeDBLogFilesCommand,
  LookupEvents: async () => (await import("@aws-sdk/client-cloudtrail")).LookupEventsCommand,
  GetMetricData: async () => (await import("@aws-sdk/client-cloudwatch")).GetMetricDataCommand,
  DescribeLogGroups: async () => (await loadLogs()).DescribeLogGroupsCommand,
  DescribeLogStreams: async () => (await loadLogs()).DescribeLogStreamsCommand,
  FilterLogEvents: async () => (await loadLogs()).FilterLogEventsCommand,
  StartQuery: async () => (await loadLogs()).StartQueryCommand,
  GetQueryResults: async () => (await loadLogs()).GetQueryResultsCommand,
  StopQuery: async () => (await loadLogs()).StopQueryCommand,
  GetResourceMetrics: async () => (await import("@aws-sdk/client-pi")).GetResourceMetricsCommand,
  ListObjectsV2: async () => (await loadS3()).ListObjectsV2Command,
  GetObject: async () => (await loadS3()).GetObjectCommand,
};

/** Makes the SDK's command of a call; loads its client's package the first time. */
export async function makeCommand<N extends SdkCall>(name: N, input: InputOf<N>): Promise<object> {
  const Command = await constructors[name]();
  return new Command(input);
}
