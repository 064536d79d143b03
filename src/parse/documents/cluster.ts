import type { ClusterSnapshot, LineCounts, Problem } from "../../model/index.ts";
import { type ClusterPage, snapshotsOf } from "./cluster-snapshot.ts";
import { openJson } from "./json-document.ts";
import { type DocumentNode, field } from "./node.ts";
import type { Reading } from "./reading.ts";
import { timeOf } from "./time.ts";

/**
 * Reads answers of DescribeDBClusters and DescribeDBInstances: both in one object, either alone, one after the other,
 * a list of snapshots with their times, a bare list (`--query 'DBClusters[]'`), the answer of a modifying call.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
 *
 * @param path name used in citations
 */
export function parseCluster(
  bytes: Uint8Array,
  path: string,
): {
  /** Ascending; those without time last. */
  readonly snapshots: readonly ClusterSnapshot[];
  readonly supplied: boolean;
  readonly problems: readonly Problem[];
  readonly counts: LineCounts;
} {
  const { reading, roots, values } = openJson(bytes, path);
  const pages = new Map<number, ClusterPage>();
  for (const root of roots) collect(reading, root, Number.NaN, pages);
  const snapshots = [...pages.values()].flatMap((page) => snapshotsOf(reading, page));
  const counts = reading.finish(values, "it holds no answer of DescribeDBClusters or DescribeDBInstances");
  snapshots.sort((a, b) => order(a.us) - order(b.us) || a.exhibit.source.byteOffset - b.exhibit.source.byteOffset);
  return { snapshots, supplied: reading.supplied, problems: reading.problems, counts };
}

function order(us: number): number {
  return Number.isNaN(us) ? Number.MAX_SAFE_INTEGER : us;
}

/** Containers people put snapshots in. */
const containers = ["snapshots", "clusters", "data", "describedbclusters", "describedbinstances", "before", "after"];

function collect(reading: Reading, node: DocumentNode, above: number, pages: Map<number, ClusterPage>): void {
  if (node.kind === "list") {
    if (node.children.length === 0) reading.understood(node);
    for (const child of node.children) collect(reading, child, above, pages);
    return;
  }
  if (node.kind === "value") return reading.refused(node, "an answer of DescribeDBClusters is expected here");
  const us = momentOf(node, above);
  const clusters = listOf(node, "dbclusters", "dbcluster");
  const instances = listOf(node, "dbinstances", "dbinstance");
  if (clusters !== null || instances !== null) return add(pages, us, node, clusters ?? [], instances ?? [], reading);
  if (field(node, "dbclustermembers") !== null || isCluster(node)) return add(pages, us, node, [node], [], reading);
  if (field(node, "dbinstanceidentifier") !== null) return add(pages, us, node, [], [node], reading);
  const inner = node.children.filter((child) => child.kind !== "value" && containers.includes(child.name));
  if (inner.length === 0) reading.refused(node, "it describes neither clusters nor instances");
  for (const child of inner) collect(reading, child, us, pages);
}

/** `describe-db-clusters --query` may leave the members out. */
function isCluster(node: DocumentNode): boolean {
  return field(node, "dbclusteridentifier") !== null && field(node, "dbinstanceidentifier") === null;
}

/** What stands under the name, as a list; the answer of a modifying call holds one object. Null when nothing does. */
function listOf(node: DocumentNode, ...names: readonly string[]): readonly DocumentNode[] | null {
  const found = field(node, ...names);
  if (found === null || found.kind === "value") return null;
  return found.kind === "list" ? found.children : [found];
}

/** The time an answer states beside its content, or the `Date` header of the response it came with. */
function momentOf(node: DocumentNode, above: number): number {
  const stated = field(node, "time", "collectedat", "collected", "at", "date", "timestamp", "takenat", "capturedat");
  const metadata = field(node, "responsemetadata", "$metadata");
  const headers = metadata === null ? null : field(metadata, "httpheaders");
  const us = timeOf(stated);
  const header = timeOf(headers === null ? null : field(headers, "date"));
  return Number.isNaN(us) ? (Number.isNaN(header) ? above : header) : us;
}

/** Two answers of the same moment, or of no stated one, describe the same snapshot. */
function add(
  pages: Map<number, ClusterPage>,
  us: number,
  node: DocumentNode,
  clusters: readonly DocumentNode[],
  instances: readonly DocumentNode[],
  reading: Reading,
): void {
  if (clusters.length === 0 && instances.length === 0) reading.understood(node);
  const page = pages.get(us) ?? { us, clusters: [], instances: [] };
  pages.set(us, page);
  for (const cluster of clusters) page.clusters.push(cluster);
  for (const instance of instances) page.instances.push(instance);
}
