import { describe, expect, test } from "vitest";
import { gatherCloudTrail } from "../../../src/collect/history/cloudtrail.ts";
import { trailCalls } from "../../../src/collect/history/trail-calls.ts";
import { concerns, ownNames, subjectOf } from "../../../src/collect/history/trail-subjects.ts";
import { callNames } from "../../../src/parse/documents/api-calls.ts";
import { parseCloudTrail } from "../../../src/parse/documents/cloudtrail.ts";
import { NOW, worldWith } from "../../sim/hand-world.ts";
import type { TrailEvent } from "../../sim/world.ts";
import { withAccount } from "./account.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const window = { sinceMs: NOW - 90 * MINUTE, untilMs: NOW - 30 * MINUTE };

let ids = 0;

/** A call as CloudTrail records it, without resources beside it unless given. */
function call(name: string, ms: number, document: Record<string, unknown>, more: Partial<TrailEvent> = {}): TrailEvent {
  const id = `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
  const inner = {
    eventVersion: "1.11",
    userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::123456789012:assumed-role/oncall/alice" },
    eventTime: new Date(ms).toISOString().replace(/\.\d+/, ""),
    eventSource: "rds.amazonaws.com",
    eventName: name,
    eventID: id,
    readOnly: false,
    ...document,
  };
  return { id, name, source: "rds.amazonaws.com", ms, user: "alice", resources: [], document: inner, ...more };
}

const at = NOW - 60 * MINUTE;
const failover = call("FailoverDBCluster", at, {
  requestParameters: { dBClusterIdentifier: "Orders", targetDBInstanceIdentifier: "aurora-1" },
});
const other = call("FailoverDBCluster", at, { requestParameters: { dBClusterIdentifier: "payments" } });
const deletedSince = call("DeleteDBInstance", NOW - 5 * MINUTE, {
  requestParameters: { dBInstanceIdentifier: "aurora-3", skipFinalSnapshot: true },
  responseElements: { dBInstanceIdentifier: "aurora-3", dBClusterIdentifier: "orders", engine: "aurora-postgresql" },
});
const rebootOfDeleted = call("RebootDBInstance", at, { requestParameters: { dBInstanceIdentifier: "aurora-3" } });
const maintenance = call("ApplyPendingMaintenanceAction", at, {
  requestParameters: {
    resourceIdentifier: "arn:aws:rds:eu-west-1:123456789012:cluster:orders",
    applyAction: "db-upgrade",
  },
});
const noise = call("DescribeDBInstances", at, {
  readOnly: true,
  requestParameters: { dBInstanceIdentifier: "aurora-1" },
});
const trail = [failover, other, deletedSince, rebootOfDeleted, maintenance, noise];

describe("CloudTrail", () => {
  /** Its monitoring describes everything all the time: 250 events are more than are paged through. */
  const busy = [
    ...trail,
    ...Array.from({ length: 250 }, (_, i) => call("DescribeDBClusters", at + i, { readOnly: true })),
  ];

  test.each([
    ["a quiet account, by its source", trail, 2],
    ["a busy account, by the names of calls", busy, 4 + trailCalls({ kind: "aurora-cluster" }).length],
  ])("gives the calls that concern the cluster, and members that were deleted since: %s", async (_, told, calls) => {
    await withAccount(worldWith([], { trail: told }), async ({ run, read, asked }) => {
      const { value, entries } = await run(window, gatherCloudTrail);
      expect(value).toEqual([{ id: "aurora-3", knownFrom: "cloudtrail" }]);
      const bytes = await read("cloudtrail.json");
      const parsed = parseCloudTrail(bytes, "cloudtrail.json");
      expect(parsed.problems).toEqual([]);
      expect(parsed.counts.quarantined).toBe(0);
      expect(
        parsed.calls.map(({ name, cluster, instance, target, who }) => [name, cluster, instance, target, who]),
      ).toEqual([
        ["FailoverDBCluster", "orders", null, "aurora-1", "alice"],
        ["RebootDBInstance", null, "aurora-3", null, "alice"],
        ["ApplyPendingMaintenanceAction", "orders", null, null, "alice"],
        ["DeleteDBInstance", "orders", "aurora-3", null, "alice"],
      ]);
      expect(entries.map(({ state, reason }) => [state, reason])).toEqual([
        ["complete", "4 management calls; 1 call of other resources of the account left out"],
      ]);
      const { Events: events } = JSON.parse(bytes.toString()) as { Events: Record<string, unknown>[] };
      expect(events[0]?.["EventTime"]).toBe("2026-11-21T19:00:00+00:00");
      expect(events[0]?.["CloudTrailEvent"]).toBe(JSON.stringify(failover.document));
      expect(asked("LookupEvents")).toHaveLength(calls);
    });
  });

  test("is left out when the calls that decide cannot be looked up: an empty trail would say that nobody asked", async () => {
    await withAccount(worldWith([], { trail }), async ({ run, simulator, asked }) => {
      simulator.rules.denied.add("cloudtrail:LookupEvents");
      const { entries, files } = await run(window, gatherCloudTrail);
      expect(files).toEqual([]);
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({
        state: "none",
        code: "DENIED",
        consequence: "who asked for the failover is not known; RDS events only say customer or RDS",
      });
      expect(entries[0]?.remedy).toContain("allow cloudtrail:LookupEvents");
      expect(asked("LookupEvents")).toHaveLength(1);
    });
  });

  test("is written with an entry when only a call that does not decide fails", async () => {
    await withAccount(worldWith([], { trail: busy }), async ({ run, simulator, read }) => {
      simulator.rules.faults.push({ action: "LookupEvents", nth: 9, kind: "denied" });
      const { entries } = await run(window, gatherCloudTrail);
      expect(entries).toHaveLength(1);
      expect(entries[0]).toMatchObject({ state: "partial", code: "DENIED" });
      expect(entries[0]?.consequence).toMatch(/^whether, when and by whom these were called is not known: \w+/);
      expect(parseCloudTrail(await read("cloudtrail.json"), "cloudtrail.json").calls[0]?.name).toBe(
        "FailoverDBCluster",
      );
    });
  });

  test("of a window that ended less than fifteen minutes ago is pending, and looked up again", async () => {
    await withAccount(worldWith([], { trail }), async ({ run, asked }) => {
      const late = { sinceMs: NOW - 90 * MINUTE, untilMs: NOW - 5 * MINUTE };
      const { entries } = await run(late, gatherCloudTrail);
      expect(entries.map(({ state, runAgainAfter }) => [state, runAgainAfter])).toEqual([
        ["pending", "2026-11-21T20:10:00.000Z"],
      ]);
      const before = asked("LookupEvents").length;
      await run(late, gatherCloudTrail);
      expect(asked("LookupEvents")).toHaveLength(2 * before);
    });
  });

  test("that is pending stays as it was when it cannot be looked up again", async () => {
    await withAccount(worldWith([], { trail }), async ({ run, simulator, read }) => {
      const late = { sinceMs: NOW - 90 * MINUTE, untilMs: NOW - 5 * MINUTE };
      await run(late, gatherCloudTrail);
      const before = await read("cloudtrail.json");
      simulator.rules.denied.add("cloudtrail:LookupEvents");
      const { value, entries, files } = await run(late, gatherCloudTrail);
      expect(value).toEqual([{ id: "aurora-3", knownFrom: "cloudtrail" }]);
      expect(files).toEqual(["cloudtrail.json"]);
      expect(await read("cloudtrail.json")).toEqual(before);
      expect(entries.map(({ state }) => state).sort()).toEqual(["none", "pending"]);
    });
  });

  test("does not go back more than ninety days", async () => {
    await withAccount(worldWith([], { trail }), async ({ run, asked }) => {
      const old = await run({ sinceMs: NOW - 95 * DAY, untilMs: NOW - 94 * DAY }, gatherCloudTrail);
      expect(old.entries.map(({ state, code }) => [state, code])).toEqual([["absent", "EXPIRED"]]);
      expect(asked("LookupEvents")).toEqual([]);
    });
  });

  test("has pages: all events of a call are there, in the order of time", async () => {
    const many = Array.from({ length: 120 }, (_, i) =>
      call("ModifyDBCluster", NOW - 80 * MINUTE + i * 1000, { requestParameters: { dBClusterIdentifier: "orders" } }),
    );
    await withAccount(worldWith([], { trail: many }), async ({ run, read }) => {
      await run(window, gatherCloudTrail);
      const { calls } = parseCloudTrail(await read("cloudtrail.json"), "cloudtrail.json");
      expect(calls.map(({ us }) => us / 1000)).toEqual(many.map(({ ms }) => ms));
    });
  });
});

describe("what is looked up", () => {
  test("is what is read, no more and no less", () => {
    const all = new Set([...trailCalls({ kind: "aurora-cluster" }), ...trailCalls({ kind: "instance" })]);
    expect([...all].sort()).toEqual([...callNames].sort());
  });

  test("begins with what decides", () => {
    expect(trailCalls({ kind: "aurora-cluster" }).slice(0, 2)).toEqual(["FailoverDBCluster", "RebootDBInstance"]);
    expect(trailCalls({ kind: "instance" })[0]).toBe("RebootDBInstance");
  });
});

describe("whose call it is", () => {
  const own = ownNames(
    {
      kind: "aurora-cluster",
      id: "orders",
      region: "us-east-1",
      account: null,
      cluster: { DBClusterParameterGroup: "orders-group", GlobalClusterIdentifier: "world-orders" },
      members: [
        {
          id: "postgres",
          described: {
            DBParameterGroups: [
              { DBParameterGroupName: "default.aurora-postgresql16" },
              { DBParameterGroupName: "shared" },
            ],
          },
          knownFrom: "cluster",
        },
      ],
    },
    [{ id: "orders-3", knownFrom: "cloudtrail" }],
  );
  test.each<[string, object, boolean]>([
    ["its own cluster, in capitals", { requestParameters: { dBClusterIdentifier: "ORDERS" } }, true],
    ["an ARN", { requestParameters: { resourceIdentifier: "arn:aws:rds:us-east-1:1:db:orders-3" } }, true],
    ["its parameter group", { requestParameters: { dBClusterParameterGroupName: "orders-group" } }, true],
    ["its global cluster", { requestParameters: { globalClusterIdentifier: "world-orders" } }, true],
    [
      "a refusal without request",
      {
        requestParameters: null,
        errorMessage: "not authorized on resource: arn:aws:rds:us-east-1:1:cluster:orders because",
      },
      true,
    ],
    ["a deployment that names nothing else", { requestParameters: { blueGreenDeploymentIdentifier: "bgd-abc" } }, true],
    [
      "a deployment of another",
      {
        requestParameters: { blueGreenDeploymentIdentifier: "bgd-abc" },
        responseElements: { blueGreenDeployment: { source: "arn:aws:rds:us-east-1:1:cluster:payments" } },
      },
      false,
    ],
    ["another cluster", { requestParameters: { dBClusterIdentifier: "orders-2" } }, false],
    [
      "an engine that is called like a member",
      { requestParameters: { dBInstanceIdentifier: "x", engine: "postgres" } },
      false,
    ],
    [
      "an instance that shares a parameter group",
      {
        requestParameters: { dBInstanceIdentifier: "x" },
        responseElements: { dBParameterGroups: [{ dBParameterGroupName: "shared" }] },
      },
      false,
    ],
    ["a default group", { requestParameters: { dBParameterGroupName: "default.aurora-postgresql16" } }, false],
    ["nothing at all", {}, false],
  ])("%s", (_name, document, expected) => {
    expect(concerns(subjectOf({ CloudTrailEvent: JSON.stringify(document) }), own)).toBe(expected);
  });

  test("documents that are none leave what stands beside them", () => {
    for (const text of ["", "[", "null", "7", "[".repeat(100_000), '{"requestParameters":7}']) {
      const event = { CloudTrailEvent: text, Resources: [{ ResourceName: "orders" }] };
      expect(concerns(subjectOf(event), own)).toBe(true);
      expect(concerns(subjectOf({ CloudTrailEvent: text }), own)).toBe(false);
    }
  });
});
