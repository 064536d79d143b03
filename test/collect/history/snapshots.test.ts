import { describe, expect, test } from "vitest";
import { gatherParameters } from "../../../src/collect/history/parameters.ts";
import { gatherSnapshot } from "../../../src/collect/history/snapshots.ts";
import { parseCluster } from "../../../src/parse/documents/cluster.ts";
import { cluster, instance, NOW, worldWith } from "../../sim/hand-world.ts";
import type { Parameter, World } from "../../sim/world.ts";
import { withAccount } from "./account.ts";

const window = { sinceMs: NOW - 3_600_000, untilMs: NOW - 1_800_000 };

function parameter(name: string, value: string | null): Parameter {
  return { name, value, source: value === null ? "engine-default" : "user", applyType: "dynamic", modifiable: true };
}

const settings = Array.from({ length: 230 }, (_, i) => parameter(`setting_${String(i).padStart(3, "0")}`, null));

function account(over: Partial<World> = {}): World {
  return worldWith([], {
    clusters: [
      cluster({
        members: [
          { id: "aurora-1", writer: true, promotionTier: 0 },
          { id: "aurora-2", writer: false, promotionTier: 1 },
        ],
        customEndpoints: [
          { id: "reports", endpoint: "reports.cluster-custom-x.eu-west-1.rds.amazonaws.com", type: "READER" },
        ],
        more: { LocalWriteForwardingStatus: "enabled" },
      }),
    ],
    instances: [instance(), instance({ id: "aurora-2" })],
    clusterParameters: new Map([["orders-group", [...settings, parameter("log_line_prefix", "%m:%r:%u@%d:[%p]:")]]]),
    instanceParameters: new Map([["orders-instances", [parameter("log_connections", "1")]]]),
    ...over,
  });
}

describe("cluster.json", () => {
  test("is read as one snapshot of its moment, with members, instances, endpoints and maintenance", async () => {
    const world = account({
      pendingMaintenance: [
        {
          resource: "arn:aws:rds:eu-west-1:123456789012:cluster:orders",
          action: "system-update",
          description: "New Operating System update is available",
          currentApplyMs: NOW + 86_400_000,
        },
      ],
    });
    await withAccount(world, async ({ run, read }) => {
      const { entries } = await run(window, gatherSnapshot);
      const bytes = await read("cluster.json");
      const { snapshots, problems, counts } = parseCluster(bytes, "cluster.json");
      expect(problems).toEqual([]);
      expect(counts.quarantined).toBe(0);
      expect(snapshots).toHaveLength(1);
      const [snapshot] = snapshots;
      expect(snapshot?.cluster).toBe("orders");
      expect(snapshot?.members.map(({ instance: id, writer }) => [id, writer])).toEqual([
        ["aurora-1", true],
        ["aurora-2", false],
      ]);
      expect(snapshot?.writeForwarding.state).toBe("on");
      expect(snapshot?.instances.map(({ instance: id, memoryBytes }) => [id, memoryBytes === null])).toEqual([
        ["aurora-1", false],
        ["aurora-2", false],
      ]);
      expect(Math.abs((snapshot?.us ?? Number.NaN) / 1000 - NOW)).toBeLessThan(30_000);
      const json = JSON.parse(bytes.toString()) as Record<string, unknown>;
      expect(json["DBClusterEndpoints"]).toHaveLength(3);
      expect(json["PendingMaintenanceActions"]).toMatchObject([
        { PendingMaintenanceActionDetails: [{ CurrentApplyDate: "2026-11-22T20:00:00+00:00" }] },
      ]);
      expect(bytes.toString()).not.toContain("$metadata");
      expect(entries.map(({ state }) => state)).toEqual(["complete"]);
    });
  });

  test("holds what discovery saw, without a moment, when the cluster cannot be asked for any more", async () => {
    await withAccount(account(), async ({ run, simulator, read }) => {
      const { entries } = await run(window, async (context) => {
        simulator.rules.denied.add("rds:DescribeDBClusters");
        await gatherSnapshot(context);
      });
      expect(entries.map(({ state, code }) => [state, code])).toEqual([["partial", "DENIED"]]);
      const { snapshots, problems } = parseCluster(await read("cluster.json"), "cluster.json");
      expect(problems).toEqual([]);
      expect(snapshots.map(({ members, us }) => [members.length, Number.isNaN(us)])).toEqual([
        [0, false],
        [2, true],
      ]);
    });
  });

  test("loses endpoints and maintenance with one entry each when they are denied", async () => {
    await withAccount(account(), async ({ run, simulator }) => {
      simulator.rules.denied.add("rds:DescribeDBClusterEndpoints").add("rds:DescribePendingMaintenanceActions");
      const { entries, files } = await run(window, gatherSnapshot);
      expect(files).toEqual(["cluster.json"]);
      expect(entries.map(({ subject, state, call }) => [subject, state, call])).toEqual([
        ["endpoints of orders", "none", "rds:DescribeDBClusterEndpoints"],
        ["pending maintenance of orders", "none", "rds:DescribePendingMaintenanceActions"],
      ]);
    });
  });

  test("of a single instance is read too", async () => {
    const single = instance({
      id: "legacy",
      cluster: null,
      engine: "postgres",
      multiAz: true,
      resourceId: "db-LEGACY",
    });
    await withAccount(account({ instances: [single] }), async ({ run, read }) => {
      await run(window, gatherSnapshot, "legacy");
      const { snapshots, problems } = parseCluster(await read("cluster.json"), "cluster.json");
      expect(problems).toEqual([]);
      expect(snapshots.map(({ cluster: of, instances }) => [of, instances.map((each) => each.instance)])).toEqual([
        ["", ["legacy"]],
      ]);
    });
  });
});

describe("parameters.json", () => {
  test("has every parameter of each group once, over all pages", async () => {
    await withAccount(account(), async ({ run, read, asked }) => {
      const { entries } = await run(window, gatherParameters);
      const json = JSON.parse((await read("parameters.json")).toString()) as {
        readonly DBClusterParameterGroups: readonly { readonly Parameters: readonly Record<string, unknown>[] }[];
        readonly DBParameterGroups: readonly object[];
      };
      expect(json.DBClusterParameterGroups).toHaveLength(1);
      expect(json.DBClusterParameterGroups[0]?.Parameters).toHaveLength(231);
      expect(json.DBClusterParameterGroups[0]?.Parameters[0]).toMatchObject({
        ParameterName: "log_line_prefix",
        ParameterValue: "%m:%r:%u@%d:[%p]:",
        Source: "user",
        ApplyType: "dynamic",
        IsModifiable: true,
      });
      expect(json.DBParameterGroups).toHaveLength(1);
      expect(asked("DescribeDBParameters")).toHaveLength(1);
      expect(entries.map(({ state }) => state)).toEqual(["complete"]);
    });
  });

  test("of a group that is denied are named, the others are there", async () => {
    await withAccount(account(), async ({ run, simulator, read }) => {
      simulator.rules.denied.add("rds:DescribeDBClusterParameters");
      const { entries } = await run(window, gatherParameters);
      expect(entries.map(({ subject, state, code }) => [subject, state, code])).toEqual([
        ["orders-group", "none", "DENIED"],
      ]);
      expect((await read("parameters.json")).toString()).toContain("log_connections");
      simulator.rules.denied.clear();
      expect((await run(window, gatherParameters)).entries.map(({ state }) => state)).toEqual(["complete"]);
    });
  });
});
