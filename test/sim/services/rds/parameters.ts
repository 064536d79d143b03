/** DescribeDBClusterParameters and DescribeDBParameters. */
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { Parameter, World } from "../../world.ts";
import { members, type Xml } from "../../xml.ts";
import { checkFilters, paged } from "./find.ts";

const SOURCES = new Set(["user", "system", "engine-default"]);

/** @throws {SimError} DBParameterGroupNotFound */
export function describeClusterParameters(input: Input, world: World): readonly Xml[] {
  const group = input.required("DBClusterParameterGroupName");
  return answer("DescribeDBClusterParameters", group, world.clusterParameters, input, world);
}

/** @throws {SimError} DBParameterGroupNotFound */
export function describeParameters(input: Input, world: World): readonly Xml[] {
  return answer("DescribeDBParameters", input.required("DBParameterGroupName"), world.instanceParameters, input, world);
}

function answer(
  action: string,
  group: string,
  groups: ReadonlyMap<string, readonly Parameter[]>,
  input: Input,
  world: World,
): readonly Xml[] {
  checkFilters(input, []);
  const parameters = groups.get(group);
  if (parameters === undefined)
    throw new SimError("DBParameterGroupNotFound", `DBParameterGroup not found: ${group}`, 404);
  const source = input.text("Source");
  if (source !== null && !SOURCES.has(source)) throw new SimError("InvalidParameterValue", `Invalid source: ${source}`);
  return paged(input, world, {
    action,
    names: ["Parameters", "Parameter"],
    items: parameters.filter((parameter) => source === null || parameter.source === source),
    render: (parameter) =>
      members({
        ParameterName: parameter.name,
        ParameterValue: parameter.value,
        Source: parameter.source,
        ApplyType: parameter.applyType,
        DataType: "string",
        IsModifiable: parameter.modifiable,
        ApplyMethod: parameter.applyType === "static" ? "pending-reboot" : "immediate",
      }),
  });
}
