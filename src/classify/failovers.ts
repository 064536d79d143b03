import { type Crash, type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { crashPairs, crashReason } from "./race.ts";
import { clientRuns, instanceNamed, reason, rowCites, type Scene } from "./scene.ts";
import { stalenessOf } from "./stale.ts";
import { Caps, clock, missingClients, missingEvents, missingLog, missingMetrics } from "./wording.ts";

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
      if (crash.kind !== "lost") return before || !Number.isFinite(crash.at.us);
      return crash.at.us < failover.t0Us - 3 * SECOND_US || (before && failover.initiator !== "customer");
    }) ?? null
  );
}

function failoverReason(scene: Scene): Reason {
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
function handOver(scene: Scene): readonly Reason[] {
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

/** Common to every class in which the writer changed once: what is missing and what it caps. */
function capsOfChange(scene: Scene, caps: Caps, missing: MissingItem[]): void {
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
      true,
      handOver(scene).length >= 2 ? "probable" : "possible",
      "no RDS events: the change is told from the logs alone",
    );
    missing.push(missingEvents(scene, "who asked for the failover, and which instance AWS names as the writer"));
  }
  if (!scene.hasClients) {
    caps.cap(true, "probable", "no application logs: client impact unknown");
    missing.push(missingClients());
  }
}

/** (iii) One writer change, no crash of the new writer after its promotion, clients recover by themselves. */
export function normalFailover(scene: Scene): Hypothesis | null {
  const { failover, thresholds } = scene;
  if (failover === null || failover.outcome !== "completed") return null;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const against: Reason[] = [];
  capsOfChange(scene, caps, missing);
  const onNew = scene.crashes.find((crash) => crash.instance === failover.endWriter && crash.at.us > failover.t0Us);
  const first = triggeringCrash(scene);
  if (onNew !== undefined) against.push(crashReason(onNew));
  if (first !== null) against.push(crashReason(first));
  const pair = crashPairs(scene)[0];
  if (pair !== undefined && pair.overlap !== "excluded")
    against.push(reason("two instances crashed in the window", rowCites([pair.a.at.row, pair.b.at.row])));
  const late = clientRuns(scene, ...TRANSPORT_KINDS).filter(
    ({ run }) => run.lastUs > failover.t0Us + thresholds.normalFailoverSeconds * SECOND_US,
  );
  if (late.length > 0) caps.cap(true, "probable", `client errors go on beyond ${thresholds.normalFailoverSeconds} s`);
  const stale = stalenessOf(scene);
  if (stale !== null) caps.cap(true, "probable", "some clients are still refused long after the change");
  const evidence = [failoverReason(scene), ...handOver(scene), ...burstReasons(scene), ...refusalBurst(scene)];
  const level = against.length > 0 ? ("insufficient" as const) : ("strong" as const);
  return {
    class: "normal-failover",
    ...caps.apply(level),
    mayLead: against.length === 0,
    for: evidence,
    against,
    missing,
  };
}

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
function refusalBurst(scene: Scene): readonly Reason[] {
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

/** iv/v on the old writer before the change and iii afterwards. */
export function crashFailover(scene: Scene): Hypothesis | null {
  const { failover } = scene;
  const crash = triggeringCrash(scene);
  if (failover === null || crash === null || failover.outcome === "reversed") return null;
  const caps = new Caps();
  const missing: MissingItem[] = killed(crash)
    ? [missingMetrics(scene, "whether the process was killed for lack of memory")]
    : [];
  capsOfChange(scene, caps, missing);
  caps.cap(
    true,
    "probable",
    killed(crash)
      ? "no memory metrics: what killed the process is not shown"
      : "why the process failed is not shown by a log",
  );
  const against: Reason[] = [];
  const onNew = scene.crashes.find((each) => each.instance === failover.endWriter && each.at.us > failover.t0Us);
  if (onNew !== undefined) against.push(crashReason(onNew));
  if (failover.outcome !== "completed") caps.cap(true, "possible", "where the writer role went is not shown");
  const evidence = [crashReason(crash), failoverReason(scene), ...handOver(scene), ...burstReasons(scene)];
  const gone = clientsOfOldLife(scene, crash);
  if (gone !== null) evidence.push(gone);
  return {
    class: "crash-failover",
    ...caps.apply(against.length > 0 ? "possible" : "strong"),
    mayLead: true,
    for: evidence,
    against,
    missing,
  };
}

/** Ended by SIGKILL, or in a way that is not shown: lack of memory is then one reading. */
export function killed(crash: Crash): boolean {
  return crash.signal === 9 || (crash.signal === null && crash.kind !== "child");
}

function clientsOfOldLife(scene: Scene, crash: Crash): Reason | null {
  const instance = instanceNamed(scene, crash.instance);
  const next = instance?.incarnations[crash.incarnation + 1];
  if (next === undefined) return null;
  return reason(`${crash.instance} then came back`, rowCites([next.start?.row, next.foundRow, next.ready.at(-1)?.row]));
}

/** (vii) A failover that failed or went back, with the race's gates not met. */
export function reversedFailover(scene: Scene): Hypothesis | null {
  const { failover } = scene;
  if (failover === null || (failover.outcome !== "reversed" && failover.outcome !== "failed")) return null;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const involved = [failover.oldWriter, failover.target].filter((id) => id !== null);
  for (const id of new Set([...involved, ...scene.missingInstances])) {
    if (scene.logged.has(id)) continue;
    caps.cap(true, "probable", `no log of ${id}: a split is neither shown nor excluded`);
    missing.push(missingLog(scene, id, "whether it took writes and crashed (split-writer race), or never came up"));
  }
  if (failover.oldWriter === null) {
    caps.cap(true, "possible", "the old writer is not named by any source");
    missing.push(missingLog(scene, "the old writer", "whether it took writes and crashed (split-writer race)"));
  }
  if (failover.target === null) {
    caps.cap(true, "probable", "the failover target is not named by any source");
    missing.push(
      missingLog(
        scene,
        "the failover target",
        "whether it took writes and crashed (split-writer race), or never came up",
      ),
    );
  }
  if (!scene.hasEvents) {
    caps.cap(
      true,
      failover.source === "recovery-lines" ? "probable" : "possible",
      "no RDS events: the reversal is told from the logs alone",
    );
    missing.push(missingEvents(scene, "whether AWS reports the reversal"));
  }
  for (const id of involved) {
    const coverage = instanceNamed(scene, id)?.coverage;
    if (coverage !== undefined && coverage.state !== "full")
      caps.cap(true, "probable", `the log of ${id} covers the window only in part (${coverage.why})`);
  }
  const pair = crashPairs(scene)[0];
  const against: Reason[] = [];
  if (pair !== undefined && pair.overlap !== "excluded" && !pair.refused)
    against.push(
      reason(
        "both instances crashed with overlapping writable times: more than a reversal",
        rowCites([pair.a.at.row, pair.b.at.row]),
      ),
    );
  const evidence: Reason[] = [
    reason(
      failover.outcome === "failed"
        ? "the failover failed"
        : `the writer is ${failover.endWriter ?? "the old one"} again after a failover${failover.target === null ? "" : ` to ${failover.target}`}`,
      [...failover.started, ...failover.ended],
    ),
    ...handOver(scene).filter((each) => !each.text.includes("promoted")),
    ...targetReasons(scene),
    ...backReasons(scene),
    ...burstReasons(scene),
  ];
  return {
    class: "reversed-failover",
    ...caps.apply(against.length > 0 ? "possible" : "strong"),
    mayLead: failover.source === "event" || (failover.source === "recovery-lines" && failover.oldWriter !== null),
    for: evidence,
    against,
    missing,
  };
}

function targetReasons(scene: Scene): readonly Reason[] {
  const target = instanceNamed(scene, scene.failover?.target ?? null);
  if (target === undefined) return [];
  const crash = scene.crashes.find((each) => each.instance === target.id && each.kind === "child");
  if (crash !== undefined) return [crashReason(crash)];
  const promoted = target.incarnations.find((life) =>
    life.promoted.some((p) => p.us >= scene.startUs && p.us <= scene.endUs),
  );
  const ready = promoted?.ready.find((r) => !r.readOnly);
  const restarted = scene.restarts.find((each) => each.instance === target);
  const lines = rowCites([
    promoted?.promoted[0]?.row,
    ready?.row,
    restarted?.before?.shutdownRequested?.row,
    restarted?.before?.shutDown?.row,
    restarted?.life.ready.at(-1)?.row,
  ]);
  const text =
    promoted === undefined
      ? `${target.id} was never promoted${restarted === undefined ? "" : "; it was restarted and is a reader"}`
      : `${target.id} was promoted for a moment and did not crash`;
  return lines.length === 0 ? [] : [reason(text, lines)];
}

function backReasons(scene: Scene): readonly Reason[] {
  const old = instanceNamed(scene, scene.failover?.endWriter ?? null);
  const life = scene.restarts.findLast((each) => each.instance === old)?.life;
  const ready = life?.ready.findLast((r) => !r.readOnly);
  return ready === undefined || old === undefined
    ? []
    : [reason(`${old.id} came up again and takes writes`, rowCites([life?.start?.row, ready.row]))];
}

/** A failover whose end no source tells: completed and reversed stay possible. */
export function openFailover(scene: Scene): readonly Hypothesis[] {
  const { failover } = scene;
  if (failover === null || failover.outcome !== "unknown") return [];
  const missing = [missingEvents(scene, "how the failover ended: completed, failed or reversed")];
  const logs = scene.missingInstances.map((id) => missingLog(scene, id, "which instance is the writer afterwards"));
  const base = {
    level: "possible" as const,
    mayLead: false,
    for: [failoverReason(scene)],
    against: [],
    missing: [...logs, ...missing],
  };
  const caps = ["who is the writer afterwards is not shown: at most possible"];
  return [
    { ...base, class: "normal-failover", caps },
    { ...base, class: "reversed-failover", caps },
  ];
}
