import { type Hypothesis } from "../model/index.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { ofTheCluster } from "./wording.ts";

/** (ix) Stale reads: only with an application-side read-after-write anomaly; there is no log signature for lag. */
export function staleReads(scene: Scene): Hypothesis | null {
  const runs = clientRuns(scene, "client-stale-read");
  if (runs.length === 0) return null;
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  return {
    class: "stale-reads",
    level: "possible",
    mayLead: true,
    for: [
      reason(
        `${count} reads returned less than what had just been written, in ${runs.map(({ client }) => client.id).join(", ")}`,
        rowCites(runs.flatMap(({ run }) => run.rows.slice(0, 3))),
        count,
      ),
    ],
    against: [],
    missing: [
      {
        what: "CloudWatch metric AuroraReplicaLag(Maximum), 1-minute",
        decides: "whether the replica lagged as much as the reads show",
        ...ofTheCluster,
      },
    ],
    caps: ["no lag metrics: at most possible"],
  };
}
