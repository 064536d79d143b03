import type { ClusterMember, ClusterSnapshot } from "../../model/index.ts";
import { identifierOf } from "./identifier.ts";
import { memoryOf } from "./instance-class.ts";
import { type DocumentNode, field, oneLine, textField } from "./node.ts";
import type { Reading } from "./reading.ts";

/** What the answers of one moment describe. */
export interface ClusterPage {
  readonly us: number;
  readonly clusters: DocumentNode[];
  readonly instances: DocumentNode[];
}

type Instance = ClusterSnapshot["instances"][number];

/** The snapshots of one moment: one per cluster, its instances with it. */
export function snapshotsOf(reading: Reading, page: ClusterPage): readonly ClusterSnapshot[] {
  const { us, clusters, instances } = page;
  const byCluster = new Map<string, { node: DocumentNode; instance: Instance }[]>();
  for (const node of instances) {
    const id = identifierOf(textField(node, "dbinstanceidentifier"));
    if (id === null) {
      reading.refused(node, "its DBInstanceIdentifier is no identifier");
      continue;
    }
    reading.understood(node);
    // An instance that is no member of a cluster stands for itself: there `cluster` is empty.
    const cluster = identifierOf(textField(node, "dbclusteridentifier")) ?? "";
    const list = byCluster.get(cluster) ?? [];
    byCluster.set(cluster, list);
    list.push({ node, instance: instanceOf(node, id) });
  }
  const snapshots: ClusterSnapshot[] = [];
  const seen = new Set<string>();
  for (const node of clusters) {
    const cluster = identifierOf(textField(node, "dbclusteridentifier", "clusteridentifier"));
    if (cluster === null) {
      reading.refused(node, "its DBClusterIdentifier is no identifier");
      continue;
    }
    if (seen.has(cluster)) {
      reading.refused(node, `${cluster} is described twice for the same moment; the first is used`);
      continue;
    }
    seen.add(cluster);
    reading.understood(node);
    snapshots.push(clusterOf(reading, node, us, cluster, distinct(byCluster.get(cluster) ?? [])));
  }
  for (const [cluster, list] of byCluster) {
    const [first] = list;
    if (seen.has(cluster) || first === undefined) continue;
    const text = `instances ${oneLine(list.map(({ instance }) => instance.instance).join(", "))} described without their cluster`;
    snapshots.push({
      us,
      cluster,
      members: [],
      engine: textField(first.node, "engine"),
      engineVersion: first.instance.engineVersion,
      writeForwarding: { state: "unknown", exhibit: null },
      instances: distinct(list),
      exhibit: reading.exhibit(first.node, "api", us, null, text),
    });
  }
  return snapshots;
}

function clusterOf(
  reading: Reading,
  node: DocumentNode,
  us: number,
  cluster: string,
  instances: readonly Instance[],
): ClusterSnapshot {
  const members = membersOf(reading, node, us);
  const engineVersion = textField(node, "engineversion");
  const status = textField(node, "status");
  const writers = members.filter((member) => member.writer).map((member) => member.instance);
  const text = [
    `cluster ${cluster}: writer ${writers.length === 0 ? "not named" : oneLine(writers.join(", "))}`,
    `${members.length} members`,
    ...(engineVersion === null ? [] : [`engine ${oneLine(engineVersion, 40)}`]),
    ...(status === null ? [] : [`status ${oneLine(status, 40)}`]),
  ].join(", ");
  return {
    us,
    cluster,
    members,
    engine: textField(node, "engine"),
    engineVersion,
    writeForwarding: forwardingOf(reading, node, us, cluster),
    instances,
    exhibit: reading.exhibit(node, "api", us, null, text),
  };
}

function membersOf(reading: Reading, cluster: DocumentNode, us: number): readonly ClusterMember[] {
  const members = new Map<string, ClusterMember>();
  for (const node of field(cluster, "dbclustermembers", "members")?.children ?? []) {
    const instance = identifierOf(textField(node, "dbinstanceidentifier"));
    const role = field(node, "isclusterwriter")?.value;
    if (instance === null || typeof role !== "boolean") {
      reading.tell(node, "a member needs a DBInstanceIdentifier and IsClusterWriter (true or false)");
      continue;
    }
    const text = `${instance} is ${role ? "the writer" : "a reader"} (IsClusterWriter ${role})`;
    const exhibit = reading.exhibit(node, "api", us, instance, text);
    if (!members.has(instance)) members.set(instance, { instance, writer: role, exhibit });
  }
  return [...members.values()];
}

/**
 * `enabled` or `disabled`; `enabling`, `disabling` and `requested` leave it open. The global status says nothing about
 * forwarding inside of the cluster, so that alone it can only say `on` (P16).
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html
 */
function forwardingOf(
  reading: Reading,
  cluster: DocumentNode,
  us: number,
  name: string,
): ClusterSnapshot["writeForwarding"] {
  const local = field(cluster, "localwriteforwardingstatus");
  const global = field(cluster, "globalwriteforwardingstatus");
  const isOn = (node: DocumentNode | null): boolean => node !== null && word(node) === "enabled";
  const node = isOn(global) && !isOn(local) ? global : (local ?? global);
  if (node === null) return { state: "unknown", exhibit: null };
  const off = node === local && word(node) === "disabled" && (global === null || word(global) === "disabled");
  const text = `${node.key} of ${name} is ${oneLine(String(node.value), 40)}`;
  return {
    state: isOn(node) ? "on" : off ? "off" : "unknown",
    exhibit: reading.exhibit(node, "api", us, null, text),
  };
}

function word(node: DocumentNode): string {
  return typeof node.value === "string" ? node.value.trim().toLowerCase() : "";
}

function instanceOf(node: DocumentNode, instance: string): Instance {
  const instanceClass = textField(node, "dbinstanceclass");
  return {
    instance,
    instanceClass,
    memoryBytes: memoryOf(instanceClass),
    engineVersion: textField(node, "engineversion"),
    status: textField(node, "dbinstancestatus", "status"),
  };
}

function distinct(list: readonly { readonly instance: Instance }[]): readonly Instance[] {
  return [...new Map(list.map(({ instance }) => [instance.instance, instance] as const)).values()];
}
