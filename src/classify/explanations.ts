import type { ClientFacts, Explanations } from "../model/index.ts";
import { afterChange } from "./after-change.ts";
import { keptWithoutChange, oldConnectionKept } from "./old-connection.ts";
import { writerRefused } from "./refusing-writer.ts";
import type { Scene } from "./scene.ts";
import { endpointWrong, wrongWithoutChange } from "./wrong-endpoint.ts";

/**
 * The three explanations of read-only errors that a team argues about (CASES §1), answered for one client: it kept an old
 * connection; the endpoint led it to the wrong instance; it was on the writer, and the writer refused. They do not exclude
 * one another, and each answer names its source. Null when the client was not refused in this incident.
 */
export function explanationsOf(client: ClientFacts, scene: Scene): Explanations | null {
  const after = afterChange(scene);
  const fromUs = after === null ? scene.startUs : after.failover.t0Us - after.failover.uncertaintyUs;
  const untilUs = after === null ? scene.endUs : after.untilUs;
  if (!client.refusedUs.some((us) => us >= fromUs && us <= untilUs)) return null;
  return {
    oldConnectionKept: after === null ? keptWithoutChange(scene) : oldConnectionKept(client, after),
    endpointWrong: after === null ? wrongWithoutChange(client, scene) : endpointWrong(client, after),
    writerRefused: writerRefused(client, scene, after),
  };
}
