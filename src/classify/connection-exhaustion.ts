import { type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { promotionCites } from "./endpoint-staleness.ts";
import { highest, pointsOf } from "./metric-points.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { Caps, clock, missingMetrics, plural } from "./wording.ts";

/** (viii) Connection storm: 53300 goes on after the instance is ready. */
export function connectionExhaustion(scene: Scene): Hypothesis | null {
  const full = scene.facts.instances.filter(
    (each) =>
      each.exhaustion !== null && each.exhaustion.lastUs >= scene.startUs && each.exhaustion.firstUs <= scene.endUs,
  );
  const clients = clientRuns(scene, "client-too-many-connections", "client-pool-exhausted");
  if (full.length === 0 && clients.length === 0) return null;
  const caps = new Caps();
  const firstUs = Math.min(
    ...full.map((each) => each.exhaustion?.firstUs ?? Number.POSITIVE_INFINITY),
    ...clients.map(({ run }) => run.firstUs),
  );
  const lastUs = Math.max(
    ...full.map((each) => each.exhaustion?.lastUs ?? Number.NEGATIVE_INFINITY),
    ...clients.map(({ run }) => run.lastUs),
  );
  const changeUs = scene.failover?.t0Us ?? scene.restarts[0]?.life.start?.us ?? Number.NaN;
  const seconds = (lastUs - firstUs) / SECOND_US;
  const follows = firstUs >= changeUs - 2 * SECOND_US && firstUs <= changeUs + 120 * SECOND_US + (lastUs - firstUs);
  const evidence: Reason[] = [];
  const missing: MissingItem[] = [];
  for (const { id, exhaustion } of full) {
    if (exhaustion === null) continue;
    evidence.push(
      reason(
        `${id} turned ${exhaustion.count} sessions away for lack of connection slots, ${clock(exhaustion.firstUs)}–${clock(exhaustion.lastUs)} UTC`,
        rowCites(exhaustion.rows),
        exhaustion.count,
      ),
    );
  }
  if (clients.length > 0) {
    const count = clients.reduce((sum, { run }) => sum + run.count, 0);
    evidence.push(
      reason(
        `${count} exhaustion errors in ${plural(clients.length, "client stream")}`,
        rowCites(clients.slice(0, 4).map(({ run }) => run.rows[0])),
        count,
      ),
    );
  }
  if (scene.failover !== null && firstUs >= scene.failover.t0Us)
    evidence.push(reason("a failover came first", [...scene.failover.started, ...promotionCites(scene)]));
  const metrics = connectionMetrics(scene, firstUs, lastUs);
  if (metrics === null) {
    caps.cap(true, "probable", "no connection metrics");
    missing.push(missingMetrics(scene, "how many sessions each instance held", "DatabaseConnections"));
  } else evidence.push(metrics);
  caps.cap(
    full.length === 0,
    "possible",
    "no server log shows refused sessions: a pool may time out for other reasons",
  );
  caps.cap(
    !follows,
    "possible",
    "it does not follow a restart or change of the writer: it may be a cause as well as an effect",
  );
  const short = seconds < scene.thresholds.exhaustionSeconds;
  caps.cap(short, "possible", `it lasted ${Math.round(seconds)} s`);
  return {
    class: "connection-exhaustion",
    ...caps.apply("strong"),
    // What began before the trouble is a possible cause of it, not its effect.
    mayLead: !short && full.length > 0 && (follows || Number.isNaN(changeUs)),
    for: evidence,
    against: [],
    missing,
  };
}

/** Sessions each instance held while others were turned away, from CloudWatch. */
function connectionMetrics(scene: Scene, firstUs: number, lastUs: number): Reason | null {
  const points = pointsOf(scene, (each) => each.metric === "DatabaseConnections" && each.instance !== null).filter(
    (point) => point.us >= firstUs - 60 * SECOND_US && point.us <= lastUs,
  );
  const top = highest(points);
  return top === null
    ? null
    : reason(`CloudWatch counts up to ${Math.round(top.value)} connections meanwhile`, [{ exhibit: top.exhibit }]);
}
