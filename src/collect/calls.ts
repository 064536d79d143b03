import type * as trail from "@aws-sdk/client-cloudtrail";
import type * as metrics from "@aws-sdk/client-cloudwatch";
import type * as logs from "@aws-sdk/client-cloudwatch-logs";
import type * as pi from "@aws-sdk/client-pi";
import type * as rds from "@aws-sdk/client-rds";
import type * as s3 from "@aws-sdk/client-s3";
import type * as sts from "@aws-sdk/client-sts";

/** Every call of the SDK that this program can make. All of them read. */
interface Calls {
  GetCallerIdentity: [sts.GetCallerIdentityCommandInput, sts.GetCallerIdentityCommandOutput];
  DescribeDBClusters: [rds.DescribeDBClustersCommandInput, rds.DescribeDBClustersCommandOutput];
  DescribeDBInstances: [rds.DescribeDBInstancesCommandInput, rds.DescribeDBInstancesCommandOutput];
  DescribeDBClusterEndpoints: [rds.DescribeDBClusterEndpointsCommandInput, rds.DescribeDBClusterEndpointsCommandOutput];
  DescribeDBClusterParameters: [
    rds.DescribeDBClusterParametersCommandInput,
    rds.DescribeDBClusterParametersCommandOutput,
  ];
  DescribeDBParameters: [rds.DescribeDBParametersCommandInput, rds.DescribeDBParametersCommandOutput];
  DescribePendingMaintenanceActions: [
    rds.DescribePendingMaintenanceActionsCommandInput,
    rds.DescribePendingMaintenanceActionsCommandOutput,
  ];
  DescribeDBProxies: [rds.DescribeDBProxiesCommandInput, rds.DescribeDBProxiesCommandOutput];
  DescribeDBProxyTargets: [rds.DescribeDBProxyTargetsCommandInput, rds.DescribeDBProxyTargetsCommandOutput];
  DescribeEvents: [rds.DescribeEventsCommandInput, rds.DescribeEventsCommandOutput];
  DescribeDBLogFiles: [rds.DescribeDBLogFilesCommandInput, rds.DescribeDBLogFilesCommandOutput];
  LookupEvents: [trail.LookupEventsCommandInput, trail.LookupEventsCommandOutput];
  GetMetricData: [metrics.GetMetricDataCommandInput, metrics.GetMetricDataCommandOutput];
  DescribeLogGroups: [logs.DescribeLogGroupsCommandInput, logs.DescribeLogGroupsCommandOutput];
  DescribeLogStreams: [logs.DescribeLogStreamsCommandInput, logs.DescribeLogStreamsCommandOutput];
  FilterLogEvents: [logs.FilterLogEventsCommandInput, logs.FilterLogEventsCommandOutput];
  StartQuery: [logs.StartQueryCommandInput, logs.StartQueryCommandOutput];
  GetQueryResults: [logs.GetQueryResultsCommandInput, logs.GetQueryResultsCommandOutput];
  StopQuery: [logs.StopQueryCommandInput, logs.StopQueryCommandOutput];
  GetResourceMetrics: [pi.GetResourceMetricsCommandInput, pi.GetResourceMetricsCommandOutput];
  ListObjectsV2: [s3.ListObjectsV2CommandInput, s3.ListObjectsV2CommandOutput];
  GetObject: [s3.GetObjectCommandInput, s3.GetObjectCommandOutput];
}

/** A call of the SDK, by its operation's name. */
export type SdkCall = keyof Calls;

/** A call made by hand, because no SDK has it or because the SDK's own path loses bytes (AWS.md §0.1). */
type RawCall = "DownloadCompleteDBLogFile" | "DownloadDBLogFilePortion";

export type CallName = SdkCall | RawCall;

export type InputOf<N extends SdkCall> = Calls[N][0];
export type OutputOf<N extends SdkCall> = Calls[N][1];

/** What ends a call for good: after its retries, or at once where trying again cannot help. */
export interface CallFailure {
  readonly call: CallName;
  readonly kind:
    | "denied" // IAM; `action` and `resource` say what to allow
    | "expired" // the credentials, also after they were asked for anew
    | "credentials" // none, or AWS does not know them
    | "throttled"
    | "not-found"
    | "not-ready" // DBInstanceNotReady: paused, being created …
    | "refused" // any other answer that says the request itself is wrong
    | "binary" // "This file contains binary data and should be downloaded instead of viewed"
    | "timeout"
    | "network"
    | "server" // 5xx
    | "malformed" // an answer that is none of AWS's: HTML, cut, empty, a required member is missing
    | "short" // fewer bytes than declared
    | "repeated-token"; // the same page token came twice
  /** AWS's code (`DBInstanceNotFound`) or the system's (`ECONNRESET`); empty when there is none. */
  readonly code: string;
  /** AWS's words. Hostile: escape before showing. */
  readonly message: string;
  /** IAM action, `rds:DescribeEvents`. */
  readonly action: string;
  /** The ARN a refusal names, null otherwise. */
  readonly resource: string | null;
  readonly attempts: number;
}

/** How an answer came. Times are AWS's clock, epoch ms. */
export interface AnswerFacts {
  readonly requestId: string | null;
  readonly attempts: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** The body as it came, where the caller asked for it (`keepRaw`), else null. */
  readonly raw: Uint8Array | null;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T; readonly facts: AnswerFacts }
  | { readonly ok: false; readonly failure: CallFailure };

/** An HTTP answer whose body is read by the caller. Ends early only by throwing. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string | null;
  /** Throws when the connection breaks or nothing arrives for the stall timeout. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Thrown inside {@link Aws.attempt}: this try failed, and trying again may help. */
export class TryAgain extends Error {
  readonly kind: CallFailure["kind"];

  constructor(kind: CallFailure["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The user interrupted the run (SIGINT, SIGTERM): everything unwinds, the same command goes on later. */
export class Interrupted extends Error {}

/**
 * AWS, read only. Every method keeps to its own rate limits, retries within a budget of time, gives up on stalled
 * sockets, renews expired credentials once an expiry, learns AWS's clock, and writes into the journal of calls.
 * All throw {@link Interrupted} when the run is interrupted, and nothing else but bugs.
 */
export interface Aws {
  readonly region: string;
  /** One call. `about` names what it is for, in the ledger's words: `aurora-1`, `aurora-1 error/postgresql.log…`. */
  call<N extends SdkCall>(
    name: N,
    input: InputOf<N>,
    about: string,
    options?: { readonly keepRaw?: boolean },
  ): Promise<Outcome<OutputOf<N>>>;
  /**
   * Tries `once` as one call of the limits and budget of `name`, again when it throws {@link TryAgain} or an error of
   * the network, of the SDK or of HTTP. `send` signs and sends a request to RDS's endpoint (path and query by hand).
   */
  attempt<T>(name: CallName, about: string, once: (send: SendRaw, attempt: number) => Promise<T>): Promise<Outcome<T>>;
  /** A signed GetObject whose body is a stream; the caller reads it inside {@link attempt}("GetObject"). */
  object(bucket: string, key: string): Promise<RawAnswer>;
  /** AWS's clock: this machine's, corrected by what `Date` headers said. Epoch ms. */
  nowMs(): number;
  /** What was asked so far, by call. */
  counts(): ReadonlyMap<CallName, number>;
}

/** Signs (SigV4, service `rds`) and sends one request to the RDS endpoint of the region; a status that is no 200 throws, classified like an SDK error. */
export type SendRaw = (request: {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** `application/x-www-form-urlencoded`, for POST. */
  readonly form?: Readonly<Record<string, string>>;
}) => Promise<RawAnswer>;
