import type { DBInstance } from "@aws-sdk/client-rds";
import type { Target } from "../context.ts";
import { word } from "./change.ts";
import { days } from "./days.ts";
import { engine } from "./engine-check.ts";
import type { Finding } from "./finding.ts";
import { oldestLogs, parameterFindings } from "./parameter-checks.ts";
import { exportGroup, type Patient } from "./patient.ts";
import { counted } from "../words.ts";

/** A log group that forgets sooner is no second witness of what RDS itself has forgotten. */
const SHORTEST_EXPORT_DAYS = 14;

/** Every check, in the order it is told. Pure: the same patient, the same findings. */
export function findingsOf(patient: Patient): readonly Finding[] {
  const { target } = patient;
  return [
    ...parameterFindings(patient),
    ...oldestLogs(patient),
    exported(patient),
    events(patient),
    ...target.members.flatMap(({ id, described }) => (described === null ? [unseen(id)] : measures(described, target))),
    ...engine(patient),
    ...forwarding(target),
    ...readers(target),
  ];
}

function exported({ target, exportRetentionDays: kept }: Patient): Finding {
  const base = { id: "log-export", subject: target.id } as const;
  const owner = target.cluster ?? target.members[0]?.described ?? null;
  if (owner === null)
    return { ...base, state: "unknown", what: "whether logs are exported could not be read", why: null, change: null };
  const group = exportGroup(target);
  if ((owner.EnabledCloudwatchLogsExports ?? []).includes("postgresql")) {
    const what = `PostgreSQL logs go to CloudWatch Logs${keptText(kept)}`;
    if (kept === null || kept >= SHORTEST_EXPORT_DAYS)
      return { ...base, state: "ready", what, why: null, change: null };
    const why = "they are forgotten about as soon as the log files themselves";
    const change = `aws logs put-retention-policy --log-group-name ${word(group)} --retention-in-days 30 --region ${target.region}`;
    return { ...base, state: "weak", what, why, change };
  }
  const what = "PostgreSQL logs are not exported to CloudWatch Logs";
  const why =
    "there is no second witness of the log files, and none at all when an instance is deleted or its disk is replaced";
  const modify =
    target.kind === "instance"
      ? `modify-db-instance --db-instance-identifier ${word(target.id)}`
      : `modify-db-cluster --db-cluster-identifier ${word(target.id)}`;
  const change = `aws rds ${modify} --cloudwatch-logs-export-configuration EnableLogTypes=postgresql --region ${target.region}`;
  return { ...base, state: "weak", what, why, change };
}

function events({ target, oldestEventMs, nowMs }: Patient): Finding {
  const base = { id: "event-age", subject: target.id, change: null } as const;
  if (oldestEventMs === null) return { ...base, state: "unknown", what: "RDS events could not be read", why: null };
  const oldest = Number.isNaN(oldestEventMs)
    ? "it has none of the last 14 days"
    : `the oldest is ${days(nowMs - oldestEventMs)} old`;
  return { ...base, state: "ready", what: `RDS keeps events for 14 days and no longer; ${oldest}`, why: null };
}

function unseen(subject: string): Finding {
  return { id: "instance", state: "unknown", subject, what: "it could not be described", why: null, change: null };
}

function measures(described: DBInstance, { region }: Target): readonly Finding[] {
  const subject = described.DBInstanceIdentifier ?? "?";
  const monitoring = described.MonitoringInterval ?? 0;
  const insights = described.PerformanceInsightsEnabled === true;
  const modify = `aws rds modify-db-instance --db-instance-identifier ${word(subject)} --region ${region}`;
  const ready = { state: "ready", why: null, change: null } as const;
  return [
    {
      id: "enhanced-monitoring",
      subject,
      ...(monitoring > 0
        ? { ...ready, what: `Enhanced Monitoring every ${monitoring} s` }
        : {
            state: "weak",
            what: "Enhanced Monitoring is off",
            why: "whether memory ran out within a minute, and by which process, cannot be told: CloudWatch has one point a minute",
            change: `${modify} --monitoring-interval 1 --monitoring-role-arn 'ARN of a role with AmazonRDSEnhancedMonitoringRole'`,
          }),
    },
    {
      id: "performance-insights",
      subject,
      ...(insights
        ? {
            ...ready,
            what: `Performance Insights (Database Insights) is on, kept ${described.PerformanceInsightsRetentionPeriod ?? 7} days`,
          }
        : {
            state: "weak",
            what: "Performance Insights (Database Insights) is off",
            why: "what sessions waited for is not recorded",
            change: `${modify} --enable-performance-insights --performance-insights-retention-period 7`,
          }),
    },
  ];
}

/** Local write forwarding is Aurora's alone; of a cluster that could not be read it is not known to be off (DOMAIN §5.8). */
function forwarding({ kind, cluster, id: subject }: Target): readonly Finding[] {
  if (kind !== "aurora-cluster") return [];
  const base = { id: "write-forwarding", subject, change: null } as const;
  if (cluster === null)
    return [{ ...base, state: "unknown", what: "whether readers forward writes could not be read", why: null }];
  const status = cluster.LocalWriteForwardingStatus ?? "disabled";
  if (!/^(?:enabl|requested)/.test(status))
    return [{ ...base, state: "ready", what: "readers do not forward writes", why: null }];
  return [
    {
      ...base,
      state: "weak",
      what: `local write forwarding is ${status}`,
      why: "writes on a reader are forwarded and not refused: a stale connection shows no 25006, and a write in a reader's log does not show two writers",
    },
  ];
}

function readers({ kind, cluster, id: subject, members }: Target): readonly Finding[] {
  const base = { id: "single-instance", state: "weak", subject, change: null } as const;
  if (kind === "aurora-cluster" && cluster !== null && members.length === 1)
    return [
      {
        ...base,
        what: "the cluster has one instance",
        why: "a failover has no target: the instance is made anew, which takes up to ten minutes",
      },
    ];
  if (kind === "instance" && members[0]?.described?.MultiAZ === false)
    return [
      {
        ...base,
        what: "the instance has no standby (Multi-AZ is off)",
        why: "there is nothing to fail over to: an outage of its host lasts until it is back",
      },
    ];
  return [];
}

function keptText(retentionDays: number | null): string {
  if (retentionDays === null) return "";
  if (retentionDays === Number.POSITIVE_INFINITY) return ", kept for ever";
  return `, kept ${counted(retentionDays, "day")}`;
}
