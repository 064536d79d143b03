import { type Crash, type Hypothesis, type MissingItem, type Reason } from "../model/index.ts";
import { burstReasons } from "./bursts.ts";
import { capsOfChange, failoverReason, handOver, triggeringCrash } from "./change.ts";
import { crashReason } from "./crash-pairs.ts";
import { capCause, memoryReasons } from "./examined.ts";
import { overloadBefore } from "./overload.ts";
import { type Scene, instanceNamed, reason, rowCites } from "./scene.ts";
import { Caps } from "./wording.ts";

/** iv/v on the old writer before the change and iii afterwards. */
export function crashFailover(scene: Scene): Hypothesis | null {
  const { failover } = scene;
  const crash = triggeringCrash(scene);
  if (failover === null || crash === null || failover.outcome === "reversed") return null;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  capCause(scene, [crash], caps, missing);
  capsOfChange(scene, caps, missing);
  const memory = memoryReasons(scene, [crash]);
  const against: Reason[] = [];
  const onNew = scene.crashes.find((each) => each.instance === failover.endWriter && each.at.us > failover.t0Us);
  if (onNew !== undefined) against.push(crashReason(onNew));
  if (failover.outcome !== "completed") caps.cap(true, "possible", "where the writer role went is not shown");
  const evidence = [
    crashReason(crash),
    ...memory.for,
    ...memory.against,
    failoverReason(scene),
    ...handOver(scene),
    ...burstReasons(scene),
    ...overloadBefore(scene),
  ];
  const gone = clientsOfOldLife(scene, crash);
  if (gone !== null) evidence.push(gone);
  return {
    class: "crash-failover",
    ...caps.apply(against.length > 0 ? "possible" : "strong"),
    mayLead: true,
    for: evidence,
    against,
    missing,
  };
}

function clientsOfOldLife(scene: Scene, crash: Crash): Reason | null {
  const instance = instanceNamed(scene, crash.instance);
  const next = instance?.incarnations[crash.incarnation + 1];
  if (next === undefined) return null;
  return reason(`${crash.instance} then came back`, rowCites([next.start?.row, next.foundRow, next.ready.at(-1)?.row]));
}
