import { type Reason, SECOND_US } from "../model/index.ts";
import { reason, rowCites, type Scene } from "./scene.ts";

/** A processor at this share is busy, whatever else it does (percent). */
const BUSY_PERCENT = 95;
/** How long before a failover overload may have led to it. */
const BEFORE_US = 600 * SECOND_US;

/** What was exhausted BEFORE a failover is a possible cause of it (CLASSIFY §3 viii, refuting; O26). */
export function overloadBefore(scene: Scene): readonly Reason[] {
  const { failover, facts } = scene;
  if (failover === null) return [];
  const fromUs = failover.t0Us - BEFORE_US;
  const untilUs = failover.t0Us - 30 * SECOND_US;
  const found: Reason[] = [];
  const runs = facts.clients.flatMap((client) =>
    client.errors
      .filter(({ kind }) => kind === "client-pool-exhausted" || kind === "client-too-many-connections")
      .filter(({ firstUs }) => firstUs >= fromUs && firstUs <= untilUs)
      .map((run) => ({ client, run })),
  );
  if (runs.length > 0)
    found.push(
      reason(
        `connections were exhausted before the failover (${runs.map(({ client }) => client.id).join(", ")}): overload is a possible cause of it`,
        rowCites(runs.slice(0, 4).map(({ run }) => run.rows[0])),
      ),
    );
  for (const series of facts.documents.metrics) {
    if (series.metric !== "CPUUtilization" || series.instance !== failover.oldWriter) continue;
    const busy = series.points.filter((p) => p.us >= fromUs && p.us <= failover.t0Us && p.value >= BUSY_PERCENT);
    if (busy.length > 0)
      found.push(
        reason(
          `CloudWatch: the processor of ${series.instance ?? "the old writer"} was busy before the failover (overload)`,
          busy.slice(0, 2).map(({ exhibit }) => ({ exhibit })),
          busy.length,
        ),
      );
  }
  return found;
}
