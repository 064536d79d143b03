import { type Reason } from "../model/index.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";

/** Everybody's errors that a healthy failover produces for a moment. */
export const TRANSPORT_KINDS = [
  "client-terminated",
  "client-crash-warning",
  "client-not-accepting",
  "client-connection-lost",
  "client-refused",
  "client-timeout",
  "client-unreachable",
  "client-dns-failure",
  "pooler-server-lost",
  "pooler-obsolete-connection",
  "proxy-server-down",
] as const;

/** Short client errors around the change, one reason a kind family. */
export function burstReasons(scene: Scene): readonly Reason[] {
  const runs = clientRuns(scene, ...TRANSPORT_KINDS);
  if (runs.length === 0) return [];
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  const clients = new Set(runs.map(({ client }) => client.id));
  // One line of each of a few clients: the same burst seen from several sides.
  const rows = [...clients].flatMap((id) => runs.find(({ client }) => client.id === id)?.run.rows[0] ?? []);
  return [reason(`${count} connection errors in ${clients.size} client streams`, rowCites(rows), count)];
}

/** Read-only refusals that ended soon: usual while DNS moves. */
export function refusalBurst(scene: Scene): readonly Reason[] {
  const found: Reason[] = [];
  for (const instance of scene.facts.instances) {
    const sessions =
      instance.refusals?.sessions.filter((s) => s.firstUs >= scene.startUs && s.firstUs <= scene.endUs) ?? [];
    if (sessions.length === 0) continue;
    const count = sessions.reduce((sum, s) => sum + s.count, 0);
    found.push(
      reason(
        `${instance.id} refused ${count} writes as read-only`,
        rowCites(sessions.slice(0, 2).map((s) => s.firstRow)),
        count,
      ),
    );
  }
  const clients = clientRuns(scene, "client-read-only");
  if (clients.length > 0) {
    const count = clients.reduce((sum, { run }) => sum + run.count, 0);
    found.push(
      reason(
        `${count} read-only errors in ${clients.length} client streams`,
        rowCites(clients.slice(0, 4).map(({ run }) => run.rows[0])),
        count,
      ),
    );
  }
  return found;
}
