import { type Cite, type ClientFacts, type RefusedSession, type Row, SECOND_US } from "../model/index.ts";
import { TRANSPORT_KINDS } from "./bursts.ts";
import { settledAfter } from "./endpoint-ttl.ts";
import { instanceNamed, rowCites, type Scene } from "./scene.ts";
import type { StaleEvidence } from "./subtype.ts";
import { clock } from "./wording.ts";

/** What the sessions themselves do not tell: the control plane, poolers, and who else was refused. */
export function staleContext(
  scene: Scene,
  clients: readonly ClientFacts[],
  sessions: readonly RefusedSession[],
  referenceUs: number,
  lastUs: number,
): Pick<StaleEvidence, "advertised" | "pooler" | "alone"> {
  const poolers = clients.flatMap(({ pooler }) => pooler ?? []);
  return {
    advertised: wrongAdvertisement(scene, clients, referenceUs, lastUs)?.text ?? null,
    pooler: poolers.length === clients.length ? (poolers[0] ?? null) : null,
    alone: aloneThere(scene, sessions, referenceUs),
  };
}

/** What the AWS drivers write when the advertised writer is none (CLASSIFY §3 (ii) f). */
const WRAPPER_TEXTS: Readonly<Record<string, string>> = {
  "client-role-disagreement": "the advertised writer answered as a reader",
  "client-stale-dns": "the endpoint led to an instance that was not the writer",
};

/**
 * The endpoint itself was wrong after its TTL: it was collected while it named another instance than the new writer, or
 * a driver that knows roles says so. What is said within the TTL is the ordinary move of an endpoint.
 */
export function wrongAdvertisement(
  scene: Scene,
  clients: readonly ClientFacts[],
  referenceUs: number,
  lastUs: number,
): { readonly text: string; readonly cites: readonly Cite[] } | null {
  const { failover, facts, thresholds } = scene;
  if (failover === null) return null;
  const fromUs = settledAfter(scene, referenceUs, failover.uncertaintyUs);
  const untilUs = lastUs + thresholds.failoverTailSeconds * SECOND_US;
  for (const { kind, us, instance, name, exhibit } of facts.documents.endpoints) {
    if (kind !== "writer" || instance === null || failover.endWriter === null || instance === failover.endWriter)
      continue;
    if (us > fromUs && us <= untilUs)
      return {
        text: `the writer endpoint ${name} still pointed to ${instance} at ${clock(us)} UTC, as collected`,
        cites: [{ exhibit }],
      };
  }
  for (const client of clients) {
    for (const run of client.errors) {
      const said = WRAPPER_TEXTS[run.kind];
      if (said === undefined || run.firstUs < failover.t0Us || !(run.lastUs > fromUs && run.lastUs <= untilUs))
        continue;
      return {
        text: `the driver of ${client.id} says that ${said}, until ${clock(run.lastUs)} UTC`,
        cites: rowCites([run.rows.at(-1)]),
      };
    }
  }
  return null;
}

/**
 * One process opens sessions on the old writer longer than slow DNS explains, while a client that also lost its sessions
 * at the change works and is not refused: what it resolves is its own cache (CLASSIFY §3 (ii) c). Asked only when every
 * such session is known to be that client's; a client of the reader endpoint says nothing about the writer's.
 */
function aloneThere(scene: Scene, sessions: readonly RefusedSession[], referenceUs: number): string | null {
  const { facts, thresholds, failover } = scene;
  if (failover === null) return null;
  const fromUs = referenceUs + thresholds.slowDnsSeconds * SECOND_US;
  const births = sessions.filter((session) => session.bornUs > fromUs);
  // A row is of one session only, whoever tells of it; a session that two clients claim is nobody's.
  const ownerOf = new Map<Row, ClientFacts | undefined>();
  for (const client of facts.clients)
    for (const { session } of client.sessions)
      ownerOf.set(session.firstRow, ownerOf.has(session.firstRow) ? undefined : client);
  const owners = new Set(births.map(({ firstRow }) => ownerOf.get(firstRow)));
  const [owner] = owners;
  if (births.length < 2 || owners.size !== 1 || owner === undefined) return null;
  const lastUs = births.reduce((latest, birth) => Math.max(latest, birth.bornUs), Number.NEGATIVE_INFINITY);
  const other = facts.clients.find(
    (client) =>
      client !== owner &&
      !isReaderEndpoint(client.endpoint?.name ?? "") &&
      wasHit(client, failover.t0Us, fromUs) &&
      client.successes.some(({ us }) => us > fromUs && us <= lastUs) &&
      !client.refusedUs.some((us) => us > fromUs && us <= lastUs),
  );
  if (other === undefined) return null;
  const newWriter = instanceNamed(scene, failover.endWriter)?.id ?? "the new writer";
  return `only ${owner.id} opened sessions on the old writer later than ${thresholds.slowDnsSeconds} s after the change (${births.length}, the last at ${clock(lastUs)} UTC), while ${other.id}, hit by the same change, went on without refusal: what ${owner.id} resolved did not lead to ${newWriter}`;
}

/** `….cluster-ro-….rds.amazonaws.com`. */
export function isReaderEndpoint(name: string): boolean {
  return name.includes(".cluster-ro-");
}

/** It lost sessions or was refused at the change: it used what changed. */
function wasHit(client: ClientFacts, fromUs: number, toUs: number): boolean {
  const kinds: readonly string[] = [...TRANSPORT_KINDS, "client-read-only"];
  return client.errors.some((run) => kinds.includes(run.kind) && run.firstUs <= toUs && run.lastUs >= fromUs);
}
