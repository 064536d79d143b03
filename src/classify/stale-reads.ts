import { type Exhibit, type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { highest, pointsOf } from "./metric-points.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { Caps, missingMetrics } from "./wording.ts";

/** Aurora's replicas lag less than this in normal operation (CLASSIFY §3 ix, CASES §2). */
const TYPICAL_LAG_MS = 100;

/** (ix) Stale reads: only with an application-side read-after-write anomaly; there is no log signature for lag. */
export function staleReads(scene: Scene): Hypothesis | null {
  const runs = clientRuns(scene, "client-stale-read");
  if (runs.length === 0) return null;
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  const caps = new Caps();
  const missing: MissingItem[] = [];
  const against: Reason[] = [];
  const evidence: Reason[] = [
    reason(
      `${count} reads returned less than what had just been written, in ${runs.map(({ client }) => client.id).join(", ")}`,
      rowCites(runs.flatMap(({ run }) => run.rows.slice(0, 3))),
      count,
    ),
  ];
  const firstUs = Math.min(...runs.map(({ run }) => run.firstUs));
  const lastUs = Math.max(...runs.map(({ run }) => run.lastUs));
  const lag = lagBetween(scene, firstUs, lastUs);
  if (lag === null) {
    caps.cap(true, "possible", "no lag metrics");
    missing.push(
      missingMetrics(scene, "whether the replica lagged as much as the reads show", "AuroraReplicaLag (Maximum)"),
    );
  } else if (lag.ms >= TYPICAL_LAG_MS) {
    evidence.push(
      reason(`CloudWatch shows a replica lag of ${Math.round(lag.ms)} ms meanwhile`, [{ exhibit: lag.exhibit }]),
    );
    caps.cap(true, "probable", "how long each read came after its write is not compared with the lag of that second");
  } else {
    against.push(
      reason(`CloudWatch shows no more than ${Math.round(lag.ms)} ms of replica lag`, [{ exhibit: lag.exhibit }]),
    );
    caps.cap(true, "possible", "the lag metrics show no lag");
  }
  return { class: "stale-reads", ...caps.apply("strong"), mayLead: true, for: evidence, against, missing };
}

/** The largest replica lag in a stretch of time, ms: Aurora publishes milliseconds, RDS seconds. */
function lagBetween(
  scene: Scene,
  firstUs: number,
  lastUs: number,
): { readonly ms: number; readonly exhibit: Exhibit } | null {
  const lag = /^(?:AuroraReplicaLag(?:Maximum)?|ReplicaLag)$/;
  const points = pointsOf(scene, ({ metric }) => lag.test(metric)).map((point) =>
    point.metric === "ReplicaLag" ? { ...point, value: point.value * 1000 } : point,
  );
  const top = highest(points.filter(({ us }) => us >= firstUs - 60 * SECOND_US && us <= lastUs));
  return top === null ? null : { ms: top.value, exhibit: top.exhibit };
}
