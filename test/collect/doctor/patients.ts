/** Clusters as the doctor sees them; everything is as it should be unless a test says otherwise. */
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { Member, Target } from "../../../src/collect/context.ts";
import { findingsOf } from "../../../src/collect/doctor/checks.ts";
import type { Finding } from "../../../src/collect/doctor/finding.ts";
import type { ParameterGroup, Patient, Setting } from "../../../src/collect/doctor/patient.ts";

/** The time of the examination. */
export const NOW = Date.parse("2026-11-22T12:00:00Z");
const DAY_MS = 86_400_000;

/** The settings of somebody who was burnt before. */
export const GOOD = {
  "rds.log_retention_period": "10080",
  log_line_prefix: "%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a",
  log_destination: "csvlog",
  log_connections: "1",
  log_disconnections: "1",
  log_error_verbosity: "default",
  log_min_messages: "warning",
} as const;

/** A parameter group; values are somebody's own unless `byUser` says otherwise. */
export function group(
  name: string,
  of: ParameterGroup["of"],
  values: Readonly<Record<string, string | null>>,
  over: Partial<Setting> = {},
): ParameterGroup {
  const settings = Object.entries(values).map(([key, value]): readonly [string, Setting] => [
    key,
    { name: key, value, modifiable: true, byUser: true, ...over },
  ]);
  return { name, of, settings: new Map(settings) };
}

/** An instance with everything on. */
export function described(id: string, over: DBInstance = {}): Member {
  return {
    id,
    knownFrom: "cluster",
    described: {
      DBInstanceIdentifier: id,
      EngineVersion: "16.9.3",
      MonitoringInterval: 1,
      PerformanceInsightsEnabled: true,
      PerformanceInsightsRetentionPeriod: 7,
      DBParameterGroups: [{ DBParameterGroupName: "orders-instances", ParameterApplyStatus: "in-sync" }],
      ...over,
    },
  };
}

/** Cluster `orders` of Aurora with two instances. */
export function aurora(over: DBCluster = {}, members?: readonly Member[]): Target {
  return {
    kind: "aurora-cluster",
    id: "orders",
    region: "eu-west-1",
    account: "123456789012",
    cluster: {
      DBClusterIdentifier: "orders",
      Engine: "aurora-postgresql",
      EngineVersion: "16.13",
      DBClusterParameterGroup: "orders-cluster",
      EnabledCloudwatchLogsExports: ["postgresql"],
      LocalWriteForwardingStatus: "disabled",
      ...over,
    },
    members: members ?? [described("aurora-1"), described("aurora-2")],
  };
}

/** Cluster `orders` in the best of health. */
export function patient(over: Partial<Patient> = {}): Patient {
  return {
    target: aurora(),
    groups: [group("orders-cluster", "cluster", GOOD), group("orders-instances", "instance", {})],
    pending: [],
    oldestEventMs: NOW - 5 * DAY_MS,
    oldestLogMs: new Map([
      ["aurora-1", NOW - 6.9 * DAY_MS],
      ["aurora-2", NOW - 3_600_000],
    ]),
    exportRetentionDays: 30,
    nowMs: NOW,
    ...over,
  };
}

/** The patient with other settings in the cluster's group. */
export function withSettings(values: Readonly<Record<string, string | null>>, over: Partial<Patient> = {}): Patient {
  return patient({
    groups: [group("orders-cluster", "cluster", { ...GOOD, ...values }), group("orders-instances", "instance", {})],
    ...over,
  });
}

/** Findings of one kind. */
export function found(of: Patient, id: string): readonly Finding[] {
  return findingsOf(of).filter((each) => each.id === id);
}

/** The one finding of a kind. @throws {Error} when there is none, or more */
export function finding(of: Patient, id: string): Finding {
  const [one, ...more] = found(of, id);
  if (one === undefined || more.length > 0) throw new Error(`${id}: ${more.length + (one === undefined ? 0 : 1)}`);
  return one;
}
