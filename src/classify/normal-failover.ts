import { type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { TRANSPORT_KINDS, burstReasons, refusalBurst } from "./bursts.ts";
import { capsOfChange, failoverReason, handOver, newWriterRefuses, triggeringCrash } from "./change.ts";
import { crashPairs, crashReason } from "./crash-pairs.ts";
import { overloadBefore } from "./overload.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { stalenessOf } from "./stale.ts";
import { Caps, missingEvents, missingLog } from "./wording.ts";

/** (iii) One writer change, no crash of the new writer after its promotion, clients recover by themselves. */
export function normalFailover(scene: Scene): Hypothesis | null {
  const { failover, thresholds } = scene;
  if (failover === null || failover.outcome !== "completed") return null;
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const against: Reason[] = [];
  capsOfChange(scene, caps, missing);
  const onNew = scene.crashes.find((crash) => crash.instance === failover.endWriter && crash.at.us > failover.t0Us);
  const first = triggeringCrash(scene);
  if (onNew !== undefined) against.push(crashReason(onNew));
  if (first !== null) against.push(crashReason(first));
  const pair = crashPairs(scene)[0];
  if (pair !== undefined && pair.overlap !== "excluded")
    against.push(reason("two instances crashed in the window", rowCites([pair.a.at.row, pair.b.at.row])));
  const late = clientRuns(scene, ...TRANSPORT_KINDS).filter(
    ({ run }) => run.lastUs > failover.t0Us + thresholds.normalFailoverSeconds * SECOND_US,
  );
  if (late.length > 0) caps.cap(true, "probable", `client errors go on beyond ${thresholds.normalFailoverSeconds} s`);
  const stale = stalenessOf(scene);
  if (stale !== null) caps.cap(true, "probable", "some clients are still refused long after the change");
  const refusing = newWriterRefuses(scene);
  if (refusing !== null) against.push(refusing);
  const evidence = [
    failoverReason(scene),
    ...handOver(scene),
    ...burstReasons(scene),
    ...refusalBurst(scene),
    ...overloadBefore(scene),
    ...bystanders(scene),
  ];
  const level = against.length > 0 ? ("insufficient" as const) : ("strong" as const);
  return {
    class: "normal-failover",
    ...caps.apply(level),
    mayLead: against.length === 0,
    for: evidence,
    against,
    missing,
  };
}

/** A failover whose end no source tells: completed and reversed stay possible. */
export function openFailover(scene: Scene): readonly Hypothesis[] {
  const { failover } = scene;
  if (failover === null || failover.outcome !== "unknown") return [];
  const missing = [missingEvents(scene, "how the failover ended: completed, failed or reversed")];
  const logs = scene.missingInstances.map((id) => missingLog(scene, id, "which instance is the writer afterwards"));
  const base = {
    level: "possible" as const,
    mayLead: false,
    for: [failoverReason(scene)],
    against: [],
    missing: [...logs, ...missing],
  };
  const caps = ["who is the writer afterwards is not shown: at most possible"];
  return [
    { ...base, class: "normal-failover", caps },
    { ...base, class: "reversed-failover", caps },
  ];
}

/** Further instances that restarted meanwhile: known of readers that meet a new writer (DOMAIN §2.3), and proof of nothing. */
function bystanders(scene: Scene): readonly Reason[] {
  const { failover } = scene;
  return scene.restarts
    .filter(({ instance }) => instance.id !== failover?.oldWriter && instance.id !== failover?.endWriter)
    .map(({ instance, life }) =>
      reason(
        `${instance.id} restarted too, as readers may when the writer changes: it proves nothing`,
        rowCites([life.start?.row, life.ready.at(-1)?.row]),
      ),
    );
}
