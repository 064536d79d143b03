import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import type { Aws, Outcome, RawAnswer } from "../../../src/collect/calls.ts";
import { pages } from "../../../src/collect/pages.ts";
import { wholeLogFilePath } from "../../../src/collect/aws/send-raw.ts";
import { logFile } from "../../sim/hand-world.ts";
import { account, ODD_BYTES, open } from "./account.ts";

async function bytes(answer: RawAnswer): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.failure.kind} ${outcome.failure.code}: ${outcome.failure.message}`);
  return outcome.value;
}

function download(aws: Aws, instance: string, file: string): Promise<Outcome<Buffer>> {
  const path = wholeLogFilePath(instance, file);
  if (path === null) throw new Error("no path");
  return aws.attempt("DownloadCompleteDBLogFile", file, async (send) => bytes(await send({ method: "GET", path })));
}

describe("answers", () => {
  test("every service of the account answers, and its bytes can be kept", async () => {
    const { aws, simulator } = await open();
    const end = new Date();
    const start = new Date(end.getTime() - 3_600_000);
    const identity = await aws.call("GetCallerIdentity", {}, "who");
    expect(value(identity).Account).toBe("123456789012");
    const clusters = await aws.call("DescribeDBClusters", {}, "orders", { keepRaw: true });
    expect(value(clusters).DBClusters?.[0]?.DBClusterIdentifier).toBe("orders");
    expect(clusters.ok && Buffer.from(clusters.facts.raw ?? []).toString()).toContain("<DBClusterIdentifier>orders<");
    expect(
      value(await aws.call("DescribeEvents", { SourceType: "db-instance", StartTime: start }, "e")).Events,
    ).toHaveLength(1);
    expect(value(await aws.call("LookupEvents", { StartTime: start, EndTime: end }, "t")).Events).toHaveLength(1);
    const messages: (string | undefined)[] = [];
    for await (const page of pages(aws, "FilterLogEvents", { logGroupName: "/app/orders" }, "app", { keepRaw: true })) {
      for (const event of value(page).events ?? []) messages.push(event.message);
      expect(page.ok && JSON.parse(Buffer.from(page.facts.raw ?? []).toString())).toHaveProperty("events");
    }
    expect(messages).toEqual(["connection refused"]);
    const query = {
      Id: "a",
      MetricStat: { Metric: { Namespace: "AWS/RDS", MetricName: "CPUUtilization" }, Period: 60, Stat: "Average" },
    };
    expect(
      value(await aws.call("GetMetricData", { StartTime: start, EndTime: end, MetricDataQueries: [query] }, "m"))
        .MetricDataResults,
    ).toHaveLength(1);
    expect(value(await aws.call("ListObjectsV2", { Bucket: "logs" }, "s3")).Contents?.[0]?.Key).toBe(
      "app/2026 11+21 ü%.log",
    );
    expect(aws.counts().get("DescribeDBClusters")).toBe(1);
    expect(simulator.journal.every(({ status }) => status === 200)).toBe(true);
  });

  test("an answer without anything in it is an answer", async () => {
    const { aws } = await open(account(0, { events: [], trail: [], buckets: new Map([["logs", new Map()]]) }));
    const start = new Date(Date.now() - 3_600_000);
    expect(value(await aws.call("DescribeEvents", { StartTime: start }, "e")).Events ?? []).toEqual([]);
    expect(value(await aws.call("DescribeDBProxies", {}, "p")).DBProxies ?? []).toEqual([]);
    expect(value(await aws.call("LookupEvents", { StartTime: start }, "t")).Events).toEqual([]);
    expect(value(await aws.call("DescribeLogGroups", { logGroupNamePrefix: "/none" }, "g")).logGroups).toEqual([]);
    expect(value(await aws.call("ListObjectsV2", { Bucket: "logs" }, "s3")).Contents ?? []).toEqual([]);
  });

  test("a log file arrives byte for byte, whatever its bytes are", async () => {
    const { aws } = await open();
    const outcome = await download(aws, "aurora-1", "error/postgresql.log");
    expect(value(outcome).equals(Buffer.concat(Array.from({ length: 1000 }, () => ODD_BYTES)))).toBe(true);
    expect(outcome.ok && outcome.facts.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    "error/a b.log",
    "error/a+b.log",
    "error/100%.log",
    "error/%41.log",
    "error/ü😀.log",
    "error/a!'()*;:@&=,$?#.log",
    "~a_b-c.d",
  ])("the file name %s is signed as it is sent", async (name) => {
    const world = account();
    world.instances[0]?.logs.push(logFile("hello", { name }));
    const { aws } = await open(world);
    expect(value(await download(aws, "aurora-1", name)).toString()).toBe("hello");
  });

  test.each(["error/../x", "./x", "error//x", "error/", "\uD800"])("the file name %j has no path", (name) => {
    expect(wholeLogFilePath("aurora-1", name)).toBeNull();
  });

  test("a portion is asked for by hand as well, and its XML is left as it is", async () => {
    const { aws } = await open();
    const form = {
      Action: "DownloadDBLogFilePortion",
      Version: "2014-10-31",
      DBInstanceIdentifier: "aurora-1",
      LogFileName: "error/postgresql.log",
      Marker: "0",
    };
    const outcome = await aws.attempt("DownloadDBLogFilePortion", "p", async (send) =>
      bytes(await send({ method: "POST", path: "/", form })),
    );
    expect(value(outcome).includes(Buffer.from("<LogFileData>"))).toBe(true);
    expect(value(outcome).includes(0xe9)).toBe(true);
  });

  test("an object of S3 is a stream, whatever its key is", async () => {
    const { aws } = await open();
    const outcome = await aws.attempt("GetObject", "o", async () =>
      bytes(await aws.object("logs", "app/2026 11+21 ü%.log")),
    );
    expect(value(outcome)).toHaveLength(200_000);
    expect(aws.counts().get("GetObject")).toBe(1);
  });

  test("the endpoint may have a path of its own", async () => {
    const { createServer } = await import("node:http");
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.end("x");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { aws } = await open(account(), {}, { AWS_ENDPOINT_URL_RDS: `http://127.0.0.1:${port}/rds/here/` });
    await download(aws, "aurora-1", "error/postgresql.log");
    server.closeAllConnections();
    server.close();
    expect(asked).toEqual(["/rds/here/v13/downloadCompleteLogFile/aurora-1/error/postgresql.log"]);
  });
});
