import type { SourceType } from "@aws-sdk/client-rds";
import type { Target } from "../context.ts";
import { rdsIdentifier } from "./members.ts";

/** One query of DescribeEvents. */
export interface EventSource {
  readonly type: SourceType;
  /** Null: all of that type in the account. */
  readonly id: string | null;
}

/**
 * What is asked for events. Cluster and instance parameter groups share one type. Default groups cannot be modified, so
 * they have no events. Deployments are asked for as a type: which of them are the cluster's only their messages tell.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeEvents.html
 *
 * @param members the ids that are known now
 * @param proxies names of proxies in front of the target
 */
export function eventSources(
  target: Target,
  members: readonly string[],
  proxies: readonly string[],
): readonly EventSource[] {
  const own: EventSource[] = target.kind === "instance" ? [] : [{ type: "db-cluster", id: target.id }];
  const groups = parameterGroupsOf(target);
  return [
    ...own,
    ...members.map((id): EventSource => ({ type: "db-instance", id })),
    ...[...new Set([...groups.cluster, ...groups.instance])]
      .filter((name) => !/^default[.:]/i.test(name))
      .map((id): EventSource => ({ type: "db-parameter-group", id })),
    ...[...new Set(proxies)].sort().map((id): EventSource => ({ type: "db-proxy", id })),
    { type: "blue-green-deployment", id: null },
  ];
}

/** Names of the parameter groups that the target's descriptions name, each once, sorted. */
export function parameterGroupsOf(target: Target): {
  readonly cluster: readonly string[];
  readonly instance: readonly string[];
} {
  const cluster = target.cluster?.DBClusterParameterGroup ?? "";
  const instance = target.members.flatMap(({ described }) =>
    (described?.DBParameterGroups ?? []).flatMap(({ DBParameterGroupName: name }) => name ?? []),
  );
  return { cluster: cluster === "" ? [] : [cluster], instance: [...new Set(instance)].sort() };
}

/** `db-instance aurora-1`: how the ledger calls it. */
export function sourceText({ type, id }: EventSource): string {
  return id === null ? `${type}s` : `${type} ${id}`;
}

// RDS-EVENT-0069 to 0073: `Started cross AZ failover to DB instance: x`, `Completed customer initiated failover to DB
// instance: x`, `Promoting previous primary again: x`.
const named = /(?:DB instance|promoting previous primary again): *(?:rds:)?([a-z][a-z0-9-]{0,62})/gi;
// RDS-EVENT-0085, 0422: `because the instance x has a status of`, `the host of DB instance x due to`.
const inSentence = /(?:the|DB) instance (?:rds:)?([a-z][a-z0-9-]{0,62}) (?:has a status|due to)/gi;

/** Instances that the message of a cluster's event names, as RDS stores them. */
export function instancesIn(message: string): readonly string[] {
  const found = [named, inSentence].flatMap((pattern) => [...message.matchAll(pattern)].map((match) => match[1]));
  return [...new Set(found.flatMap((id) => rdsIdentifier(id?.replace(/-+$/, "")) ?? []))];
}
