import {
  type Exhibit,
  type Hypothesis,
  type MissingItem,
  type RdsEvent,
  type Reason,
  SECOND_US,
} from "../model/index.ts";
import { burstReasons } from "./bursts.ts";
import { crashReason, raceCrashes } from "./crash-pairs.ts";
import { recoveryRows } from "./instance-crash.ts";
import { MAINTENANCE, type Scene, reason, rowCites } from "./scene.ts";
import { Caps, clock, missingEvents, missingLog, plural } from "./wording.ts";

/** (vi, x) Orderly restarts with no change of role. */
export function instanceRestart(scene: Scene): Hypothesis | null {
  if (scene.failover !== null) return null;
  // A log that begins with a start says nothing about a restart, unless an event does.
  const restarts = scene.restarts.filter(({ instance, life, before }) =>
    before === null
      ? explanationOf(scene, instance.id, life.firstUs) !== null
      : before.crash === null || !scene.crashes.includes(before.crash),
  );
  if (restarts.length === 0) return stoppedForGood(scene) ?? restartByEvents(scene);
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const against = raceCrashes(scene).map(crashReason);
  const explained = restarts.every((each) => explanationOf(scene, each.instance.id, each.life.firstUs) !== null);
  const orderly = restarts.every(({ before }) => before !== null && before.endKind === "shutdown");
  const versions = restarts.some(
    ({ life, before }) =>
      before !== null && before.version !== null && life.version !== null && before.version !== life.version,
  );
  const asked = scene.hasEvents || scene.facts.documents.callsSupplied;
  caps.cap(
    !asked,
    versions ? "probable" : "possible",
    "no RDS events and no CloudTrail: who asked for the restart is unknown",
  );
  caps.cap(asked && !explained, "probable", "no event or call brackets every restart");
  caps.cap(!orderly && !explained, "possible", "how the life before ended is not in the log");
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
  const calls = restarts.flatMap((each) => explanationOf(scene, each.instance.id, each.life.firstUs)?.exhibits ?? []);
  if (calls.length > 0)
    evidence.push(
      reason(
        `CloudTrail: ${calls[0]?.text ?? ""}`,
        calls.map((exhibit) => ({ exhibit })),
      ),
    );
  evidence.push(
    ...writerWentOn(
      scene,
      restarts.map((each) => each.instance.id),
    ),
  );
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
    mayLead: against.length === 0 && (orderly || explained),
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
    (event) => EXPLAINS.has(event.meaning) && stopped.some(({ id }) => id === event.sourceIdentifier),
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

const EXPLAINS: ReadonlySet<RdsEvent["meaning"]> = new Set([
  "instance-restarted",
  "instance-shutdown",
  "instance-stopped",
  "instance-started",
  ...MAINTENANCE,
]);

/** Calls that restart an instance or change it so that it restarts. */
const RESTARTING_CALLS: ReadonlySet<string> = new Set([
  "RebootDBInstance",
  "RebootDBCluster",
  "ModifyDBInstance",
  "ModifyDBCluster",
  "ApplyPendingMaintenanceAction",
  "StopDBCluster",
  "StartDBCluster",
]);

/** The event or the CloudTrail call that explains a start of an instance, within five minutes; null when there is none. */
function explanationOf(scene: Scene, instance: string, us: number): { readonly exhibits: readonly Exhibit[] } | null {
  const { events, documents } = scene.facts;
  const near = (at: number): boolean => Math.abs(at - us) <= 300 * SECOND_US;
  const event = events.some(
    (each) =>
      EXPLAINS.has(each.meaning) &&
      (each.sourceIdentifier === instance || each.sourceType === "db-cluster") &&
      near(each.time),
  );
  const calls = documents.calls.filter(
    (call) =>
      call.error === null &&
      RESTARTING_CALLS.has(call.name) &&
      (call.instance === instance || call.instance === null) &&
      near(call.us),
  );
  return event || calls.length > 0 ? { exhibits: calls.map((call) => call.exhibit) } : null;
}

/** The writer's life spans the restart of a reader: the role cannot have moved. */
function writerWentOn(scene: Scene, restarted: readonly string[]): readonly Reason[] {
  return scene.facts.instances.flatMap((instance) => {
    const role = instance.roles.find(
      (each) => each.role === "writer" && each.startUs <= scene.endUs && each.endUs >= scene.startUs,
    );
    const through = instance.incarnations.some((life) => life.firstUs <= scene.startUs && life.endUs >= scene.endUs);
    if (role === undefined || !through || restarted.includes(instance.id)) return [];
    return [reason(`${instance.id}, the writer (${role.source}), ran through`, role.cites.slice(0, 2))];
  });
}
