import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { Aws, CallFailure } from "../calls.ts";
import { allPages } from "../pages.ts";

/** What AWS said about one thing: it describes it, knows nothing of it (null), or could not be asked. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T | null }
  | { readonly ok: false; readonly failure: CallFailure };

/** The cluster of that id or resource id. */
export async function clusterNamed(aws: Aws, id: string): Promise<Answer<DBCluster>> {
  const outcome = await aws.call("DescribeDBClusters", { DBClusterIdentifier: id }, id);
  if (!outcome.ok) return unknownOr(outcome.failure);
  return { ok: true, value: outcome.value.DBClusters?.[0] ?? null };
}

/** The instance of that id. */
export async function instanceNamed(aws: Aws, id: string): Promise<Answer<DBInstance>> {
  const outcome = await aws.call("DescribeDBInstances", { DBInstanceIdentifier: id }, id);
  if (!outcome.ok) return unknownOr(outcome.failure);
  return { ok: true, value: outcome.value.DBInstances?.[0] ?? null };
}

/** The described instances of a cluster, sorted by id; those of pages before a failure too. */
export async function instancesOfCluster(
  aws: Aws,
  cluster: string,
): Promise<{ readonly instances: readonly DBInstance[]; readonly failure: CallFailure | null }> {
  const input = { Filters: [{ Name: "db-cluster-id", Values: [cluster] }], MaxRecords: 100 };
  const { pages, failure } = await allPages(aws, "DescribeDBInstances", input, cluster);
  const instances = pages
    .flatMap(({ value }) => value.DBInstances ?? [])
    .filter(({ DBClusterIdentifier: of }) => of?.toLowerCase() === cluster.toLowerCase());
  // A cluster without instances is answered with none, or as not found.
  return { instances, failure: failure?.kind === "not-found" ? null : failure };
}

/** The cluster that a custom endpoint belongs to. */
export async function clusterOfEndpoint(aws: Aws, endpoint: string): Promise<Answer<string>> {
  const outcome = await aws.call("DescribeDBClusterEndpoints", { DBClusterEndpointIdentifier: endpoint }, endpoint);
  if (!outcome.ok) return unknownOr(outcome.failure);
  return { ok: true, value: outcome.value.DBClusterEndpoints?.[0]?.DBClusterIdentifier ?? null };
}

/** What a proxy of that name leads to: clusters, else instances. Empty when there is none, or it cannot be asked. */
export async function targetsOfProxy(aws: Aws, proxy: string): Promise<readonly string[]> {
  const outcome = await aws.call("DescribeDBProxyTargets", { DBProxyName: proxy }, proxy);
  if (!outcome.ok) return [];
  const targets = outcome.value.Targets ?? [];
  const clusters = targets.flatMap((target) => target.TrackedClusterId ?? []);
  const ids = clusters.length > 0 ? clusters : targets.flatMap((target) => target.RdsResourceId ?? []);
  return [...new Set(ids)].sort();
}

/** Everything of the region that could have been meant. A list that could not be read whole has a failure. */
export interface Listing {
  readonly clusters: readonly DBCluster[];
  readonly instances: readonly DBInstance[];
  readonly failures: readonly CallFailure[];
}

/** All clusters and instances of the region; for names that are not found. */
export async function listAll(aws: Aws): Promise<Listing> {
  const page = { MaxRecords: 100 };
  const clusters = await allPages(aws, "DescribeDBClusters", page, "all clusters");
  const instances = await allPages(aws, "DescribeDBInstances", page, "all instances");
  return {
    clusters: clusters.pages.flatMap(({ value }) => value.DBClusters ?? []),
    instances: instances.pages.flatMap(({ value }) => value.DBInstances ?? []),
    failures: [clusters.failure, instances.failure].filter((failure) => failure !== null),
  };
}

/** The account of the credentials, null when it cannot be asked. */
export async function ownAccount(aws: Aws): Promise<string | null> {
  const outcome = await aws.call("GetCallerIdentity", {}, "who asks");
  return outcome.ok ? (outcome.value.Account ?? null) : null;
}

function unknownOr<T>(failure: CallFailure): Answer<T> {
  return failure.kind === "not-found" ? { ok: true, value: null } : { ok: false, failure };
}
