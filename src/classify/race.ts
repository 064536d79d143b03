import { type Cite, type Crash, type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { type CrashPair, crashPairs, crashReason, isShortLived, spanOf, standbyRow, startRow } from "./crash-pairs.ts";
import { capForwarding, memoryAt, memoryReasons, repetitionsOf } from "./examined.ts";
import { halfRace } from "./half-race.ts";
import { type Scene, instanceNamed, reason, rowCites } from "./scene.ts";
import { Caps, missingClients, missingEvents, missingLog, missingMetrics } from "./wording.ts";

/**
 * (i) Split-writer race. R1 crashes on two distinct instances in one failover window; R2 their writable spans overlap;
 * R3 write evidence on both; R4 a role change was attempted.
 */
export function splitWriterRace(scene: Scene): Hypothesis | null {
  const pairs = crashPairs(scene);
  const pair = pairs[0];
  return pair === undefined ? halfRace(scene) : fullRace(scene, pair);
}

function fullRace(scene: Scene, pair: CrashPair): Hypothesis {
  const { failover, thresholds } = scene;
  const { a, b } = pair;
  const caps = new Caps();
  const against: Reason[] = [];
  const missing: MissingItem[] = [];
  const memory = examinedMemory(scene, pair);
  const repeated = repetitionsOf(scene);
  const reversed =
    failover !== null &&
    (failover.outcome === "reversed" || (failover.endWriter !== null && failover.endWriter === failover.oldWriter));
  // Reversed again and again, and never with the writers paused: no chance kill and no forwarded write does that.
  const controlled = reversed && repeated.reversed >= 2 && repeated.controlled;
  const windowUs = (thresholds.failoverLeadSeconds * 2 + thresholds.failoverTailSeconds) * SECOND_US;
  const apart = Math.abs(a.at.us - b.at.us);
  const evidence: Reason[] = [crashReason(a), crashReason(b)];
  const undated = !a.at.dated || !b.at.dated;
  const alpha = failover !== null && isShortLived(scene, a) && isShortLived(scene, b);

  if (pair.overlap === "excluded")
    against.push(
      reason(pair.overlapReason, [...rowCites([standbyRow(scene, a), standbyRow(scene, b), a.at.row, b.at.row])]),
    );
  else evidence.push(reason(pair.overlapReason, spanCites(scene, pair)));
  for (const crash of [a, b]) {
    if (crash.write.level === "refused")
      against.push(reason(`${crash.instance}: ${crash.write.reason}`, rowCites(crash.write.rows)));
    else if (crash.write.level === "in-flight" || crash.write.level === "accepted")
      evidence.push(
        reason(
          `${crash.instance}: write in flight when the backend was killed (${crash.write.reason})`,
          rowCites(crash.write.rows),
        ),
      );
    else if (crash.write.level === "attempted")
      evidence.push(reason(`${crash.instance}: ${crash.write.reason}`, rowCites(crash.write.rows)));
  }
  if (failover !== null) {
    evidence.push(
      reversed
        ? reason(
            `the failover${failover.target === null ? "" : ` to ${failover.target}`} was reversed: ${failover.endWriter ?? "the old writer"} is the writer afterwards`,
            [...failover.started, ...failover.ended],
          )
        : reason(`a role change was attempted${failover.target === null ? "" : `, target ${failover.target}`}`, [
            ...failover.started,
            ...failover.ended,
          ]),
    );
    if (alpha)
      evidence.push(
        reason(
          "on both the crashed life was short: started, ready and gone within the failover",
          rowCites([startRow(scene, a), startRow(scene, b)]),
        ),
      );
  }
  evidence.push(...memory.reasons.against, ...commits(scene, pair), ...repeated.reasons, ...answers(scene));
  against.push(...memory.reasons.for);
  const forwarded = scene.facts.forwarding.state === "on";
  if (forwarded)
    against.push(
      reason("write forwarding is on: a reader may legitimately have run writes", scene.facts.forwarding.cites),
    );
  if (a.reinitialized && b.reinitialized && failover === null)
    against.push(
      reason(
        "both recovered in place under the same postmaster and no role change is seen",
        rowCites([a.rows.at(-1), b.rows.at(-1)]),
      ),
    );
  if (apart > windowUs)
    against.push(reason(`the crashes are ${Math.round(apart / SECOND_US)} s apart`, rowCites([a.at.row, b.at.row])));
  const identical = sameTexts(scene, a, b);
  if (identical)
    against.push(
      reason("both excerpts read the same: they may be one log pasted twice", rowCites([a.at.row, b.at.row])),
    );

  const poison =
    a.fingerprint !== null &&
    a.fingerprint === b.fingerprint &&
    a.signal !== null &&
    a.signal === b.signal &&
    a.signal !== 9;
  if (poison)
    against.push(
      reason(
        `the same statement ended a backend by signal ${a.signal ?? 0} on both: the statement, not the storage, is the suspect`,
        rowCites([a.statementRow, b.statementRow]),
      ),
    );
  const noFailover = failover === null;
  const refuted =
    poison ||
    pair.overlap === "excluded" ||
    pair.refused ||
    memory.low === 2 ||
    (forwarded && !pair.accepted) ||
    apart > windowUs ||
    (noFailover && roleChangeRefuted(scene));
  caps.cap(noFailover, "possible", "no role change is shown");
  caps.cap(pair.graded !== "both", "possible", "a write is not shown on both instances");
  caps.cap(undated, "possible", "times are missing: the order of events on the two instances is not shown");
  caps.cap(refuted, "possible", "evidence against it stands");
  caps.cap(
    !scene.hasRoles,
    "probable",
    "no RDS events and no API snapshot: who became writer is told from the logs alone",
  );
  caps.cap(
    pair.overlap !== "proven" && !(alpha && reversed),
    "probable",
    "that both could take writes at the same time is not proven",
  );
  caps.cap(memory.low === 1, "probable", "one of the two instances was out of memory");
  const excluded = memory.comfortable || (pair.overlap === "proven" && pair.graded === "both") || controlled;
  caps.cap(!excluded, "probable", "without memory metrics two unrelated kills for lack of memory are not excluded");
  if (!memory.comfortable)
    missing.push(missingMetrics(scene, "whether both instances ran out of memory (two unrelated kills)"));
  if (!controlled) capForwarding(scene, caps, missing);
  caps.cap(
    neverSteppedDown(scene, pair),
    "probable",
    "the old writer was not restarted: this shape follows from an AWS release note and was never observed",
  );
  for (const id of scene.missingInstances) {
    caps.cap(true, "probable", `no log of ${id}`);
    missing.unshift(missingLog(scene, id, "whether a third instance crashed too"));
  }
  if (!scene.hasEvents)
    missing.unshift(missingEvents(scene, "whether and where a failover was started, and whether it was reversed"));
  if (!scene.hasClients) missing.push(missingClients());
  if (undated || pair.graded !== "both") {
    for (const crash of [a, b]) {
      const instance = instanceNamed(scene, crash.instance);
      if (instance?.excerpt === true)
        missing.unshift(
          missingLog(
            scene,
            `${crash.instance} (whole, not an excerpt)`,
            "the killed statement, the times, and whether this instance's role changed",
          ),
        );
    }
  }
  const reached = refuted && pair.overlap === "excluded" ? ("insufficient" as const) : ("strong" as const);
  return { class: "split-writer-race", ...caps.apply(reached), mayLead: !refuted, for: evidence, against, missing };
}

/** Memory at both crashes: low on both refutes the race (two kills for lack of memory). */
function examinedMemory(scene: Scene, { a, b }: CrashPair) {
  const states = [a, b].map((crash) => memoryAt(scene, crash).state);
  return {
    low: states.filter((state) => state === "low").length,
    comfortable: states.every((state) => state === "comfortable"),
    reasons: memoryReasons(scene, [a, b]),
  };
}

/** The old writer's life began before the failover and went on beyond the new writer's start (shape β of CLASSIFY §3 i). */
function neverSteppedDown(scene: Scene, { a, b }: CrashPair): boolean {
  const { failover } = scene;
  if (failover === null) return false;
  return [a, b].some((crash) => {
    const start = instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation]?.start ?? null;
    return crash.instance === failover.oldWriter && (start === null || start.us < failover.t0Us - 10 * SECOND_US);
  });
}

/** Commits on both instances in the minutes of the overlap: weak alone, a hand-over fills both buckets of one minute too. */
function commits(scene: Scene, { a, b }: CrashPair): readonly Reason[] {
  const found = [a, b].map((crash) => {
    const points = scene.facts.documents.metrics
      .filter((series) => series.metric === "CommitThroughput" && series.instance === crash.instance)
      .flatMap((series) =>
        series.points.map((point) => ({ ...point, endUs: point.us + (series.periodSeconds ?? 60) * SECOND_US })),
      );
    return points.filter(
      (p) => p.value > 0 && p.us <= crash.at.us + 60 * SECOND_US && p.endUs >= crash.at.us - 120 * SECOND_US,
    );
  });
  const [first, second] = found;
  if (first === undefined || second === undefined) return [];
  const both = first.filter((x) => second.some((y) => y.us < x.endUs && x.us < y.endUs));
  if (both.length === 0 || second.length === 0) return [];
  const cites = [...both.slice(0, 2), ...second.slice(0, 2)].map(({ exhibit }) => ({ exhibit }));
  return [reason("CloudWatch shows commits on both instances in the same minutes (weak: a hand-over does too)", cites)];
}

/** What AWS is reported to have answered. The word "confirmed" is AWS's, never the tool's. */
function answers(scene: Scene): readonly Reason[] {
  const told = scene.facts.documents.operator?.awsAnswers ?? [];
  return told
    .filter((each) => each.confirms === "split-writer-race")
    .map(({ exhibit }) => reason("stated by the operator: reported confirmed by AWS", [{ exhibit }]));
}

function spanCites(scene: Scene, pair: CrashPair): readonly Cite[] {
  return [pair.a, pair.b].flatMap((crash) => spanOf(scene, crash)?.cites ?? []);
}

/** Every covered source says that no role changed: events are there and name none, or every life's role is proven. */
function roleChangeRefuted(scene: Scene): boolean {
  const { eventsSupplied, instances } = scene.facts;
  if (eventsSupplied) return true;
  return (
    instances.some((instance) => instance.standbyLives.length > 0) &&
    instances.every((instance) => instance.promotions.length === 0)
  );
}

function sameTexts(scene: Scene, a: Crash, b: Crash): boolean {
  const both = [instanceNamed(scene, a.instance), instanceNamed(scene, b.instance)];
  if (both.some((instance) => instance?.excerpt !== true)) return false;
  return a.childPid === b.childPid && a.signal === b.signal && a.statement === b.statement;
}
