/** Clusters and instances by what a caller names them: an id in any case, or an ARN. */
import { page } from "../../paging.ts";
import type { Input } from "../../query-protocol.ts";
import { SimError } from "../../service.ts";
import type { Cluster, Instance, World } from "../../world.ts";
import { list, type Xml } from "../../xml.ts";

/** `arn:aws:rds:REGION:ACCOUNT:TYPE:NAME`. */
export function rdsArn(world: World, type: string, name: string): string {
  return `arn:aws:rds:${world.region}:${world.account}:${type}:${name}`;
}

/** @throws {SimError} DBClusterNotFoundFault */
export function findCluster(world: World, name: string): Cluster {
  const found = world.clusters.find((cluster) => isNamed(world, "cluster", cluster.id, name));
  if (found === undefined) throw new SimError("DBClusterNotFoundFault", `DBCluster ${name} not found.`, 404);
  return found;
}

/** An id that is a cluster's is not found either: that reads like a lost instance and is not one. @throws {SimError} DBInstanceNotFound */
export function findInstance(world: World, name: string): Instance {
  const found = world.instances.find((instance) => isNamed(world, "db", instance.id, name));
  if (found === undefined) throw new SimError("DBInstanceNotFound", `DBInstance ${name} not found.`, 404);
  return found;
}

/** True when `name` is that id or its ARN, in any case. */
export function isNamed(world: World, type: string, id: string, name: string): boolean {
  return name.toLowerCase() === id.toLowerCase() || name.toLowerCase() === rdsArn(world, type, id).toLowerCase();
}

/**
 * Refuses filters that the action does not have.
 *
 * @throws {SimError} InvalidParameterValue
 */
export function checkFilters(input: Input, known: readonly string[]): void {
  const unknown = [...input.filters.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw new SimError("InvalidParameterValue", `Unrecognized filter name: ${unknown}`);
}

/** True when the filter is absent or has one of the names (ids or ARNs) of `id`. */
export function passes(input: Input, filter: string, ...names: readonly string[]): boolean {
  const wanted = input.filters.get(filter)?.map((value) => value.toLowerCase());
  return wanted === undefined || names.some((name) => wanted.includes(name.toLowerCase()));
}

/** How an answer is cut into pages. */
export interface Listing<Item> {
  readonly action: string;
  /** Element names of the list and of a member. */
  readonly names: readonly [list: string, item: string];
  readonly items: readonly Item[];
  readonly limits?: { readonly least: number; readonly most: number; readonly unless: number };
  render(item: Item): readonly Xml[];
}

const LIMITS = { least: 20, most: 100, unless: 100 } as const;

/**
 * One page of a list with its Marker.
 *
 * @throws {SimError} InvalidParameterValue for MaxRecords out of range or a marker of another question
 */
export function paged<Item>(input: Input, world: World, listing: Listing<Item>): readonly Xml[] {
  const { least, most, unless } = listing.limits ?? LIMITS;
  const size = input.integer("MaxRecords") ?? unless;
  if (size < least || size > most)
    throw new SimError(
      "InvalidParameterValue",
      `Invalid value ${size} for MaxRecords. Must be between ${least} and ${most}`,
    );
  const { items, marker } = page(
    world,
    `${listing.action} ${input.question}`,
    listing.items,
    size,
    input.text("Marker"),
  );
  const members = list(
    ...listing.names,
    items.map((item) => listing.render(item)),
  );
  return marker === null ? [members] : [members, ["Marker", marker]];
}
