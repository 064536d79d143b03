import { type Hypothesis, type MissingItem, SECOND_US } from "../model/index.ts";
import { type CrashPair, crashPairs } from "./crash-pairs.ts";
import { capForwarding, memoryAt, repetitionsOf } from "./examined.ts";
import { halfRace } from "./half-race.ts";
import { isAlpha, raceEvidence, wentBack } from "./race-evidence.ts";
import { raceDoubts, raceRefuters } from "./race-refuters.ts";
import { type Scene, instanceNamed } from "./scene.ts";
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
  const { a, b } = pair;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const refuters = raceRefuters(scene, pair);
  const undated = !a.at.dated || !b.at.dated;
  caps.cap(scene.failover === null, "possible", "no role change is shown");
  caps.cap(pair.graded !== "both", "possible", "a write is not shown on both instances");
  caps.cap(undated, "possible", "times are missing: the order of events on the two instances is not shown");
  caps.cap(refuters.length > 0, "possible", "evidence against it stands");
  capExamined(scene, pair, caps, missing);
  for (const id of scene.missingInstances) {
    caps.cap(true, "probable", `no log of ${id}`);
    missing.unshift(missingLog(scene, id, "whether a third instance crashed too"));
  }
  if (!scene.hasEvents)
    missing.unshift(missingEvents(scene, "whether and where a failover was started, and whether it was reversed"));
  if (!scene.hasClients) missing.push(missingClients());
  if (undated || pair.graded !== "both") missing.unshift(...wholeLogs(scene, pair));
  return {
    class: "split-writer-race",
    ...caps.apply(pair.overlap === "excluded" ? "insufficient" : "strong"),
    mayLead: refuters.length === 0,
    for: raceEvidence(scene, pair),
    against: [...refuters, ...raceDoubts(scene, pair)],
    missing,
  };
}

/** STRONG needs every refuter examined: the overlap, memory, write forwarding, and a shape that was observed. */
function capExamined(scene: Scene, pair: CrashPair, caps: Caps, missing: MissingItem[]): void {
  const { a, b } = pair;
  const reversed = wentBack(scene.failover);
  const repeated = repetitionsOf(scene);
  // Reversed again and again, and never with the writers paused: no chance kill and no forwarded write does that.
  const controlled = reversed && repeated.reversed >= 2 && repeated.controlled;
  caps.cap(
    !scene.hasRoles && !controlled,
    "probable",
    "no RDS events and no API snapshot: who became writer is told from the logs alone",
  );
  caps.cap(
    pair.overlap !== "proven" && !(isAlpha(scene, pair) && reversed),
    "probable",
    "that both could take writes at the same time is not proven",
  );
  const memory = [a, b].map((crash) => memoryAt(scene, crash).state);
  const comfortable = memory.every((state) => state === "comfortable");
  const shown = pair.overlap === "proven" && pair.graded === "both";
  caps.cap(memory.includes("low"), "probable", "an instance was out of memory");
  caps.cap(
    !comfortable && !shown && !controlled,
    "probable",
    "without memory metrics two unrelated kills for lack of memory are not excluded",
  );
  if (memory.includes("unknown"))
    missing.push(missingMetrics(scene, "whether both instances ran out of memory (two unrelated kills)"));
  if (!controlled) capForwarding(scene, caps, missing);
  caps.cap(
    neverSteppedDown(scene, pair),
    "probable",
    "the old writer was not restarted: this shape follows from an AWS release note and was never observed",
  );
}

/** Excerpts leave out what would show the statement and the times. */
function wholeLogs(scene: Scene, { a, b }: CrashPair): readonly MissingItem[] {
  return [a, b]
    .filter((crash) => instanceNamed(scene, crash.instance)?.excerpt === true)
    .map((crash) =>
      missingLog(
        scene,
        `${crash.instance} (whole, not an excerpt)`,
        "the killed statement, the times, and whether this instance's role changed",
      ),
    );
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
