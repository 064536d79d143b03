import type { Documents, RdsEvent } from "../model/index.ts";

/** Instances that events and cluster snapshots name, each with what names it, in the order of first mention. */
export function namedInstances(
  events: readonly RdsEvent[],
  { snapshots }: Documents,
): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  const add = (instance: string, by: string): void => {
    const known = named.get(instance) ?? [];
    named.set(instance, known);
    if (!known.includes(by)) known.push(by);
  };
  for (const event of events) {
    if (event.sourceType === "db-instance") add(event.sourceIdentifier, "RDS events");
    if (event.target !== null) add(event.target, "RDS events");
  }
  for (const { members, instances } of snapshots) {
    // DescribeDBInstances may hold the whole account: only members are the cluster's.
    const listed = members.length > 0 ? members : instances;
    for (const { instance } of listed) add(instance, "the cluster snapshot");
  }
  return named;
}
