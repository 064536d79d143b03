/** The actions RDS knows here: their parameters and who answers. */
import type { Input, Shape } from "../../query-protocol.ts";
import type { World } from "../../world.ts";
import type { Xml } from "../../xml.ts";
import { describeClusterEndpoints, describeClusters } from "./clusters.ts";
import { describeEvents } from "./events.ts";
import { describeInstances } from "./instances.ts";
import { describeLogFiles } from "./log-files.ts";
import { describeBlueGreenDeployments, describePendingMaintenance } from "./maintenance.ts";
import { describeClusterParameters, describeParameters } from "./parameters.ts";
import { downloadPortion } from "./portion.ts";
import { describeProxies, describeProxyTargetGroups, describeProxyTargets } from "./proxies.ts";

/** One action of the query API. */
export interface RdsAction {
  readonly shape: Shape;
  /**
   * The members of the result.
   *
   * @throws {SimError}
   */
  answer(input: Input, world: World): readonly Xml[];
}

const PAGING: Shape = { Filters: "filters", MaxRecords: "integer", Marker: "text" };

/** By name, as `Action=` gives it. Shapes are those of botocore's model rds/2014-10-31. */
export const ACTIONS: Readonly<Record<string, RdsAction>> = {
  DescribeDBClusters: {
    shape: { ...PAGING, DBClusterIdentifier: "text", IncludeShared: "boolean" },
    answer: describeClusters,
  },
  DescribeDBInstances: { shape: { ...PAGING, DBInstanceIdentifier: "text" }, answer: describeInstances },
  DescribeDBClusterEndpoints: {
    shape: { ...PAGING, DBClusterIdentifier: "text", DBClusterEndpointIdentifier: "text" },
    answer: describeClusterEndpoints,
  },
  DescribeDBLogFiles: {
    shape: {
      ...PAGING,
      DBInstanceIdentifier: "required",
      FilenameContains: "text",
      FileLastWritten: "integer",
      FileSize: "integer",
    },
    answer: describeLogFiles,
  },
  DownloadDBLogFilePortion: {
    shape: { DBInstanceIdentifier: "required", LogFileName: "required", Marker: "text", NumberOfLines: "integer" },
    answer: downloadPortion,
  },
  DescribeEvents: {
    shape: {
      ...PAGING,
      SourceIdentifier: "text",
      SourceType: "text",
      StartTime: "time",
      EndTime: "time",
      Duration: "integer",
      EventCategories: "list:EventCategory",
    },
    answer: describeEvents,
  },
  DescribeDBClusterParameters: {
    shape: { ...PAGING, DBClusterParameterGroupName: "required", Source: "text" },
    answer: describeClusterParameters,
  },
  DescribeDBParameters: {
    shape: { ...PAGING, DBParameterGroupName: "required", Source: "text" },
    answer: describeParameters,
  },
  DescribeDBProxies: { shape: { ...PAGING, DBProxyName: "text" }, answer: describeProxies },
  DescribeDBProxyTargetGroups: {
    shape: { ...PAGING, DBProxyName: "required", TargetGroupName: "text" },
    answer: describeProxyTargetGroups,
  },
  DescribeDBProxyTargets: {
    shape: { ...PAGING, DBProxyName: "required", TargetGroupName: "text" },
    answer: describeProxyTargets,
  },
  DescribePendingMaintenanceActions: {
    shape: { ...PAGING, ResourceIdentifier: "text" },
    answer: describePendingMaintenance,
  },
  DescribeBlueGreenDeployments: {
    shape: { ...PAGING, BlueGreenDeploymentIdentifier: "text" },
    answer: describeBlueGreenDeployments,
  },
};

// The verbs of botocore's model that are not Describe, List or Download.
const WRITES =
  /^(?:Add|Apply|Authorize|Backtrack|Cancel|Copy|Create|Delete|Deregister|Disable|Enable|Failover|Modify|Promote|Purchase|Reboot|Register|Remove|Reset|Restore|Revoke|Start|Stop|Switchover)[A-Z]\w*$/;

/** True for an action that changes something: `FailoverDBCluster`, `RebootDBInstance` … */
export function isWrite(action: string): boolean {
  return WRITES.test(action);
}
