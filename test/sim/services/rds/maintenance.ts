/** DescribePendingMaintenanceActions and DescribeBlueGreenDeployments. */
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { PendingMaintenance, World } from "../../world.ts";
import { list, members, type Xml } from "../../xml.ts";
import { checkFilters, paged, passes } from "./find.ts";

/** @throws {SimError} ResourceNotFoundFault */
export function describePendingMaintenance(input: Input, world: World): readonly Xml[] {
  checkFilters(input, ["db-cluster-id", "db-instance-id"]);
  const name = input.text("ResourceIdentifier");
  const all = world.pendingMaintenance ?? [];
  const items = Map.groupBy(
    all.filter((action) => name === null || action.resource === name).filter((action) => passesBoth(input, action)),
    (action) => action.resource,
  );
  if (name !== null && !/^arn:aws[a-z-]*:rds:/.test(name))
    throw new SimError("InvalidParameterValue", `Invalid resource identifier: ${name} is not an ARN`);
  return paged(input, world, {
    action: "DescribePendingMaintenanceActions",
    names: ["PendingMaintenanceActions", "ResourcePendingMaintenanceActions"],
    items: [...items],
    render: ([resource, actions]) => [
      ["ResourceIdentifier", resource],
      list("PendingMaintenanceActionDetails", "PendingMaintenanceAction", actions.map(actionXml)),
    ],
  });
}

function passesBoth(input: Input, action: PendingMaintenance): boolean {
  const [type = "", id = ""] = action.resource.split(":").slice(5);
  const cluster = passes(input, "db-cluster-id", ...(type === "cluster" ? [id, action.resource] : []));
  return cluster && passes(input, "db-instance-id", ...(type === "db" ? [id, action.resource] : []));
}

function actionXml(action: PendingMaintenance): readonly Xml[] {
  const { currentApplyMs } = action;
  return members({
    Action: action.action,
    Description: action.description,
    CurrentApplyDate: currentApplyMs === null ? null : new Date(currentApplyMs).toISOString(),
  });
}

/** @throws {SimError} BlueGreenDeploymentNotFoundFault */
export function describeBlueGreenDeployments(input: Input, world: World): readonly Xml[] {
  checkFilters(input, ["blue-green-deployment-identifier", "blue-green-deployment-name", "source", "target"]);
  const id = input.text("BlueGreenDeploymentIdentifier");
  const all = (world.blueGreenDeployments ?? []).filter((one) => id === null || one.id === id);
  if (id !== null && all.length === 0)
    throw new SimError("BlueGreenDeploymentNotFoundFault", `Blue/green deployment ${id} not found`, 404);
  return paged(input, world, {
    action: "DescribeBlueGreenDeployments",
    names: ["BlueGreenDeployments", "member"],
    items: all
      .filter((one) => passes(input, "blue-green-deployment-identifier", one.id))
      .filter((one) => passes(input, "blue-green-deployment-name", one.name))
      .filter((one) => passes(input, "source", one.source) && passes(input, "target", one.target)),
    render: (one) => [
      ["BlueGreenDeploymentIdentifier", one.id],
      ["BlueGreenDeploymentName", one.name],
      ["Source", one.source],
      ["Target", one.target],
      list("SwitchoverDetails", "member", []),
      list("Tasks", "member", []),
      ["Status", one.status],
      ["CreateTime", new Date(one.createdMs).toISOString()],
    ],
  });
}
