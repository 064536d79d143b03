// FAULTS N8: each action denied alone, and every pair.
import { expect, test } from "vitest";
import { discover } from "../../../src/collect/discover/discover.ts";
import { gatherCloudTrail } from "../../../src/collect/history/cloudtrail.ts";
import { gatherParameters } from "../../../src/collect/history/parameters.ts";
import { gatherRdsEvents } from "../../../src/collect/history/rds-events.ts";
import { gatherSnapshot } from "../../../src/collect/history/snapshots.ts";
import { instance, cluster, NOW, worldWith } from "../../sim/hand-world.ts";
import { withAccount } from "./account.ts";

const actions = [
  "rds:DescribeDBClusters",
  "rds:DescribeDBInstances",
  "rds:DescribeDBClusterEndpoints",
  "rds:DescribePendingMaintenanceActions",
  "rds:DescribeDBClusterParameters",
  "rds:DescribeDBParameters",
  "rds:DescribeEvents",
  "cloudtrail:LookupEvents",
];
const pairs = actions.flatMap((a, i) => actions.slice(i).map((b) => [a, b] as const));
const window = { sinceMs: NOW - 3_600_000, untilMs: NOW - 1_800_000 };
const parameter = { name: "a", value: "1", source: "user", applyType: "static", modifiable: true } as const;

test("whatever two actions are denied, each that was needed is named with what to allow, and the rest is there", async () => {
  const world = worldWith([], {
    clusters: [cluster()],
    instances: [instance()],
    clusterParameters: new Map([["orders-group", [parameter]]]),
    instanceParameters: new Map([["orders-instances", [parameter]]]),
  });
  let runs = 0;
  for (const [a, b] of pairs) {
    await withAccount(world, async ({ simulator, aws, run }) => {
      simulator.rules.denied.add(a).add(b);
      const found = await discover(aws, "orders");
      if (!found.found) {
        expect([a, b].sort()).toEqual(["rds:DescribeDBClusters", "rds:DescribeDBInstances"]);
        expect(found.hints.join()).toContain(`${a} and ${b}`);
        return;
      }
      const { entries, files } = await run(window, async (context) => {
        await gatherSnapshot(context);
        await gatherParameters(context);
        const members = await gatherCloudTrail(context);
        await gatherRdsEvents(context, { proxies: [], members });
      });
      const named = [...found.entries, ...entries].filter(({ state }) => state !== "complete");
      const text = JSON.stringify(named);
      for (const action of [a, b]) {
        // Without the group's name its parameters are never asked for.
        const unasked =
          (action === "rds:DescribeDBParameters" && [a, b].includes("rds:DescribeDBInstances")) ||
          (action === "rds:DescribeDBClusterParameters" && [a, b].includes("rds:DescribeDBClusters"));
        if (!unasked) expect(text, `${a} ${b}`).toContain(`allow ${action}`);
        else expect(text, `${a} ${b}`).toContain("UNKNOWN_GROUP");
      }
      for (const entry of named) expect(entry.consequence, entry.reason).not.toBeNull();
      expect(files).toContain("cluster.json");
      expect(files.includes("rds-events.json")).toBe(![a, b].includes("rds:DescribeEvents"));
      expect(files.includes("cloudtrail.json")).toBe(![a, b].includes("cloudtrail:LookupEvents"));
      runs++;
    });
  }
  expect(runs).toBe(pairs.length - 1);
});
