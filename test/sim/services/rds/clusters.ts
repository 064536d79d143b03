/** DescribeDBClusters and DescribeDBClusterEndpoints. */
import type { Input } from "../../query-protocol.ts";
import type { Cluster, World } from "../../world.ts";
import { list, members, type Xml } from "../../xml.ts";
import { checkFilters, findCluster, isNamed, paged, passes, rdsArn } from "./find.ts";

/** @throws {SimError} DBClusterNotFoundFault */
export function describeClusters(input: Input, world: World): readonly Xml[] {
  checkFilters(input, ["db-cluster-id", "db-cluster-resource-id", "engine"]);
  const name = input.text("DBClusterIdentifier");
  const all = name === null ? world.clusters : [findCluster(world, name)];
  const items = all.filter(
    (cluster) =>
      passes(input, "db-cluster-id", cluster.id, rdsArn(world, "cluster", cluster.id)) &&
      passes(input, "db-cluster-resource-id", cluster.resourceId) &&
      passes(input, "engine", cluster.engine),
  );
  const render = (cluster: Cluster): readonly Xml[] => clusterXml(cluster, world);
  return paged(input, world, { action: "DescribeDBClusters", names: ["DBClusters", "DBCluster"], items, render });
}

function clusterXml(cluster: Cluster, world: World): readonly Xml[] {
  const zones = ["a", "b", "c"].map((zone) => `${world.region}${zone}`);
  return [
    ["AllocatedStorage", 1],
    list("AvailabilityZones", "AvailabilityZone", zones),
    ["BackupRetentionPeriod", 7],
    ["DBClusterIdentifier", cluster.id],
    ["DBClusterParameterGroup", cluster.parameterGroup],
    ["Status", cluster.status],
    ["Endpoint", cluster.endpoint],
    ["ReaderEndpoint", cluster.readerEndpoint],
    list(
      "CustomEndpoints",
      "member",
      cluster.customEndpoints.map((custom) => custom.endpoint),
    ),
    ["MultiAZ", cluster.members.length > 1],
    ["Engine", cluster.engine],
    ["EngineVersion", cluster.engineVersion],
    ["Port", 5432],
    ["MasterUsername", "postgres"],
    list(
      "DBClusterMembers",
      "DBClusterMember",
      cluster.members.map((member) =>
        members({
          DBInstanceIdentifier: member.id,
          IsClusterWriter: member.writer,
          DBClusterParameterGroupStatus: "in-sync",
          PromotionTier: member.promotionTier,
        }),
      ),
    ),
    ["DbClusterResourceId", cluster.resourceId],
    ["DBClusterArn", rdsArn(world, "cluster", cluster.id)],
    ["StorageEncrypted", true],
    list("EnabledCloudwatchLogsExports", "member", cluster.logExports),
    ["EngineMode", "provisioned"],
    ...members(cluster.more),
  ];
}

interface Endpoint {
  readonly cluster: Cluster;
  readonly id: string | null;
  readonly address: string;
  readonly type: "WRITER" | "READER" | "CUSTOM";
  readonly customType: string | null;
}

/** The writer's, the readers' and the custom endpoints. @throws {SimError} DBClusterNotFoundFault */
export function describeClusterEndpoints(input: Input, world: World): readonly Xml[] {
  const type = "db-cluster-endpoint-type";
  checkFilters(input, [type, "db-cluster-endpoint-id"]);
  const name = input.text("DBClusterIdentifier");
  const id = input.text("DBClusterEndpointIdentifier");
  const clusters = name === null ? world.clusters : [findCluster(world, name)];
  const items = clusters
    .flatMap(endpointsOf)
    .filter((endpoint) => id === null || (endpoint.id !== null && isNamed(world, "cluster-endpoint", endpoint.id, id)))
    .filter(
      (endpoint) => passes(input, type, endpoint.type) && passes(input, "db-cluster-endpoint-id", endpoint.id ?? ""),
    );
  return paged(input, world, {
    action: "DescribeDBClusterEndpoints",
    // The model names the members as the type of the list.
    names: ["DBClusterEndpoints", "DBClusterEndpointList"],
    items,
    render: (endpoint) => [
      ...members({
        DBClusterEndpointIdentifier: endpoint.id,
        DBClusterIdentifier: endpoint.cluster.id,
        Endpoint: endpoint.address,
        Status: "available",
        EndpointType: endpoint.type,
        CustomEndpointType: endpoint.customType,
      }),
      list("StaticMembers", "member", []),
      list("ExcludedMembers", "member", []),
      ...members({
        DBClusterEndpointArn: endpoint.id === null ? null : rdsArn(world, "cluster-endpoint", endpoint.id),
      }),
    ],
  });
}

function endpointsOf(cluster: Cluster): readonly Endpoint[] {
  return [
    { cluster, id: null, address: cluster.endpoint, type: "WRITER", customType: null },
    { cluster, id: null, address: cluster.readerEndpoint, type: "READER", customType: null },
    ...cluster.customEndpoints.map((custom) => ({
      cluster,
      id: custom.id,
      address: custom.endpoint,
      type: "CUSTOM" as const,
      customType: custom.type,
    })),
  ];
}
