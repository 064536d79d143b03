import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatUtc, type RdsEvent } from "../../src/model/index.ts";
import { parseRdsEvents, sniffRdsEvents } from "../../src/parse/rds-events.ts";

const file = "rds-events.json";
const parse = (text: string) => parseRdsEvents(new TextEncoder().encode(text), file);

const described = (message: string, more: object = {}) => ({
  SourceIdentifier: "orders",
  SourceType: "db-cluster",
  Message: message,
  EventCategories: ["failover"],
  Date: "2026-11-21T19:11:58.123Z",
  SourceArn: "arn:aws:rds:us-east-1:123456789012:cluster:orders",
  ...more,
});
const bridge = (message: string, detail: object = {}) => ({
  version: "0",
  id: "844e2571-85d4-695f-b930-0153b71dcb42",
  "detail-type": "RDS DB Cluster Event",
  source: "aws.rds",
  time: "2026-11-21T19:12:00Z",
  resources: ["arn:aws:rds:us-east-1:123456789012:cluster:orders"],
  detail: {
    EventCategories: ["failover"],
    SourceType: "CLUSTER",
    Date: "2026-11-21T19:11:58.123Z",
    Message: message,
    SourceIdentifier: "rds:orders",
    EventID: "RDS-EVENT-0071",
    ...detail,
  },
});
const sns = (message: string) => ({
  "Event Source": "db-cluster",
  "Event Time": "2026-11-21 19:11:58.123",
  "Identifier Link": "https://console.aws.amazon.com/rds/home?region=us-east-1#dbinstance:id=orders",
  "Source ID": "orders",
  "Source ARN": "arn:aws:rds:us-east-1:123456789012:cluster:orders",
  "Event ID": "http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-0071",
  "Event Message": message,
});
const notification = (inner: object) => ({
  Type: "Notification",
  MessageId: "5f8a",
  TopicArn: "arn:aws:sns:us-east-1:123456789012:rds",
  Subject: "RDS Notification Message",
  Message: JSON.stringify(inner),
  Timestamp: "2026-11-21T19:12:01.000Z",
});

const page = (message: string): string => JSON.stringify({ Events: [described(message)] }, null, 1);
const encode = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value, null, 1));

const completed = "Completed customer initiated failover to DB instance: orders-2";

describe("every envelope gives the same event", () => {
  const one = { Events: [described(completed)] };
  test.each([
    ["describe-events, indented", JSON.stringify(one, null, 4), "/Events/0", null],
    ["describe-events, compact", JSON.stringify(one), "/Events/0", null],
    ["describe-events with a byte order mark", `\u{feff}${JSON.stringify(one)}`, "/Events/0", null],
    ["a bare array", JSON.stringify([described(completed)]), "/0", null],
    ["one bare event", JSON.stringify(described(completed)), "", null],
    ["EventBridge, one", JSON.stringify(bridge(completed)), "", "RDS-EVENT-0071"],
    ["EventBridge, an array", JSON.stringify([bridge(completed)]), "/0", "RDS-EVENT-0071"],
    [
      "EventBridge, a line each",
      `${JSON.stringify(bridge(completed))}\n${JSON.stringify(bridge(completed))}\n`,
      "",
      "RDS-EVENT-0071",
    ],
    ["SNS's JSON", JSON.stringify(sns(completed)), "", "RDS-EVENT-0071"],
    ["an SNS notification with SNS's JSON", JSON.stringify(notification(sns(completed))), "", "RDS-EVENT-0071"],
    [
      "an SNS notification with an EventBridge envelope",
      JSON.stringify(notification(bridge(completed))),
      "",
      "RDS-EVENT-0071",
    ],
    [
      "an SNS subscription of a function",
      JSON.stringify({ Records: [{ EventSource: "aws:sns", Sns: notification(sns(completed)) }] }),
      "/Records/0",
      "RDS-EVENT-0071",
    ],
  ])("%s", (_, text, pointer, carried) => {
    const { events, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      sourceIdentifier: "orders",
      sourceType: "db-cluster",
      message: completed,
      meaning: "failover-completed",
      id: carried ?? "RDS-EVENT-0071",
      target: "orders-2",
      initiator: "customer",
      source: { file, pointer },
    });
    expect(formatUtc(events[0]?.time ?? (0 as RdsEvent["time"]))).toBe("2026-11-21T19:11:58.123Z");
  });
});

test.each([
  ["2026-11-21T19:11:58.123456+00:00", "2026-11-21T19:11:58.123456Z"],
  ["2026-11-22T00:41:58+05:30", "2026-11-21T19:11:58.000000Z"],
  ["2026-11-21T15:11:58-0400", "2026-11-21T19:11:58.000000Z"],
  ["2013-03-30 17:45:21.000", "2013-03-30T17:45:21.000000Z"],
  [1795288318.5, "2026-11-21T19:11:58.500000Z"],
  [1795288318500, "2026-11-21T19:11:58.500000Z"],
])("the time %s is %s", (stated, expected) => {
  const [event] = parse(JSON.stringify([described("DB instance restarted", { Date: stated })])).events;
  expect(event === undefined ? null : formatUtc(event.time, "microsecond")).toBe(expected);
});

describe("what messages mean", () => {
  test.each([
    [
      "Cluster failover failed, check the health of your cluster instances and try again.",
      "failover-failed",
      "0069",
      null,
      null,
    ],
    ["Promoting previous primary again: orders-1.", "previous-primary-promoted", "0070", "orders-1", null],
    ["Promoting previous primary again: orders-1", "previous-primary-promoted", "0070", "orders-1", null],
    ["Completed failover to DB instance: orders-2.", "failover-completed", "0071", "orders-2", null],
    ["Completed failover to DB instance: rds:orders-2", "failover-completed", "0071", "orders-2", null],
    [
      "Completed customer initiated failover to DB instance: orders-2",
      "failover-completed",
      "0071",
      "orders-2",
      "customer",
    ],
    ["Completed RDS initiated failover to DB instance: orders-2", "failover-completed", "0071", "orders-2", "rds"],
    ["Started same AZ failover to DB instance: orders-2", "failover-started", "0072", "orders-2", null],
    ["Started cross AZ failover to DB instance: orders-2.", "failover-started", "0073", "orders-2", null],
    ["  STARTED  cross AZ\nfailover to DB instance: Orders-2... ", "failover-started", "0073", "orders-2", null],
    ["DB instance restarted.", "instance-restarted", "0006", null, null],
    ["DB instance restarted", "instance-restarted", "0006", null, null],
    ["DB instance shutdown", "instance-shutdown", "0004", null, null],
    ["DB instance stopped.", "instance-stopped", "0087", null, null],
    ["DB instance started.", "instance-started", "0088", null, null],
    ["A new writer was promoted. Restarting database as a reader.", "writer-promoted", null, null, null],
    [
      "Read replica has been disconnected from the writer instance and reconnected.",
      "replica-reconnected",
      null,
      null,
      null,
    ],
    [
      "Parameter max_wal_senders was set to a value incompatible with replication. It has been adjusted from 10 to 20.",
      "parameter-changed",
      null,
      null,
      null,
    ],
    ["Updated parameter work_mem to 65536 with apply method immediate.", "parameter-changed", "0037", null, null],
    ["Multi-AZ instance failover started.", "multi-az-failover-started", "0013", null, null],
    [
      "Multi-AZ failover to standby complete - DNS propagation may take a few minutes.",
      "multi-az-failover-completed",
      "0015",
      null,
      null,
    ],
    ["Multi-AZ instance failover completed.", "multi-az-failover-completed", "0049", null, null],
    ["A Multi-AZ failover has completed.", "multi-az-failover-completed", "0049", null, null],
    ["Applying off-line patches to DB instance.", "patching-started", "0026", null, null],
    ["Finished applying off-line patches to DB instance.", "patching-finished", "0027", null, null],
    ["Applying modification to database instance class.", "class-change-started", "0012", null, null],
    ["Finished applying modification to DB instance class.", "class-change-finished", "0014", null, null],
    ["Attempting to upgrade the database with zero downtime.", "upgrade", null, null, null],
    [
      "Attempt to upgrade the database with zero downtime finished. The process took 0 ms, 4 connections preserved, 0 connections dropped. See the database error log for details.",
      "upgrade",
      null,
      null,
      null,
    ],
    ["Database cluster engine version has been upgraded.", "upgrade", "0173", null, null],
    ["Database cluster engine major version has been upgraded.", "upgrade", "0176", null, null],
    ["Database cluster upgrade is in progress.", "upgrade", "0177", null, null],
    ["Database cluster has been patched: source version 15.4 => 15.5.", "upgrade", "0290", null, null],
    [
      "A database workload is causing the system to run critically low on memory. To help mitigate the issue, RDS automatically set the value of shared_buffers to 4 GB.",
      "memory-pressure",
      "0404",
      null,
      null,
    ],
    [
      "Allocated storage has been exhausted. Allocate additional storage to resolve.",
      "storage-full",
      "0007",
      null,
      null,
    ],
    [
      "DB instance has reached the storage-full threshold, and the database has been shut down. You can increase the allocated storage to address this issue.",
      "storage-full",
      "0221",
      null,
      null,
    ],
    [
      "The free storage capacity for DB instance: orders-1 is low at 5% of the provisioned storage [Provisioned Storage: 100 GB, Free Storage: 5 GB]. You may want to increase the provisioned storage to address this issue.",
      "storage-low",
      "0089",
      "orders-1",
      null,
    ],
    [
      "Free storage capacity for DB instance orders-1 is low at 5% of the allocated storage.",
      "storage-low",
      "0222",
      null,
      null,
    ],
    [
      "Your Aurora cluster's storage is dangerously low with only 1 terabytes remaining.",
      "storage-low",
      "0227",
      null,
      null,
    ],
    [
      "The free storage capacity of the dedicated transaction log volume is too low for DB instance orders-1. The log volume free storage is 3% of the allocated storage. The database will be shut down to prevent corruption if the free storage is lower than 1 GB.",
      "storage-low",
      "0330",
      null,
      null,
    ],
    [
      "The free storage capacity of the dedicated transaction log volume is too low for DB instance orders-1. The log volume free storage is 3% of the provisioned storage.",
      "storage-low",
      "0331",
      null,
      null,
    ],
    [
      "Amazon RDS is unable to access the KMS encryption key for database instance orders-1.",
      "kms",
      "0418",
      null,
      null,
    ],
    [
      "Amazon RDS has been unable to access the KMS encryption key for database instance orders-1.",
      "kms",
      "0419",
      null,
      null,
    ],
    [
      "Amazon RDS can now successfully access the KMS encryption key for database instance orders-1.",
      "kms",
      "0420",
      null,
      null,
    ],
    ["Switchover from blue to green started.", "blue-green", "0247", null, null],
    ["Switchover from primary/read replica orders to orders-green started.", "blue-green", "0250", null, null],
    [
      "Switchover from DB cluster orders to orders-green completed. Renamed orders to orders-old and orders-green to orders.",
      "blue-green",
      "0260",
      null,
      null,
    ],
    [
      "Sequence sync for switchover of orders to orders-green has initiated. Switchover when using sequences may lead to extended downtime.",
      "blue-green",
      "0307",
      null,
      null,
    ],
    ["Global switchover to DB cluster orders in Region us-east-1 started.", "global-failover", "0181", null, null],
    ["Global failover to DB cluster orders in Region us-east-1 completed.", "global-failover", "0238", null, null],
    ["RDS modified DB proxy orders.", "proxy", "0204", null, null],
    [
      "RDS throttled some connections to DB proxy orders. The number of simultaneous connection requests from the client to the proxy has exceeded the limit.",
      "proxy",
      "0275",
      null,
      null,
    ],
    ["Backup finished.", "other", null, null, null],
    ["The failover completed", "other", null, null, null],
  ] as const)("%s", (message, meaning, id, target, initiator) => {
    const [event] = parse(JSON.stringify([described(message)])).events;
    expect(event).toMatchObject({ message, meaning, id: id === null ? null : `RDS-EVENT-${id}`, target, initiator });
  });

  test("a carried id decides where the text says nothing known", () => {
    const [event] = parse(JSON.stringify(bridge("Das Failover ist fertig", { EventID: "RDS-EVENT-0071" }))).events;
    expect(event).toMatchObject({ meaning: "failover-completed", id: "RDS-EVENT-0071" });
  });
});

test.each([
  ["db-instance", "db-instance"],
  ["DB_INSTANCE", "db-instance"],
  ["CLUSTER", "db-cluster"],
  ["DB_PARAM", "db-parameter-group"],
  ["DB_PROXY", "db-proxy"],
  ["BLUE_GREEN_DEPLOYMENT", "blue-green-deployment"],
  ["CLUSTER_SNAPSHOT", "other"],
  [undefined, "db-cluster"], // from the ARN
])("source type %s is %s", (stated, expected) => {
  const [event] = parse(JSON.stringify([described("DB instance restarted", { SourceType: stated })])).events;
  expect(event?.sourceType).toBe(expected);
});

describe("where an event lies", () => {
  test("is counted in bytes and physical lines, also after other scripts and CRLF", () => {
    const text = JSON.stringify(
      { note: "größer 日本 🙂", Events: [described("DB instance shutdown"), described(completed)] },
      null,
      2,
    ).replaceAll("\n", "\r\n");
    const bytes = new TextEncoder().encode(text);
    const { events, counts } = parse(text);
    expect(events).toHaveLength(2);
    for (const { source, message } of events) {
      const slice = new TextDecoder().decode(bytes.subarray(source.byteOffset, source.byteOffset + source.byteLength));
      expect(JSON.parse(slice)).toMatchObject({ Message: message });
      expect(text.split("\n")[source.line - 1]?.trim()).toBe("{");
    }
    expect(events.map((e) => e.source.pointer)).toEqual(["/Events/0", "/Events/1"]);
    expect(counts).toEqual({
      lines: text.split("\n").length,
      records: 1,
      continuations: text.split("\n").length - 1,
      quarantined: 0,
    });
  });

  test("text keeps its script", () => {
    const [event] = parse(JSON.stringify([described("DB instance restarted – größer")])).events;
    expect(event?.message).toBe("DB instance restarted – größer");
  });
});

describe("several documents", () => {
  test("pages after each other are read, each a record", () => {
    const { events, counts, problems } = parse(`${page("DB instance shutdown")}\n\n${page(completed)}\n`);
    expect(events.map((e) => e.message)).toEqual(["DB instance shutdown", completed]);
    expect(problems).toEqual([]);
    expect(counts.records).toBe(2);
    expect(counts.lines).toBe(counts.records + counts.continuations + counts.quarantined);
  });

  test("a broken line among JSON lines is quarantined and harms no other", () => {
    const good = JSON.stringify(bridge(completed));
    const other = JSON.stringify(bridge("DB instance restarted", { EventID: "RDS-EVENT-0006" }));
    const { events, counts, problems } = parse(`${good}\n${good.slice(0, 80)}\n\n${other}`);
    expect(events.map((e) => e.id)).toEqual(["RDS-EVENT-0071", "RDS-EVENT-0006"]);
    expect(counts).toEqual({ lines: 4, records: 2, continuations: 1, quarantined: 1 });
    expect(problems).toMatchObject([{ kind: "quarantined-lines", count: 1, firstLine: 2 }]);
  });

  test("the same event twice is one, and keeps the id that one of them carries", () => {
    const text = JSON.stringify([
      described(completed),
      described(completed),
      bridge(`${completed}.`),
      described("Backup finished"),
    ]);
    expect(parse(text).events.map((e) => [e.source.pointer, e.id])).toEqual([
      ["/0", "RDS-EVENT-0071"],
      ["/3", null],
    ]);
  });
});

describe("what cannot be used is told", () => {
  test.each([
    ["no message", { SourceIdentifier: "a", Date: "2026-11-21T19:11:58Z" }, "it has no message"],
    ["no source", { Message: "DB instance restarted", Date: "2026-11-21T19:11:58Z" }, "it names no source"],
    ["no time", { Message: "DB instance restarted", SourceIdentifier: "a" }, "its time is not understood: none"],
    [
      "a date that is none",
      described("x", { Date: "2026-02-30T00:00:00Z" }),
      'its time is not understood: "2026-02-30T00:00:00Z"',
    ],
    ["another service", { ...bridge("x"), source: "aws.ec2" }, "it comes from aws.ec2, not from aws.rds"],
    [
      "a notification without JSON",
      { ...notification({}), Message: "hello" },
      "the notification's Message holds no JSON",
    ],
    ["a number", 7, "it is not an object"],
  ])("%s", (_, bad, reason) => {
    const { events, problems } = parse(
      JSON.stringify({ Events: [described(completed), bad, described("Backup finished")] }),
    );
    expect(events).toHaveLength(2);
    expect(problems).toEqual([{ kind: "unusable-event", file, pointer: "/Events/1", reason }]);
  });

  test("a cut file gives what came before the cut", () => {
    const whole = JSON.stringify({ Events: [described("DB instance shutdown"), described(completed)] }, null, 2);
    const { events, counts, problems } = parse(whole.slice(0, whole.lastIndexOf('"Message"')));
    expect(events.map((e) => e.message)).toEqual(["DB instance shutdown"]);
    expect(problems[0]).toMatchObject({
      kind: "malformed-json",
      line: counts.lines,
      reason: "it ends before its brackets close",
    });
    expect(counts.quarantined).toBe(0);
  });

  test("a missing comma is told with its line, and the events are read", () => {
    const text = JSON.stringify({ Events: [described("DB instance shutdown"), described(completed)] }, null, 1).replace(
      "  },\n",
      "  }\n",
    );
    const { events, problems } = parse(text);
    expect(events).toHaveLength(2);
    expect(problems).toMatchObject([{ kind: "malformed-json", reason: "CommaExpected" }]);
  });

  test.each(["", "\n\n", "not json\nat all\n", "[".repeat(100_000)])("no events in %j", (text) => {
    const { events, counts, problems } = parse(text);
    expect(events).toEqual([]);
    expect(problems.some((p) => p.kind === "malformed-json")).toBe(true);
    expect(counts.lines).toBe(counts.records + counts.continuations + counts.quarantined);
  });
});

describe("sniffing", () => {
  test.each([
    ["describe-events", { Events: [described(completed)] }],
    ["an empty page", { Events: [] }],
    ["EventBridge", bridge(completed)],
    ["SNS", sns(completed)],
    ["an SNS notification", notification(sns(completed))],
  ])("%s is told from its content", (_, value) => {
    expect(sniffRdsEvents(encode(value), "a/b.json")).not.toBeNull();
  });
  test("a file named so is believed if it is JSON", () => {
    expect(sniffRdsEvents(encode({ what: 1 }), "case/rds-events.json")).not.toBeNull();
    expect(sniffRdsEvents(encode("2026-11-21 no json"), "case/rds-events.json")).toBeNull();
  });
  test.each([
    ["a log", "2026-11-21 19:11:58 UTC::@:[1]:LOG:  RDS-EVENT-0071"],
    ["an application's JSON line", '{"level":30,"msg":"got RDS-EVENT-0071 Completed failover"}'],
    [
      "CloudTrail",
      {
        Records: [
          {
            eventSource: "rds.amazonaws.com",
            eventName: "DescribeEvents",
            requestParameters: { sourceType: "db-cluster" },
          },
        ],
      },
    ],
    ["a jsonlog", '{"timestamp":"2026-11-21 19:11:58.000 UTC","message":"x"}'],
  ])("%s is not", (_, value) => {
    expect(sniffRdsEvents(encode(value), "app.log")).toBeNull();
  });
});

describe("whatever the bytes", () => {
  const shape = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.constantFrom(
      '{"Events":[',
      JSON.stringify(described(completed)),
      JSON.stringify(bridge(completed)),
      "]}",
      "\n",
      ",",
      '"',
      "{",
      "\\",
    ),
  );
  test("it never throws, and every line is counted once", () => {
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const { counts, events } = parse(text);
        expect(counts.lines).toBe(counts.records + counts.continuations + counts.quarantined);
        for (const { source } of events) expect(source.byteLength).toBeGreaterThan(0);
        sniffRdsEvents(new TextEncoder().encode(text), file);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { counts } = parseRdsEvents(bytes, file);
        expect(counts.lines).toBe(counts.records + counts.continuations + counts.quarantined);
      }),
      { numRuns: 500 },
    );
  });

  test("cut anywhere, whole events before the cut are kept", () => {
    const whole = JSON.stringify({ Events: [described("DB instance shutdown"), described(completed)] }, null, 1);
    const firstEnd = whole.indexOf("},") + 1;
    for (let cut = 0; cut <= whole.length; cut++) {
      const { events } = parse(whole.slice(0, cut));
      expect(events.length).toBeGreaterThanOrEqual(cut >= firstEnd ? 1 : 0);
    }
  });
});
