import { type Crash, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { type Scene, instanceNamed, reason, rowCites } from "./scene.ts";
import { Caps, clock, missingClients, missingEvents, missingLog } from "./wording.ts";

/**
 * The crash that made the old writer lose its role: before the role change, on the old writer. A life that only "was
 * interrupted" counts unless a customer asked for the failover at that moment: what Aurora prints on the old writer in a
 * healthy one is not known.
 */
export function triggeringCrash(scene: Scene): Crash | null {
  const { failover } = scene;
  if (failover === null || failover.oldWriter === null) return null;
  const crashes = scene.crashes.filter((crash) => crash.instance === failover.oldWriter);
  return (
    crashes.find((crash) => {
      const before = crash.at.us <= failover.t0Us + failover.uncertaintyUs;
      // A told time is minutes wide: a life that began inside of them is the failover's own.
      const start = instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation]?.start ?? null;
      if (start !== null && start.us >= failover.t0Us - failover.uncertaintyUs) return false;
      if (crash.kind !== "lost") return before || !Number.isFinite(crash.at.us);
      return crash.at.us < failover.t0Us - 3 * SECOND_US || (before && failover.initiator !== "customer");
    }) ?? null
  );
}

export function failoverReason(scene: Scene): Reason {
  const { failover } = scene;
  if (failover === null) return reason("no failover");
  const who =
    failover.initiator === null ? "" : `${failover.initiator === "rds" ? "RDS" : failover.initiator} initiated `;
  const to = failover.target === null ? "" : ` to ${failover.target}`;
  const seconds = Math.round((failover.t1Us - failover.t0Us) / SECOND_US);
  return reason(`${who}failover${to} at ${clock(failover.t0Us)} UTC, ended after ${seconds} s`, [
    ...failover.started,
    ...failover.ended,
  ]);
}

/** Orderly stop, return as reader, promotion: the lines of a hand-over. */
export function handOver(scene: Scene): readonly Reason[] {
  const { failover } = scene;
  const found: Reason[] = [];
  const old = instanceNamed(scene, failover?.oldWriter ?? null);
  const target = instanceNamed(scene, failover?.endWriter ?? null);
  const inside = (us: number): boolean => us >= scene.startUs && us <= scene.endUs;
  const stopped = old?.incarnations.find((life) => life.endKind === "shutdown" && inside(life.endUs));
  if (old !== undefined && stopped !== undefined)
    found.push(
      reason(
        `${old.id} was stopped ${stopped.shutdownMode === "immediate" ? "at once (immediate shutdown)" : "in an orderly way"}`,
        rowCites([stopped.shutdownRequested?.row, stopped.shutDown?.row]),
      ),
    );
  const back = old?.incarnations.find(
    (life) => life.start !== null && inside(life.start.us) && old.standbyLives.some((s) => s.life === life.index),
  );
  if (old !== undefined && back !== undefined)
    found.push(
      reason(`${old.id} returned as a reader`, rowCites([back.standby?.row, back.ready.find((r) => r.readOnly)?.row])),
    );
  const life = target?.incarnations.find(
    (each) => each.promoted.some((p) => inside(p.us)) || each.ready.some((r) => !r.readOnly && inside(r.us)),
  );
  if (target !== undefined && life !== undefined) {
    const ready = life.ready.find((r) => !r.readOnly && inside(r.us));
    found.push(
      reason(
        `${target.id} was promoted and accepts connections`,
        rowCites([...life.promoted.filter((p) => inside(p.us)).map((p) => p.row), ready?.row]),
      ),
    );
  }
  for (const restart of scene.facts.uptimeRestarts) {
    if (scene.logged.has(restart.instance) || !(inside(restart.fromUs) || inside(restart.toUs))) continue;
    const when = `between ${clock(restart.fromUs)} and ${clock(restart.toUs)} UTC`;
    found.push(reason(`${restart.instance}, whose log is missing, restarted ${when} (EngineUptime)`, restart.cites));
  }
  const lost = standbysThatLostTheirPrimary(scene);
  if (lost !== null) found.push(lost);
  return found;
}

function standbysThatLostTheirPrimary(scene: Scene): Reason | null {
  const rows = scene.facts.instances.flatMap((instance) =>
    instance.streamingLost.filter((m) => m.us >= scene.startUs && m.us <= scene.endUs).map((m) => m.row),
  );
  return rows.length === 0 ? null : reason("a standby lost its primary", rowCites(rows.slice(0, 2)), rows.length);
}

/** The new writer refuses writes after the change and is not seen to take any: there was no writer, not a stale client. */
export function newWriterRefuses(scene: Scene): Reason | null {
  const { failover } = scene;
  const writer = instanceNamed(scene, failover?.endWriter ?? null);
  if (failover === null || writer === undefined) return null;
  const fromUs = failover.t1Us + scene.thresholds.stalenessGraceSeconds * SECOND_US;
  const refused = writer.refusals?.sessions.filter((s) => s.lastUs > fromUs && s.firstUs <= scene.endUs) ?? [];
  const wrote = writer.accepted.first(failover.t1Us + 1, scene.endUs) !== undefined;
  if (refused.length < 2 || wrote) return null;
  const rows = rowCites(refused.slice(0, 3).map((s) => s.lastRow));
  return reason(`${writer.id} refuses writes as well, and none is seen to be taken: nobody was the writer`, rows);
}

/** Common to every class in which the writer changed once: what is missing and what it caps. */
export function capsOfChange(scene: Scene, caps: Caps, missing: MissingItem[]): void {
  const { failover } = scene;
  const logged = (id: string | null): boolean => id !== null && scene.logged.has(id);
  for (const [role, id] of [
    ["old writer", failover?.oldWriter ?? null],
    ["new writer", failover?.endWriter ?? null],
  ] as const) {
    if (logged(id)) continue;
    caps.cap(true, "probable", `no log of the ${role}${id === null ? "" : ` (${id})`}`);
    missing.push(
      missingLog(scene, id ?? `the ${role}`, "whether it crashed, and whether it took writes after the change"),
    );
  }
  for (const id of scene.missingInstances) {
    if (id === failover?.oldWriter || id === failover?.endWriter) continue;
    caps.cap(true, "probable", `no log of ${id}`);
    missing.push(missingLog(scene, id, "whether a further instance was involved"));
  }
  for (const instance of scene.facts.instances) {
    const covered = instance.coverage.state;
    if (covered === "full" || (instance.id !== failover?.oldWriter && instance.id !== failover?.endWriter)) continue;
    caps.cap(true, "probable", `the log of ${instance.id} covers the window only in part (${instance.coverage.why})`);
  }
  const onlyEvents = scene.facts.instances.length === 0;
  caps.cap(onlyEvents, "possible", "only RDS events: they state the outcome, not what happened on the instances");
  if (!scene.hasEvents) {
    caps.cap(
      !scene.hasRoles,
      handOver(scene).length >= 2 ? "probable" : "possible",
      "no RDS events and no API snapshot: the change is told from the logs alone",
    );
    missing.push(missingEvents(scene, "who asked for the failover, and which instance AWS names as the writer"));
  }
  if (!scene.hasClients) {
    caps.cap(true, "probable", "no application logs: client impact unknown");
    missing.push(missingClients());
  }
}
