import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCloudTrail } from "../../../src/parse/documents/cloudtrail.ts";
import { encode, hostileText, holds, told, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseCloudTrail>;

/** An event as a trail writes it; https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
const event = (more: object = {}) => ({
  eventVersion: "1.11",
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::123456789012:assumed-role/oncall/alice",
    sessionContext: { sessionIssuer: { userName: "oncall" } },
  },
  eventTime: "2026-11-21T19:11:58Z",
  eventSource: "rds.amazonaws.com",
  eventName: "FailoverDBCluster",
  awsRegion: "us-east-1",
  sourceIPAddress: "192.0.2.1",
  requestParameters: { dBClusterIdentifier: "orders", targetDBInstanceIdentifier: "Aurora-2" },
  responseElements: { dBClusterIdentifier: "orders", status: "available" },
  eventID: "3e1f8a8a-0000-4000-8000-000000000001",
  readOnly: false,
  ...more,
});
const lookup = (inner: unknown, more: object = {}) => ({
  EventId: "3e1f8a8a-0000-4000-8000-000000000001",
  EventName: "FailoverDBCluster",
  ReadOnly: "false",
  EventTime: us / 1e6,
  EventSource: "rds.amazonaws.com",
  Username: "alice",
  Resources: [
    { ResourceType: "AWS::RDS::DBCluster", ResourceName: "orders" },
    { ResourceType: "AWS::EC2::VPC", ResourceName: "vpc-1" },
  ],
  CloudTrailEvent: typeof inner === "string" ? inner : JSON.stringify(inner),
  ...more,
});

function parse(value: unknown): Parsed {
  const bytes = encode(value);
  const parsed = parseCloudTrail(bytes, "cloudtrail.json");
  holds(
    bytes,
    parsed.counts,
    parsed.calls.map((call) => call.exhibit),
  );
  return parsed;
}

const failover = {
  us,
  name: "FailoverDBCluster",
  cluster: "orders",
  instance: null,
  target: "aurora-2",
  who: "alice",
  forceFailover: false,
  error: null,
};

describe("every envelope gives the same call", () => {
  test.each([
    ["LookupEvents, where the event is a string", { Events: [lookup(event())] }, "/Events/0"],
    ["a trail's file", { Records: [event()] }, "/Records/0"],
    ["one event", event(), ""],
    ["a list", [event()], "/0"],
    ["an event a line", `${JSON.stringify(event())}\n${JSON.stringify(event())}\n`, ""],
    ["EventBridge", { "detail-type": "AWS API Call via CloudTrail", source: "aws.rds", detail: event() }, ""],
    [
      "CloudWatch Logs",
      { events: [{ logStreamName: "x", timestamp: 1, message: JSON.stringify(event()) }] },
      "/events/0",
    ],
    [
      "pages appended to each other",
      `${JSON.stringify({ Events: [lookup(event())] }, null, 4)}\n${JSON.stringify({ Events: [] }, null, 4)}`,
      "/Events/0",
    ],
  ])("%s", (_, value, pointer) => {
    const parsed = parse(value);
    expect(parsed.calls).toEqual([
      {
        ...failover,
        exhibit: expect.objectContaining({
          kind: "api",
          us,
          instance: "aurora-2",
          text: "FailoverDBCluster of orders to aurora-2 by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
          source: expect.objectContaining({ file: "cloudtrail.json", pointer }),
        }),
      },
    ]);
    expect([parsed.problems, parsed.otherEvents, parsed.supplied]).toEqual([[], 0, true]);
  });
});

describe("who called", () => {
  test.each([
    [
      "a session of a role",
      { arn: "arn:aws:sts::123456789012:assumed-role/oncall/alice@example.com" },
      "alice@example.com",
    ],
    ["a user", { arn: "arn:aws:iam::123456789012:user/ops/bob", userName: "bob" }, "bob"],
    ["root", { arn: "arn:aws:iam::123456789012:root" }, "root"],
    ["a user without ARN", { userName: "carol" }, "carol"],
    ["a service", { type: "AWSService", invokedBy: "autoscaling.amazonaws.com" }, "autoscaling.amazonaws.com"],
    ["nobody", null, null],
    ["something odd", ["x"], null],
  ])("%s", (_, userIdentity, who) => {
    expect(parse(event({ userIdentity })).calls[0]?.who).toBe(who);
  });
  test("LookupEvents' Username, when the event names nobody", () => {
    expect(parse({ Events: [lookup("no JSON")] }).calls[0]?.who).toBe("alice");
  });
});

describe("what the call was about", () => {
  test.each<[string, object, object, string]>([
    [
      "a reboot with failover",
      {
        eventName: "RebootDBInstance",
        requestID: "5a7bd3e2-0000-4000-8000-00000000000f",
        requestParameters: { dBInstanceIdentifier: "aurora-1", forceFailover: true },
        responseElements: { dBInstanceIdentifier: "aurora-1", dBClusterIdentifier: "orders" },
      },
      { name: "RebootDBInstance", instance: "aurora-1", cluster: "orders", target: null, forceFailover: true },
      "RebootDBInstance of aurora-1 with failover by alice, request 5a7bd3e2-0000-4000-8000-00000000000f, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "a modification",
      {
        eventName: "ModifyDBInstance",
        requestParameters: {
          dBInstanceIdentifier: "aurora-1",
          dBInstanceClass: "db.r6g.xlarge",
          applyImmediately: true,
          masterUserPassword: "****",
        },
        responseElements: null,
      },
      { name: "ModifyDBInstance", instance: "aurora-1", cluster: null },
      "ModifyDBInstance of aurora-1 (dBInstanceClass db.r6g.xlarge, applyImmediately true) by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "other casing",
      { requestParameters: { DBClusterIdentifier: "ORDERS", TargetDbInstanceIdentifier: "aurora-2" } },
      { cluster: "orders", target: "aurora-2" },
      "FailoverDBCluster of orders to aurora-2 by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "ARNs for identifiers",
      {
        requestParameters: {
          dBClusterIdentifier: "arn:aws:rds:us-east-1:123456789012:cluster:orders",
          targetDBInstanceIdentifier: "arn:aws:rds:us-east-1:123456789012:db:aurora-2",
        },
      },
      { cluster: "orders", target: "aurora-2" },
      "FailoverDBCluster of orders to aurora-2 by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "maintenance of an ARN",
      {
        eventName: "ApplyPendingMaintenanceAction",
        requestParameters: {
          resourceIdentifier: "arn:aws:rds:us-east-1:123456789012:db:aurora-1",
          applyAction: "system-update",
        },
        responseElements: null,
      },
      { instance: "aurora-1", cluster: null },
      "ApplyPendingMaintenanceAction of aurora-1 (applyAction system-update) by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "a refusal",
      { errorCode: "InvalidDBClusterStateFault", errorMessage: "no", requestParameters: null, responseElements: null },
      { error: "InvalidDBClusterStateFault", cluster: null },
      "FailoverDBCluster by alice, refused: InvalidDBClusterStateFault, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
    [
      "an identifier that is none",
      { requestParameters: { dBClusterIdentifier: "'; drop", targetDBInstanceIdentifier: ["x"] }, responseElements: 7 },
      { cluster: null, target: null },
      "FailoverDBCluster by alice, CloudTrail event 3e1f8a8a-0000-4000-8000-000000000001",
    ],
  ])("%s", (_, more, expected, text) => {
    const [call] = parse({ Records: [event(more)] }).calls;
    expect(call).toMatchObject(expected);
    expect(call?.exhibit.text).toBe(text);
  });
});

test("LookupEvents without the event itself is read from what stands beside it", () => {
  const parsed = parse({ Events: [lookup("", { CloudTrailEvent: undefined })] });
  expect(parsed.calls).toMatchObject([
    { us, name: "FailoverDBCluster", cluster: "orders", who: "alice", target: null },
  ]);
  expect(parsed.problems).toEqual([]);
});

test.each([["{"], ["[".repeat(50_000)], ["null"], ['"x"'], ["hello"]])(
  "an event whose string is %.9s is read from what stands beside it, which is told",
  (inner) => {
    const parsed = parse({ Events: [lookup(inner)] });
    expect(parsed.calls).toMatchObject([{ name: "FailoverDBCluster", cluster: "orders" }]);
    expect(told(parsed.problems)).toEqual([expect.stringContaining("its CloudTrailEvent is not valid JSON")]);
  },
);

test("calls that change nothing, and other services', are counted and not kept", () => {
  const others = [
    event({ eventName: "DescribeDBClusters" }),
    event({ eventName: "AddTagsToResource" }),
    event({ eventName: "CreateDBClusterSnapshot" }),
    event({ eventSource: "docdb.amazonaws.com" }),
    event({ eventSource: "ec2.amazonaws.com", eventName: "ModifyDBInstance" }),
  ];
  const parsed = parse({ Records: [...others, event()] });
  expect([parsed.calls.length, parsed.otherEvents, parsed.problems]).toEqual([1, 5, []]);
  expect(parsed.counts.quarantined).toBe(0);
});

test("the same event twice is one, two events of the same second are two, ascending", () => {
  const second = event({ eventID: "2", eventTime: "2026-11-21T19:10:00Z" });
  const parsed = parse([{ Events: [lookup(event()), lookup(second)] }, { Events: [lookup(event())] }]);
  expect(parsed.calls.map((call) => call.us - us)).toEqual([-118_000_000, 0]);
  expect(parse({ Records: [event(), event({ eventID: "3" })] }).calls).toHaveLength(2);
  expect(parse({ Records: [event(), event({ userIdentity: null })] }).calls).toMatchObject([{ who: "alice" }]);
  const unnamed = event({ eventID: undefined });
  const target = { dBClusterIdentifier: "orders", targetDBInstanceIdentifier: "aurora-3" };
  expect(parse([unnamed, unnamed, event({ eventID: undefined, requestParameters: target })]).calls).toHaveLength(2);
});

test.each([
  ["no name", { eventName: undefined }, "it has no eventName"],
  ["no time", { eventTime: undefined }, "the time of this FailoverDBCluster is not understood"],
  ["a broken time", { eventTime: "soon" }, "the time of this FailoverDBCluster is not understood"],
])("an event with %s is told and not used", (_, more, reason) => {
  const parsed = parse({ Records: [event(more), event()] });
  expect(told(parsed.problems)).toEqual([expect.stringContaining(`(/Records/0): ${reason}`)]);
  expect(parsed.calls).toHaveLength(1);
  expect(parsed.counts.quarantined).toBeGreaterThan(10);
});

test.each([
  ["an empty page", { Events: [] }, true],
  ["reads alone", { Records: [event({ eventName: "DescribeDBClusters" })] }, true],
  ["something else", { a: 1 }, false],
  ["text", "hello", false],
])("%s: whether CloudTrail was supplied is told", (_, value, supplied) => {
  const parsed = parse(value);
  expect([parsed.calls, parsed.supplied, parsed.problems.length === 0]).toEqual([[], supplied, supplied]);
});

test("a caller's name cannot break a line or fill a report", () => {
  const arn = `arn:aws:iam::1:user/a\nb${"x".repeat(5000)}`;
  expect(parse(event({ userIdentity: { arn } })).calls[0]?.exhibit.text.length).toBeLessThan(200);
});

const keys =
  "Events Records CloudTrailEvent eventName eventSource eventTime userIdentity arn detail requestParameters dBInstanceIdentifier dBClusterIdentifier forceFailover message resources ResourceName ResourceType __proto__ eventID errorCode".split(
    " ",
  );

test("any JSON is read without an error, and its lines are conserved", () => {
  fc.assert(
    fc.property(hostileText(keys), (text) => void parse(text)),
    { numRuns: 800 },
  );
});
