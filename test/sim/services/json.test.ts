import { expect, test } from "vitest";
import { SimError } from "../service.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { logs } from "./logs.ts";
import { monitoring } from "./monitoring.ts";
import { pi } from "./pi.ts";
import { answerOf, bytesOf, jsonRequest, refusalOf, smallWorld } from "./small-world.ts";

const world = smallWorld();

const target = (value: string) => ({ ...jsonRequest(cloudtrail, "", {}), headers: { "x-amz-target": value } });

test("an action is read from x-amz-target, in the SDK's spelling and in botocore's", () => {
  expect(cloudtrail.actionOf(target("CloudTrail_20131101.LookupEvents"))).toBe("LookupEvents");
  expect(cloudtrail.actionOf(target("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"))).toBe(
    "LookupEvents",
  );
  expect(cloudtrail.actionOf(target("Logs_20140328.FilterLogEvents"))).toBeNull();
});

test("actions are allowed by IAM's names, which for metrics are not the signing name", () => {
  expect(monitoring.actions).toEqual({
    GetMetricData: "cloudwatch:GetMetricData",
    ListMetrics: "cloudwatch:ListMetrics",
  });
  expect(logs.actions["StartQuery"]).toBe("logs:StartQuery");
});

test("an action that a service does not have is unknown to it, also one that objects inherit", () => {
  for (const service of [logs, monitoring, cloudtrail, pi]) {
    for (const action of ["DeleteEverything", "constructor", "toString"]) {
      expect(refusalOf(service, action, {}, world)).toMatch(/^400 UnknownOperationException: /);
    }
  }
});

test("CBOR, the query protocol, another JSON version and no content type are 415", () => {
  const request = jsonRequest(monitoring, "ListMetrics", {});
  for (const sent of [
    "application/cbor",
    "application/x-www-form-urlencoded",
    "application/x-amz-json-1.1",
    undefined,
  ]) {
    const { "content-type": _, ...others } = request.headers;
    const headers = sent === undefined ? others : { ...others, "content-type": sent };
    expect(answerOf(monitoring, { ...request, headers }, world).status, sent).toBe(415);
  }
});

test("a CBOR request still names its action, so that the 415 is entered under it", () => {
  const request = {
    ...jsonRequest(monitoring, "", {}),
    path: "/service/GraniteServiceVersion20100801/operation/GetMetricData",
    headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
  };
  expect(monitoring.actionOf(request)).toBe("GetMetricData");
  expect(answerOf(monitoring, { ...request, action: "GetMetricData" }, world).status).toBe(415);
});

test("a body that is not a JSON object is a SerializationException", () => {
  for (const body of ["", "{", "[]", '"x"', "null", "7"]) {
    expect(refusalOf(logs, "DescribeLogGroups", body, world), body).toMatch(/^400 SerializationException: /);
  }
});

test("members that the service does not have are refused by name, deep ones too", () => {
  expect(refusalOf(logs, "FilterLogEvents", { logGroupName: "g", LogGroupName: "g" }, world)).toMatch(
    /^400 InvalidParameterException: .*no member LogGroupName/,
  );
  const queries = [
    { Id: "a", MetricStat: { Metric: { Namespace: "n", MetricName: "m", Unit: "x" }, Period: 60, Stat: "Sum" } },
  ];
  expect(
    refusalOf(monitoring, "GetMetricData", { MetricDataQueries: queries, StartTime: 0, EndTime: 60 }, world),
  ).toMatch(/^400 InvalidParameterValueException: .*no member MetricDataQueries\[0\]\.MetricStat\.Metric\.Unit/);
});

test("times are numbers of seconds, not text", () => {
  const range = { StartTime: "2026-11-21T19:00:00Z", EndTime: 60 };
  expect(refusalOf(monitoring, "GetMetricData", { MetricDataQueries: [], ...range }, world)).toMatch(
    /^400 SerializationException: StartTime/,
  );
  expect(refusalOf(cloudtrail, "LookupEvents", { StartTime: range.StartTime }, world)).toMatch(
    /^400 SerializationException: StartTime/,
  );
});

test("JSON services answer 400 where the query protocol answers 403", () => {
  const answer = logs.error(new SimError("AccessDenied", "User: x is not authorized", 403), "id");
  expect(answer.status).toBe(400);
  expect(answer.headers["x-amzn-errortype"]).toBe("AccessDeniedException");
  expect(JSON.parse(bytesOf(answer).toString())).toEqual({
    __type: "AccessDeniedException",
    message: "User: x is not authorized",
  });
  expect(answer.headers["x-amzn-query-error"]).toBeUndefined();
});

const headers = (code: string, status: number) => monitoring.error(new SimError(code, "m", status), "id").headers;

test("CloudWatch's errors carry the query protocol's code, from either spelling", () => {
  for (const code of ["Throttling", "ThrottlingException"]) {
    expect(headers(code, 400)["x-amzn-query-error"]).toBe("Throttling;Sender");
    expect(headers(code, 400)["x-amzn-errortype"]).toBe("ThrottlingException");
  }
  expect(headers("AccessDeniedException", 400)["x-amzn-query-error"]).toBe("AccessDenied;Sender");
  expect(headers("UnrecognizedClientException", 400)["x-amzn-query-error"]).toBe("InvalidClientTokenId;Sender");
  expect(headers("InternalFailure", 500)["x-amzn-query-error"]).toBe("InternalFailure;Receiver");
});
