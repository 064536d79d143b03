import { expect, test } from "vitest";
import type { Target } from "../../../src/collect/context.ts";
import { membersSeen } from "../../../src/collect/history/members.ts";

const target: Target = {
  kind: "aurora-cluster",
  id: "orders",
  region: "us-east-1",
  account: null,
  cluster: null,
  members: [{ id: "aurora-2", described: { DBInstanceIdentifier: "aurora-2" }, knownFrom: "cluster" }],
};

test("members that events and the trail name come behind the cluster's own, each once, sorted", () => {
  const events = [
    { id: "aurora-9", knownFrom: "rds-events" },
    { id: "AURORA-2", knownFrom: "rds-events" },
  ] as const;
  const trail = [
    { id: "aurora-9", knownFrom: "cloudtrail" },
    { id: "aurora-3", knownFrom: "cloudtrail" },
    { id: "../x", knownFrom: "cloudtrail" },
  ] as const;
  expect(membersSeen(target, events, trail)).toEqual([
    ...target.members,
    { id: "aurora-3", described: null, knownFrom: "cloudtrail" },
    { id: "aurora-9", described: null, knownFrom: "rds-events" },
  ]);
});

test("a single instance has no members but itself", () => {
  expect(membersSeen({ ...target, kind: "instance" }, [{ id: "x", knownFrom: "cloudtrail" }])).toBe(target.members);
});
