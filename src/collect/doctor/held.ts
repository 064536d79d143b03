import { isDefault } from "./change.ts";
import type { ParameterGroup, Patient, Setting } from "./patient.ts";

/** A value of a parameter, where it is from, and for which instances it holds. */
export interface Held {
  /** The group that it is from, and in which it is to be changed. */
  readonly group: ParameterGroup;
  readonly value: string | null;
  readonly modifiable: boolean;
  readonly instances: readonly string[];
}

/**
 * What holds of a parameter: once for each value and group. A value that somebody set in an instance's group wins over
 * the cluster's; a default in it does not [inferred from AWS's words on modified values].
 *
 * @returns null where a group could not be read whose value would decide; empty where no group has the parameter
 */
export function heldValues({ target, groups }: Patient, name: string): readonly Held[] | null {
  const cluster = groups.find((group) => group.of === "cluster");
  const held: Held[] = [];
  for (const { id, described } of target.members) {
    const own = (described?.DBParameterGroups ?? []).flatMap(({ DBParameterGroupName: of }) =>
      groups.filter((group) => group.of === "instance" && group.name === of),
    )[0];
    const one = valueOf(name, own, cluster);
    if (one === null) return null;
    if (one === "nowhere") continue;
    const same = held.findIndex((each) => each.group === one.group && each.value === one.value);
    const before = held[same];
    if (before === undefined) held.push({ ...one, instances: [id] });
    else held[same] = { ...before, instances: [...before.instances, id] };
  }
  if (target.members.length > 0) return held;
  const alone = valueOf(name, undefined, cluster);
  if (alone === "nowhere") return [];
  return alone === null ? null : [{ ...alone, instances: [] }];
}

function valueOf(
  name: string,
  own: ParameterGroup | undefined,
  cluster: ParameterGroup | undefined,
): Omit<Held, "instances"> | "nowhere" | null {
  // A group that could not be read may say otherwise.
  if (own?.settings === null) return null;
  const ours = own?.settings.get(name);
  if (own !== undefined && ours?.byUser === true && !isDefault(own)) return from(own, ours);
  if (cluster?.settings === null) return null;
  const shared = cluster?.settings.get(name);
  if (cluster !== undefined && shared !== undefined && (ours === undefined || shared.byUser || shared.value !== null))
    return from(cluster, shared);
  return own === undefined || ours === undefined ? "nowhere" : from(own, ours);
}

function from(group: ParameterGroup, { value, modifiable }: Setting): Omit<Held, "instances"> {
  return { group, value, modifiable };
}
