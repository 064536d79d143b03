/** Opaque markers that mean something only to the question they were given for. */
import { randomBytes } from "node:crypto";
import { SimError } from "./service.ts";
import type { World } from "./world.ts";

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** For the next call; null at the end. */
  readonly marker: string | null;
}

const issued = new WeakMap<World, Map<string, { readonly question: string; readonly from: number }>>();

/**
 * The page that `marker` (null: the first) points to.
 *
 * @throws {SimError} InvalidParameterValue for a marker that was not given for this very question
 */
export function page<Item>(
  world: World,
  question: string,
  all: readonly Item[],
  size: number,
  marker: string | null,
): Page<Item> {
  const markers = issued.get(world) ?? new Map<string, { question: string; from: number }>();
  issued.set(world, markers);
  const known = marker === null ? { question, from: 0 } : markers.get(marker);
  if (known === undefined || known.question !== question)
    throw new SimError("InvalidParameterValue", `The marker '${marker}' is not valid.`);
  const to = known.from + size;
  if (to >= all.length) return { items: all.slice(known.from), marker: null };
  const next = randomBytes(24).toString("base64");
  markers.set(next, { question, from: to });
  return { items: all.slice(known.from, to), marker: next };
}
