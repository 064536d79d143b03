import { expect, test } from "vitest";
import { sayCollected, sayPlan, targetText } from "../../src/cli/collect-words.ts";
import type { AcquisitionEntry, Collected, Target } from "../../src/collect/index.ts";

const entry = (over: Partial<AcquisitionEntry>): AcquisitionEntry => ({
  source: "rds-events",
  subject: "orders",
  state: "none",
  code: "DENIED",
  call: "rds:DescribeEvents",
  reason: "rds:DescribeEvents is denied",
  consequence: "who failed over is not known",
  remedy: "allow rds:DescribeEvents",
  runAgainAfter: null,
  ...over,
});

const collected = (over: Partial<Collected> = {}): Collected => ({
  state: "complete",
  entries: [],
  files: [],
  evidenceSha256: "0".repeat(64),
  calls: new Map([
    ["DescribeEvents", 2],
    ["LookupEvents", 1],
  ]),
  ...over,
});

const say = (over: Partial<Collected>): string => sayCollected(collected(over), "/case", "postmortem collect …");

test("a run that has everything says so in three lines", () => {
  expect(say({ entries: [entry({ state: "complete" })] }).split("\n")).toEqual([
    "0 files, 0 bytes, in /case",
    `evidence sha256 ${"0".repeat(64)}`,
    "calls 3 (DescribeEvents 2, LookupEvents 1); all of them read",
  ]);
});

test("what is missing is told by kind, with reason, consequence and remedy, each on its line", () => {
  const text = say({
    entries: [
      entry({}),
      entry({ state: "partial", subject: "aurora-1" }),
      entry({ state: "absent", subject: "proxies", consequence: null }),
      entry({ state: "absent", subject: "metrics", remedy: null }),
      entry({ state: "pending", runAgainAfter: "2026-11-21T19:55:00.000Z", reason: "late" }),
    ],
  });
  expect(text).toContain(
    "not collected:\n  - orders (rds-events): rds:DescribeEvents is denied\n      who failed over is not known\n      allow rds:DescribeEvents\n",
  );
  expect(text).toContain("collected in part:\n  - aurora-1");
  expect(text).toContain("not there:\n  - metrics");
  expect(text).not.toContain("proxies");
  expect(text).toContain("not complete yet:\n  - orders (rds-events): late; complete after 2026-11-21T19:55:00.000Z\n");
  expect(text.endsWith("to complete it, later:\n  postmortem collect …")).toBe(true);
});

test("hundreds of entries are cut, and the manifest is named", () => {
  const text = say({ entries: Array.from({ length: 500 }, (_, index) => entry({ subject: `f${index}` })) });
  expect(text.split("\n").length).toBeLessThan(80);
  expect(text).toContain("… and 480 more, in manifest.json");
});

test("a run that was ended says how to go on with it", () => {
  expect(say({ state: "interrupted" })).toContain(
    "interrupted; what is finished stays, and this goes on with it:\n  postmortem collect …",
  );
  expect(say({ state: "disk-full" })).toContain("the disk is full; what is finished stays. Make room");
});

test("AWS's words move no cursor and begin no line of ours", () => {
  const evil = "\u001b[2J\u009b31m\rgone\u202e";
  const text = [
    say({ entries: [entry({ subject: evil, reason: evil, consequence: `a\n  - forged: line`, remedy: evil })] }),
    targetText({ kind: "instance", id: evil, region: "r", account: null, cluster: null, members: [] }),
    sayPlan({
      files: [{ instance: evil, name: evil, bytes: 1 }],
      calls: [{ call: "X", about: evil }],
      leftOut: { files: 0, bytes: 0 },
    }),
  ].join("\n");
  // oxlint-disable-next-line no-control-regex -- that is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(text).not.toContain("\n  - forged");
});

test("the cluster is told with its members, and who writes now", () => {
  const target: Target = {
    kind: "aurora-cluster",
    id: "orders",
    region: "eu-west-1",
    account: null,
    cluster: {
      Engine: "aurora-postgresql",
      EngineVersion: "16.4",
      DBClusterMembers: [{ DBInstanceIdentifier: "Aurora-2", IsClusterWriter: true }],
    },
    members: ["aurora-1", "aurora-2"].map((id) => ({ id, described: null, knownFrom: "cluster" })),
  };
  expect(targetText(target)).toBe(
    "cluster orders (aurora-postgresql 16.4, eu-west-1): aurora-1 (reader now), aurora-2 (writer now)",
  );
});
