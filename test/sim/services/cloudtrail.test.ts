import { expect, test } from "vitest";
import type { TrailEvent, World } from "../world.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { ask, nowMs, refusalOf, smallWorld } from "./small-world.ts";

function event(n: number, more: Partial<TrailEvent> = {}): TrailEvent {
  return {
    id: `id-${n}`,
    name: n % 2 === 0 ? "FailoverDBCluster" : "ModifyDBInstance",
    source: "rds.amazonaws.com",
    ms: nowMs - n * 60_000 - 250,
    user: "oncall",
    resources: [{ type: "AWS::RDS::DBCluster", name: `cluster-${n % 3}` }],
    document: { eventName: "x", readOnly: false, userIdentity: { accessKeyId: "AKIAEXAMPLE" } },
    ...more,
  };
}

const world = smallWorld({ trail: Array.from({ length: 120 }, (_, n) => event((n * 7) % 120)) });

interface Found {
  readonly Events: readonly Readonly<Record<string, unknown>>[];
  readonly NextToken?: string;
}

const look = (input: object, of: World = world): Found => ask(cloudtrail, "LookupEvents", input, of) as Found;
const ids = (input: object, of?: World): unknown[] => look(input, of).Events.map((each) => each["EventId"]);
const refused = (input: object): string => refusalOf(cloudtrail, "LookupEvents", input, world);
const by = (AttributeKey: string, AttributeValue: string) => ({ LookupAttributes: [{ AttributeKey, AttributeValue }] });

test("events come newest first, 50 a page, each once", () => {
  const all: unknown[] = [];
  const sizes: number[] = [];
  let NextToken: string | undefined;
  do {
    const page = look({ NextToken });
    all.push(...page.Events.map((each) => each["EventId"]));
    sizes.push(page.Events.length);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  expect(sizes).toEqual([50, 50, 20]);
  expect(all).toEqual(Array.from({ length: 120 }, (_, n) => `id-${n}`));
});

test("an event has whole seconds for its time and its document as a string", () => {
  const [first] = look({ MaxResults: 1 }).Events;
  expect(first).toEqual({
    EventId: "id-0",
    EventName: "FailoverDBCluster",
    ReadOnly: "false",
    AccessKeyId: "AKIAEXAMPLE",
    EventTime: nowMs / 1000 - 1,
    EventSource: "rds.amazonaws.com",
    Username: "oncall",
    Resources: [{ ResourceType: "AWS::RDS::DBCluster", ResourceName: "cluster-0" }],
    CloudTrailEvent: JSON.stringify(event(0).document),
  });
});

const second = (n: number): number => Math.floor(event(n).ms / 1000);

test("both ends of the range count", () => {
  expect(ids({ StartTime: second(5), EndTime: second(3) })).toEqual(["id-3", "id-4", "id-5"]);
  expect(ids({ StartTime: second(5) + 0.5, EndTime: second(3) - 0.5 })).toEqual(["id-4"]);
});

test("one attribute filters, every key of it", () => {
  expect(ids(by("EventName", "FailoverDBCluster")).slice(0, 3)).toEqual(["id-0", "id-2", "id-4"]);
  expect(ids(by("ResourceName", "cluster-2")).slice(0, 2)).toEqual(["id-2", "id-5"]);
  expect(ids(by("EventId", "id-9"))).toEqual(["id-9"]);
  for (const [key, value] of [
    ["ReadOnly", "false"],
    ["Username", "oncall"],
    ["ResourceType", "AWS::RDS::DBCluster"],
    ["EventSource", "rds.amazonaws.com"],
    ["AccessKeyId", "AKIAEXAMPLE"],
  ] as const) {
    expect(ids(by(key, value)).length, key).toBe(50);
    expect(ids(by(key, "other")), key).toEqual([]);
  }
});

test("a document without identity or readOnly does no harm", () => {
  for (const document of [{}, { userIdentity: null }, { userIdentity: "x", readOnly: "yes" }]) {
    const of = smallWorld({ trail: [event(1, { document })] });
    expect(look({}, of).Events[0]).not.toHaveProperty("ReadOnly");
    expect(look({}, of).Events[0]).not.toHaveProperty("AccessKeyId");
    expect(ids(by("AccessKeyId", "x"), of)).toEqual([]);
  }
});

test("events live 90 days, and those to come are not there yet", () => {
  const day = 86_400_000;
  const of = smallWorld({
    trail: [event(1, { ms: nowMs - 91 * day }), event(2, { ms: nowMs - 89 * day }), event(3, { ms: nowMs + day })],
  });
  expect(ids({}, of)).toEqual(["id-2"]);
});

test("a second attribute, a wrong key, sizes and times out of range each have their error", () => {
  const two = {
    LookupAttributes: [...by("EventName", "a").LookupAttributes, ...by("EventName", "b").LookupAttributes],
  };
  expect(refused(two)).toMatch(/^400 InvalidLookupAttributesException: /);
  expect(refused(by("Eventname", "a"))).toMatch(/^400 InvalidLookupAttributesException: /);
  expect(refused(by("EventName", ""))).toMatch(/^400 InvalidLookupAttributesException: /);
  expect(refused({ MaxResults: 0 })).toMatch(/^400 InvalidMaxResultsException: /);
  expect(refused({ MaxResults: 51 })).toMatch(/^400 InvalidMaxResultsException: /);
  expect(refused({ StartTime: 2, EndTime: 1 })).toMatch(/^400 InvalidTimeRangeException: /);
  expect(refused({ MaxResults: "5" })).toMatch(/^400 SerializationException: /);
  expect(refused({ NextToken: "x" })).toMatch(/^400 InvalidNextTokenException: /);
  const { NextToken } = look(by("EventName", "FailoverDBCluster"));
  expect(refused({ NextToken, ...by("EventName", "FailoverDBCluster"), MaxResults: 5 })).toBe("accepted");
  expect(refused({ NextToken })).toMatch(/^400 InvalidNextTokenException: /);
});
