import { type Cite, type Crash, type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { type CrashPair, crashPairs, crashReason, isShortLived, spanOf, standbyRow, startRow } from "./crash-pairs.ts";
import { halfRace } from "./half-race.ts";
import { type Scene, instanceNamed, reason, rowCites } from "./scene.ts";
import { Caps, missingClients, missingEvents, missingForwarding, missingLog, missingMetrics } from "./wording.ts";

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
