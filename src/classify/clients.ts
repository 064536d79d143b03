import type { ClientFacts, ClientJudgement, Facts, StalenessMeter } from "../model/index.ts";
import { afterChange, type AfterChange } from "./after-change.ts";
import { explanationsOf } from "./explanations.ts";
import { healingOf } from "./healing.ts";
import { rowCites, type Scene } from "./scene.ts";
import { meterOf } from "./staleness-meter.ts";

/**
 * What each client went through: how long it was stale, why, what healed it, whether it still is.
 *
 * @param incidentOf index of the incident that a scene became, or -1 for none
 */
export function clientsOf(
  facts: Facts,
  scenes: readonly Scene[],
  incidentOf: (scene: Scene) => number = (scene) => scenes.indexOf(scene),
): readonly ClientJudgement[] {
  const changes = scenes.flatMap((scene) => afterChange(scene) ?? []);
  return facts.clients.map((client) => judgeClient(client, scenes, changes, incidentOf));
}

function judgeClient(
  client: ClientFacts,
  scenes: readonly Scene[],
  changes: readonly AfterChange[],
  incidentOf: (scene: Scene) => number,
): ClientJudgement {
  const lastUs = client.refusedUs.at(-1) ?? Number.NaN;
  const meters = changes.flatMap((after) => {
    const incident = incidentOf(after.scene);
    const meter = incident === -1 ? null : meterOf(client, after, incident);
    return meter === null ? [] : [{ after, meter }];
  });
  const change = changes.findLast(({ failover }) => lastUs >= failover.t0Us - failover.uncertaintyUs);
  const last = meters.findLast(({ after }) => after === change);
  const healing = healingOf(client, lastUs, last?.meter.seconds ?? 0);
  const told = healing.stillRefused ? last : longest(meters);
  const scene = told?.after.scene ?? change?.scene ?? sceneOf(client, scenes);
  const run = client.errors.find((each) => each.kind === "client-read-only");
  return {
    id: client.id,
    staleSeconds: told?.meter.seconds ?? 0,
    healedBy: healing.by,
    stillRefusedAtEnd: healing.stillRefused,
    cites: [...rowCites([run?.rows.at(-1)]), ...healing.cites],
    staleness: told?.meter ?? null,
    explanations: scene === undefined ? null : explanationsOf(client, scene),
  };
}

/** The change after which the client was stale the longest; the later of two alike. */
function longest<T extends { readonly meter: StalenessMeter }>(meters: readonly T[]): T | undefined {
  return meters.reduce<T | undefined>(
    (worst, each) => (worst === undefined || each.meter.seconds >= worst.meter.seconds ? each : worst),
    undefined,
  );
}

/** The incident without a change of the writer in which the client was refused. */
function sceneOf(client: ClientFacts, scenes: readonly Scene[]): Scene | undefined {
  return scenes.find(
    (scene) => scene.failover === null && client.refusedUs.some((us) => us >= scene.startUs && us <= scene.endUs),
  );
}
