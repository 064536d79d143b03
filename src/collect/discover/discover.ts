import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import type { Aws, CallFailure } from "../calls.ts";
import { isPostgres } from "./engines.ts";
import type { Discovery, Found } from "./found.ts";
import { type Answer, clusterNamed, clusterOfEndpoint, instanceNamed, instancesOfCluster, listAll } from "./look-up.ts";
import {
  inAnotherAccount,
  inAnotherRegion,
  notAName,
  nothingOfThatName,
  notReadable,
  otherEngine,
  proxyGiven,
} from "./not-found.ts";
import { notesOf } from "./notes.ts";
import { accountOf, clusterTarget, instanceTarget, type Resolved, undescribedCluster } from "./target.ts";
import { type Wanted, wantedOf } from "./wanted.ts";

type Named = Exclude<Wanted, { readonly kind: "nothing" }>;

/**
 * Finds what was meant: an identifier of a cluster or an instance, an ARN or resource id, an endpoint's host name, a
 * connection URL. A member of a cluster means its cluster. One refused call is no end: clusters tell their members,
 * instances their cluster.
 *
 * @param given as the user wrote it; capitals do not matter
 * @throws {Interrupted}
 */
export async function discover(aws: Aws, given: string): Promise<Discovery> {
  const wanted = wantedOf(given);
  if (wanted.kind === "nothing") return notAName(aws, wanted);
  const region = wanted.kind === "arn" || wanted.kind === "host" ? wanted.region : "";
  if (region !== "" && region !== aws.region) {
    return inAnotherRegion(aws, wanted.kind === "host" ? wanted.host : wanted.id, region);
  }
  if (wanted.kind === "host" && wanted.of === "proxy") return proxyGiven(aws, wanted.id, wanted.host);
  if (wanted.kind === "host" && wanted.of === "custom") return byCustomEndpoint(aws, wanted);
  if (wanted.kind === "resource") return byResource(aws, wanted);
  const only = wanted.kind === "name" ? null : wanted.of === "instance" ? "instance" : "cluster";
  return byName(aws, wanted, only);
}

/** @param only what alone it can be; null: a cluster, else an instance */
async function byName(aws: Aws, wanted: Named, only: "cluster" | "instance" | null): Promise<Discovery> {
  const cluster: Answer<DBCluster> =
    only === "instance" ? { ok: true, value: null } : await clusterNamed(aws, wanted.id);
  if (cluster.ok && cluster.value !== null) return ofCluster(aws, cluster.value, wanted, null);
  if (only === "cluster" && cluster.ok) return nothingOfThatName(aws, wanted);
  const instance: Answer<DBInstance> =
    only === "cluster" ? { ok: true, value: null } : await instanceNamed(aws, wanted.id);
  if (instance.ok && instance.value !== null) return ofInstance(aws, instance.value, wanted);
  // It is no cluster; but a cluster can tell that it is one of its members.
  if (!instance.ok && cluster.ok) return ofUnreadableInstance(aws, wanted, instance.failure);
  if (cluster.ok) return nothingOfThatName(aws, wanted);
  if (!instance.ok) return notReadable(aws, wanted.id, [cluster.failure, instance.failure]);
  return ofUnreadableCluster(aws, wanted, cluster.failure);
}

/** Clusters cannot be asked for: instances name theirs. */
async function ofUnreadableCluster(aws: Aws, wanted: Named, clusterFailure: CallFailure): Promise<Discovery> {
  const { instances, failure } = await instancesOfCluster(aws, wanted.id);
  if (instances.length === 0) {
    return failure === null
      ? nothingOfThatName(aws, wanted, [clusterFailure])
      : notReadable(aws, wanted.id, [clusterFailure, failure]);
  }
  const engine = instances[0]?.Engine;
  if (!isPostgres(engine)) return otherEngine(aws, "cluster", wanted.id, engine);
  return told(aws, undescribedCluster(aws, wanted.id, instances, clusterFailure, failure), wanted, null);
}

/** Instances cannot be asked for: a cluster names its members. */
async function ofUnreadableInstance(aws: Aws, wanted: Named, failure: CallFailure): Promise<Discovery> {
  const listing = await listAll(aws);
  const owner = listing.clusters.find(({ DBClusterMembers: members }) =>
    members?.some(({ DBInstanceIdentifier: id }) => id?.toLowerCase() === wanted.id),
  );
  if (owner !== undefined) return ofCluster(aws, owner, wanted, wanted.id);
  const clusters = listing.failures.find(({ call }) => call === "DescribeDBClusters");
  return clusters === undefined
    ? nothingOfThatName(aws, wanted, [failure])
    : notReadable(aws, wanted.id, [failure, clusters]);
}

async function byCustomEndpoint(aws: Aws, wanted: Extract<Wanted, { readonly kind: "host" }>): Promise<Discovery> {
  const answer = await clusterOfEndpoint(aws, wanted.id);
  if (answer.ok && answer.value !== null) {
    const cluster = await clusterNamed(aws, answer.value);
    if (cluster.ok && cluster.value !== null) return ofCluster(aws, cluster.value, wanted, null);
    const named: Named = { kind: "name", id: answer.value.toLowerCase() };
    return cluster.ok ? nothingOfThatName(aws, named) : ofUnreadableCluster(aws, named, cluster.failure);
  }
  const listing = await listAll(aws);
  const owner = listing.clusters.find(({ CustomEndpoints: hosts }) =>
    hosts?.some((host) => host.toLowerCase() === wanted.host),
  );
  if (owner !== undefined) return ofCluster(aws, owner, wanted, null);
  const failures = [...(answer.ok ? [] : [answer.failure]), ...listing.failures];
  return listing.clusters.length === 0 && failures.length > 0
    ? notReadable(aws, wanted.id, failures)
    : nothingOfThatName(aws, wanted);
}

async function byResource(aws: Aws, wanted: Extract<Wanted, { readonly kind: "resource" }>): Promise<Discovery> {
  const listing = await listAll(aws);
  const cluster = listing.clusters.find(({ DbClusterResourceId: id }) => id === wanted.id);
  if (cluster !== undefined) return ofCluster(aws, cluster, wanted, null);
  const instance = listing.instances.find(({ DbiResourceId: id }) => id === wanted.id);
  if (instance !== undefined) return ofInstance(aws, instance, wanted);
  return listing.failures.length > 0 ? notReadable(aws, wanted.id, listing.failures) : nothingOfThatName(aws, wanted);
}

async function ofInstance(aws: Aws, instance: DBInstance, wanted: Named): Promise<Discovery> {
  const id = (instance.DBInstanceIdentifier ?? wanted.id).toLowerCase();
  const owner = instance.DBClusterIdentifier ?? "";
  if (!isPostgres(instance.Engine)) return otherEngine(aws, "instance", id, instance.Engine);
  const other = otherAccount(aws, wanted, instance.DBInstanceArn);
  if (other !== null) return other;
  if (owner === "") return told(aws, instanceTarget(aws, instance), wanted, id);
  const cluster = await clusterNamed(aws, owner);
  if (cluster.ok && cluster.value !== null) return ofCluster(aws, cluster.value, wanted, id);
  const { instances, failure } = await instancesOfCluster(aws, owner);
  const known = instances.length > 0 ? instances : [instance];
  // An instance of a cluster that is not found: the cluster was deleted between the two calls.
  const why: CallFailure = cluster.ok
    ? {
        call: "DescribeDBClusters",
        kind: "not-found",
        code: "DBClusterNotFoundFault",
        message: "",
        action: "rds:DescribeDBClusters",
        resource: null,
        attempts: 1,
      }
    : cluster.failure;
  return told(aws, undescribedCluster(aws, owner, known, why, failure), wanted, id);
}

async function ofCluster(aws: Aws, cluster: DBCluster, wanted: Named, instance: string | null): Promise<Discovery> {
  const id = (cluster.DBClusterIdentifier ?? wanted.id).toLowerCase();
  if (!isPostgres(cluster.Engine)) return otherEngine(aws, "cluster", id, cluster.Engine);
  const other = otherAccount(aws, wanted, cluster.DBClusterArn);
  if (other !== null) return other;
  return told(aws, await clusterTarget(aws, { ...cluster, DBClusterIdentifier: id }), wanted, instance);
}

async function told(aws: Aws, resolved: Resolved, wanted: Named, instance: string | null): Promise<Found> {
  const { target, entries } = resolved;
  const notes = [...notesOf(target, wanted, instance)];
  // Clusters and instances have names of their own: while RDS PostgreSQL is moved to Aurora both may be there.
  if (wanted.kind === "name" && target.kind !== "instance" && instance === null) {
    const twin = target.members.some(({ id }) => id === wanted.id) ? null : await instanceNamed(aws, wanted.id);
    if (twin?.ok === true && twin.value !== null) {
      notes.push(
        `there is also an instance ${wanted.id}, which is not of this cluster; give its ARN to collect that one`,
      );
    }
  }
  return { found: true, target, notes, entries };
}

function otherAccount(aws: Aws, wanted: Named, arn: string | undefined): Discovery | null {
  const account = accountOf(arn);
  if (wanted.kind !== "arn" || wanted.account === "" || account === null || account === wanted.account) return null;
  return inAnotherAccount(aws, wanted.id, wanted.account, account);
}
