import { type Crash, type Reason, SECOND_US } from "../model/index.ts";
import { type CrashPair, standbyRow } from "./crash-pairs.ts";
import { memoryAt, memoryReasons } from "./examined.ts";
import { instanceNamed, reason, rowCites, type Scene } from "./scene.ts";

/** What refutes a race for a pair of crashes (CLASSIFY §3 i, refuting); empty when nothing does. */
export function raceRefuters(scene: Scene, pair: CrashPair): readonly Reason[] {
  const { a, b } = pair;
  const found: Reason[] = [];
  if (pair.overlap === "excluded")
    found.push(reason(pair.overlapReason, rowCites([standbyRow(scene, a), standbyRow(scene, b), a.at.row, b.at.row])));
  for (const crash of [a, b])
    if (crash.write.level === "refused")
      found.push(reason(`${crash.instance}: ${crash.write.reason}`, crash.write.cites));
  if ([a, b].every((crash) => memoryAt(scene, crash).state === "low")) found.push(...memoryReasons(scene, [a, b]).for);
  if (scene.facts.forwarding.state === "on" && !pair.accepted)
    found.push(
      reason("write forwarding is on: a reader may legitimately have run writes", scene.facts.forwarding.cites),
    );
  if (isPoison(a, b))
    found.push(
      reason(
        `the same statement ended a backend by signal ${a.signal ?? 0} on both: the statement, not the storage, is the suspect`,
        rowCites([a.statementRow, b.statementRow]),
      ),
    );
  const { failoverLeadSeconds, failoverTailSeconds } = scene.thresholds;
  const apart = Math.abs(a.at.us - b.at.us);
  if (apart > (failoverLeadSeconds * 2 + failoverTailSeconds) * SECOND_US)
    found.push(reason(`the crashes are ${Math.round(apart / SECOND_US)} s apart`, rowCites([a.at.row, b.at.row])));
  if (scene.failover === null && noRoleChange(scene))
    found.push(reason("every source that would show a change of role shows none", rowCites([a.at.row, b.at.row])));
  return found;
}

/** The same statement and the same fault on both, and no kill from outside. */
export function isPoison(a: Crash, b: Crash): boolean {
  return (
    a.fingerprint !== null &&
    a.fingerprint === b.fingerprint &&
    a.signal !== null &&
    a.signal === b.signal &&
    a.signal !== 9
  );
}

/** Every covered source says that no role changed: events are there and name none, or every life's role is proven. */
function noRoleChange(scene: Scene): boolean {
  const { eventsSupplied, instances } = scene.facts;
  if (eventsSupplied) return true;
  return (
    instances.some((instance) => instance.standbyLives.length > 0) &&
    instances.every((instance) => instance.promotions.length === 0)
  );
}

/** What speaks against a race without refuting it. */
export function raceDoubts(scene: Scene, { a, b }: CrashPair): readonly Reason[] {
  const found: Reason[] = [];
  const low = [a, b].filter((crash) => memoryAt(scene, crash).state === "low");
  if (low.length === 1) found.push(...memoryReasons(scene, low).for);
  if (a.reinitialized && b.reinitialized && scene.failover === null)
    found.push(
      reason(
        "both recovered in place under the same postmaster and no role change is seen",
        rowCites([a.rows.at(-1), b.rows.at(-1)]),
      ),
    );
  if (sameTexts(scene, a, b))
    found.push(reason("both excerpts read the same: they may be one log pasted twice", rowCites([a.at.row, b.at.row])));
  return found;
}

function sameTexts(scene: Scene, a: Crash, b: Crash): boolean {
  const both = [instanceNamed(scene, a.instance), instanceNamed(scene, b.instance)];
  if (both.some((instance) => instance?.excerpt !== true)) return false;
  return a.childPid === b.childPid && a.signal === b.signal && a.statement === b.statement;
}
