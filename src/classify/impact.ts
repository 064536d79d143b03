import { type Judgement, SECOND_US } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { firstUs } from "./extent.ts";
import { type Scene, clientRuns, instanceNamed } from "./scene.ts";

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
    databaseDownMs: downMs(scene),
    slowestClientRecoveredMs:
      Number.isFinite(slowest) && Number.isFinite(onset) ? Math.max(0, Math.round((slowest - onset) / 1000)) : 0,
  };
}

/** From the end of the old writer's life to the writer's next `ready`; whole seconds, both from the logs. */
function downMs(scene: Scene): number {
  const { failover } = scene;
  const old = instanceNamed(
    scene,
    failover?.oldWriter ?? scene.restarts[0]?.instance.id ?? scene.crashes[0]?.instance ?? null,
  );
  const ended = old?.incarnations.find(
    (life) => life.endKind !== "open" && life.endUs >= scene.startUs && life.endUs <= scene.endUs,
  );
  const writer = instanceNamed(scene, failover?.endWriter ?? old?.id ?? null);
  if (ended === undefined || writer === undefined) return 0;
  const ready = writer.incarnations
    .flatMap((life) => life.ready)
    .find((each) => each.us >= ended.endUs - SECOND_US && each.us <= scene.endUs);
  return ready === undefined ? 0 : Math.max(0, Math.round((ready.us - ended.endUs) / 1000));
}
