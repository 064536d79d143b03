import {
  type Cite,
  type ClientFacts,
  type Crash,
  type ErrorRun,
  type Facts,
  type Failover,
  type Incarnation,
  type InstanceFacts,
  type RdsEvent,
  type Reason,
  SECOND_US,
  type Thresholds,
} from "../model/index.ts";

/** Everything that belongs to one incident, cut out of the facts. */
export interface Scene {
  readonly facts: Facts;
  readonly thresholds: Thresholds;
  readonly startUs: number;
  readonly endUs: number;
  readonly failover: Failover | null;
  readonly crashes: readonly Crash[];
  /** Lives that began inside, with the life before. */
  readonly restarts: readonly {
    readonly instance: InstanceFacts;
    readonly life: Incarnation;
    readonly before: Incarnation | null;
  }[];
  readonly events: readonly RdsEvent[];
  readonly logged: ReadonlySet<string>;
  readonly missingInstances: readonly string[];
  readonly hasEvents: boolean;
  /** RDS events or an API snapshot name the writer. */
  readonly hasRoles: boolean;
  readonly hasClients: boolean;
}

/** A reason; `count` is how many lines say the same as the cited ones. */
export function reason(text: string, cites: readonly Cite[] = [], count = 1): Reason {
  return { text, cites: cites.slice(0, 5), count };
}

export function rowCites(
  rows: readonly (number | null | undefined)[],
  store: "records" | "chatter" = "records",
): readonly Cite[] {
  return rows.flatMap((row): Cite[] => (row === null || row === undefined ? [] : [{ row, store }]));
}

/** Instances named by events, by the API or by CloudTrail whose logs were not supplied. */
export function missingInstancesOf(facts: Facts): readonly string[] {
  const logged = new Set(facts.instances.map((instance) => instance.id));
  const named = new Set<string>();
  for (const event of facts.events) {
    if (event.sourceType === "db-instance") named.add(event.sourceIdentifier);
    if (event.target !== null) named.add(event.target);
  }
  const { snapshots, calls } = facts.documents;
  for (const { members } of snapshots) for (const { instance } of members) named.add(instance);
  for (const { instance, target, name } of calls) {
    if (target !== null) named.add(target);
    if (instance !== null && name === "RebootDBInstance") named.add(instance);
  }
  return [...named].filter((id) => !logged.has(id)).sort();
}

/** Incidents of a case: one a failover, and one for what happened away from all failovers. */
export function scenesOf(facts: Facts, thresholds: Thresholds): readonly Scene[] {
  const lead = thresholds.failoverLeadSeconds * SECOND_US;
  const tail = thresholds.failoverTailSeconds * SECOND_US;
  const bounds = facts.failovers.map((failover, i) => {
    const previous = facts.failovers[i - 1];
    const next = facts.failovers[i + 1];
    const startUs = Math.max(failover.t0Us - lead, previous === undefined ? Number.NEGATIVE_INFINITY : previous.t1Us);
    const endUs = Math.min(
      Math.max(failover.t1Us, failover.t0Us + tail) + lead,
      next?.t0Us ?? Number.POSITIVE_INFINITY,
    );
    const refusedUs = leftBehindUs(facts, failover, endUs, tail, next?.t0Us ?? Number.POSITIVE_INFINITY);
    return { failover, startUs: Math.min(startUs, failover.t0Us), endUs: Math.max(endUs, failover.t1Us, refusedUs) };
  });
  const scenes = bounds.map(({ failover, startUs, endUs }) => cut(facts, thresholds, failover, startUs, endUs));
  const free = groupsOutside(facts, bounds, tail);
  return [...scenes, ...free.map(({ startUs, endUs }) => cut(facts, thresholds, null, startUs, endUs))];
}

/**
 * Until when sessions left behind on the old writer were refused: those that follow without a long silence, and those
 * opened around the change, however late they are used again (a nightly job with an old pool).
 */
function leftBehindUs(facts: Facts, failover: Failover, endUs: number, gapUs: number, nextUs: number): number {
  const old = facts.instances.find((instance) => instance.id === failover.oldWriter);
  if (failover.outcome !== "completed" || old?.refusals === null || old === undefined) return endUs;
  let until = endUs;
  for (const session of old.refusals.sessions) {
    if (session.firstUs < failover.t0Us || session.firstUs >= nextUs) continue;
    const follows = session.firstUs <= until + gapUs;
    const opened = session.bornUs <= failover.t1Us + gapUs;
    if (follows || opened) until = Math.max(until, Math.min(session.lastUs, nextUs));
  }
  return until;
}

function cut(facts: Facts, thresholds: Thresholds, failover: Failover | null, startUs: number, endUs: number): Scene {
  const inside = (us: number): boolean => (Number.isNaN(us) ? failover === null : us >= startUs && us <= endUs);
  const missingInstances = missingInstancesOf(facts);
  return {
    facts,
    thresholds,
    startUs,
    endUs,
    failover,
    crashes: facts.instances.flatMap((instance) =>
      instance.crashes.filter((crash) => inside(crash.at.us) && !isRoutine(facts, instance, crash)),
    ),
    restarts: facts.instances.flatMap((instance) =>
      instance.incarnations.flatMap((life) => {
        if (life.start === null || !inside(life.start.us)) return [];
        return [{ instance, life, before: instance.incarnations[life.index - 1] ?? null }];
      }),
    ),
    events: facts.events.filter((event) => inside(event.time)),
    logged: new Set(facts.instances.map((instance) => instance.id)),
    missingInstances,
    hasEvents: facts.eventsSupplied,
    hasRoles: facts.eventsSupplied || facts.documents.snapshots.some((snapshot) => snapshot.members.length > 0),
    hasClients: facts.clients.length > 0,
  };
}

/** Maintenance and changes of class: what restarts an instance on somebody's or AWS's schedule. */
export const MAINTENANCE: ReadonlySet<RdsEvent["meaning"]> = new Set([
  "patching-started",
  "patching-finished",
  "upgrade",
  "class-change-started",
  "class-change-finished",
]);

/**
 * The runtime's text without a child's end before it, inside a restart that maintenance explains: routine (two public
 * Terraform modules mute it as start-up noise; CLASSIFY §3 v).
 */
function isRoutine(facts: Facts, instance: InstanceFacts, crash: Crash): boolean {
  if (crash.kind !== "runtime") return false;
  const life = instance.incarnations[crash.incarnation];
  const next = instance.incarnations[crash.incarnation + 1];
  if (life?.version !== null && next !== undefined && next.version !== null && life?.version !== next.version)
    return true;
  return facts.events.some(
    (event) =>
      MAINTENANCE.has(event.meaning) &&
      (event.sourceIdentifier === instance.id || event.sourceType === "db-cluster") &&
      Math.abs(event.time - crash.at.us) <= 300 * SECOND_US,
  );
}

/** Events that name a cause of their own. */
const CAUSES: ReadonlySet<RdsEvent["meaning"]> = new Set(["storage-full", "kms", "blue-green", "global-failover"]);

/** Times of what is worth an incident outside every failover, grouped when less than ten minutes apart. */
function groupsOutside(
  facts: Facts,
  bounds: readonly { readonly startUs: number; readonly endUs: number }[],
  gapUs: number,
): readonly { readonly startUs: number; readonly endUs: number }[] {
  const points: { startUs: number; endUs: number }[] = [];
  const add = (startUs: number, endUs = startUs): void => {
    if (bounds.some((b) => startUs <= b.endUs && endUs >= b.startUs)) return;
    points.push({ startUs, endUs });
  };
  for (const instance of facts.instances) {
    for (const crash of instance.crashes) if (!isRoutine(facts, instance, crash)) add(crash.at.us);
    for (const life of instance.incarnations) {
      if (life.shutDown !== null) add(life.shutDown.us);
      if (life.start !== null && life.index > 0) add(life.start.us);
    }
    if (instance.refusals !== null && instance.refusals.count > 0)
      add(instance.refusals.firstUs, instance.refusals.lastUs);
    if (instance.exhaustion !== null) add(instance.exhaustion.firstUs, instance.exhaustion.lastUs);
  }
  const logged = new Set(facts.instances.map((instance) => instance.id));
  for (const event of facts.events) {
    const restart = event.meaning === "instance-restarted" || event.meaning === "instance-shutdown";
    if (restart && !logged.has(event.sourceIdentifier)) add(event.time);
    if (CAUSES.has(event.meaning)) add(event.time);
  }
  for (const client of facts.clients) for (const run of client.errors) add(run.firstUs, run.lastUs);
  const undated = points.some((point) => Number.isNaN(point.startUs));
  const dated = points.filter((point) => !Number.isNaN(point.startUs)).sort((a, b) => a.startUs - b.startUs);
  const groups: { startUs: number; endUs: number }[] = [];
  for (const point of dated) {
    const last = groups.at(-1);
    const endUs = Number.isNaN(point.endUs) ? point.startUs : point.endUs;
    if (last !== undefined && point.startUs - last.endUs <= gapUs) last.endUs = Math.max(last.endUs, endUs);
    else groups.push({ startUs: point.startUs, endUs });
  }
  if (groups.length === 0 && undated) groups.push({ startUs: Number.NaN, endUs: Number.NaN });
  return groups;
}

/** Client errors of these kinds inside the scene. */
export function clientRuns(
  scene: Scene,
  ...kinds: readonly string[]
): readonly { readonly client: ClientFacts; readonly run: ErrorRun }[] {
  return scene.facts.clients.flatMap((client) =>
    client.errors
      .filter((run) => kinds.includes(run.kind))
      .filter(
        (run) =>
          Number.isNaN(scene.startUs) ||
          Number.isNaN(run.firstUs) ||
          (run.lastUs >= scene.startUs && run.firstUs <= scene.endUs),
      )
      .map((run) => ({ client, run })),
  );
}

export function instanceNamed(scene: Scene, id: string | null): InstanceFacts | undefined {
  return id === null ? undefined : scene.facts.instances.find((instance) => instance.id === id);
}

/** The part of the failover that an instance's log does not hold; null when it holds it all, or there is no log at all. */
export function unseenPart(scene: Scene, id: string): string | null {
  const { failover } = scene;
  const coverage = instanceNamed(scene, id)?.coverage;
  if (failover === null || coverage === undefined || coverage.state === "full") return null;
  const slackUs = 5 * SECOND_US;
  if (coverage.state === "none" || coverage.toUs < failover.t1Us - slackUs) return "from where its log ends";
  return coverage.fromUs > failover.t0Us + slackUs ? "before its log begins" : null;
}
