import { type ClientEffect, type HeadlineClass, type Hypothesis } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { endpointStaleness } from "./endpoint-staleness.ts";
import { EFFECTS } from "./order.ts";
import { type Scene, clientRuns, rowCites } from "./scene.ts";

export function effectsOf(
  scene: Scene,
  ordered: readonly Hypothesis[],
  staleness: ReturnType<typeof endpointStaleness>,
): readonly ClientEffect[] {
  if (!scene.hasClients && staleness === null)
    return [{ class: "no-application-logs", subtype: null, level: "insufficient", clients: [], cites: [] }];
  const found: ClientEffect[] = [];
  for (const each of ordered) {
    if (!EFFECTS.includes(each.class) || each.level === "insufficient") continue;
    found.push({
      class: each.class,
      subtype: each.class === "endpoint-staleness" ? (staleness?.staleness.subtype ?? null) : null,
      level: each.level,
      clients:
        each.class === "endpoint-staleness"
          ? (staleness?.staleness.clients.map((client) => client.id) ?? [])
          : clientsIn(scene, each.class),
      cites: each.for.flatMap((reason) => reason.cites).slice(0, 3),
    });
  }
  const burst = clientRuns(scene, ...TRANSPORT_KINDS);
  if (burst.length > 0) {
    found.push({
      class: "transport-burst",
      subtype: null,
      level: "strong",
      clients: [...new Set(burst.map(({ client }) => client.id))].sort(),
      cites: rowCites(burst.slice(0, 2).map(({ run }) => run.rows[0])),
    });
  }
  return found.length > 0 ? found : [{ class: "none-seen", subtype: null, level: "possible", clients: [], cites: [] }];
}

function clientsIn(scene: Scene, headline: HeadlineClass): readonly string[] {
  const kinds: Partial<Record<HeadlineClass, readonly string[]>> = {
    "connection-exhaustion": ["client-too-many-connections", "client-pool-exhausted"],
    "stale-reads": ["client-stale-read"],
    "misrouted-writes": ["client-read-only"],
    "read-only-transactions": ["client-read-only"],
  };
  return [...new Set(clientRuns(scene, ...(kinds[headline] ?? [])).map(({ client }) => client.id))].sort();
}
