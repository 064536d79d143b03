import {
  type AcceptedWrite,
  type Cite,
  type Hypothesis,
  type InstanceFacts,
  type MissingItem,
  type Reason,
  SECOND_US,
} from "../model/index.ts";
import { capForwarding } from "./examined.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { Caps, missingEvents } from "./wording.ts";

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
  const wrote = instance.accepted.within(firstUs - 60 * SECOND_US, lastUs + 60 * SECOND_US);
  const during = instance.roles.filter(
    (role) => role.source !== "refusals" && role.source !== "none" && role.startUs <= lastUs && role.endUs >= firstUs,
  );
  const asWriter = during.find((role) => role.role === "writer");
  const asReader = during.find((role) => role.role === "reader");
  const reader = asWriter === undefined && (instance.standbyLives.length > 0 || asReader !== undefined);
  const elsewhere = scene.facts.instances.find(
    (other) => other.id !== instance.id && other.accepted.first(firstUs - 60 * SECOND_US) !== undefined,
  );
  const onWriter = !reader && (wrote.length > 0 || asWriter !== undefined);
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
        wrote.length > 0
          ? `meanwhile ${instance.id} took other writes: it is the writer, the transactions were read-only`
          : `${instance.id} is the writer (${asWriter?.source ?? "none"}): the transactions were read-only`,
        [...wrote.slice(0, 2).map(citeOf), ...(asWriter?.cites.slice(0, 1) ?? [])],
      ),
    );
  if (reader)
    evidence.push(
      reason(`${instance.id} is a reader (${asReader?.source ?? "recovery-lines"})`, [
        ...rowCites(instance.standbyLives.slice(0, 1).map((life) => life.row)),
        ...(asReader?.cites.slice(0, 2) ?? []),
      ]),
    );
  if (elsewhere !== undefined)
    evidence.push(
      reason(
        `${elsewhere.id} takes writes`,
        [elsewhere.accepted.first()].flatMap((write) => (write === undefined ? [] : [citeOf(write)])),
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
  const missing: MissingItem[] = [];
  if (!scene.hasEvents) missing.push(missingEvents(scene, "whether the writer role changed before"));
  const between = instance.accepted.first(firstUs + 1, lastUs - 1) !== undefined;
  caps.cap(
    onWriter && !between && asWriter === undefined,
    "possible",
    "its writes are seen before or after the refusals only: the role may have changed between",
  );
  caps.cap(!scene.hasRoles, "probable", "no RDS events and no API snapshot: an earlier change of role is not excluded");
  caps.cap(
    !onWriter && !reader && elsewhere === undefined && endpoint === undefined,
    "possible",
    "the role of the instance is not shown",
  );
  if (!onWriter) {
    capForwarding(scene, caps, missing);
    const begun = clients.filter(({ client, run }) => client.starts.some((start) => start.us <= run.firstUs));
    caps.cap(
      clients.length === 0 || begun.length < clients.length,
      "probable",
      "what was before the first refusal is not in the data: it may be staleness from an earlier change of the writer",
    );
    const again = clients.filter(({ client, run }) =>
      client.starts.some((start) => start.us > run.firstUs && client.refusedUs.some((us) => us > start.us)),
    );
    if (again.length > 0)
      evidence.push(
        reason(
          "it goes on after the service was started again: no old session of a pool",
          rowCites(again.slice(0, 3).map(({ client, run }) => client.starts.find((s) => s.us > run.firstUs)?.row)),
        ),
      );
  }
  for (const { id, coverage } of [instance])
    caps.cap(
      coverage.state !== "full",
      "probable",
      `the log of ${id} covers the window only in part (${coverage.why})`,
    );
  const early = scene.facts.window !== null && firstUs - scene.facts.window.start > 60 * SECOND_US;
  caps.cap(early && !onWriter && !reader, "possible", "writes may have succeeded before the first refusal");
  return {
    class: onWriter ? "read-only-transactions" : "misrouted-writes",
    ...caps.apply("strong"),
    mayLead: true,
    for: evidence,
    against: [],
    missing,
  };
}

function citeOf({ row, store }: AcceptedWrite): Cite {
  return { row, store };
}
