import { type Hypothesis, type MissingItem, type RdsEvent, type Reason, SECOND_US } from "../model/index.ts";
import { burstReasons, killed } from "./failovers.ts";
import { crashPairs, crashReason, raceCrashes } from "./race.ts";
import { clientRuns, reason, rowCites, type Scene } from "./scene.ts";
import { Caps, clock, missingEvents, missingLog, missingMetrics, plural } from "./wording.ts";

/** (iv/v) Crashes with no change of role: one instance, or several whose writable times exclude a race. */
export function instanceCrash(scene: Scene): Hypothesis | null {
  const crashes = scene.crashes;
  if (crashes.length === 0 || (scene.failover !== null && scene.failover.outcome !== "unknown")) return null;
  const caps = new Caps();
  const against: Reason[] = [];
  const sigkill = crashes.some(killed);
  const missing: MissingItem[] = sigkill
    ? [missingMetrics(scene, "whether the process was killed for lack of memory")]
    : [];
  const pair = crashPairs(scene)[0];
  if (pair !== undefined && pair.overlap !== "excluded" && !pair.refused) {
    caps.cap(true, "possible", "two instances crashed and a split is not excluded");
    against.push(reason("two instances crashed in one window", rowCites([pair.a.at.row, pair.b.at.row])));
  }
  // Stock recovery in place on both, and no role change seen: the postmasters went on in their roles.
  const inPlace = scene.failover === null && crashes.every((crash) => crash.reinitialized);
  const single = scene.facts.instances.length === 1;
  for (const id of scene.missingInstances) {
    caps.cap(true, "possible", `no log of ${id}: a split-writer race or a double crash is not excluded`);
    missing.push(missingLog(scene, id, "whether it crashed at the same time (split-writer race) or not"));
  }
  if (single && scene.missingInstances.length === 0) {
    caps.cap(true, "possible", "one instance's log only: a crash elsewhere is not excluded");
    missing.push(
      missingLog(
        scene,
        "the cluster's other instance(s)",
        "whether another instance crashed at the same time (split-writer race)",
      ),
    );
  }
  if (scene.failover !== null)
    caps.cap(true, "possible", "the instance lost the writer role; where it went is not shown");
  for (const instance of scene.facts.instances) {
    if (instance.coverage.state === "full") continue;
    caps.cap(
      true,
      single ? "possible" : "probable",
      `the log of ${instance.id} covers the window only in part (${instance.coverage.why})`,
    );
  }
  caps.cap(
    true,
    "probable",
    sigkill
      ? "no memory metrics: what killed the process is not shown"
      : "why the process failed is not shown by a log",
  );
  const recovered = crashes.flatMap((crash) => {
    const instance = scene.facts.instances.find((each) => each.id === crash.instance);
    const next = instance?.incarnations[crash.incarnation + 1];
    const rows = [next?.start?.row, next?.foundRow, next?.ready[0]?.row];
    const how = crash.reinitialized ? "recovered in place under the same postmaster" : "was started again";
    return next === undefined
      ? []
      : [
          reason(
            `${crash.instance} ${how}`,
            rowCites([...rows, ...recoveryRows(instance?.recoveries ?? [], next.firstUs)]),
          ),
        ];
  });
  const roles = scene.facts.instances.flatMap((instance) => {
    const crashed = crashes.find((crash) => crash.instance === instance.id);
    const span =
      crashed === undefined
        ? undefined
        : instance.standbyLives.find(
            (life) => life.life === crashed.incarnation || life.life === crashed.incarnation + 1,
          );
    const after = crashed === undefined ? undefined : instance.incarnations[crashed.incarnation + 1]?.ready.at(-1);
    return span === undefined
      ? []
      : [reason(`${instance.id} was and stayed a reader`, rowCites([span.row, after?.row]))];
  });
  return {
    class: "instance-crash",
    ...caps.apply("strong"),
    mayLead:
      (against.length === 0 || inPlace) && !single && scene.missingInstances.length === 0 && scene.failover === null,
    for: [...crashes.map(crashReason), ...recovered, ...roles, ...burstReasons(scene)],
    against,
    missing,
  };
}

function recoveryRows(
  rows: readonly { readonly us: number; readonly row: number }[],
  fromUs: number,
): readonly number[] {
  return rows
    .filter((each) => each.us >= fromUs && each.us <= fromUs + 30 * SECOND_US)
    .slice(0, 1)
    .map((each) => each.row);
}

/** (vi, x) Orderly restarts with no change of role. */
export function instanceRestart(scene: Scene): Hypothesis | null {
  if (scene.failover !== null) return null;
  // A log that begins with a start says nothing about a restart, unless an event does.
  const restarts = scene.restarts.filter(({ instance, life, before }) =>
    before === null ? explainingEvent(scene, instance.id, life.firstUs) !== undefined : before.crash === null,
  );
  if (restarts.length === 0) return stoppedForGood(scene) ?? restartByEvents(scene);
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const against = raceCrashes(scene).map(crashReason);
  const explained = restarts.every((each) => explainingEvent(scene, each.instance.id, each.life.firstUs) !== undefined);
  const orderly = restarts.every(({ before }) => before !== null && before.endKind === "shutdown");
  const versions = restarts.some(
    ({ life, before }) =>
      before !== null && before.version !== null && life.version !== null && before.version !== life.version,
  );
  caps.cap(!scene.hasEvents, versions ? "probable" : "possible", "no RDS events: who asked for the restart is unknown");
  caps.cap(scene.hasEvents && !explained, "probable", "no event brackets every restart");
  caps.cap(!orderly, "possible", "how the life before ended is not in the log");
  if (!scene.hasEvents)
    missing.push(missingEvents(scene, "who asked for the restart (reboot, maintenance, class change)"));
  for (const id of scene.missingInstances) {
    caps.cap(true, "possible", `no log of ${id}: this may be the visible half of a failover`);
    missing.push(missingLog(scene, id, "whether the writer role moved"));
  }
  for (const { instance } of restarts) {
    if (instance.coverage.state === "partial")
      caps.cap(true, "probable", `the log of ${instance.id} covers the window only in part (${instance.coverage.why})`);
  }
  const evidence = restarts.map(({ instance, life, before }) => {
    const reader = instance.standbyLives.some((span) => span.life === life.index);
    return reason(
      `${instance.id}${reader ? ", a reader," : ""} was ${before === null || before.shutdownRequested === null ? "stopped" : before.shutdownMode === "immediate" ? "stopped at once (immediate shutdown)" : "stopped in an orderly way"} at ${clock(before?.endUs ?? Number.NaN)} and ready again at ${clock(life.ready.at(-1)?.us ?? Number.NaN)} UTC`,
      rowCites([
        before?.shutdownRequested?.row,
        before?.shutDown?.row,
        life.start?.row,
        life.foundRow,
        life.ready.at(-1)?.row,
      ]),
    );
  });
  const recovered = restarts.flatMap(({ instance, life }) => recoveryRows(instance.recoveries, life.firstUs));
  if (recovered.length > 0)
    evidence.push(reason("crash recovery at the start: the stop was immediate", rowCites(recovered)));
  const events = scene.events.filter((event) => event.meaning !== "other");
  if (events.length > 0)
    evidence.push(
      reason(
        `${plural(events.length, "RDS event")} in the same minutes`,
        events.slice(0, 3).map((event) => ({ event })),
      ),
    );
  return {
    class: "instance-restart",
    ...caps.apply("strong"),
    mayLead: against.length === 0 && orderly,
    for: [...evidence, ...burstReasons(scene)],
    against,
    missing,
  };
}

/** An instance was stopped and no start follows in its log: it stayed down, or what follows is not there. */
function stoppedForGood(scene: Scene): Hypothesis | null {
  const stopped = scene.facts.instances.flatMap((instance) => {
    const last = instance.incarnations.at(-1);
    const inside =
      last?.shutDown !== undefined &&
      last.shutDown !== null &&
      last.shutDown.us >= scene.startUs &&
      last.shutDown.us <= scene.endUs;
    return last !== undefined && inside && last.crash === null ? [{ id: instance.id, last }] : [];
  });
  if (stopped.length === 0) return null;
  const events = scene.facts.events.filter(
    (event) => EXPLAINS.includes(event.meaning) && stopped.some(({ id }) => id === event.sourceIdentifier),
  );
  const evidence = stopped.map(({ id, last }) =>
    reason(
      `${id} was stopped at ${clock(last.endUs)} UTC and is not seen to start again`,
      rowCites([last.shutdownRequested?.row, last.shutDown?.row]),
    ),
  );
  if (events.length > 0)
    evidence.push(
      reason(
        "RDS reports the stop",
        events.slice(0, 3).map((event) => ({ event })),
        events.length,
      ),
    );
  return {
    class: "instance-restart",
    level: "possible",
    mayLead: true,
    for: [...evidence, ...burstReasons(scene)],
    against: [],
    missing: stopped.map(({ id }) => missingLog(scene, id, "whether it was started again, and in which role")),
    caps: ["no start follows in the log: at most possible"],
  };
}

/** RDS reports a restart of an instance whose log is not there. */
function restartByEvents(scene: Scene): Hypothesis | null {
  const events = scene.events.filter(
    (event) =>
      (event.meaning === "instance-restarted" || event.meaning === "instance-shutdown") &&
      !scene.logged.has(event.sourceIdentifier),
  );
  const ids = [...new Set(events.map((event) => event.sourceIdentifier))].sort();
  if (events.length === 0) return null;
  const cites = events.map((event) => ({ event }));
  return {
    class: "instance-restart",
    level: "possible",
    mayLead: true,
    for: [reason(`RDS reports that ${ids.join(", ")} was restarted`, cites, events.length)],
    against: [],
    missing: ids.map((id) => missingLog(scene, id, "whether it was an orderly restart or a crash")),
    caps: [`no log of ${ids.join(", ")}: at most possible`],
  };
}

const EXPLAINS: readonly RdsEvent["meaning"][] = [
  "instance-restarted",
  "instance-shutdown",
  "instance-stopped",
  "instance-started",
  "patching-started",
  "patching-finished",
  "upgrade",
  "class-change-started",
  "class-change-finished",
];

function explainingEvent(scene: Scene, instance: string, us: number): RdsEvent | undefined {
  return scene.facts.events.find(
    (event) =>
      EXPLAINS.includes(event.meaning) &&
      (event.sourceIdentifier === instance || event.sourceType === "db-cluster") &&
      Math.abs(event.time - us) <= 300 * SECOND_US,
  );
}

/** Transport errors in client logs while every instance went on undisturbed. */
export function networkFault(scene: Scene): Hypothesis | null {
  if (scene.failover !== null || scene.crashes.length > 0 || scene.restarts.length > 0) return null;
  const runs = clientRuns(
    scene,
    "client-timeout",
    "client-unreachable",
    "client-dns-failure",
    "client-refused",
    "client-connection-lost",
  );
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  if (count < 3) return null;
  const caps = new Caps();
  const undisturbed = scene.facts.instances.filter((instance) => instance.coverage.state === "full");
  caps.cap(
    undisturbed.length === 0 || undisturbed.length < scene.facts.instances.length,
    "possible",
    "the database's logs do not cover the window",
  );
  caps.cap(runs.length < 2, "possible", "one client stream only: it may be that client's own trouble");
  caps.cap(true, "probable", "no network metrics");
  return {
    class: "network-fault",
    ...caps.apply("strong"),
    mayLead: false,
    for: [
      reason(
        `${count} transport errors in ${plural(runs.length, "client stream")}`,
        rowCites(runs.slice(0, 5).map(({ run }) => run.rows[0])),
        count,
      ),
      ...(undisturbed.length > 0
        ? [reason(`${undisturbed.map((instance) => instance.id).join(", ")} ran through without restart`)]
        : []),
    ],
    against: [],
    missing: [],
  };
}

/** Causes with their own decisive evidence: RDS events that name them. */
export function otherCause(scene: Scene): (Hypothesis & { readonly cause: string }) | null {
  const causes: Partial<Record<RdsEvent["meaning"], string>> = {
    "storage-full": "storage-full",
    kms: "kms",
    "blue-green": "blue-green",
    "global-failover": "global-failover",
  };
  const event = scene.events.find((each) => causes[each.meaning] !== undefined);
  const cause = event === undefined ? undefined : causes[event.meaning];
  if (event === undefined || cause === undefined) return poisonQuery(scene);
  const all = scene.events.filter((each) => each.meaning === event.meaning);
  return {
    class: "other-cause",
    cause,
    level: "probable",
    mayLead: true,
    for: [
      reason(
        `RDS reports it: ${event.message}`,
        all.slice(0, 5).map((each) => ({ event: each })),
      ),
    ],
    against: [],
    missing: [],
    caps: [],
  };
}

/** The same statement ends backends on two instances by a fault of the engine, not by a kill. */
function poisonQuery(scene: Scene): (Hypothesis & { readonly cause: string }) | null {
  const crashes = raceCrashes(scene).filter(
    (crash) => crash.statement !== null && crash.signal !== null && crash.signal !== 9,
  );
  const prints = new Map<string, typeof crashes>();
  for (const crash of crashes) {
    const print = crash.fingerprint ?? "";
    prints.set(print, [...(prints.get(print) ?? []), crash]);
  }
  const same = [...prints.values()].find(
    (group) => new Set(group.map((crash) => crash.instance)).size > 1 || group.length > 1,
  );
  if (same === undefined) return null;
  return {
    class: "other-cause",
    cause: "poison-query",
    level: "probable",
    mayLead: true,
    for: [
      reason(
        `the same statement ended backends by signal ${same[0]?.signal ?? 0} ${same.length} times`,
        rowCites(same.flatMap((crash) => [crash.at.row, crash.statementRow])),
      ),
    ],
    against: [],
    missing: [],
    caps: ["the engine's fault itself is not visible in a log: at most probable"],
  };
}
