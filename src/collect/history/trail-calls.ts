import type { Target } from "../context.ts";

/** Calls that explain a role change. Without them the trail must not be read as "nobody asked" (DOMAIN §3.4). */
const decisive = ["FailoverDBCluster", "RebootDBInstance"] as const;

/** Calls that restart, take away, change or replace an instance of any kind. */
const ofInstances = [
  "RebootDBInstance",
  "ModifyDBInstance",
  "CreateDBInstance",
  "DeleteDBInstance",
  "ApplyPendingMaintenanceAction",
  "ModifyDBParameterGroup",
  "ResetDBParameterGroup",
  "SwitchoverBlueGreenDeployment",
] as const;

const ofClusters = [
  "FailoverDBCluster",
  "ModifyDBCluster",
  "RebootDBCluster",
  "StopDBCluster",
  "StartDBCluster",
  "DeleteDBCluster",
  "ModifyDBClusterEndpoint",
  "ModifyDBClusterParameterGroup",
  "ResetDBClusterParameterGroup",
  "PromoteReadReplicaDBCluster",
  "FailoverGlobalCluster",
  "SwitchoverGlobalCluster",
  "ModifyGlobalCluster",
  "RemoveFromGlobalCluster",
  "RestoreDBClusterFromSnapshot",
  "RestoreDBClusterFromS3",
  "RestoreDBClusterToPointInTime",
] as const;

/** Calls that no member of a cluster can be asked for. */
const ofSingles = [
  "StopDBInstance",
  "StartDBInstance",
  "PromoteReadReplica",
  "SwitchoverReadReplica",
  "CreateDBInstanceReadReplica",
  "RestoreDBInstanceFromDBSnapshot",
  "RestoreDBInstanceFromS3",
  "RestoreDBInstanceToPointInTime",
] as const;

/** A call's name as CloudTrail writes it. */
export type TrailCall = (typeof ofInstances)[number] | (typeof ofClusters)[number] | (typeof ofSingles)[number];

/** The calls that can bear on the target, the decisive ones first. */
export function trailCalls({ kind }: Pick<Target, "kind">): readonly TrailCall[] {
  const names: readonly TrailCall[] =
    kind === "instance" ? [...ofInstances, ...ofSingles] : [...ofClusters, ...ofInstances];
  const first = names.filter((name) => isDecisive(name));
  return [...first, ...names.filter((name) => !isDecisive(name))];
}

/** Whether the trail without this call's events would tell a falsehood. */
export function isDecisive(name: TrailCall): boolean {
  return (decisive as readonly TrailCall[]).includes(name);
}
