import { type Failover, SECOND_US } from "../model/index.ts";
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
  /** The next failover begins here; `Infinity` when there is none. The scene may end long before a client heals. */
  readonly untilUs: number;
}

/** Aurora's default for DNS zones (DOMAIN §5.1: blue-green-deployments-switching). */
const DEFAULT_TTL_SECONDS = 5;

export function afterChange(scene: Scene): AfterChange | null {
  const { failover, facts, thresholds } = scene;
  const writer = newWriterOf(scene);
  if (failover === null || writer === null) return null;
  const next = facts.failovers.find((each) => each.t0Us > failover.t0Us);
  const byLine = writer.ready !== null && writer.readyUs >= failover.t1Us;
  return {
    scene,
    failover,
    endUs: Math.max(writer.readyUs, failover.t1Us),
    uncertaintyUs: byLine ? thresholds.clockUncertaintySeconds * SECOND_US : failover.uncertaintyUs,
    untilUs: next?.t0Us ?? Number.POSITIVE_INFINITY,
  };
}

/** TTL of the writer endpoint: as it was collected, else as an operator tells, else Aurora's default. */
export function endpointTtl({ facts }: Scene): {
  readonly seconds: number;
  readonly source: "collected" | "operator" | "default";
} {
  const collected = facts.documents.endpoints.find((each) => each.kind === "writer" && each.ttlSeconds !== null);
  if (collected?.ttlSeconds !== undefined && collected.ttlSeconds !== null)
    return { seconds: collected.ttlSeconds, source: "collected" };
  const told = facts.documents.operator?.endpointTtl ?? null;
  if (told !== null) return { seconds: told.seconds, source: "operator" };
  return { seconds: DEFAULT_TTL_SECONDS, source: "default" };
}

/**
 * From here on a fresh connection should be on the new writer: the end of the failover, the endpoint's TTL, and what is
 * not known about the two clocks (the server's stamps are whole seconds).
 */
export function settledUs(after: AfterChange): number {
  const { endUs, uncertaintyUs, scene } = after;
  return endUs + uncertaintyUs + (endpointTtl(scene).seconds + scene.thresholds.clockUncertaintySeconds) * SECOND_US;
}
