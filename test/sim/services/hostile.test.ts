import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { SimService } from "../service.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { logs } from "./logs.ts";
import { monitoring } from "./monitoring.ts";
import { pi } from "./pi.ts";
import { s3 } from "./s3.ts";
import { answerOf, bytesOf, instance, jsonRequest, nowMs, s3Request, smallWorld } from "./small-world.ts";

const world = smallWorld({
  instances: [instance("db-ON", true)],
  insights: new Map([["db-ON", [{ ms: nowMs - 60_000, waitEvent: "", load: Number.NaN }]]]),
  logGroups: [
    { name: "g", retentionDays: 1, streams: [{ name: "s", events: [{ ms: nowMs - 60_000, message: "\uD800" }] }] },
  ],
  metrics: [
    { namespace: "n", metric: "m", dimensions: { d: "v" }, points: [{ ms: nowMs - 60_000, value: Number.NaN }] },
  ],
  trail: [
    { id: "", name: "", source: "", ms: nowMs - 60_000, user: "", resources: [], document: { userIdentity: [] } },
  ],
  buckets: new Map([["b", new Map([["k", Buffer.from("x")]])]]),
});

// Members that exist, so that some inputs get past the first check.
const members = fc.constantFrom(
  ..."logGroupName logStreamName startTime endTime limit nextToken queryString filterPattern queryId maxItems".split(
    " ",
  ),
  ..."MetricDataQueries Id MetricStat Metric Period Stat StartTime EndTime NextToken MaxDatapoints".split(" "),
  ..."LookupAttributes MaxResults ServiceType Identifier MetricQueries GroupBy Group Filter Limit __proto__".split(" "),
);
const leaves = fc.oneof(
  fc.constantFrom<unknown>(
    "g",
    "s",
    "a",
    "RDS",
    "db-ON",
    "db.load.avg",
    "db.wait_event",
    "fields @message",
    "__proto__",
  ),
  fc.constantFrom<unknown>(0, 1, 50, -1, 0.5, 1e300, 2 ** 53, nowMs / 1000, nowMs / 1000 - 600, null, true),
  fc.string(),
);
const body = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaves,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(members, fc.string()), tie("value"), { maxKeys: 6 }),
  ),
})).value;

test("whatever a JSON service is sent, it answers or refuses in its protocol", () => {
  const actions = [logs, monitoring, cloudtrail, pi].flatMap((service): [SimService, string][] =>
    Object.keys(service.actions).map((action) => [service, action]),
  );
  expect(actions.length).toBe(12);
  fc.assert(
    fc.property(
      fc.constantFrom(...actions),
      fc.oneof(body, fc.dictionary(members, leaves)),
      ([service, action], sent) => {
        const answer = answerOf(service, jsonRequest(service, action, JSON.stringify(sent)), world);
        expect([200, 400]).toContain(answer.status);
        const value: unknown = JSON.parse(bytesOf(answer).toString());
        expect(value).toBeTypeOf("object");
        if (answer.status === 400) expect(value).toMatchObject({ __type: expect.stringMatching(/\w+$/) });
      },
    ),
    { numRuns: 3000 },
  );
});

test("whatever query Insights is sent, it is read or malformed", () => {
  const words = "fields filter stats sort limit count by bin as like not in and or @message @timestamp @ptr".split(" ");
  const part = fc.constantFrom(
    ...words,
    "|",
    ",",
    "(",
    ")",
    "*",
    "[",
    "]",
    "=",
    "/a/",
    "/(/",
    "'x'",
    '"',
    "5",
    "1m",
    "0m",
  );
  const query = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 12 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(query, (queryString) => {
      const range = { logGroupName: "g", startTime: 0, endTime: Math.floor(nowMs / 1000), queryString };
      const answer = answerOf(logs, jsonRequest(logs, "StartQuery", range), world);
      if (answer.status !== 200)
        expect(answer.headers["x-amzn-errortype"]).toMatch(/^(MalformedQuery|InvalidParameter)/);
    }),
    { numRuns: 3000 },
  );
});

test("whatever S3 is asked for, it answers or refuses", () => {
  const target = fc
    .tuple(
      fc.constantFrom("", "b", "b/k", "b/", "c"),
      fc.webPath(),
      fc.constantFrom("", "?list-type=2&", "?location&"),
      fc.webQueryParameters(),
    )
    .map(([start, path, marker, query]) => `/${start}${path}${marker}${query}`);
  const headers = fc.dictionary(fc.constantFrom("range", "if-match", "if-none-match", "host"), fc.string());
  fc.assert(
    fc.property(fc.constantFrom("GET", "HEAD", "PUT", "POST"), target, headers, (method, path, sent) => {
      const answer = answerOf(s3, s3Request(s3, method, path, sent), world);
      expect([200, 206, 304, 400, 404, 405, 412, 416]).toContain(answer.status);
    }),
    { numRuns: 2000 },
  );
});
