import { type Judgement } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { databaseDownMs } from "./database-down.ts";
import { firstUs } from "./extent.ts";
import { type Scene, clientRuns } from "./scene.ts";

export function impactOf(scene: Scene): Judgement["impact"] {
  const refused = scene.facts.instances.flatMap(
    (instance) =>
      instance.refusals?.sessions.filter((s) => s.firstUs >= scene.startUs && s.firstUs <= scene.endUs) ?? [],
  );
  const runs = scene.facts.clients.map((client) =>
    clientRuns(
      { ...scene, facts: { ...scene.facts, clients: [client] } },
      ...TRANSPORT_KINDS,
      "client-read-only",
      "client-too-many-connections",
      "client-pool-exhausted",
    ),
  );
  const hit = runs.filter((each) => each.length > 0);
  const onset = scene.failover?.t0Us ?? firstUs(scene);
  const slowest = hit.reduce(
    (latest, each) => Math.max(latest, ...each.map(({ run }) => run.lastUs)),
    Number.NEGATIVE_INFINITY,
  );
  return {
    failedWrites: refused.reduce((sum, s) => sum + s.count, 0),
    clients: hit.length,
    databaseDownMs: databaseDownMs(scene),
    slowestClientRecoveredMs:
      Number.isFinite(slowest) && Number.isFinite(onset) ? Math.max(0, Math.round((slowest - onset) / 1000)) : 0,
  };
}
