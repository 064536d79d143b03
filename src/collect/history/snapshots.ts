import type { DBCluster, DBClusterEndpoint, DBInstance, ResourcePendingMaintenanceActions } from "@aws-sdk/client-rds";
import type { AnswerFacts } from "../calls.ts";
import type { AcquisitionEntry, Unit } from "../case-store.ts";
import type { CollectContext } from "../context.ts";
import { cliJson } from "./cli-json.ts";
import { historyUnit, nothingCame, writeFile } from "./files.ts";
import { entryOf, troubleOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { acquiredBy } from "../acquired.ts";
import { iso } from "../iso.ts";
import { allPages } from "../pages.ts";

/** What one asking gave. */
interface Described<T> {
  readonly list: readonly T[];
  readonly answers: readonly AnswerFacts[];
}

/**
 * `cluster.json`: the target as RDS describes it now, its members, custom endpoints and pending maintenance, with the
 * moment of the first answer. It is asked anew, because what was found before any file was written has no moment; where
 * that fails, what was found stands in it without one.
 *
 * @throws {DiskFull} {Interrupted}
 */
export async function gatherSnapshot(context: CollectContext): Promise<void> {
  const { store, target, progress } = context;
  progress.step("cluster and instances");
  const { kept, reused } = await historyUnit(store, `cluster ${target.id}`, target.kind, (unit) =>
    gather(context, unit),
  );
  for (const { path } of kept.files) progress.file(path, reused);
}

async function gather(context: CollectContext, unit: Unit): Promise<"final" | "again"> {
  const { aws, target } = context;
  const failed: AcquisitionEntry[] = [];
  const clusters = await clustersOf(context, failed);
  const instances = await instancesOf(context, failed);
  const endpoints = await endpointsOf(context, failed);
  const pending = await maintenanceOf(context, failed);
  const answers = [clusters, instances, endpoints, pending].flatMap((each) => each.answers);
  const moment = [...clusters.answers, ...instances.answers].map(({ fromMs }) => fromMs);
  const asked = {
    ...(clusters.answers.length === 0 ? {} : { DBClusters: clusters.list }),
    ...(instances.answers.length === 0 ? {} : { DBInstances: instances.list }),
  };
  const beside = {
    ...(endpoints.answers.length === 0 ? {} : { DBClusterEndpoints: endpoints.list }),
    ...(pending.answers.length === 0 ? {} : { PendingMaintenanceActions: pending.list }),
  };
  const found = foundBefore(context, clusters.answers.length === 0, instances.answers.length === 0);
  const [first] = moment.sort((a, b) => a - b);
  const documents: readonly object[] =
    first === undefined
      ? [{ ...found, ...beside }]
      : [{ CollectedAt: iso(first), ...asked, ...beside }, ...(found === null ? [] : [found])];
  // Without any description there is no snapshot; one of a former run is better than what has no moment.
  if (first === undefined && (found === null || unit.former !== null)) return nothingCame(unit, failed);
  const calls = [...new Set(documents.flatMap((each) => Object.keys(each)))].flatMap((key) => callOf[key] ?? []);
  const origin = { call: calls.join(", "), parameters: { [parameterOf(target.kind)]: target.id } };
  const text = cliJson(documents.length === 1 ? documents[0] : documents);
  // Descriptions that came before anything was written: when exactly is not known any more.
  const acquired = acquiredBy(answers, aws.nowMs());
  await writeFile(unit, "cluster.json", Buffer.from(text), origin, acquired);
  for (const entry of failed) unit.note(entry);
  if (failed.length > 0) return "again";
  const reason = `${counted(target.members.length, "instance")} described`;
  const nothing = { code: null, call: null, consequence: null, remedy: null, runAgainAfter: null };
  unit.note({ source: "cluster-snapshot", subject: target.id, state: "complete", reason, ...nothing });
  return "final";
}

const callOf: Readonly<Record<string, string>> = {
  DBClusters: "rds:DescribeDBClusters",
  DBInstances: "rds:DescribeDBInstances",
  DBClusterEndpoints: "rds:DescribeDBClusterEndpoints",
  PendingMaintenanceActions: "rds:DescribePendingMaintenanceActions",
};

function parameterOf(kind: CollectContext["target"]["kind"]): string {
  return kind === "instance" ? "DBInstanceIdentifier" : "DBClusterIdentifier";
}

/** What discovery described, of what could not be asked anew. */
function foundBefore({ target }: CollectContext, noCluster: boolean, noInstances: boolean): object | null {
  const instances = target.members.flatMap(({ described }) => described ?? []);
  const withCluster = noCluster && target.cluster !== null;
  const withInstances = noInstances && instances.length > 0;
  if (!withCluster && !withInstances) return null;
  return {
    ...(withCluster ? { DBClusters: [target.cluster] } : {}),
    ...(withInstances ? { DBInstances: instances } : {}),
  };
}

async function clustersOf({ aws, target }: CollectContext, failed: AcquisitionEntry[]): Promise<Described<DBCluster>> {
  if (target.kind === "instance") return { list: [], answers: [] };
  const outcome = await aws.call("DescribeDBClusters", { DBClusterIdentifier: target.id }, target.id);
  if (outcome.ok) return { list: outcome.value.DBClusters ?? [], answers: [outcome.facts] };
  const consequence = "which member RDS calls the writer now, write forwarding and the engine's version are not known";
  const entry = { source: "cluster-snapshot", subject: target.id, state: "none", consequence } as const;
  // With what discovery saw it is there, but without its moment.
  const seen = { state: "partial", consequence: "when RDS described the cluster is not known" } as const;
  failed.push(entryOf(outcome.failure, target.cluster === null ? entry : { ...entry, ...seen }));
  return { list: [], answers: [] };
}

async function instancesOf(
  { aws, target }: CollectContext,
  failed: AcquisitionEntry[],
): Promise<Described<DBInstance>> {
  const input =
    target.kind === "instance"
      ? { DBInstanceIdentifier: target.id }
      : { Filters: [{ Name: "db-cluster-id", Values: [target.id] }], MaxRecords: 100 };
  const { pages, failure } = await allPages(aws, "DescribeDBInstances", input, target.id);
  if (failure !== null) {
    const state = pages.length > 0 ? "partial" : "none";
    const consequence = "class, memory, status and version of its instances are not known for all";
    failed.push(
      entryOf(failure, { source: "cluster-snapshot", subject: `instances of ${target.id}`, state, consequence }),
    );
  }
  const list = pages.flatMap(({ value }) => value.DBInstances ?? []);
  return { list, answers: pages.map(({ facts }) => facts) };
}

async function endpointsOf(
  { aws, target }: CollectContext,
  failed: AcquisitionEntry[],
): Promise<Described<DBClusterEndpoint>> {
  // Multi-AZ DB clusters and single instances have no endpoints of their own making.
  if (target.kind !== "aurora-cluster") return { list: [], answers: [] };
  const input = { DBClusterIdentifier: target.id, MaxRecords: 100 };
  const { pages, failure } = await allPages(aws, "DescribeDBClusterEndpoints", input, target.id);
  if (failure !== null) {
    const consequence =
      "which instances a custom endpoint leads to is not known; names are in the cluster's description";
    const state = pages.length > 0 ? "partial" : "none";
    failed.push(
      entryOf(failure, { source: "cluster-snapshot", subject: `endpoints of ${target.id}`, state, consequence }),
    );
  }
  const list = pages.flatMap(({ value }) => value.DBClusterEndpoints ?? []);
  return { list, answers: pages.map(({ facts }) => facts) };
}

async function maintenanceOf(
  { aws, target }: CollectContext,
  failed: AcquisitionEntry[],
): Promise<Described<ResourcePendingMaintenanceActions>> {
  const cluster = target.kind === "instance" ? [] : [{ Name: "db-cluster-id", Values: [target.id] }];
  const ids = target.members.map(({ id }) => id);
  const filters = [...cluster, ...(ids.length === 0 ? [] : [{ Name: "db-instance-id", Values: ids }])];
  const list: ResourcePendingMaintenanceActions[] = [];
  const answers: AnswerFacts[] = [];
  const told = new Set<string>();
  for (const filter of filters) {
    const input = { Filters: [filter], MaxRecords: 100 };
    const { pages, failure } = await allPages(aws, "DescribePendingMaintenanceActions", input, target.id);
    list.push(...pages.flatMap(({ value }) => value.PendingMaintenanceActions ?? []));
    answers.push(...pages.map(({ facts }) => facts));
    if (failure === null) continue;
    // Denied for the cluster and denied for its instances is one thing to mend.
    const { reason } = troubleOf(failure);
    if (told.has(reason)) continue;
    told.add(reason);
    const consequence = "maintenance that is due, and may restart the instances, is not known";
    const state = pages.length > 0 ? "partial" : "none";
    const subject = `pending maintenance of ${target.id}`;
    failed.push(entryOf(failure, { source: "cluster-snapshot", subject, state, consequence }));
  }
  return { list, answers };
}
