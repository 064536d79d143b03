import type { Source } from "./action.ts";

const aurora = "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide";
const rds = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide";
const postgresql = "https://www.postgresql.org/docs/current";

/** Every source the playbook cites, once. */
export const sources = {
  hightouch: {
    title: "Hightouch: Uncovering a race condition in Aurora RDS",
    url: "https://hightouch.com/blog/uncovering-a-race-condition-in-aurora-rds",
  },
  auroraReleases: {
    title: "Release notes for Aurora PostgreSQL: updates",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/AuroraPostgreSQL.Updates.html",
  },
  fastFailover: {
    title: "Fast failover with Amazon Aurora PostgreSQL",
    url: `${aurora}/AuroraPostgreSQL.BestPractices.FastFailover.html`,
  },
  endpoints: { title: "Amazon Aurora endpoint connections", url: `${aurora}/Aurora.Overview.Endpoints.html` },
  writeForwarding: {
    title: "Local write forwarding in Aurora PostgreSQL",
    url: `${aurora}/aurora-postgresql-write-forwarding.html`,
  },
  deadConnections: {
    title: "Dead connection handling in PostgreSQL (Aurora)",
    url: `${aurora}/Appendix.PostgreSQL.CommonDBATasks.DeadConnectionHandling.html`,
  },
  maintenance: {
    title: "Maintaining an Amazon Aurora DB cluster",
    url: `${aurora}/USER_UpgradeDBInstance.Maintenance.html`,
  },
  blueGreen: {
    title: "Switching a blue/green deployment in Amazon Aurora",
    url: `${aurora}/blue-green-deployments-switching.html`,
  },
  globalDatabase: {
    title: "Using switchover or failover in Amazon Aurora Global Database",
    url: `${aurora}/aurora-global-database-disaster-recovery.html`,
  },
  encryption: { title: "Encrypting Amazon Aurora resources", url: `${aurora}/Overview.Encryption.html` },
  storageAutoscaling: {
    title: "Managing capacity automatically with Amazon RDS storage autoscaling",
    url: `${rds}/USER_PIOPS.Autoscaling.html`,
  },
  proxyPinning: { title: "Avoiding pinning an RDS Proxy", url: `${aurora}/rds-proxy-pinning.html` },
  rdsEvents: { title: "Working with Amazon RDS event notification", url: `${rds}/USER_Events.html` },
  logParameters: {
    title: "Parameters for logging in RDS for PostgreSQL",
    url: `${rds}/USER_LogAccess.Concepts.PostgreSQL.overview.parameter-groups.html`,
  },
  logExport: {
    title: "Publishing Aurora PostgreSQL logs to Amazon CloudWatch Logs",
    url: `${aurora}/AuroraPostgreSQL.CloudWatch.html`,
  },
  wholeLogFile: { title: "DownloadCompleteDBLogFile", url: `${rds}/DownloadCompleteDBLogFile.html` },
  enhancedMonitoring: {
    title: "Viewing OS metrics using CloudWatch Logs",
    url: `${aurora}/USER_Monitoring.OS.CloudWatchLogs.html`,
  },
  describeEvents: {
    title: "Amazon RDS API: DescribeEvents",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html",
  },
  describeClusters: {
    title: "Amazon RDS API: DBCluster",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html",
  },
  rdsPermissions: {
    title: "Actions, resources and condition keys for Amazon RDS",
    url: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html",
  },
  cloudTrail: {
    title: "Viewing recent management events with CloudTrail",
    url: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html",
  },
  cloudWatch: {
    title: "Amazon CloudWatch concepts: metrics retention",
    url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html",
  },
  backoff: {
    title: "AWS Architecture Blog: Exponential backoff and jitter",
    url: "https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/",
  },
  jdbcFailover: {
    title: "AWS Advanced JDBC Wrapper: the failover plugin",
    url: "https://github.com/aws/aws-advanced-jdbc-wrapper/blob/main/docs/using-the-jdbc-driver/using-plugins/UsingTheFailoverPlugin.md",
  },
  postgrex: {
    title: "Postgrex: start_link/1, :disconnect_on_error_codes",
    url: "https://hexdocs.pm/postgrex/Postgrex.html",
  },
  hikari: {
    title: "HikariCP: configuration, maxLifetime",
    url: "https://github.com/brettwooldridge/HikariCP/blob/dev/README.md",
  },
  pgbouncer: { title: "PgBouncer: configuration", url: "https://www.pgbouncer.org/config.html" },
  libpq: {
    title: "PostgreSQL: libpq connection parameters, target_session_attrs",
    url: `${postgresql}/libpq-connect.html`,
  },
  hotStandby: { title: "PostgreSQL: hot standby", url: `${postgresql}/hot-standby.html` },
  errorCodes: { title: "PostgreSQL: error codes", url: `${postgresql}/errcodes-appendix.html` },
  clientDefaults: {
    title: "PostgreSQL: client connection defaults, default_transaction_read_only",
    url: `${postgresql}/runtime-config-client.html`,
  },
  connections: {
    title: "PostgreSQL: connections and authentication, max_connections",
    url: `${postgresql}/runtime-config-connection.html`,
  },
  resources: {
    title: "PostgreSQL: resource consumption, work_mem",
    url: `${postgresql}/runtime-config-resource.html`,
  },
  logging: {
    title: "PostgreSQL: error reporting and logging, log_connections",
    url: `${postgresql}/runtime-config-logging.html`,
  },
  segfault: {
    title: "citusdata/pg_cron#340: a segmentation fault of one process ends the Aurora instance",
    url: "https://github.com/citusdata/pg_cron/issues/340",
  },
  timestamps: {
    title: "RFC 3339: date and time on the internet",
    url: "https://www.rfc-editor.org/rfc/rfc3339",
  },
} as const satisfies Readonly<Record<string, Source>>;
