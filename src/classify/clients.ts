import { type ClientFacts, type ClientJudgement, type Facts, SECOND_US } from "../model/index.ts";
import { rowCites, type Scene } from "./scene.ts";
import { stalenessOf } from "./stale.ts";

/** What each client went through: how long it was stale, what healed it, whether it still is. */
export function clientsOf(facts: Facts, scenes: readonly Scene[]): readonly ClientJudgement[] {
  const changes = scenes.flatMap((scene) => {
    const staleness = stalenessOf(scene);
    return scene.failover === null ? [] : [{ scene, referenceUs: staleness?.newWriter.readyUs ?? scene.failover.t1Us }];
  });
  return facts.clients.map((client) => judgeClient(client, changes));
}

function judgeClient(
  client: ClientFacts,
  changes: readonly { readonly scene: Scene; readonly referenceUs: number }[],
): ClientJudgement {
  const lastUs = client.refusedUs.at(-1) ?? Number.NaN;
  const change = changes.findLast(({ scene }) => lastUs >= scene.startUs);
  const staleSeconds = change === undefined ? 0 : Math.max(0, Math.round((lastUs - change.referenceUs) / SECOND_US));
  const run = client.errors.find((each) => each.kind === "client-read-only");
  const success = client.successes.find((each) => each.us > lastUs);
  const restart = client.starts.find((each) => each.us > lastUs - SECOND_US);
  // Refused to the end of the client's own records, with no success after it.
  const toTheEnd = success === undefined && restart === undefined && !Number.isNaN(lastUs);
  const stillRefusedAtEnd = toTheEnd && client.lastUs - lastUs <= 15 * SECOND_US && (run?.count ?? 0) >= 2;
  return {
    id: client.id,
    staleSeconds,
    healedBy: healedBy(client, lastUs, staleSeconds, { success, restart }),
    stillRefusedAtEnd,
    staleness: null,
    explanations: null,
    cites: rowCites([run?.rows.at(-1), stillRefusedAtEnd ? null : (restart ?? success)?.row]),
  };
}

/** HikariCP's default `maxLifetime`, 1800 s: a session that lived this long was retired by its pool. */
const MAX_LIFETIME_SECONDS = { low: 1740, high: 1860 } as const;

function healedBy(
  client: ClientFacts,
  lastUs: number,
  staleSeconds: number,
  after: {
    readonly success: ClientFacts["successes"][number] | undefined;
    readonly restart: ClientFacts["starts"][number] | undefined;
  },
): ClientJudgement["healedBy"] {
  if (client.refusedUs.length === 0 || Number.isNaN(lastUs)) return "not-needed";
  const { success, restart } = after;
  if (restart !== undefined && !(success !== undefined && success.us < restart.us)) return "restart";
  if (success === undefined) return "unknown";
  return staleSeconds >= MAX_LIFETIME_SECONDS.low && staleSeconds <= MAX_LIFETIME_SECONDS.high
    ? "max-lifetime"
    : "itself";
}
