import { type Hypothesis, type MissingItem, type Reason, type RoleSource } from "../model/index.ts";
import { burstReasons } from "./bursts.ts";
import { handOver, newWriterRefuses } from "./change.ts";
import { crashPairs, crashReason } from "./crash-pairs.ts";
import { memoryReasons } from "./examined.ts";
import { isPoison, raceRefuters } from "./race-refuters.ts";
import { type Scene, instanceNamed, reason, rowCites, unseenPart } from "./scene.ts";
import { Caps, missingEvents, missingLog } from "./wording.ts";

/** Sources that name the writer themselves. */
const NAMED: ReadonlySet<RoleSource> = new Set(["event", "api", "cloudtrail"]);

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
  caps.cap(
    scene.facts.instances.length === 0,
    "possible",
    "only RDS events: they state the outcome, not what happened on the instances",
  );
  // With every known instance's log there, whoever the old writer was, its log was searched.
  const searched = scene.missingInstances.length === 0 && scene.facts.instances.length >= 2;
  if (failover.oldWriter === null && searched) caps.cap(true, "probable", "the old writer is not named by any source");
  else if (failover.oldWriter === null) {
    caps.cap(true, "possible", "the old writer is not named by any source");
    missing.push(missingLog(scene, "the old writer", "whether it took writes and crashed (split-writer race)"));
  }
  if (failover.target === null) {
    caps.cap(true, "probable", "the failover target is not named by any source");
  }
  if (failover.target === null && !searched) {
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
      !scene.hasRoles,
      failover.source === "recovery-lines" ? "probable" : "possible",
      "no RDS events and no API snapshot: the reversal is told from the logs alone",
    );
    missing.push(missingEvents(scene, "whether AWS reports the reversal"));
  }
  for (const id of involved) {
    const coverage = instanceNamed(scene, id)?.coverage;
    if (coverage !== undefined && coverage.state !== "full")
      caps.cap(true, "probable", `the log of ${id} covers the window only in part (${coverage.why})`);
    const unseen = unseenPart(scene, id);
    if (unseen !== null)
      missing.push(
        missingLog(
          scene,
          `${id} (${unseen})`,
          "whether it took writes and crashed (split-writer race), or never came up",
        ),
      );
  }
  const pair = crashPairs(scene)[0];
  const against: Reason[] = [];
  const refuters = pair === undefined ? [] : raceRefuters(scene, pair);
  caps.cap(
    refuters.length === 1 && scene.facts.forwarding.state === "on" && pair?.refused === false,
    "probable",
    "write forwarding explains writes on a reader, not two crashes at once",
  );
  if (pair !== undefined && refuters.length === 0)
    against.push(
      reason(
        "both instances crashed with overlapping writable times: more than a reversal",
        rowCites([pair.a.at.row, pair.b.at.row]),
      ),
    );
  caps.cap(
    pair !== undefined && isPoison(pair.a, pair.b),
    "probable",
    "one statement that ends every backend explains the reversal",
  );
  caps.cap(newWriterRefuses(scene) !== null, "probable", "nobody is seen to be the writer afterwards");
  const evidence: Reason[] = [
    reason(
      failover.outcome === "failed"
        ? "the failover failed"
        : `the writer is ${failover.endWriter ?? "the old one"} again after a failover${failover.target === null ? "" : ` to ${failover.target}`}`,
      [...failover.started, ...failover.ended],
    ),
    ...handOver(scene).filter((each) => !each.text.includes("promoted")),
    ...targetReasons(scene),
    ...crashedReasons(scene),
    ...backReasons(scene),
    ...burstReasons(scene),
  ];
  return {
    class: "reversed-failover",
    ...caps.apply(against.length > 0 ? "possible" : "strong"),
    mayLead: NAMED.has(failover.source) || (failover.source === "recovery-lines" && failover.oldWriter !== null),
    for: evidence,
    against,
    missing,
  };
}

/** Every crash inside the reversal with what is known of its cause: crashes without a shown split. */
function crashedReasons(scene: Scene): readonly Reason[] {
  const memory = memoryReasons(scene, scene.crashes);
  const target = scene.failover?.target ?? null;
  const others = scene.crashes.filter((crash) => crash.instance !== target && crash.kind !== "lost");
  return [...others.map(crashReason), ...memory.for, ...memory.against];
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
    : [
        reason(
          `${old.id} came up again and ${old.accepted.first(ready.us) !== undefined ? "takes writes" : "accepts connections"}`,
          rowCites([life?.start?.row, ready.row]),
        ),
        ...[newWriterRefuses(scene)].filter((each) => each !== null),
      ];
}
