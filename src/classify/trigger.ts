import { type Judgement, SECOND_US } from "../model/index.ts";
import { triggeringCrash } from "./change.ts";
import { MAINTENANCE, type Scene, rowCites } from "./scene.ts";

export function triggerOf(scene: Scene): Judgement["trigger"] {
  const { failover } = scene;
  const crash = triggeringCrash(scene);
  if (crash !== null) return { kind: "crash", cites: rowCites(crash.rows.slice(0, 3)) };
  if (failover !== null)
    return { kind: failover.initiator ?? "unknown", cites: [...failover.started, ...failover.ended].slice(0, 3) };
  const first = scene.crashes[0];
  if (first !== undefined) return { kind: "crash", cites: rowCites(first.rows.slice(0, 3)) };
  const maintenance = scene.restarts.length === 0 ? undefined : maintenanceNear(scene);
  if (maintenance !== undefined) return { kind: "maintenance", cites: [{ event: maintenance }] };
  const call = scene.restarts.length === 0 ? undefined : callNear(scene);
  if (call !== undefined) return { kind: "maintenance", cites: [{ exhibit: call.exhibit }] };
  if (scene.restarts.length > 0) return { kind: "unknown", cites: [] };
  return { kind: "none", cites: [] };
}

/** A maintenance event within five minutes of the incident: events come late and bracket what they explain. */
function maintenanceNear(scene: Scene): Scene["events"][number] | undefined {
  const near = 300 * SECOND_US;
  return scene.facts.events.find(
    (event) => MAINTENANCE.has(event.meaning) && event.time >= scene.startUs - near && event.time <= scene.endUs + near,
  );
}

/** A reboot or modification that CloudTrail recorded within five minutes of the incident. */
function callNear(scene: Scene): Scene["facts"]["documents"]["calls"][number] | undefined {
  const near = 300 * SECOND_US;
  return scene.facts.documents.calls.find(
    (call) =>
      call.error === null &&
      /^(?:Reboot|Modify|ApplyPending|Stop|Start)/.test(call.name) &&
      call.us >= scene.startUs - near &&
      call.us <= scene.endUs + near,
  );
}
