import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { Aws, CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import type { Member, Target } from "../context.ts";
import { entryOf } from "../trouble.ts";
import { instancesOfCluster } from "./look-up.ts";

/** A target and what of it could not be read. */
export interface Resolved {
  readonly target: Target;
  readonly entries: readonly AcquisitionEntry[];
}

/** The cluster and its members: those it names, and those that name it. */
export async function clusterTarget(aws: Aws, cluster: DBCluster): Promise<Resolved> {
  const id = (cluster.DBClusterIdentifier ?? "").toLowerCase();
  const { instances, failure } = await instancesOfCluster(aws, id);
  const named = (cluster.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier: member }) => member ?? []);
  const target: Target = {
    kind: cluster.Engine === "postgres" ? "multi-az-cluster" : "aurora-cluster",
    id,
    region: aws.region,
    account: accountOf(cluster.DBClusterArn),
    cluster,
    members: membersOf(named, instances),
  };
  return { target, entries: failure === null ? [] : [instancesEntry(id, failure)] };
}

/** A cluster that only its instances tell of: DescribeDBClusters could not be asked. */
export function undescribedCluster(
  aws: Aws,
  id: string,
  instances: readonly DBInstance[],
  clusterFailure: CallFailure,
  instanceFailure: CallFailure | null,
): Resolved {
  const consequence =
    "which member RDS calls the writer, the endpoints and the cluster's parameters are not known; members are those that name the cluster";
  const [first] = instances;
  const target: Target = {
    kind: first?.Engine === "postgres" ? "multi-az-cluster" : "aurora-cluster",
    id: id.toLowerCase(),
    region: aws.region,
    account: accountOf(first?.DBInstanceArn),
    cluster: null,
    members: membersOf([], instances),
  };
  const about = { source: "cluster-snapshot", subject: target.id, state: "partial", consequence } as const;
  const entries = [entryOf(clusterFailure, about)];
  if (instanceFailure !== null) entries.push(instancesEntry(target.id, instanceFailure));
  return { target, entries };
}

/** An instance that is in no cluster, Multi-AZ or not. */
export function instanceTarget(aws: Aws, instance: DBInstance): Resolved {
  const id = (instance.DBInstanceIdentifier ?? "").toLowerCase();
  const account = accountOf(instance.DBInstanceArn);
  const members: readonly Member[] = [{ id, described: instance, knownFrom: "cluster" }];
  return { target: { kind: "instance", id, region: aws.region, account, cluster: null, members }, entries: [] };
}

/** `123456789012` of an ARN. */
export function accountOf(arn: string | undefined): string | null {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d+):/.exec(arn ?? "")?.[1] ?? null;
}

function membersOf(named: readonly string[], instances: readonly DBInstance[]): readonly Member[] {
  const members = new Map<string, Member>();
  for (const name of named) {
    const id = name.toLowerCase();
    members.set(id, { id, described: null, knownFrom: "cluster" });
  }
  for (const described of instances) {
    const id = (described.DBInstanceIdentifier ?? "").toLowerCase();
    if (id !== "") members.set(id, { id, described, knownFrom: "cluster" });
  }
  return [...members.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function instancesEntry(cluster: string, failure: CallFailure): AcquisitionEntry {
  const consequence =
    "class, memory, status, log exports and parameter groups of its instances are not known; members are those the cluster names";
  const subject = `instances of ${cluster}`;
  return entryOf(failure, { source: "cluster-snapshot", subject, state: "partial", consequence });
}
