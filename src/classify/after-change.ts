import { type Failover, SECOND_US } from "../model/index.ts";
import { settledAfter } from "./endpoint-ttl.ts";
import type { Scene } from "./scene.ts";
import { newWriterOf } from "./stale.ts";

/** A change of the writer (or an attempt at one) and the time after it, up to the next. */
export interface AfterChange {
  readonly scene: Scene;
  readonly failover: Failover;
  /** End of the failover: the later of its last event and the new writer's `ready` line, µs. */
  readonly endUs: number;
  /** Half of what is not known about `endUs`, µs. */
  readonly uncertaintyUs: number;
  /** From here on a fresh connection should be on the new writer, µs. */
  readonly settledUs: number;
  /** The next failover begins here; `Infinity` when there is none. The scene may end long before a client heals. */
  readonly untilUs: number;
}

/** Every client of a case asks about the same few scenes. */
const known = new WeakMap<Scene, AfterChange | null>();

/** Null for an incident in which the writer did not change. */
export function afterChange(scene: Scene): AfterChange | null {
  const found = known.get(scene);
  if (found !== undefined) return found;
  const made = make(scene);
  known.set(scene, made);
  return made;
}

function make(scene: Scene): AfterChange | null {
  const { failover, facts, thresholds } = scene;
  const writer = newWriterOf(scene);
  if (failover === null || writer === null) return null;
  const next = facts.failovers.find((each) => each.t0Us > failover.t0Us);
  const endUs = Math.max(writer.readyUs, failover.t1Us);
  const byLine = writer.ready !== null && writer.readyUs >= failover.t1Us;
  const uncertaintyUs = byLine ? thresholds.clockUncertaintySeconds * SECOND_US : failover.uncertaintyUs;
  return {
    scene,
    failover,
    endUs,
    uncertaintyUs,
    settledUs: settledAfter(scene, endUs, uncertaintyUs),
    untilUs: next?.t0Us ?? Number.POSITIVE_INFINITY,
  };
}
