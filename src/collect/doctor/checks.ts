import type { DBInstance } from "@aws-sdk/client-rds";
import { days } from "./days.ts";
import { engine } from "./engine-check.ts";
import type { Finding } from "./finding.ts";
import { csvlog, prefix, retention, switches } from "./parameter-checks.ts";
import type { Patient } from "./patient.ts";

/** Every check, in the order it is told. Pure: the same patient, the same findings. */
export function findingsOf(patient: Patient): readonly Finding[] {
  return [
    ...retention(patient),
    prefix(patient),
    csvlog(patient),
    ...switches(patient),
    exported(patient),
    events(patient),
    ...patient.target.members.flatMap(({ described }) => (described === null ? [] : instance(described))),
    ...engine(patient),
    forwarding(patient),
    ...readers(patient),
  ];
}

function exported(patient: Patient): Finding {
  const { target } = patient;
  const id = "log-export";
  const types =
    target.cluster?.EnabledCloudwatchLogsExports ?? target.members[0]?.described?.EnabledCloudwatchLogsExports ?? [];
  if (types.includes("postgresql")) {
    const kept = keptText(patient.exportRetentionDays);
    return {
      id,
      state: "ready",
      subject: target.id,
      what: `PostgreSQL logs go to CloudWatch Logs${kept}`,
      why: null,
      change: null,
    };
  }
  const what = "PostgreSQL logs are not exported to CloudWatch Logs";
  const why =
    "there is no second witness of the log files, and none when an instance is deleted or its disk is replaced";
  const change =
    target.cluster === null
      ? `aws rds modify-db-instance --db-instance-identifier ${target.id} --cloudwatch-logs-export-configuration EnableLogTypes=postgresql --region ${target.region}`
      : `aws rds modify-db-cluster --db-cluster-identifier ${target.id} --cloudwatch-logs-export-configuration EnableLogTypes=postgresql --region ${target.region}`;
  return { id, state: "weak", subject: target.id, what, why, change };
}

function events({ target, oldestEventMs, nowMs }: Patient): Finding {
  const base = { id: "event-age", subject: target.id, change: null } as const;
  if (oldestEventMs === null) return { ...base, state: "unknown", what: "RDS events could not be read", why: null };
  const oldest = Number.isNaN(oldestEventMs)
    ? "there is none of the last 14 days"
    : `the oldest is ${days(nowMs - oldestEventMs)} old`;
  return { ...base, state: "ready", what: `RDS keeps events for 14 days and no longer; ${oldest}`, why: null };
}

function instance(described: DBInstance): readonly Finding[] {
  const subject = described.DBInstanceIdentifier ?? "?";
  const monitoring = described.MonitoringInterval ?? 0;
  const insights = described.PerformanceInsightsEnabled === true;
  const modify = `aws rds modify-db-instance --db-instance-identifier ${subject}`;
  return [
    {
      id: "enhanced-monitoring",
      subject,
      ...(monitoring > 0
        ? { state: "ready", what: `Enhanced Monitoring every ${monitoring} s`, why: null, change: null }
        : {
            state: "weak",
            what: "Enhanced Monitoring is off",
            why: "whether memory ran out within a minute cannot be told: CloudWatch has one point a minute",
            change: `${modify} --monitoring-interval 1 --monitoring-role-arn <role with AmazonRDSEnhancedMonitoringRole>`,
          }),
    },
    {
      id: "performance-insights",
      subject,
      ...(insights
        ? {
            state: "ready",
            what: `Performance Insights is on, kept ${described.PerformanceInsightsRetentionPeriod ?? 7} days`,
            why: null,
            change: null,
          }
        : {
            state: "weak",
            what: "Performance Insights is off",
            why: "what sessions waited for is not recorded",
            change: `${modify} --enable-performance-insights`,
          }),
    },
  ];
}

function forwarding({ target }: Patient): Finding {
  const id = "write-forwarding";
  const status = target.cluster?.LocalWriteForwardingStatus ?? "disabled";
  if (status !== "enabled" && status !== "enabling")
    return { id, state: "ready", subject: target.id, what: "readers do not forward writes", why: null, change: null };
  return {
    id,
    state: "weak",
    subject: target.id,
    what: `local write forwarding is ${status}`,
    why: "writes on a reader are forwarded and not refused: a stale connection shows no 25006, and a write in a reader's log does not show two writers",
    change: null,
  };
}

function readers({ target }: Patient): readonly Finding[] {
  if (target.cluster === null || target.members.length > 1) return [];
  return [
    {
      id: "single-instance",
      state: "weak",
      subject: target.id,
      what: "the cluster has one instance",
      why: "a failover has no target: the instance is made anew, which takes up to ten minutes",
      change: null,
    },
  ];
}

function keptText(retentionDays: number | null): string {
  if (retentionDays === null) return "";
  return retentionDays === Number.POSITIVE_INFINITY ? ", kept for ever" : `, kept ${retentionDays} days`;
}
