import { type Hypothesis, type RdsEvent } from "../model/index.ts";
import { raceCrashes } from "./crash-pairs.ts";
import { type Scene, reason, rowCites } from "./scene.ts";

/** Causes with their own decisive evidence: RDS events that name them. */
export function otherCause(scene: Scene): (Hypothesis & { readonly cause: string }) | null {
  const causes: Partial<Record<RdsEvent["meaning"], string>> = {
    "storage-full": "storage-full",
    kms: "kms",
    "blue-green": "blue-green",
    "global-failover": "global-failover",
  };
  const event = scene.events.find((each) => causes[each.meaning] !== undefined);
  const cause = event === undefined ? undefined : causes[event.meaning];
  if (event === undefined || cause === undefined) return poisonQuery(scene);
  const all = scene.events.filter((each) => each.meaning === event.meaning);
  return {
    class: "other-cause",
    cause,
    level: "probable",
    mayLead: true,
    for: [
      reason(
        `RDS reports it: ${event.message}`,
        all.slice(0, 5).map((each) => ({ event: each })),
      ),
    ],
    against: [],
    missing: [],
    caps: [],
  };
}

/** The same statement ends backends on two instances by a fault of the engine, not by a kill. */
function poisonQuery(scene: Scene): (Hypothesis & { readonly cause: string }) | null {
  const crashes = raceCrashes(scene).filter(
    (crash) => crash.statement !== null && crash.signal !== null && crash.signal !== 9,
  );
  const prints = new Map<string, typeof crashes>();
  for (const crash of crashes) {
    const print = crash.fingerprint ?? "";
    prints.set(print, [...(prints.get(print) ?? []), crash]);
  }
  const same = [...prints.values()].find(
    (group) => new Set(group.map((crash) => crash.instance)).size > 1 || group.length > 1,
  );
  if (same === undefined) return null;
  return {
    class: "other-cause",
    cause: "poison-query",
    level: "probable",
    mayLead: true,
    for: [
      reason(
        `the same statement ended backends by signal ${same[0]?.signal ?? 0} ${same.length} times`,
        rowCites(same.flatMap((crash) => [crash.at.row, crash.statementRow])),
      ),
    ],
    against: [],
    missing: [],
    caps: ["the engine's fault itself is not visible in a log: at most probable"],
  };
}
