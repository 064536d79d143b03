import {
  type CaseJudgement,
  type ClientEffect,
  type Confidence,
  confidenceLevels,
  type Facts,
  type HeadlineClass,
  type Hypothesis,
  type Judgement,
  SECOND_US,
  type Thresholds,
} from "../model/index.ts";
import { clientsOf } from "./clients.ts";
import { clientOnlyRefusals } from "./client-only.ts";
import { connectionExhaustion, constantRefusals, endpointStaleness, staleReads } from "./effects.ts";
import {
  crashFailover,
  normalFailover,
  openFailover,
  reversedFailover,
  TRANSPORT_KINDS,
  triggeringCrash,
} from "./failovers.ts";
import { headlineOf } from "./headline.ts";
import { instanceCrash, instanceRestart, networkFault, otherCause } from "./instances.ts";
import { momentsOf } from "./moments.ts";
import { splitWriterRace } from "./race.ts";
import { clientRuns, instanceNamed, missingInstancesOf, rowCites, type Scene, scenesOf } from "./scene.ts";

/** Mechanisms that are abnormal by themselves: the headline wherever they hold (CLASSIFY §1). */
const ABNORMAL: readonly HeadlineClass[] = [
  "split-writer-race",
  "other-cause",
  "crash-failover",
  "reversed-failover",
  "instance-crash",
];
/** Effects that outlive a normal mechanism. */
const EFFECTS: readonly HeadlineClass[] = [
  "endpoint-staleness",
  "connection-exhaustion",
  "stale-reads",
  "misrouted-writes",
  "read-only-transactions",
];
const QUIET: readonly HeadlineClass[] = ["normal-failover", "instance-restart", "network-fault"];
/** Gravest first. */
const GRAVITY: readonly HeadlineClass[] = [...ABNORMAL, ...EFFECTS, "inconclusive", ...QUIET, "no-incident"];

/** Judges a case: incidents by gates, the gravest first. Pure: the same facts give the same judgement. */
export function judge(facts: Facts, thresholds: Thresholds): CaseJudgement {
  const scenes = scenesOf(facts, thresholds);
  const judged = scenes.flatMap((scene) => {
    const judgement = judgeScene(scene);
    return judgement === null ? [] : [judgement];
  });
  judged.sort(
    (a, b) =>
      GRAVITY.indexOf(a.verdict.class) - GRAVITY.indexOf(b.verdict.class) ||
      confidenceLevels.indexOf(b.verdict.level) - confidenceLevels.indexOf(a.verdict.level) ||
      (a.startUs || 0) - (b.startUs || 0),
  );
  const missingInstances = missingInstancesOf(facts);
  const clients = clientsOf(facts, scenes);
  const lead = judged[0];
  if (lead !== undefined)
    return { incidents: judged, verdict: { ...lead.verdict, incident: 0 }, clients, missingInstances };
  const verdict = quietVerdict(facts, missingInstances);
  return { incidents: [], verdict: { ...verdict, incident: null }, clients, missingInstances };
}

/** Nothing happened in the data: said with what was covered, never as health where nothing was covered. */
function quietVerdict(facts: Facts, missingInstances: readonly string[]): Judgement["verdict"] {
  const covered = facts.instances.filter((instance) => instance.coverage.state !== "none");
  if (covered.length === 0 && facts.clients.length === 0) {
    return {
      class: "inconclusive",
      level: "insufficient",
      cause: null,
      headline: "Nothing can be decided: no dated record of a database or an application was supplied.",
    };
  }
  const full =
    covered.length === facts.instances.length && facts.instances.every((each) => each.coverage.state === "full");
  const level: Confidence =
    full &&
    missingInstances.length === 0 &&
    facts.eventsSupplied &&
    facts.instances.length > 0 &&
    facts.clients.length > 0
      ? "strong"
      : full && facts.instances.length > 0
        ? "probable"
        : "possible";
  const others = facts.instances.flatMap((instance) => instance.otherErrors).sort((a, b) => b.count - a.count)[0];
  const noise =
    others === undefined ? "" : ` Other errors were logged, the most frequent ${others.count} times: ${others.text}.`;
  return {
    class: "no-incident",
    level,
    cause: null,
    headline: `No crash, no role change and no lasting refusal in the covered interval.${noise}`,
  };
}

function judgeScene(scene: Scene): Judgement | null {
  const staleness = endpointStaleness(scene);
  const cause = otherCause(scene);
  const weighed: readonly (Hypothesis | null)[] = [
    splitWriterRace(scene),
    cause,
    crashFailover(scene),
    reversedFailover(scene),
    instanceCrash(scene),
    staleness,
    connectionExhaustion(scene),
    staleReads(scene),
    ...constantRefusals(scene),
    ...clientOnlyRefusals(scene),
    ...openFailover(scene),
    normalFailover(scene),
    instanceRestart(scene),
    networkFault(scene),
  ];
  const hypotheses = weighed.filter((each) => each !== null);
  const lead = leading(hypotheses);
  const unmet = hypotheses.filter((each) => each.level !== "insufficient");
  if (lead === null && unmet.length === 0) return null;
  // Transport errors alone, with the databases undisturbed, are no incident of the database.
  if (lead === null && unmet.every((each) => each.class === "network-fault" || each.class === "connection-exhaustion"))
    return null;
  const ordered = withSeparates(order(hypotheses, lead));
  const mechanism = mechanismOf(ordered, lead);
  const effects = effectsOf(scene, ordered, staleness);
  const headlineClass: HeadlineClass = lead?.class ?? "inconclusive";
  const level: Confidence = lead?.level ?? "insufficient";
  return {
    startUs: firstUs(scene),
    endUs: lastUs(scene),
    trigger: triggerOf(scene),
    mechanism,
    effects,
    hypotheses: ordered,
    verdict: {
      class: headlineClass,
      level,
      cause: lead?.class === "other-cause" ? (cause?.cause ?? null) : null,
      headline: headlineOf(scene, headlineClass, level, ordered, staleness?.staleness ?? null),
    },
    fingerprint: [],
    moments: momentsOf(scene),
    phases: phasesOf(scene),
    inDoubt: clientRuns(scene, "client-transaction-in-doubt").flatMap(({ client, run }) =>
      run.rows.map((row) => ({
        client: client.id,
        us: run.firstUs,
        statement: "COMMIT",
        why: "the driver says so",
        cites: rowCites([row]),
      })),
    ),
    impact: impactOf(scene),
  };
}

function mayLead(each: Hypothesis): boolean {
  return each.mayLead && each.level !== "insufficient";
}

/** The class that may be the headline: abnormal mechanism, else lasting effect, else mechanism; at `possible` only with its own R1. */
function leading(hypotheses: readonly Hypothesis[]): Hypothesis | null {
  // A race that cannot be separated for lack of a log leaves the mechanism open: an effect must not hide that.
  const open = hypotheses.some(
    (each) =>
      each.class === "split-writer-race" && each.level === "possible" && !each.mayLead && each.against.length === 0,
  );
  for (const group of open ? [ABNORMAL] : [ABNORMAL, EFFECTS, QUIET]) {
    const candidates = hypotheses.filter((each) => group.includes(each.class) && mayLead(each));
    candidates.sort(
      (a, b) =>
        confidenceLevels.indexOf(b.level) - confidenceLevels.indexOf(a.level) ||
        group.indexOf(a.class) - group.indexOf(b.class),
    );
    if (candidates[0] !== undefined) return candidates[0];
  }
  return null;
}

/** Leading first, then mechanisms that are possible, then by level and gravity. */
function order(hypotheses: readonly Hypothesis[], lead: Hypothesis | null): readonly Hypothesis[] {
  const rank = (each: Hypothesis): number => {
    if (each === lead) return 0;
    if (each.level === "insufficient") return 3;
    return ABNORMAL.includes(each.class) ? 1 : 2;
  };
  return [...hypotheses].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      confidenceLevels.indexOf(b.level) - confidenceLevels.indexOf(a.level) ||
      GRAVITY.indexOf(a.class) - GRAVITY.indexOf(b.class),
  );
}

/** Each missing item names the classes it would tell apart: all that ask for it, or its own and the strongest rival. */
function withSeparates(ordered: readonly Hypothesis[]): readonly Hypothesis[] {
  const open = ordered.filter((each) => each.level !== "insufficient");
  return ordered.map((hypothesis) => ({
    ...hypothesis,
    missing: hypothesis.missing.map((item) => {
      const asking = ordered.filter((each) => each.missing.some(({ what }) => what === item.what));
      const rival = open.find((each) => each.class !== hypothesis.class);
      const classes = asking.length > 1 || rival === undefined ? asking : [hypothesis, rival];
      return { ...item, separates: [...new Set(classes.map((each) => each.class))] };
    }),
  }));
}

function mechanismOf(ordered: readonly Hypothesis[], lead: Hypothesis | null): Judgement["mechanism"] {
  const mechanisms: readonly HeadlineClass[] = [...ABNORMAL, ...QUIET];
  if (lead !== null && mechanisms.includes(lead.class)) return { class: lead.class, level: lead.level };
  const found = ordered.find(
    (each) => mechanisms.includes(each.class) && each.level !== "insufficient" && each.mayLead,
  );
  return found === undefined
    ? { class: "inconclusive", level: "insufficient" }
    : { class: found.class, level: found.level };
}

function effectsOf(
  scene: Scene,
  ordered: readonly Hypothesis[],
  staleness: ReturnType<typeof endpointStaleness>,
): readonly ClientEffect[] {
  if (!scene.hasClients && staleness === null)
    return [{ class: "no-application-logs", subtype: null, level: "insufficient", clients: [], cites: [] }];
  const found: ClientEffect[] = [];
  for (const each of ordered) {
    if (!EFFECTS.includes(each.class) || each.level === "insufficient") continue;
    found.push({
      class: each.class,
      subtype: each.class === "endpoint-staleness" ? (staleness?.staleness.subtype ?? null) : null,
      level: each.level,
      clients:
        each.class === "endpoint-staleness"
          ? (staleness?.staleness.clients.map((client) => client.id) ?? [])
          : clientsIn(scene, each.class),
      cites: each.for.flatMap((reason) => reason.cites).slice(0, 3),
    });
  }
  const burst = clientRuns(scene, ...TRANSPORT_KINDS);
  if (burst.length > 0) {
    found.push({
      class: "transport-burst",
      subtype: null,
      level: "strong",
      clients: [...new Set(burst.map(({ client }) => client.id))].sort(),
      cites: rowCites(burst.slice(0, 2).map(({ run }) => run.rows[0])),
    });
  }
  return found.length > 0 ? found : [{ class: "none-seen", subtype: null, level: "possible", clients: [], cites: [] }];
}

function clientsIn(scene: Scene, headline: HeadlineClass): readonly string[] {
  const kinds: Partial<Record<HeadlineClass, readonly string[]>> = {
    "connection-exhaustion": ["client-too-many-connections", "client-pool-exhausted"],
    "stale-reads": ["client-stale-read"],
    "misrouted-writes": ["client-read-only"],
    "read-only-transactions": ["client-read-only"],
  };
  return [...new Set(clientRuns(scene, ...(kinds[headline] ?? [])).map(({ client }) => client.id))].sort();
}

function triggerOf(scene: Scene): Judgement["trigger"] {
  const { failover } = scene;
  const crash = triggeringCrash(scene);
  if (crash !== null) return { kind: "crash", cites: rowCites(crash.rows.slice(0, 3)) };
  if (failover !== null)
    return { kind: failover.initiator ?? "unknown", cites: [...failover.started, ...failover.ended].slice(0, 3) };
  const first = scene.crashes[0];
  if (first !== undefined) return { kind: "crash", cites: rowCites(first.rows.slice(0, 3)) };
  const maintenance = scene.restarts.length === 0 ? undefined : maintenanceNear(scene);
  if (maintenance !== undefined) return { kind: "maintenance", cites: [{ event: maintenance }] };
  if (scene.restarts.length > 0) return { kind: "unknown", cites: [] };
  return { kind: "none", cites: [] };
}

const MAINTENANCE: readonly string[] = [
  "patching-started",
  "patching-finished",
  "upgrade",
  "class-change-started",
  "class-change-finished",
];

/** A maintenance event within five minutes of the incident: events come late and bracket what they explain. */
function maintenanceNear(scene: Scene): Scene["events"][number] | undefined {
  const near = 300 * SECOND_US;
  return scene.facts.events.find(
    (event) =>
      MAINTENANCE.includes(event.meaning) && event.time >= scene.startUs - near && event.time <= scene.endUs + near,
  );
}

function phasesOf(scene: Scene): Judgement["phases"] {
  const { failover } = scene;
  if (failover === null) return [];
  const uncertaintyMs = Math.round(failover.uncertaintyUs / 1000);
  return [
    {
      name: "failover",
      client: null,
      source: failover.source === "event" ? "RDS events" : "the instances' logs",
      startUs: failover.t0Us,
      endUs: failover.t1Us,
      uncertaintyMs,
      cites: [...failover.started, ...failover.ended],
    },
  ];
}

function impactOf(scene: Scene): Judgement["impact"] {
  const refused = scene.facts.instances.flatMap(
    (instance) =>
      instance.refusals?.sessions.filter((s) => s.firstUs >= scene.startUs && s.firstUs <= scene.endUs) ?? [],
  );
  const runs = scene.facts.clients.map((client) =>
    clientRuns(
      { ...scene, facts: { ...scene.facts, clients: [client] } },
      ...TRANSPORT_KINDS,
      "client-read-only",
      "client-too-many-connections",
      "client-pool-exhausted",
    ),
  );
  const hit = runs.filter((each) => each.length > 0);
  const onset = scene.failover?.t0Us ?? firstUs(scene);
  const slowest = hit.reduce(
    (latest, each) => Math.max(latest, ...each.map(({ run }) => run.lastUs)),
    Number.NEGATIVE_INFINITY,
  );
  return {
    failedWrites: refused.reduce((sum, s) => sum + s.count, 0),
    clients: hit.length,
    databaseDownMs: downMs(scene),
    slowestClientRecoveredMs:
      Number.isFinite(slowest) && Number.isFinite(onset) ? Math.max(0, Math.round((slowest - onset) / 1000)) : 0,
  };
}

/** From the end of the old writer's life to the writer's next `ready`; whole seconds, both from the logs. */
function downMs(scene: Scene): number {
  const { failover } = scene;
  const old = instanceNamed(
    scene,
    failover?.oldWriter ?? scene.restarts[0]?.instance.id ?? scene.crashes[0]?.instance ?? null,
  );
  const ended = old?.incarnations.find(
    (life) => life.endKind !== "open" && life.endUs >= scene.startUs && life.endUs <= scene.endUs,
  );
  const writer = instanceNamed(scene, failover?.endWriter ?? old?.id ?? null);
  if (ended === undefined || writer === undefined) return 0;
  const ready = writer.incarnations
    .flatMap((life) => life.ready)
    .find((each) => each.us >= ended.endUs - SECOND_US && each.us <= scene.endUs);
  return ready === undefined ? 0 : Math.max(0, Math.round((ready.us - ended.endUs) / 1000));
}

function firstUs(scene: Scene): number {
  if (scene.failover === null) return scene.startUs;
  const times = [scene.failover.t0Us, ...scene.crashes.map((crash) => crash.at.us)].filter((us) => Number.isFinite(us));
  return Math.min(...times);
}

function lastUs(scene: Scene): number {
  if (scene.failover === null) return scene.endUs;
  const refusals = scene.facts.instances.flatMap((instance) => instance.refusals?.sessions.map((s) => s.lastUs) ?? []);
  const errors = scene.facts.clients.flatMap((client) => client.errors.map((run) => run.lastUs));
  const times = [scene.failover.t1Us, ...refusals, ...errors, ...scene.crashes.map((crash) => crash.at.us)];
  return Math.max(...times.filter((us) => Number.isFinite(us) && us <= scene.endUs));
}
