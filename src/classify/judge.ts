import {
  type CaseJudgement,
  type Confidence,
  confidenceLevels,
  type Facts,
  type HeadlineClass,
  type Hypothesis,
  type Judgement,
  type Thresholds,
} from "../model/index.ts";
import { effectsOf } from "./client-effects.ts";
import { clientOnlyRefusals } from "./client-only.ts";
import { clientsOf } from "./clients.ts";
import { connectionExhaustion } from "./connection-exhaustion.ts";
import { constantRefusals } from "./constant-refusals.ts";
import { crashFailover } from "./crash-failover.ts";
import { endpointStaleness } from "./endpoint-staleness.ts";
import { firstUs, lastUs } from "./extent.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { headlineOf } from "./headline.ts";
import { impactOf } from "./impact.ts";
import { inDoubtOf } from "./in-doubt.ts";
import { phasesOf } from "./phases.ts";
import { instanceCrash } from "./instance-crash.ts";
import { instanceRestart } from "./instance-restart.ts";
import { momentsOf } from "./moments.ts";
import { networkFault } from "./network-fault.ts";
import { normalFailover, openFailover } from "./normal-failover.ts";
import { GRAVITY, leading, mechanismOf, order, withSeparates } from "./order.ts";
import { otherCause } from "./other-cause.ts";
import { quietVerdict } from "./quiet.ts";
import { splitWriterRace } from "./race.ts";
import { reversedFailover } from "./reversed-failover.ts";
import { type Scene, missingInstancesOf, scenesOf } from "./scene.ts";
import { staleReads } from "./stale-reads.ts";
import { triggerOf } from "./trigger.ts";

/** Judges a case: incidents by gates, the gravest first. Pure: the same facts give the same judgement. */
export function judge(facts: Facts, thresholds: Thresholds): CaseJudgement {
  const scenes = scenesOf(facts, thresholds);
  const judged = scenes.flatMap((scene) => {
    const judgement = judgeScene(scene);
    return judgement === null ? [] : [{ scene, judgement }];
  });
  judged.sort(
    ({ judgement: a }, { judgement: b }) =>
      GRAVITY.indexOf(a.verdict.class) - GRAVITY.indexOf(b.verdict.class) ||
      confidenceLevels.indexOf(b.verdict.level) - confidenceLevels.indexOf(a.verdict.level) ||
      (a.startUs || 0) - (b.startUs || 0),
  );
  const missingInstances = missingInstancesOf(facts);
  const clients = clientsOf(facts, scenes, (scene) => judged.findIndex((each) => each.scene === scene));
  const incidents = judged.map(({ judgement }) => judgement);
  const lead = incidents[0];
  if (lead !== undefined) return { incidents, verdict: { ...lead.verdict, incident: 0 }, clients, missingInstances };
  const verdict = quietVerdict(facts, missingInstances);
  return { incidents: [], verdict: { ...verdict, incident: null }, clients, missingInstances };
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
  const trigger = triggerOf(scene);
  const subtype = staleness?.staleness.subtype ?? null;
  return {
    startUs: firstUs(scene),
    endUs: lastUs(scene),
    trigger,
    // Events state an outcome; what happened on the instances is not in them.
    mechanism: scene.facts.instances.length === 0 ? { ...mechanism, level: "insufficient" } : mechanism,
    effects,
    hypotheses: ordered,
    verdict: {
      class: headlineClass,
      level,
      cause: lead?.class === "other-cause" ? (cause?.cause ?? null) : null,
      headline: headlineOf(scene, headlineClass, level, ordered, staleness?.staleness ?? null),
    },
    fingerprint: fingerprintOf(scene, { class: headlineClass, trigger: trigger.kind, subtype }),
    moments: momentsOf(scene),
    phases: phasesOf(scene),
    inDoubt: inDoubtOf(scene),
    impact: impactOf(scene),
  };
}
