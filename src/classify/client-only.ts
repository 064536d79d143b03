import { type Hypothesis, type MissingItem, type Reason, SECOND_US } from "../model/index.ts";
import { clientRuns, reason, rowCites, type Scene } from "./scene.ts";
import { clock, missingEvents, missingLog, plural } from "./wording.ts";

/**
 * Read-only errors that only clients report: the sessions were read-only, nothing shows on which instance they were,
 * nor that a role changed. Staleness and misrouting stay possible; what separates them is asked for.
 */
export function clientOnlyRefusals(scene: Scene): readonly Hypothesis[] {
  const runs = clientRuns(scene, "client-read-only");
  const servers = scene.facts.instances.some((instance) => instance.refusals !== null && instance.refusals.count > 0);
  if (runs.length === 0 || scene.failover !== null || servers) return [];
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  const firstUs = Math.min(...runs.map(({ run }) => run.firstUs));
  const lastUs = Math.max(...runs.map(({ run }) => run.lastUs));
  const cites = rowCites(runs.slice(0, 5).map(({ run }) => run.rows[0]));
  const refused = reason(
    `${count} write errors "read-only transaction" in ${runs.length} of ${plural(scene.facts.clients.length, "client stream")}, ${clock(firstUs)}–${clock(lastUs)} UTC: those sessions were read-only`,
    cites,
    count,
  );
  const worked = runs.filter(({ client, run }) => client.successes.some((success) => success.us < run.firstUs));
  const others = scene.facts.clients.filter((client) => !runs.some((each) => each.client === client));
  const lasting = lastUs - firstUs >= scene.thresholds.stalenessGraceSeconds * SECOND_US;
  const missing: MissingItem[] = [
    missingEvents(scene, "whether the writer role changed, and when"),
    missingLog(
      scene,
      "each instance",
      "on which instance the writes were refused (client address, PID and second are written there)",
    ),
  ];
  const stale: Reason[] = [refused];
  if (worked.length > 0) {
    const before = worked.map(
      ({ client, run }) => client.successes.findLast((success) => success.us < run.firstUs)?.row,
    );
    stale.push(reason("the same clients worked before", rowCites(before.slice(0, 3))));
  }
  if (others.length > 0) stale.push(reason(`${plural(others.length, "other client stream")} saw no such error`));
  const caps = ["no RDS events and no server log show a change of the writer: at most possible"];
  const misrouted: Reason[] = [refused];
  if (worked.length === 0) misrouted.push(reason("no success of these clients is seen before the first error"));
  return [
    // Worked, then refused for long while others go on: what a changed writer looks like from outside.
    {
      class: "endpoint-staleness",
      level: "possible",
      mayLead: lasting && worked.length > 0 && others.length > 0,
      for: stale,
      against: [],
      missing,
      caps,
    },
    {
      class: "misrouted-writes",
      level: "possible",
      mayLead: false,
      for: misrouted,
      against: [],
      missing,
      caps: ["the role of the instance is not shown: at most possible"],
    },
  ];
}
