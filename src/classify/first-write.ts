import type { ClientFacts } from "../model/index.ts";
import { afterChange, type AfterChange } from "./after-change.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { clientPoint, type Phase, phaseBetween, type Point } from "./phase-points.ts";
import type { Scene } from "./scene.ts";
import { refusedAfter } from "./staleness-meter.ts";

const FAILURES: readonly string[] = [
  ...TRANSPORT_KINDS,
  "client-in-recovery",
  "client-too-many-connections",
  "client-pool-exhausted",
  "client-transaction-in-doubt",
];

/**
 * Per client: from the moment the database was up for writes to the client's first ordinary record after its last
 * failure. Applications log work done, seldom the write itself; `source` says what was seen. Clients that met nothing,
 * or that never worked again, have none.
 */
export function firstWrites(scene: Scene, up: Point): readonly Phase[] {
  const after = afterChange(scene);
  const found = scene.facts.clients.flatMap((client) => {
    const lastUs = lastFailure(client, scene, after);
    const success = client.successes.find(({ us }) => us > lastUs && us < (after?.untilUs ?? Number.POSITIVE_INFINITY));
    if (success === undefined) return [];
    const point = clientPoint(client, success.us, success.row);
    const source = `first ordinary record after the last error in the ${point.source}`;
    return phaseBetween("first-write", client.id, up, { ...point, source }) ?? [];
  });
  return found.sort((a, b) => a.endUs - b.endUs || ((a.client ?? "" < (b.client ?? "")) ? -1 : 1));
}

/**
 * The client's last failure of this incident, µs; NaN when it had none, or when that is not known: of a kind of error
 * that goes on in a later incident only the very first and last are known. Refusals are all known.
 */
function lastFailure(client: ClientFacts, scene: Scene, after: AfterChange | null): number {
  const inside = client.refusedUs.filter((us) => us >= scene.startUs && us <= scene.endUs);
  const late = after === null ? [] : refusedAfter(client, after);
  let lastUs = late.at(-1) ?? inside.at(-1) ?? Number.NaN;
  for (const { kind, firstUs, lastUs: endUs } of client.errors) {
    if (!FAILURES.includes(kind)) continue;
    if (!(endUs >= scene.startUs && firstUs <= scene.endUs)) continue;
    if (endUs > scene.endUs) return Number.NaN;
    if (!(endUs <= lastUs)) lastUs = endUs;
  }
  return lastUs;
}
