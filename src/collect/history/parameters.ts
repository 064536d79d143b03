import type { Parameter } from "@aws-sdk/client-rds";
import type { AnswerFacts, CallFailure } from "../calls.ts";
import type { AcquisitionEntry, Unit } from "../case-store.ts";
import type { CollectContext } from "../context.ts";
import { cliJson } from "./cli-json.ts";
import { parameterGroupsOf } from "./event-sources.ts";
import { historyUnit, nothingCame, writeFile } from "./files.ts";
import { entryOf } from "../trouble.ts";
import { counted } from "../words.ts";
import { acquiredBy } from "../acquired.ts";
import { allPages } from "../pages.ts";

const consequence =
  "settings that decide what the logs hold (log_line_prefix, log_connections, rds.log_retention_period) and how the server fails over are not known for it";

/** A group as it is asked for. */
interface Group {
  readonly name: string;
  readonly call: "DescribeDBClusterParameters" | "DescribeDBParameters";
}

/**
 * `parameters.json`: every parameter, of every source, of the target's parameter groups, each group once.
 *
 * @throws {DiskFull} {Interrupted}
 */
export async function gatherParameters(context: CollectContext): Promise<void> {
  const { store, target, progress } = context;
  const names = parameterGroupsOf(target);
  const groups: readonly Group[] = [
    ...names.cluster.map((name): Group => ({ name, call: "DescribeDBClusterParameters" })),
    ...names.instance.map((name): Group => ({ name, call: "DescribeDBParameters" })),
  ];
  // What was denied at discovery is denied again in the next run until it is mended; a unit could be reused then.
  if (names.cluster.length === 0 && target.kind !== "instance") {
    store.note(unknownGroup(target.id, "the cluster parameter group", "rds:DescribeDBClusters"));
  }
  if (names.instance.length === 0) {
    store.note(unknownGroup(target.id, "the instances' parameter groups", "rds:DescribeDBInstances"));
  }
  if (groups.length === 0) return;
  progress.step("parameters");
  const key = groups.map(({ name }) => name).join(",");
  const { kept, reused } = await historyUnit(store, `parameters ${target.id}`, key, (unit) =>
    gather(context, groups, unit),
  );
  for (const { path } of kept.files) progress.file(path, reused);
}

function unknownGroup(subject: string, what: string, action: string): AcquisitionEntry {
  return {
    source: "parameters",
    subject,
    state: "none",
    code: "UNKNOWN_GROUP",
    call: action,
    reason: `${action} did not tell the name of ${what}`,
    consequence,
    remedy: `allow ${action} and run the same command again`,
    runAgainAfter: null,
  };
}

async function gather(
  { aws, target }: CollectContext,
  groups: readonly Group[],
  unit: Unit,
): Promise<"final" | "again"> {
  const answers: AnswerFacts[] = [];
  const described: { readonly group: Group; readonly parameters: readonly Parameter[] }[] = [];
  const failures: { readonly group: Group; readonly failure: CallFailure }[] = [];
  for (const group of groups) {
    const { name, call } = group;
    const { pages, failure } =
      call === "DescribeDBClusterParameters"
        ? await allPages(aws, call, { DBClusterParameterGroupName: name, MaxRecords: 100 }, name)
        : await allPages(aws, call, { DBParameterGroupName: name, MaxRecords: 100 }, name);
    if (failure !== null) failures.push({ group, failure });
    if (pages.length === 0) continue;
    answers.push(...pages.map(({ facts }) => facts));
    described.push({ group, parameters: pages.flatMap(({ value }) => value.Parameters ?? []) });
  }
  const entries = failures.map(({ group, failure }) => {
    const state = described.some((each) => each.group === group) ? "partial" : "none";
    return entryOf(failure, { source: "parameters", subject: group.name, state, consequence });
  });
  if (described.length === 0) return nothingCame(unit, entries);
  const of = (wanted: Group["call"]): typeof described => described.filter(({ group }) => group.call === wanted);
  const json = {
    DBClusterParameterGroups: of("DescribeDBClusterParameters").map(({ group, parameters }) => ({
      DBClusterParameterGroupName: group.name,
      Parameters: parameters.map(printed).sort(byName),
    })),
    DBParameterGroups: of("DescribeDBParameters").map(({ group, parameters }) => ({
      DBParameterGroupName: group.name,
      Parameters: parameters.map(printed).sort(byName),
    })),
  };
  const calls = [...new Set(described.map(({ group }) => `rds:${group.call}`))].join(", ");
  const origin = { call: calls, parameters: { groups: described.map(({ group }) => group.name).join(", ") } };
  await writeFile(unit, "parameters.json", Buffer.from(cliJson(json)), origin, acquiredBy(answers));
  for (const entry of entries) unit.note(entry);
  if (failures.length > 0) return "again";
  const count = described.reduce((sum, { parameters }) => sum + parameters.length, 0);
  const reason = `${counted(count, "parameter")} of ${described.map(({ group }) => group.name).join(", ")}`;
  const nothing = { code: null, call: null, consequence: null, remedy: null, runAgainAfter: null };
  unit.note({ source: "parameters", subject: target.id, state: "complete", reason, ...nothing });
  return "final";
}

/** Without descriptions and allowed values: they are the same for everyone. */
function printed(parameter: Parameter): Omit<Parameter, "Description" | "AllowedValues"> {
  const { Description: _words, AllowedValues: _allowed, ...rest } = parameter;
  return rest;
}

function byName({ ParameterName: a = "" }: Parameter, { ParameterName: b = "" }: Parameter): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
