import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseEndpoints } from "../../../src/parse/documents/endpoints.ts";
import { rdsHost } from "../../../src/parse/documents/identifier.ts";
import { encode, hostileText, holds, told, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseEndpoints>;

const host = "abc123.us-east-1.rds.amazonaws.com";
const writer = `orders.cluster-${host}`;

function parse(value: unknown): Parsed {
  const bytes = encode(value);
  const parsed = parseEndpoints(bytes, "endpoints.json");
  holds(
    bytes,
    parsed.counts,
    parsed.endpoints.map((endpoint) => endpoint.exhibit),
  );
  return parsed;
}

describe("shapes", () => {
  const expected = { us, name: writer, kind: "writer", instance: "aurora-1", ttlSeconds: 5, addresses: ["10.0.0.1"] };
  const time = "2026-11-21T19:11:58Z";
  const rest = { cname: `aurora-1.${host}.`, ttl: 5, addresses: ["10.0.0.1"] };
  test.each([
    ["a list", [{ name: writer, type: "writer", time, ...rest }]],
    [
      "other names for the same",
      [{ endpoint: writer, kind: "WRITER", target: "aurora-1", ttlSeconds: "5", ip: "10.0.0.1", at: time }],
    ],
    ["a list with one time for all", { collectedAt: time, endpoints: [{ name: `${writer}.`, ...rest }] }],
    ["an object by name", { collectedAt: us / 1e6, [writer]: rest }],
    ["an object by name in a container", { time, endpoints: { [writer]: rest } }],
    ["a chain of CNAMEs", [{ name: writer, time, ...rest, cname: ["alias.example.com", `aurora-1.${host}`] }]],
    ["one endpoint a line", `${JSON.stringify({ name: writer, time, ...rest })}\n`],
  ])("%s", (_, value) => {
    const parsed = parse(value);
    expect(parsed.endpoints).toMatchObject([expected]);
    expect(parsed.endpoints[0]?.exhibit).toMatchObject({
      kind: "api",
      us,
      instance: "aurora-1",
      text: `${writer} pointed to aurora-1, TTL 5 s`,
    });
    expect([parsed.problems, parsed.supplied]).toEqual([[], true]);
  });

  test("DescribeDBClusterEndpoints knows no CNAME and no TTL", () => {
    const answer = {
      DBClusterEndpoints: [
        { DBClusterIdentifier: "orders", Endpoint: writer, Status: "available", EndpointType: "WRITER" },
      ],
    };
    expect(parse(answer).endpoints).toMatchObject([
      { us: Number.NaN, name: writer, kind: "writer", instance: null, ttlSeconds: null, addresses: [] },
    ]);
  });

  test("a key is all the name an endpoint may have", () => {
    expect(
      parse({ writer: { cname: `aurora-1.${host}` }, reader: { cname: `aurora-2.${host}` } }).endpoints,
    ).toMatchObject([
      { name: "writer", kind: "writer", instance: "aurora-1" },
      { name: "reader", kind: "reader", instance: "aurora-2" },
    ]);
  });
});

describe("the kind of an endpoint", () => {
  test.each([
    [{ name: writer, type: "CNAME" }, "writer", null],
    [{ name: `orders.cluster-ro-${host}`, ttl: 1 }, "reader", null],
    [{ name: `analytics.cluster-custom-${host}`, ttl: 5 }, "custom", null],
    [{ name: `aurora-2.${host}`, ttl: 5 }, "instance", "aurora-2"],
    [{ name: "db.example.com", ttl: 5 }, "unknown", null],
    [{ name: "db.example.com", type: "reader endpoint" }, "reader", null],
    [{ name: "orders", type: "cluster" }, "writer", null],
    [{ name: `orders.proxy-${host}`, ttl: 5 }, "unknown", null],
    [{ name: writer, cname: writer }, "writer", null],
  ])("%j is %s", (endpoint, kind, instance) => {
    expect(parse([endpoint]).endpoints).toMatchObject([{ kind, instance }]);
  });
});

test("names in China have their region elsewhere", () => {
  expect(rdsHost("aurora-1.abc.rds.cn-north-1.amazonaws.com.cn")).toEqual({ id: "aurora-1", kind: "instance" });
  expect(rdsHost("orders.cluster-ro-abc.rds.cn-north-1.amazonaws.com.cn:5432")).toEqual({
    id: "orders",
    kind: "reader",
  });
  expect(rdsHost(`aurora-1.${host}.evil.example`)).toBeNull();
});

test.each([
  ["an object without a name", [{ cname: "aurora-1" }], "it has no name"],
  ["a name alone", [{ name: "db.example.com" }], "it says nothing of an endpoint"],
  ["a number", [7], "an endpoint is expected here"],
  ["an object of nothing", { writer: {} }, "it says nothing of an endpoint"],
])("%s is told and not used", (_, value, reason) => {
  const parsed = parse(value);
  expect(told(parsed.problems)[0]).toContain(reason);
  expect([parsed.endpoints, parsed.supplied]).toEqual([[], false]);
});

test.each([-1, 1e300, 604_801])("a TTL of %d is told and not used", (ttl) => {
  const parsed = parse([{ name: writer, ttl }]);
  expect(parsed.endpoints).toMatchObject([{ ttlSeconds: null }]);
  expect(told(parsed.problems)).toEqual([expect.stringContaining("its TTL is no number of seconds")]);
});

test("an empty list was supplied", () => {
  expect(parse([])).toMatchObject({ endpoints: [], supplied: true, problems: [] });
});

const keys = "endpoints name cname ttl addresses type time instances __proto__ writer".split(" ");

test("any JSON is read without an error, and its lines are conserved", () => {
  fc.assert(
    fc.property(hostileText(keys), (text) => void parse(text)),
    { numRuns: 800 },
  );
});
