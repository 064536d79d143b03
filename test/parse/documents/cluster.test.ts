import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCluster } from "../../../src/parse/documents/cluster.ts";
import { memoryOf } from "../../../src/parse/documents/instance-class.ts";
import { at, cited, encode, hostileText, holds, told, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseCluster>;

const cluster = (more: object = {}) => ({
  DBClusterIdentifier: "orders",
  Status: "available",
  Engine: "aurora-postgresql",
  EngineVersion: "16.4",
  Endpoint: "orders.cluster-abc.us-east-1.rds.amazonaws.com",
  LocalWriteForwardingStatus: "disabled",
  DBClusterMembers: [
    { DBInstanceIdentifier: "aurora-2", IsClusterWriter: false, DBClusterParameterGroupStatus: "in-sync" },
    { DBInstanceIdentifier: "aurora-1", IsClusterWriter: true, PromotionTier: 1 },
  ],
  ...more,
});
const instance = (id: string, more: object = {}) => ({
  DBInstanceIdentifier: id,
  DBInstanceClass: "db.r6g.large",
  DBInstanceStatus: "available",
  EngineVersion: "16.4",
  DBClusterIdentifier: "orders",
  ...more,
});
const time = "2026-11-21T19:11:58Z";

function parse(value: unknown): Parsed {
  const bytes = encode(value);
  const parsed = parseCluster(bytes, "cluster.json");
  const exhibits = parsed.snapshots.flatMap((s) => [
    s.exhibit,
    ...s.members.map((member) => member.exhibit),
    ...(s.writeForwarding.exhibit === null ? [] : [s.writeForwarding.exhibit]),
  ]);
  holds(bytes, parsed.counts, exhibits);
  return parsed;
}

/** Snapshots in short. */
function short({ snapshots }: Parsed): readonly unknown[] {
  return snapshots.map((s) => [
    Number.isNaN(s.us) ? null : s.us,
    s.cluster,
    s.members.map((member) => `${member.instance}${member.writer ? " writer" : ""}`),
    s.instances.map((i) => i.instance),
  ]);
}

const members = ["aurora-2", "aurora-1 writer"];

describe("shapes", () => {
  const lower = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lower);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, v]) => [`${key.slice(0, 1).toLowerCase()}${key.slice(1)}`, lower(v)]),
    );
  };
  const both = { DBClusters: [cluster()], DBInstances: [instance("aurora-1"), instance("aurora-2")] };
  const whole = [null, "orders", members, ["aurora-1", "aurora-2"]];
  test.each<[string, unknown, readonly unknown[]]>([
    ["both answers in one object", both, [whole]],
    ["lowerCamel keys", lower(both), [whole]],
    ["DescribeDBClusters alone", { DBClusters: [cluster()] }, [[null, "orders", members, []]]],
    ["DescribeDBInstances alone", { DBInstances: both.DBInstances }, [[null, "orders", [], ["aurora-1", "aurora-2"]]]],
    [
      "one answer after the other",
      `${JSON.stringify({ DBClusters: both.DBClusters }, null, 2)}\n${JSON.stringify({ DBInstances: both.DBInstances }, null, 2)}`,
      [whole],
    ],
    ["a list of both answers", [{ DBClusters: both.DBClusters }, { DBInstances: both.DBInstances }], [whole]],
    ["a bare list of clusters", [cluster()], [[null, "orders", members, []]]],
    ["a bare cluster", cluster(), [[null, "orders", members, []]]],
    ["a bare list of instances", both.DBInstances, [[null, "orders", [], ["aurora-1", "aurora-2"]]]],
    ["the answer of failover-db-cluster", { DBCluster: cluster() }, [[null, "orders", members, []]]],
    [
      "the output of a query without members",
      [{ DBClusterIdentifier: "orders", LocalWriteForwardingStatus: "enabled" }],
      [[null, "orders", [], []]],
    ],
    [
      "two clusters",
      { DBClusters: [cluster(), cluster({ DBClusterIdentifier: "billing", DBClusterMembers: [] })] },
      [
        [null, "orders", members, []],
        [null, "billing", [], []],
      ],
    ],
    [
      "an instance of no cluster",
      { DBInstances: [instance("lone", { DBClusterIdentifier: undefined })] },
      [[null, "", [], ["lone"]]],
    ],
    [
      "snapshots, newest first",
      [
        { time: "2026-11-21T20:11:58Z", DBClusters: [cluster()] },
        { time, DBClusters: [cluster()] },
        { DBClusters: [cluster()] },
      ],
      [
        [us, "orders", members, []],
        [us + 3_600_000_000, "orders", members, []],
        [null, "orders", members, []],
      ],
    ],
    ["snapshots in a container", { snapshots: [{ CollectedAt: time, ...both }] }, [[us, ...whole.slice(1)]]],
    ["a time above its snapshots", { collectedAt: us / 1e6, snapshots: [both] }, [[us, ...whole.slice(1)]]],
    [
      "the Date of the response",
      {
        DBClusters: [cluster()],
        ResponseMetadata: { HTTPStatusCode: 200, HTTPHeaders: { date: "Sat, 21 Nov 2026 19:11:58 GMT" } },
      },
      [[us, "orders", members, []]],
    ],
  ])("%s", (_, value, expected) => {
    const parsed = parse(value);
    expect(short(parsed)).toEqual(expected);
    expect(parsed.problems).toEqual([]);
    expect([parsed.supplied, parsed.counts.quarantined]).toEqual([true, 0]);
  });
});

test("exhibits cite the member, the status and the cluster they state", () => {
  const value = { DBClusters: [cluster()], DBInstances: [instance("aurora-1", { DBInstanceClass: "db.r6g.2xlarge" })] };
  const bytes = encode(value);
  const [snapshot] = parseCluster(bytes, "cluster.json").snapshots;
  if (snapshot === undefined) throw new Error("no snapshot");
  expect(snapshot.exhibit).toMatchObject({
    kind: "api",
    us: Number.NaN,
    instance: null,
    text: "cluster orders: writer aurora-1, 2 members, engine 16.4, status available",
  });
  const writer = snapshot.members[1]?.exhibit;
  expect(writer).toMatchObject({ instance: "aurora-1", text: "aurora-1 is the writer (IsClusterWriter true)" });
  expect(at(value, writer?.source.pointer ?? "")).toEqual(value.DBClusters[0]?.DBClusterMembers[1]);
  expect(snapshot.writeForwarding.exhibit?.text).toBe("LocalWriteForwardingStatus of orders is disabled");
  expect(snapshot.writeForwarding.exhibit && cited(bytes, snapshot.writeForwarding.exhibit)).toBe('"disabled"');
  expect(snapshot.instances).toEqual([
    {
      instance: "aurora-1",
      instanceClass: "db.r6g.2xlarge",
      memoryBytes: 64 * 2 ** 30,
      engineVersion: "16.4",
      status: "available",
    },
  ]);
});

describe("write forwarding", () => {
  test.each([
    ["enabled", undefined, "on"],
    ["Enabled", undefined, "on"],
    ["disabled", undefined, "off"],
    ["disabled", "disabled", "off"],
    ["disabled", "enabled", "on"],
    ["disabled", "enabling", "unknown"],
    ["enabling", undefined, "unknown"],
    ["disabling", undefined, "unknown"],
    ["requested", undefined, "unknown"],
    [undefined, "enabled", "on"],
    [undefined, "disabled", "unknown"],
    [undefined, undefined, "unknown"],
    [7, undefined, "unknown"],
  ])("local %j and global %j is %s", (local, global, state) => {
    const [snapshot] = parse(
      cluster({ LocalWriteForwardingStatus: local, GlobalWriteForwardingStatus: global }),
    ).snapshots;
    expect(snapshot?.writeForwarding.state).toBe(state);
    expect(snapshot?.writeForwarding.exhibit === null).toBe(local === undefined && global === undefined);
  });
});

describe("memory of an instance class", () => {
  // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Summary.html
  test.each([
    ["db.r5.large", 16],
    ["db.r5.24xlarge", 768],
    ["db.r6g.xlarge", 32],
    ["db.r6i.32xlarge", 1024],
    ["db.r7g.16xlarge", 512],
    ["db.r8g.48xlarge", 1536],
    ["db.r4.large", 15.25],
    ["db.r4.16xlarge", 488],
    ["db.r3.8xlarge", 244],
    ["db.t3.small", 2],
    ["db.t3.medium", 4],
    ["db.t4g.medium", 4],
    ["db.t4g.large", 8],
    ["db.t3.2xlarge", 32],
    ["db.m6g.large", 8],
    ["db.m5.24xlarge", 384],
    ["db.m3.medium", 3.75],
    ["db.x2g.large", 32],
    ["db.x2g.16xlarge", 1024],
    ["db.x2iedn.xlarge", 128],
    ["db.x2idn.32xlarge", 2048],
    ["db.x2iezn.2xlarge", 256],
    ["db.x1e.xlarge", 122],
    ["db.x1.16xlarge", 976],
    ["db.z1d.3xlarge", 96],
    ["DB.R6G.LARGE", 16],
  ])("%s has %d GiB", (name, gib) => {
    expect(memoryOf(name)).toBe(gib * 2 ** 30);
  });
  test.each([
    "db.serverless",
    "db.r6g",
    "db.r99z.large",
    "db.r5.4xlarge.tpc2.mem2x",
    "db.x2idn.metal",
    "db.r5.0xlarge",
    "",
    "constructor",
    "db.__proto__.large",
    "r6g.large",
  ])("%s is not known", (name) => {
    expect(memoryOf(name)).toBeNull();
  });
  test("none is not known", () => {
    expect(memoryOf(null)).toBeNull();
  });
});

describe("what is wrong is told, the rest is used", () => {
  test.each([
    [
      "a member without a role",
      {
        DBClusters: [
          cluster({
            DBClusterMembers: [
              { DBInstanceIdentifier: "aurora-1" },
              { DBInstanceIdentifier: "aurora-2", IsClusterWriter: true },
            ],
          }),
        ],
      },
      "needs a DBInstanceIdentifier and IsClusterWriter",
    ],
    [
      "a member whose role is text",
      { DBClusters: [cluster({ DBClusterMembers: [{ DBInstanceIdentifier: "a", IsClusterWriter: "true" }] })] },
      "needs a DBInstanceIdentifier",
    ],
    [
      "a cluster without a name",
      { DBClusters: [{ DBClusterIdentifier: 7 }, cluster()] },
      "its DBClusterIdentifier is no identifier",
    ],
    [
      "an instance with a path for a name",
      { DBClusters: [cluster()], DBInstances: [instance("../../etc")] },
      "its DBInstanceIdentifier is no identifier",
    ],
    [
      "a cluster described twice",
      { DBClusters: [cluster(), cluster({ EngineVersion: "17.1" })] },
      "orders is described twice for the same moment",
    ],
    ["something else in a list", [cluster(), { hello: 1 }], "it describes neither clusters nor instances"],
    ["a number in a list", [cluster(), 7], "an answer of DescribeDBClusters is expected here"],
  ])("%s", (_, value, reason) => {
    const parsed = parse(value);
    expect(told(parsed.problems)).toEqual([expect.stringContaining(reason)]);
    expect(parsed.snapshots.map((s) => s.cluster)).toEqual(["orders"]);
    expect(parsed.snapshots[0]?.engineVersion).toBe("16.4");
  });

  test("a file that ends early keeps the members before", () => {
    const whole = JSON.stringify({ DBClusters: [cluster()] }, null, 1);
    const parsed = parse(whole.slice(0, whole.indexOf('"PromotionTier"')));
    expect(short(parsed)).toEqual([[null, "orders", members, []]]);
    expect(parsed.problems[0]).toMatchObject({ kind: "malformed-json", reason: "it ends before its brackets close" });
  });
});

test.each([
  ["no clusters", { DBClusters: [] }, true],
  ["an empty list", [], true],
  ["something else", { a: { b: 1 } }, false],
  ["text", "hello", false],
])("%s: whether the API's view was supplied is told", (_, value, supplied) => {
  const parsed = parse(value);
  expect([parsed.snapshots, parsed.supplied, parsed.problems.length === 0]).toEqual([[], supplied, supplied]);
});

const keys =
  "DBClusters DBInstances DBClusterMembers DBInstanceIdentifier IsClusterWriter DBClusterIdentifier EngineVersion DBInstanceClass LocalWriteForwardingStatus time ResponseMetadata HTTPHeaders snapshots __proto__ constructor".split(
    " ",
  );

test("any JSON is read without an error, and its lines are conserved", () => {
  fc.assert(
    fc.property(hostileText(keys), (text) => void parse(text)),
    { numRuns: 800 },
  );
});
