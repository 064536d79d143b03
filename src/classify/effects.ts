import {
  type Cite,
  type Hypothesis,
  type InstanceFacts,
  type MissingItem,
  type Reason,
  SECOND_US,
} from "../model/index.ts";
import { clientRuns, instanceNamed, reason, rowCites, type Scene } from "./scene.ts";
import { type Staleness, stalenessOf } from "./stale.ts";
import {
  Caps,
  clock,
  missingClients,
  missingEvents,
  missingForwarding,
  missingLog,
  ofTheCluster,
  plural,
} from "./wording.ts";

/** (ii) Endpoint staleness: R1 the writer changed; R2 refusals go on after it; R3 on the old writer; R4 the new one writes. */
export function endpointStaleness(scene: Scene): (Hypothesis & { readonly staleness: Staleness }) | null {
  const staleness = stalenessOf(scene);
  const { failover, thresholds } = scene;
  if (staleness === null || failover === null) return null;
  const caps = new Caps();
  const missing: MissingItem[] = [missingForwarding()];
  const { server, clients, newWriter } = staleness;
  const evidence: Reason[] = [
    reason(
      `the writer changed${failover.endWriter === null ? "" : ` to ${failover.endWriter}`} at ${clock(newWriter.readyUs)} UTC`,
      [...failover.ended, ...promotionCites(scene), ...failover.started],
    ),
  ];
  if (server !== null) {
    const { instance, sessions, count } = server;
    const late = sessions.filter((s) => s.lastUs > newWriter.readyUs);
    evidence.push(
      reason(
        `${instance.id} refused ${count} writes of ${plural(sessions.length, "session")} until ${clock(Math.max(...sessions.map((s) => s.lastUs)))} UTC, ${Math.round(staleness.seconds)} s after the new writer took writes`,
        rowCites([...late.slice(0, 2), ...late.slice(-2)].flatMap((s) => [s.lastRow])),
        count,
      ),
    );
    evidence.push(reason(staleness.subtypeReason, birthCites(sessions, newWriter.readyUs)));
    const state = stateReason(scene, instance);
    if (state !== null) evidence.push(state);
  } else {
    caps.cap(true, "probable", "no server log shows on which instance the clients were");
    for (const id of scene.missingInstances)
      missing.push(missingLog(scene, id, "whether the refused sessions were on it"));
    if (scene.missingInstances.length === 0 && failover.oldWriter !== null)
      missing.push(missingLog(scene, failover.oldWriter, "whether the refused sessions were on it"));
  }
  if (clients.length > 0) {
    const refused = clients.flatMap((client) =>
      client.errors.filter((run) => run.kind === "client-read-only").map((run) => ({ client, run })),
    );
    const count = refused.reduce((sum, { run }) => sum + run.count, 0);
    evidence.push(
      reason(
        `${plural(clients.length, "client stream")} still read-only: ${clients.map((client) => client.id).join(", ")}`,
        rowCites(refused.slice(0, 5).map(({ run }) => run.rows.at(-1))),
        count,
      ),
    );
  } else if (scene.hasClients) {
    evidence.push(
      ...clientRuns(scene, "client-read-only")
        .slice(0, 1)
        .map(({ client, run }) =>
          reason(`${client.id} saw read-only errors`, rowCites(run.rows.slice(0, 2)), run.count),
        ),
    );
  }
  if (newWriter.cites.length > 0)
    evidence.push(reason("meanwhile the new writer takes writes, or other clients succeed", newWriter.cites));
  else caps.cap(true, "probable", "nothing shows that the new writer took writes meanwhile");
  caps.cap(
    staleness.seconds <= thresholds.slowDnsSeconds,
    "probable",
    `${Math.round(staleness.seconds)} s of staleness may also be slow DNS`,
  );
  caps.cap(scene.missingInstances.length > 0, "probable", `no log of ${scene.missingInstances.join(", ")}`);
  caps.cap(true, "probable", "write forwarding status unknown");
  if (!scene.hasEvents) {
    caps.cap(
      true,
      failover.source === "recovery-lines" ? "probable" : "possible",
      "no RDS events: the flip is told from the logs alone",
    );
    missing.push(missingEvents(scene, "when the writer role changed"));
  }
  if (!scene.hasClients) missing.push(missingClients());
  const { level, caps: texts } = caps.apply("strong");
  return {
    class: "endpoint-staleness",
    level,
    caps: texts,
    mayLead: true,
    for: evidence,
    against: [],
    missing,
    staleness,
  };
}

function promotionCites(scene: Scene): readonly Cite[] {
  const writer = instanceNamed(scene, scene.failover?.endWriter ?? null);
  return rowCites(
    writer?.promotions.filter((p) => p.us >= scene.startUs && p.us <= scene.endUs).map((p) => p.row) ?? [],
  );
}

/** Births on the old writer: the latest for stale endpoints, those of the sessions that went on for pools. */
function birthCites(sessions: NonNullable<Staleness["server"]>["sessions"], readyUs: number): readonly Cite[] {
  const born = sessions.filter((s) => s.bornRow !== null && s.bornUs >= readyUs - 30 * SECOND_US);
  return rowCites(
    [...born.slice(0, 1), ...born.slice(-2)].map((s) => s.bornRow),
    "chatter",
  );
}

/** How the old writer came to refuse: a restart as standby, or demoted without one. */
function stateReason(scene: Scene, instance: InstanceFacts): Reason | null {
  const restart = scene.restarts.find((each) => each.instance === instance);
  if (restart !== undefined) {
    const rows = [restart.life.standby?.row, restart.life.ready.at(-1)?.row];
    return reason(
      `${instance.id} came back as a reader at ${clock(restart.life.ready.at(-1)?.us ?? restart.life.firstUs)} UTC`,
      rowCites(rows),
    );
  }
  const demoted = instance.demotions.filter((m) => m.us >= scene.startUs && m.us <= scene.endUs);
  return reason(
    `${instance.id} was not restarted: its old sessions survived the change`,
    rowCites(demoted.slice(0, 2).map((m) => m.row)),
  );
}

/** (viii) Connection storm: 53300 goes on after the instance is ready. */
export function connectionExhaustion(scene: Scene): Hypothesis | null {
  const full = scene.facts.instances.filter(
    (each) =>
      each.exhaustion !== null && each.exhaustion.lastUs >= scene.startUs && each.exhaustion.firstUs <= scene.endUs,
  );
  const clients = clientRuns(scene, "client-too-many-connections", "client-pool-exhausted");
  if (full.length === 0 && clients.length === 0) return null;
  const caps = new Caps();
  const firstUs = Math.min(
    ...full.map((each) => each.exhaustion?.firstUs ?? Number.POSITIVE_INFINITY),
    ...clients.map(({ run }) => run.firstUs),
  );
  const lastUs = Math.max(
    ...full.map((each) => each.exhaustion?.lastUs ?? Number.NEGATIVE_INFINITY),
    ...clients.map(({ run }) => run.lastUs),
  );
  const changeUs = scene.failover?.t0Us ?? scene.restarts[0]?.life.start?.us ?? Number.NaN;
  const seconds = (lastUs - firstUs) / SECOND_US;
  const follows = firstUs >= changeUs - 2 * SECOND_US && firstUs <= changeUs + 120 * SECOND_US + (lastUs - firstUs);
  const evidence: Reason[] = [];
  for (const { id, exhaustion } of full) {
    if (exhaustion === null) continue;
    evidence.push(
      reason(
        `${id} turned ${exhaustion.count} sessions away for lack of connection slots, ${clock(exhaustion.firstUs)}–${clock(exhaustion.lastUs)} UTC`,
        rowCites(exhaustion.rows),
        exhaustion.count,
      ),
    );
  }
  if (clients.length > 0) {
    const count = clients.reduce((sum, { run }) => sum + run.count, 0);
    evidence.push(
      reason(
        `${count} exhaustion errors in ${plural(clients.length, "client stream")}`,
        rowCites(clients.slice(0, 4).map(({ run }) => run.rows[0])),
        count,
      ),
    );
  }
  if (scene.failover !== null && firstUs >= scene.failover.t0Us)
    evidence.push(reason("a failover came first", [...scene.failover.started, ...promotionCites(scene)]));
  caps.cap(true, "probable", "no connection metrics");
  caps.cap(
    full.length === 0,
    "possible",
    "no server log shows refused sessions: a pool may time out for other reasons",
  );
  caps.cap(
    !follows,
    "possible",
    "it does not follow a restart or change of the writer: it may be a cause as well as an effect",
  );
  const short = seconds < scene.thresholds.exhaustionSeconds;
  caps.cap(short, "possible", `it lasted ${Math.round(seconds)} s`);
  return {
    class: "connection-exhaustion",
    ...caps.apply("strong"),
    mayLead: !short && full.length > 0,
    for: evidence,
    against: [],
    missing: [],
  };
}

/** (ix) Stale reads: only with an application-side read-after-write anomaly; there is no log signature for lag. */
export function staleReads(scene: Scene): Hypothesis | null {
  const runs = clientRuns(scene, "client-stale-read");
  if (runs.length === 0) return null;
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  return {
    class: "stale-reads",
    level: "possible",
    mayLead: true,
    for: [
      reason(
        `${count} reads returned less than what had just been written, in ${runs.map(({ client }) => client.id).join(", ")}`,
        rowCites(runs.flatMap(({ run }) => run.rows.slice(0, 3))),
        count,
      ),
    ],
    against: [],
    missing: [
      {
        what: "CloudWatch metric AuroraReplicaLag(Maximum), 1-minute",
        decides: "whether the replica lagged as much as the reads show",
        ...ofTheCluster,
      },
    ],
    caps: ["no lag metrics: at most possible"],
  };
}

/** (xi) Writes sent to a reader for good, or read-only transactions on the writer: refusals without a change of role. */
export function constantRefusals(scene: Scene): readonly Hypothesis[] {
  return scene.facts.instances.flatMap((instance) => {
    const { refusals } = instance;
    if (refusals === null || refusals.count === 0) return [];
    // With a change of the writer in the scene only refusals that began before it are constant.
    const sessions = refusals.sessions.filter(
      (s) => Number.isNaN(scene.startUs) || (s.lastUs >= scene.startUs && s.firstUs <= scene.endUs),
    );
    const { failover } = scene;
    if (sessions.length === 0 || (failover !== null && (sessions[0]?.firstUs ?? 0) >= failover.t0Us - 30 * SECOND_US))
      return [];
    return [constant(scene, instance, sessions)];
  });
}

function constant(
  scene: Scene,
  instance: InstanceFacts,
  sessions: NonNullable<InstanceFacts["refusals"]>["sessions"],
): Hypothesis {
  const firstUs = sessions[0]?.firstUs ?? Number.NaN;
  const lastUs = sessions.reduce((latest, s) => Math.max(latest, s.lastUs), Number.NEGATIVE_INFINITY);
  const count = sessions.reduce((sum, s) => sum + s.count, 0);
  const users = [...new Set(sessions.map((s) => s.who))];
  const caps = new Caps();
  const wrote = instance.accepted.filter(
    (write) => write.us >= firstUs - 60 * SECOND_US && write.us <= lastUs + 60 * SECOND_US,
  );
  const writerByEvent = instance.roles.some((role) => role.role === "writer" && role.source === "event");
  const reader =
    instance.standbyLives.length > 0 ||
    instance.roles.some((role) => role.role === "reader" && role.source !== "refusals");
  const elsewhere = scene.facts.instances.find(
    (other) => other.id !== instance.id && other.accepted.some((write) => write.us >= firstUs - 60 * SECOND_US),
  );
  const onWriter = !reader && (wrote.length > 0 || writerByEvent);
  const evidence: Reason[] = [
    reason(
      `${instance.id} refused ${count} writes as read-only, all of ${users.slice(0, 3).join("; ")}`,
      rowCites(sessions.slice(0, 3).map((s) => s.firstRow)),
      count,
    ),
  ];
  if (onWriter)
    evidence.push(
      reason(
        `meanwhile ${instance.id} took other writes: it is the writer, the transactions were read-only`,
        wrote.slice(0, 2).map(({ row, store }) => ({ row, store })),
      ),
    );
  if (reader)
    evidence.push(
      reason(`${instance.id} is a reader`, rowCites(instance.standbyLives.slice(0, 1).map((life) => life.row))),
    );
  if (elsewhere !== undefined)
    evidence.push(
      reason(
        `${elsewhere.id} takes writes`,
        elsewhere.accepted.slice(0, 1).map(({ row, store }) => ({ row, store })),
      ),
    );
  const clients = clientRuns(scene, "client-read-only");
  if (clients.length > 0)
    evidence.push(
      reason(
        `seen by ${clients.map(({ client }) => client.id).join(", ")}`,
        rowCites(clients.slice(0, 4).flatMap(({ run }) => run.rows.slice(0, 2))),
      ),
    );
  const endpoint = clients.find(
    ({ client }) => client.endpoint !== null && /\.cluster-(?:ro|custom)-/.test(client.endpoint.name),
  )?.client.endpoint;
  if (endpoint !== undefined && endpoint !== null)
    evidence.push(reason("the client's own log names a reader or custom endpoint", rowCites([endpoint.row])));
  caps.cap(!scene.hasEvents, "probable", "no RDS events: an earlier change of role is not excluded");
  caps.cap(
    !onWriter && !reader && elsewhere === undefined && endpoint === undefined,
    "possible",
    "the role of the instance is not shown",
  );
  caps.cap(!onWriter, "probable", "write forwarding status unknown, and what was before the first record is not known");
  const early = scene.facts.window !== null && firstUs - scene.facts.window.start > 60 * SECOND_US;
  caps.cap(early && !onWriter && !reader, "possible", "writes may have succeeded before the first refusal");
  return {
    class: onWriter ? "read-only-transactions" : "misrouted-writes",
    ...caps.apply("strong"),
    mayLead: true,
    for: evidence,
    against: [],
    missing: scene.hasEvents
      ? [missingForwarding()]
      : [missingEvents(scene, "whether the writer role changed before"), missingForwarding()],
  };
}
