import {
  type Cite,
  type Crash,
  type Hypothesis,
  type MissingItem,
  type Overlap,
  type Reason,
  SECOND_US,
} from "../model/index.ts";
import { instanceNamed, reason, rowCites, type Scene } from "./scene.ts";
import {
  Caps,
  clock,
  missingClients,
  missingEvents,
  missingForwarding,
  missingLog,
  missingMetrics,
} from "./wording.ts";

/** A crash that a storage layer throwing writers out could have caused: a child killed, or the runtime gone. */
export function raceCrashes(scene: Scene): readonly Crash[] {
  return scene.crashes.filter(
    (crash) => (crash.kind === "child" || crash.kind === "runtime") && !cameBefore(scene, crash),
  );
}

/** The crash of a long life that ended before the role change began: a cause of the failover, no part of a race in it. */
function cameBefore({ failover, facts, thresholds }: Scene, crash: Crash): boolean {
  if (failover === null || failover.oldWriter !== crash.instance || !(crash.at.us <= failover.t0Us)) return false;
  const life = facts.instances.find((each) => each.id === crash.instance)?.incarnations[crash.incarnation];
  return (
    life !== undefined &&
    (life.start === null || life.start.us < failover.t0Us - thresholds.failoverLeadSeconds * SECOND_US)
  );
}

/** Relation of two crashed lives: were both possibly writable at once? */
export interface CrashPair {
  readonly a: Crash;
  readonly b: Crash;
  /** `excluded` also when one of them was a proven standby or refused writes to its end. */
  readonly overlap: Overlap["state"];
  readonly overlapReason: string;
  readonly seconds: number;
  readonly refused: boolean;
  readonly graded: "both" | "one" | "none";
}

/** Crashes on two distinct instances, the pair that speaks most for two writers first. */
export function crashPairs(scene: Scene): readonly CrashPair[] {
  const crashes = raceCrashes(scene);
  const pairs = crashes.flatMap((a, i) =>
    crashes.slice(i + 1).flatMap((b) => (a.instance === b.instance ? [] : [pairOf(scene, a, b)])),
  );
  const weight = { proven: 0, undecidable: 1, excluded: 2 } as const;
  const grade = { both: 0, one: 1, none: 2 } as const;
  return pairs.sort(
    (x, y) =>
      weight[x.overlap] - weight[y.overlap] ||
      Number(x.refused) - Number(y.refused) ||
      grade[x.graded] - grade[y.graded] ||
      x.a.at.us - y.a.at.us,
  );
}

function pairOf(scene: Scene, a: Crash, b: Crash): CrashPair {
  const spanA = spanOf(scene, a);
  const spanB = spanOf(scene, b);
  const graded = [a, b].filter((crash) => crash.write.level === "in-flight" || crash.write.level === "accepted").length;
  const base = {
    a,
    b,
    refused: a.write.level === "refused" || b.write.level === "refused",
    graded: graded === 2 ? ("both" as const) : graded === 1 ? ("one" as const) : ("none" as const),
  };
  const closed = spanA === null ? a : spanB === null ? b : null;
  if (closed !== null) {
    return {
      ...base,
      overlap: "excluded",
      overlapReason: `${closed.instance} was a standby or refused every write in the life that crashed`,
      seconds: Number.NaN,
    };
  }
  const known = scene.facts.overlaps.find((o) => (o.a === spanA && o.b === spanB) || (o.a === spanB && o.b === spanA));
  const state = known?.state ?? "undecidable";
  const seconds = known?.seconds ?? Number.NaN;
  const texts = {
    proven: `both were up and not known to be read-only for ${Math.round(seconds)} s at once (clock uncertainty taken off)`,
    undecidable: Number.isNaN(seconds)
      ? "whether both could take writes at the same time is not shown: times are missing"
      : `both may have taken writes at once, but the overlap (${Math.round(seconds)} s) is within the clocks' uncertainty`,
    excluded: `their writable times are ${Math.round(-seconds)} s apart: the crash followed the workload`,
  } as const;
  return { ...base, overlap: state, overlapReason: texts[state], seconds };
}

function spanOf(scene: Scene, crash: Crash): Overlap["a"] | null {
  return instanceNamed(scene, crash.instance)?.spans.find((span) => span.incarnation === crash.incarnation) ?? null;
}

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
  const missing: MissingItem[] = [
    missingForwarding(),
    missingMetrics(scene, "whether both instances ran out of memory (two unrelated kills)"),
  ];
  const windowUs = (thresholds.failoverLeadSeconds * 2 + thresholds.failoverTailSeconds) * SECOND_US;
  const apart = Math.abs(a.at.us - b.at.us);
  const evidence: Reason[] = [crashReason(a), crashReason(b)];
  const undated = !a.at.dated || !b.at.dated;

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
      failover.outcome === "reversed" || failover.endWriter === failover.oldWriter
        ? reason(
            `the failover${failover.target === null ? "" : ` to ${failover.target}`} was reversed: ${failover.endWriter ?? "the old writer"} is the writer afterwards`,
            [...failover.started, ...failover.ended],
          )
        : reason(`a role change was attempted${failover.target === null ? "" : `, target ${failover.target}`}`, [
            ...failover.started,
            ...failover.ended,
          ]),
    );
    const shortLived = [a, b].filter((crash) => isShortLived(scene, crash));
    if (shortLived.length === 2)
      evidence.push(
        reason(
          "on both the crashed life was short: started, ready and gone within the failover",
          rowCites(shortLived.map((crash) => startRow(scene, crash))),
        ),
      );
  }
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
    apart > windowUs ||
    (noFailover && roleChangeRefuted(scene));
  caps.cap(noFailover, "possible", "no role change is shown");
  caps.cap(pair.graded !== "both", "possible", "a write is not shown on both instances");
  caps.cap(undated, "possible", "times are missing: the order of events on the two instances is not shown");
  caps.cap(refuted, "possible", "evidence against it stands");
  caps.cap(!scene.hasEvents, "probable", "no RDS events: who became writer is told from the logs alone");
  caps.cap(
    pair.overlap !== "proven",
    "probable",
    "the overlap is not proven, and without memory metrics two unrelated kills are not excluded",
  );
  caps.cap(true, "probable", "write forwarding status unknown");
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

/** One crash inside a role change while another instance's log is not there: the visible half of a race. */
function halfRace(scene: Scene): Hypothesis | null {
  const crash = raceCrashes(scene).find((each) => each.write.level !== "refused" || each.runtimeText !== null);
  const { failover } = scene;
  if (crash === undefined)
    return failover !== null && failover.outcome === "reversed" && scene.missingInstances.length > 0
      ? hiddenRace(scene)
      : null;
  const unnamed =
    failover === null
      ? []
      : failover.target === null
        ? ["the failover target (not named by any source)"]
        : failover.oldWriter === null
          ? ["the old writer (not named by any source)"]
          : [];
  const unseen = [...unnamed, ...scene.missingInstances];
  const wentBack = failover !== null && (failover.outcome === "reversed" || failover.outcome === "failed");
  // Without a role change and with every known instance's log there, one crash is no half of anything.
  const single = scene.facts.instances.length === 1;
  if (unseen.length === 0 && !single) return wentBack ? searchedRace(scene, crash) : null;
  if (failover !== null && failover.outcome === "completed" && unseen.length === 0) return null;
  const caps = new Caps();
  caps.cap(true, "possible", "one instance's log can never show a split");
  const names = unseen.length > 0 ? unseen : ["the cluster's other instance(s)"];
  const evidence = [crashReason(crash)];
  if (wentBack) evidence.push(reason("the failover was reversed", [...failover.started, ...failover.ended]));
  if (isShortLived(scene, crash))
    evidence.push(
      reason(`${crash.instance} had just been restarted when it crashed`, rowCites([startRow(scene, crash)])),
    );
  if (crash.write.level === "in-flight" || crash.write.level === "attempted")
    evidence.push(reason(`${crash.instance}: ${crash.write.reason}`, rowCites(crash.write.rows)));
  return {
    class: "split-writer-race",
    ...caps.apply("possible"),
    mayLead: false,
    for: evidence,
    against: [],
    missing: [
      ...names.map((id) =>
        missingLog(
          scene,
          id,
          "whether a second instance took writes and crashed at the same time (split-writer race) or not (kill of one backend)",
        ),
      ),
      ...(scene.hasEvents ? [] : [missingEvents(scene, "whether a failover was started and reversed")]),
      missingMetrics(scene, "whether the backend was killed for lack of memory"),
    ],
  };
}

/** A reversal whose crash side cannot be searched at all. */
function hiddenRace(scene: Scene): Hypothesis {
  const { failover } = scene;
  return {
    class: "split-writer-race",
    level: "possible",
    mayLead: false,
    for: [reason("the failover was reversed", failover === null ? [] : [...failover.started, ...failover.ended])],
    against: [],
    missing: scene.missingInstances.map((id) => missingLog(scene, id, "whether it took writes and crashed")),
    caps: ["one instance's log can never show a split: at most possible"],
  };
}

/** A reversal with one crash, and the other instance's log there and clean: the race is answered. */
function searchedRace(scene: Scene, crash: Crash): Hypothesis {
  const others = scene.facts.instances.filter((instance) => instance.id !== crash.instance);
  return {
    class: "split-writer-race",
    level: "insufficient",
    mayLead: false,
    for: [crashReason(crash)],
    against: others.map((other) =>
      reason(
        `${other.id} did not crash; its log covers the window (${other.coverage.state})`,
        rowCites([other.incarnations.at(-1)?.start?.row]),
      ),
    ),
    missing: [],
    caps: [],
  };
}

/** The crash as one reason with its lines. */
export function crashReason(crash: Crash): Reason {
  const what =
    crash.kind === "lost"
      ? "its log stops without a word and the next start finds an interrupted database"
      : crash.kind === "postmaster"
        ? "its backends found the postmaster gone"
        : crash.kind === "runtime"
          ? "the storage runtime ended with no child before it"
          : `${crash.clientBackend ? "a backend" : "a process"}${crash.childPid === null ? "" : ` (PID ${crash.childPid})`} ended${crash.signal === null ? "" : ` by signal ${crash.signal}`}`;
  const after = crash.runtimeText === null ? "" : ", then the storage runtime message and shutdown";
  return reason(
    `${crash.instance} crashed at ${crash.at.dated ? `${clock(crash.at.us)} UTC` : "a time not shown"}: ${what}${after}`,
    rowCites(crash.rows),
  );
}

function spanCites(scene: Scene, pair: CrashPair): readonly Cite[] {
  return [pair.a, pair.b].flatMap((crash) => spanOf(scene, crash)?.cites ?? []);
}

function startRow(scene: Scene, crash: Crash): number | null {
  return instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation]?.start?.row ?? null;
}

function standbyRow(scene: Scene, crash: Crash): number | null {
  return (
    instanceNamed(scene, crash.instance)?.standbyLives.find((life) => life.life === crash.incarnation)?.row ?? null
  );
}

/** Started inside the failover and gone within ten minutes. */
function isShortLived(scene: Scene, crash: Crash): boolean {
  const life = instanceNamed(scene, crash.instance)?.incarnations[crash.incarnation];
  return life?.start !== null && life !== undefined && crash.at.us - life.start.us <= 600 * SECOND_US;
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
