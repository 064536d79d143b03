/** DescribeDBInstances. */
import type { Input } from "../../query-protocol.ts";
import type { Instance, World } from "../../world.ts";
import { list, members, type Xml } from "../../xml.ts";
import { checkFilters, findInstance, paged, passes, rdsArn } from "./find.ts";

/** @throws {SimError} DBInstanceNotFound */
export function describeInstances(input: Input, world: World): readonly Xml[] {
  checkFilters(input, ["db-cluster-id", "db-instance-id", "dbi-resource-id", "engine"]);
  const name = input.text("DBInstanceIdentifier");
  const all = name === null ? world.instances : [findInstance(world, name)];
  const items = all.filter(
    (instance) =>
      passes(input, "db-instance-id", instance.id, rdsArn(world, "db", instance.id)) &&
      passes(input, "db-cluster-id", ...clusterNames(instance, world)) &&
      passes(input, "dbi-resource-id", instance.resourceId) &&
      passes(input, "engine", instance.engine),
  );
  const render = (instance: Instance): readonly Xml[] => instanceXml(instance, world);
  return paged(input, world, { action: "DescribeDBInstances", names: ["DBInstances", "DBInstance"], items, render });
}

function clusterNames(instance: Instance, world: World): readonly string[] {
  return instance.cluster === null ? [] : [instance.cluster, rdsArn(world, "cluster", instance.cluster)];
}

function instanceXml(instance: Instance, world: World): readonly Xml[] {
  const zone = "abc"[Math.max(0, world.instances.indexOf(instance)) % 3] ?? "a";
  const cluster = world.clusters.find((one) => one.id === instance.cluster);
  const member = cluster?.members.find((one) => one.id === instance.id);
  return [
    ["DBInstanceIdentifier", instance.id],
    ["DBInstanceClass", instance.instanceClass],
    ["Engine", instance.engine],
    ["DBInstanceStatus", instance.status],
    ["MasterUsername", "postgres"],
    ["Endpoint", members({ Address: instance.endpoint, Port: 5432, HostedZoneId: "Z2R2ITUGPM61AM" })],
    ["AllocatedStorage", 1],
    list("DBParameterGroups", "DBParameterGroup", [
      members({ DBParameterGroupName: instance.parameterGroup, ParameterApplyStatus: "in-sync" }),
    ]),
    ["AvailabilityZone", `${world.region}${zone}`],
    ["MultiAZ", instance.multiAz],
    ["EngineVersion", instance.engineVersion],
    ["AutoMinorVersionUpgrade", true],
    ["PubliclyAccessible", false],
    ["StorageType", "aurora"],
    ...members({ DBClusterIdentifier: instance.cluster }),
    ["DbiResourceId", instance.resourceId],
    ["CACertificateIdentifier", "rds-ca-rsa2048-g1"],
    ["MonitoringInterval", instance.monitoringInterval],
    ...members({ PromotionTier: member?.promotionTier ?? null }),
    ["DBInstanceArn", rdsArn(world, "db", instance.id)],
    ["PerformanceInsightsEnabled", instance.performanceInsights],
    ...members({ PerformanceInsightsRetentionPeriod: instance.performanceInsights ? 7 : null }),
    list("EnabledCloudwatchLogsExports", "member", instance.logExports),
    ...members(instance.more),
  ];
}
