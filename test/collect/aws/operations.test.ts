import { Buffer } from "node:buffer";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonObjection, withoutBlanks, xmlObjection } from "../../../src/collect/aws/answer-body.ts";
import { answerFailure } from "../../../src/collect/aws/answer-failure.ts";
import { awsClock } from "../../../src/collect/aws/aws-clock.ts";
import { quietSdk } from "../../../src/collect/aws/clients.ts";
import { Limiter } from "../../../src/collect/aws/limiter.ts";
import { iamActions, makeCommand, operations } from "../../../src/collect/aws/operations.ts";
import type { SdkCall } from "../../../src/collect/calls.ts";

describe("the table of calls", () => {
  test("nothing in it writes", () => {
    const reads = /^(?:rds|cloudwatch|cloudtrail|pi|logs|s3|sts):(?:Describe|Get|List|Lookup|Filter|Download)[A-Z]/;
    // A query of CloudWatch Logs Insights reads; it is started and stopped.
    expect(iamActions().filter((action) => !reads.test(action))).toEqual(["logs:StartQuery", "logs:StopQuery"]);
    expect(iamActions().length).toBeGreaterThan(20);
  });

  test("its services and actions are those of the commands the SDK makes", async () => {
    const prefix: Readonly<Record<string, string>> = { "cloudwatch-logs": "logs", cloudwatch: "cloudwatch" };
    for (const [name, { service, action }] of Object.entries(operations)) {
      expect(action.split(":")[0]).toBe(prefix[service] ?? service);
      if (name !== "ListObjectsV2") expect(action.split(":")[1]).toBe(name);
      if (name.startsWith("Download")) continue;
      const command = await makeCommand(name as SdkCall, {});
      expect(JSON.stringify((command as { readonly schema?: unknown }).schema)).toContain(`"${name}"`);
    }
  });

  test("the SDK is told not to warn, unless somebody said otherwise", () => {
    const bare: Record<string, string | undefined> = {};
    quietSdk(bare);
    expect(bare).toEqual({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" });
    const said: Record<string, string | undefined> = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "false" };
    quietSdk(said);
    expect(Object.values(said)).toEqual(["false"]);
  });
});

describe("bodies", () => {
  const root = "DescribeEventsResponse";
  const whole = `\uFEFF<?xml version="1.0"?>\n<!-- x -->\n<${root} xmlns="http://rds.amazonaws.com/doc/2014-10-31/">\n  <DescribeEventsResult/>\n</${root}>\n`;

  test("of an answer are accepted whole, and at no cut", () => {
    const body = Buffer.from(whole);
    expect(xmlObjection(body, root)).toBeNull();
    expect(xmlObjection(Buffer.from(`<${root}/>`), root)).toBeNull();
    for (let end = 0; end < whole.trimEnd().length + 2; end++)
      expect(xmlObjection(body.subarray(0, end), root), `${end}`).not.toBeNull();
    const json = Buffer.from('  {"a":{"b":1}}\n');
    expect(jsonObjection(json)).toBeNull();
    for (let end = 0; end < 12; end++) expect(jsonObjection(json.subarray(0, end)), `${end}`).not.toBeNull();
  });

  test("lose blanks between elements only", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("<a>", "</a>", "<b/>", " ", "\t", "\n", "x", "&gt;"), { maxLength: 30 }),
        (parts) => {
          const text = parts.join("");
          const healed = Buffer.from(withoutBlanks(Buffer.from(text))).toString();
          // The same text without any blanks, and every value of a leaf untouched.
          expect(healed.replaceAll(/[ \t]/g, "")).toBe(text.replaceAll(/[ \t]/g, ""));
          expect(healed.match(/<a>[^<]*<\/a>/g)).toEqual(text.match(/<a>[^<]*<\/a>/g));
        },
      ),
    );
  });

  test("of failures may hold anything", () => {
    const headers = fc.dictionary(
      fc.constantFrom("x-amzn-requestid", "date", "retry-after", "x-amzn-query-error", "x-amz-bucket-region"),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        headers,
        fc.uint8Array({ maxLength: 300 }),
        (status, given, body) => {
          const { trouble } = answerFailure({ status, headers: given, body, offsetMs: 0, receivedMs: 0 });
          expect(trouble.message).not.toBe("");
          expect(trouble.code).toMatch(/^[\w.-]{0,128}$/);
          expect(trouble.bucketRegion ?? "eu-west-1").toMatch(/^[a-z0-9-]+$/);
          expect(trouble.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  test("of refusals name action and resource as AWS writes them", () => {
    const words =
      "User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: rds:DescribeEvents on resource: arn:aws:rds:eu-west-1:1:es:* with an explicit deny in a service control policy";
    const body = Buffer.from(JSON.stringify({ __type: "com.amazon#AccessDeniedException", message: words }));
    const { trouble } = answerFailure({ status: 400, headers: {}, body, offsetMs: 0, receivedMs: 0 });
    expect(trouble).toMatchObject({
      kind: "denied",
      action: "rds:DescribeEvents",
      resource: "arn:aws:rds:eu-west-1:1:es:*",
    });
  });
});

describe("AWS's clock", () => {
  test("is the median of what answers said, without those that were slow", () => {
    const clock = awsClock(() => 1_000_000);
    for (const offset of [1000, 2000, 1500, 9000, 1400]) clock.learn(1_000_000 + offset - 500, 1_000_000, 1_000_000);
    clock.learn(1_020_000, 990_000, 1_000_000);
    expect(clock.nowMs()).toBe(1_001_500);
  });

  test("is learned anew when this machine's clock is set", () => {
    let localMs = 1_000_000;
    const clock = awsClock(() => localMs);
    for (let index = 0; index < 5; index++) clock.learn(1_000_000, localMs, localMs);
    localMs = 5_000_000;
    clock.learn(1_000_000, localMs, localMs);
    expect(Math.abs(clock.nowMs() - 1_000_000)).toBeLessThanOrEqual(500);
    clock.correct(2_000_000, localMs);
    expect(Math.abs(clock.nowMs() - 2_000_000)).toBeLessThanOrEqual(500);
  });
});

describe("limits", () => {
  const never = new AbortController().signal;

  test("no more run at the same time than allowed, and who tries again goes first", async () => {
    const limiter = new Limiter({ inFlight: 2, perSecond: 1000, burst: 1000 });
    const order: string[] = [];
    const first = await limiter.enter(false, never);
    const second = await limiter.enter(false, never);
    const waiting = ["new", "newer"].map((name) =>
      limiter.enter(false, never).then((leave) => [order.push(name), leave()]),
    );
    waiting.push(limiter.enter(true, never).then((leave) => [order.push("again"), leave()]));
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    first();
    await Promise.all(waiting);
    expect(order).toEqual(["again", "new", "newer"]);
    second();
  });

  test("requests go out as evenly as the pace wants", async () => {
    const limiter = new Limiter({ inFlight: 1, perSecond: 50, burst: 2 });
    const sinceMs = performance.now();
    for (let index = 0; index < 7; index++) await limiter.pace(never);
    expect(performance.now() - sinceMs).toBeGreaterThanOrEqual(95);
  });

  test("who is interrupted leaves the queue", async () => {
    const limiter = new Limiter({ inFlight: 1, perSecond: 1000, burst: 1 });
    const leave = await limiter.enter(false, never);
    const controller = new AbortController();
    const gone = limiter.enter(false, controller.signal);
    const stays = limiter.enter(false, never);
    controller.abort();
    await expect(gone).rejects.toBe(controller.signal.reason);
    leave();
    (await stays)();
  });
});
