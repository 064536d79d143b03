import { type Cite, SECOND_US } from "../model/index.ts";
import type { Scene } from "./scene.ts";

/** Aurora's default for its DNS zones (DOMAIN §5.1: blue-green-deployments-switching). */
const DEFAULT_TTL_SECONDS = 5;

export interface EndpointTtl {
  readonly seconds: number;
  readonly source: "collected" | "operator" | "default";
  readonly cites: readonly Cite[];
}

/** TTL of the writer endpoint: as it was collected, else as an operator tells it, else Aurora's default. */
export function endpointTtl({ facts }: Scene): EndpointTtl {
  const { endpoints, operator } = facts.documents;
  for (const { kind, ttlSeconds, exhibit } of endpoints)
    if (kind === "writer" && ttlSeconds !== null)
      return { seconds: ttlSeconds, source: "collected", cites: [{ exhibit }] };
  const told = operator?.endpointTtl ?? null;
  if (told !== null) return { seconds: told.seconds, source: "operator", cites: [{ exhibit: told.exhibit }] };
  return { seconds: DEFAULT_TTL_SECONDS, source: "default", cites: [] };
}

/**
 * From here on a fresh connection should be on the new writer: the end of the failover, the endpoint's TTL, and what is
 * not known about the clocks of the two (a server's stamps are whole seconds).
 *
 * @param uncertaintyUs half of what is not known about `endUs`, µs
 */
export function settledAfter(scene: Scene, endUs: number, uncertaintyUs: number): number {
  const { clockUncertaintySeconds } = scene.thresholds;
  return endUs + uncertaintyUs + (endpointTtl(scene).seconds + clockUncertaintySeconds) * SECOND_US;
}
