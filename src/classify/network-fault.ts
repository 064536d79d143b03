import { type Hypothesis } from "../model/index.ts";
import { type Scene, clientRuns, reason, rowCites } from "./scene.ts";
import { Caps, plural } from "./wording.ts";

/** Transport errors in client logs while every instance went on undisturbed. */
export function networkFault(scene: Scene): Hypothesis | null {
  if (scene.failover !== null || scene.crashes.length > 0 || scene.restarts.length > 0) return null;
  const runs = clientRuns(
    scene,
    "client-timeout",
    "client-unreachable",
    "client-dns-failure",
    "client-refused",
    "client-connection-lost",
  );
  const count = runs.reduce((sum, { run }) => sum + run.count, 0);
  if (count < 3) return null;
  const caps = new Caps();
  const undisturbed = scene.facts.instances.filter((instance) => instance.coverage.state === "full");
  caps.cap(
    undisturbed.length === 0 || undisturbed.length < scene.facts.instances.length,
    "possible",
    "the database's logs do not cover the window",
  );
  caps.cap(runs.length < 2, "possible", "one client stream only: it may be that client's own trouble");
  caps.cap(true, "probable", "no network metrics");
  return {
    class: "network-fault",
    ...caps.apply("strong"),
    mayLead: false,
    for: [
      reason(
        `${count} transport errors in ${plural(runs.length, "client stream")}`,
        rowCites(runs.slice(0, 5).map(({ run }) => run.rows[0])),
        count,
      ),
      ...(undisturbed.length > 0
        ? [reason(`${undisturbed.map((instance) => instance.id).join(", ")} ran through without restart`)]
        : []),
    ],
    against: [],
    missing: [],
  };
}
