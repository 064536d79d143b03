import { type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { burstReasons } from "./bursts.ts";
import { crashPairs, crashReason } from "./crash-pairs.ts";
import { capCause, memoryReasons } from "./examined.ts";
import { raceRefuters } from "./race-refuters.ts";
import { type Scene, reason, rowCites } from "./scene.ts";
import { Caps, missingLog } from "./wording.ts";

/** (iv/v) Crashes with no change of role: one instance, or several whose writable times exclude a race. */
export function instanceCrash(scene: Scene): Hypothesis | null {
  const crashes = scene.crashes;
  if (crashes.length === 0 || (scene.failover !== null && scene.failover.outcome !== "unknown")) return null;
  const caps = new Caps();
  const against: Reason[] = [];
  const missing: MissingItem[] = [];
  capCause(scene, crashes, caps, missing);
  const memory = memoryReasons(scene, crashes);
  const pair = crashPairs(scene)[0];
  if (pair !== undefined && raceRefuters(scene, pair).length === 0) {
    caps.cap(true, "possible", "two instances crashed and a split is not excluded");
    against.push(reason("two instances crashed in one window", rowCites([pair.a.at.row, pair.b.at.row])));
  }
  // Stock recovery in place on both, and no role change seen: the postmasters went on in their roles.
  const inPlace = scene.failover === null && crashes.every((crash) => crash.reinitialized);
  const single = scene.facts.instances.length === 1;
  for (const id of scene.missingInstances) {
    caps.cap(true, "possible", `no log of ${id}: a split-writer race or a double crash is not excluded`);
    missing.push(missingLog(scene, id, "whether it crashed at the same time (split-writer race) or not"));
  }
  if (single && scene.missingInstances.length === 0) {
    caps.cap(true, "possible", "one instance's log only: a crash elsewhere is not excluded");
    missing.push(
      missingLog(
        scene,
        "the cluster's other instance(s)",
        "whether another instance crashed at the same time (split-writer race)",
      ),
    );
  }
  caps.cap(!scene.hasEvents, "probable", "no RDS events: that no role changed is not shown");
  if (scene.failover !== null)
    caps.cap(true, "possible", "the instance lost the writer role; where it went is not shown");
  for (const instance of scene.facts.instances) {
    if (instance.coverage.state === "full") continue;
    caps.cap(
      true,
      single ? "possible" : "probable",
      `the log of ${instance.id} covers the window only in part (${instance.coverage.why})`,
    );
  }
  const recovered = crashes.flatMap((crash) => {
    const instance = scene.facts.instances.find((each) => each.id === crash.instance);
    const next = instance?.incarnations[crash.incarnation + 1];
    const rows = [next?.start?.row, next?.foundRow, next?.ready[0]?.row];
    const how = crash.reinitialized ? "recovered in place under the same postmaster" : "was started again";
    return next === undefined
      ? []
      : [
          reason(
            `${crash.instance} ${how}`,
            rowCites([...rows, ...recoveryRows(instance?.recoveries ?? [], next.firstUs)]),
          ),
        ];
  });
  const roles = scene.facts.instances.flatMap((instance) => {
    const crashed = crashes.find((crash) => crash.instance === instance.id);
    const span =
      crashed === undefined
        ? undefined
        : instance.standbyLives.find(
            (life) => life.life === crashed.incarnation || life.life === crashed.incarnation + 1,
          );
    const after = crashed === undefined ? undefined : instance.incarnations[crashed.incarnation + 1]?.ready.at(-1);
    return span === undefined
      ? []
      : [reason(`${instance.id} was and stayed a reader`, rowCites([span.row, after?.row]))];
  });
  return {
    class: "instance-crash",
    ...caps.apply("strong"),
    mayLead:
      (against.length === 0 || inPlace) && !single && scene.missingInstances.length === 0 && scene.failover === null,
    for: [
      ...crashes.map(crashReason),
      ...memory.for,
      ...memory.against,
      ...recovered,
      ...roles,
      ...burstReasons(scene),
    ],
    against,
    missing,
  };
}

export function recoveryRows(
  rows: readonly { readonly us: number; readonly row: number }[],
  fromUs: number,
): readonly number[] {
  return rows
    .filter((each) => each.us >= fromUs && each.us <= fromUs + 30 * SECOND_US)
    .slice(0, 1)
    .map((each) => each.row);
}
