import {
  type Cite,
  type Hypothesis,
  type InstanceFacts,
  type MissingItem,
  type Reason,
  SECOND_US,
} from "../model/index.ts";
import { newWriterRefuses } from "./change.ts";
import { capForwarding } from "./examined.ts";
import { pointsOf } from "./metric-points.ts";
import { type Scene, clientRuns, instanceNamed, reason, rowCites } from "./scene.ts";
import { type Staleness, stalenessOf } from "./stale.ts";
import { Caps, clock, missingClients, missingEvents, missingLog, plural } from "./wording.ts";

/** (ii) Endpoint staleness: R1 the writer changed; R2 refusals go on after it; R3 on the old writer; R4 the new one writes. */
export function endpointStaleness(scene: Scene): (Hypothesis & { readonly staleness: Staleness }) | null {
  const staleness = stalenessOf(scene);
  const { failover, thresholds } = scene;
  if (staleness === null || failover === null) return null;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  capForwarding(scene, caps, missing);
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
  else {
    const commits = commitsOf(scene, newWriter.instance, newWriter.readyUs);
    if (commits === null) caps.cap(true, "probable", "nothing shows that the new writer took writes meanwhile");
    else evidence.push(commits);
  }
  caps.cap(
    staleness.seconds <= thresholds.slowDnsSeconds,
    "probable",
    `${Math.round(staleness.seconds)} s of staleness may also be slow DNS`,
  );
  caps.cap(scene.missingInstances.length > 0, "probable", `no log of ${scene.missingInstances.join(", ")}`);
  if (!scene.hasEvents) {
    caps.cap(
      !scene.hasRoles,
      failover.source === "recovery-lines" ? "probable" : "possible",
      "no RDS events and no API snapshot: the flip is told from the logs alone",
    );
    missing.push(missingEvents(scene, "when the writer role changed"));
  }
  if (!scene.hasClients) missing.push(missingClients());
  const refusing = newWriterRefuses(scene);
  caps.cap(refusing !== null, "possible", "the new writer refuses writes as well");
  const { level, caps: texts } = caps.apply("strong");
  return {
    class: "endpoint-staleness",
    level,
    caps: texts,
    mayLead: refusing === null,
    for: evidence,
    against: refusing === null ? [] : [refusing],
    missing,
    staleness,
  };
}

export function promotionCites(scene: Scene): readonly Cite[] {
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

/** The new writer's commits by CloudWatch, once it was ready. */
function commitsOf(scene: Scene, instance: string | null, readyUs: number): Reason | null {
  const points = pointsOf(scene, (each) => each.metric === "CommitThroughput" && each.instance === instance).filter(
    (point) => point.us >= readyUs && point.us <= scene.endUs && point.value > 0,
  );
  return points.length === 0
    ? null
    : reason(
        `CloudWatch counts commits on ${instance ?? "the new writer"} meanwhile`,
        points.slice(0, 2).map(({ exhibit }) => ({ exhibit })),
        points.length,
      );
}
