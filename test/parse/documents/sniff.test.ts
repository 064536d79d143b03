import { describe, expect, test } from "vitest";
import { sniffDocument } from "../../../src/parse/documents/sniff.ts";
import { sniffRdsEvents } from "../../../src/parse/rds-events.ts";
import { encode } from "./documents.ts";

const trail = { eventVersion: "1.11", eventSource: "rds.amazonaws.com", eventName: "FailoverDBCluster" };

describe("a loose file tells what it holds", () => {
  test.each<[string, unknown, string]>([
    ["GetMetricData", { MetricDataResults: [{ Id: "m1", Label: "x" }], Messages: [] }, "metrics"],
    ["its queries", { MetricDataQueries: [], StartTime: 1 }, "metrics"],
    ["GetMetricData by instance", { "aurora-1": { MetricDataResults: [] } }, "metrics"],
    ["GetMetricStatistics", { Label: "FreeableMemory", Datapoints: [] }, "metrics"],
    ["DescribeDBClusters", { DBClusters: [{ DBClusterIdentifier: "orders" }] }, "cluster"],
    ["DescribeDBInstances", { DBInstances: [] }, "cluster"],
    ["the answer of failover-db-cluster", { DBCluster: { Status: "x" } }, "cluster"],
    ["snapshots with lowerCamel keys", [{ time: 1, dBClusters: [] }], "cluster"],
    ["LookupEvents", { Events: [{ EventName: "x", CloudTrailEvent: JSON.stringify(trail) }] }, "cloudtrail"],
    ["a trail's file", { Records: [trail] }, "cloudtrail"],
    ["one event a line", `${JSON.stringify(trail)}\n${JSON.stringify(trail)}\n`, "cloudtrail"],
    [
      "a trail out of CloudWatch Logs",
      { events: [{ logStreamName: "a", message: JSON.stringify(trail) }] },
      "cloudtrail",
    ],
    ["endpoints", [{ name: "orders", cname: "aurora-1", ttl: 5 }], "endpoints"],
    ["DescribeDBClusterEndpoints", { DBClusterEndpoints: [] }, "endpoints"],
  ])("%s", (_, value, kind) => {
    const bytes = encode(value);
    expect(sniffDocument(bytes, "x.json")?.kind).toBe(kind);
    expect(sniffDocument(encode(`\u{feff}\n ${Buffer.from(bytes).toString()}`), "x")?.kind).toBe(kind);
    expect(sniffRdsEvents(bytes, "x.json")).toBeNull();
  });

  test.each([
    ["a case of another name", "# x\nfailover: 2026-11-21T19:11:58Z\n", "orders/what-we-know.yaml"],
    ["a case with spaces in keys", "control experiments:\n- x\n", "notes.yml.gz"],
    ["a case in JSON", { failoverAt: "2026-11-21T19:11:58Z" }, "x/case-0412.json"],
  ])("%s", (_, value, path) => {
    expect(sniffDocument(encode(value), path)?.kind).toBe("case");
  });
});

describe("what is none of them", () => {
  test.each<[string, unknown, string]>([
    ["nothing", "", "x.json"],
    [
      "RDS events",
      { Events: [{ SourceIdentifier: "orders", SourceType: "db-cluster", Message: "x", EventCategories: [] }] },
      "x.json",
    ],
    [
      "an application's line that holds an answer",
      { level: "info", msg: "metrics", answer: { MetricDataResults: [] } },
      "app.log",
    ],
    ["an application's line that quotes one", { time: 1, body: JSON.stringify({ MetricDataResults: [] }) }, "app.log"],
    ["text that names a key", 'got "MetricDataResults": [] back', "app.log"],
    ["a package", { name: "x", version: "1.0.0" }, "package.json"],
    ["a deployment", "failover: true\nreplicas: 2\n", "values.txt"],
    ["another tool's settings", "kind: Deployment\nspec:\n  failover: 3\n", "deploy.yaml"],
    ["JSON with a failover that is no case", { failover: "x" }, "settings.json"],
  ])("%s", (_, value, path) => {
    expect(sniffDocument(encode(value), path)).toBeNull();
  });
});
