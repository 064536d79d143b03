import { CloudTrailClient, LookupEventsCommand, paginateLookupEvents } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient, paginateGetMetricData, paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetQueryResultsCommand,
  paginateDescribeLogStreams,
  paginateFilterLogEvents,
  paginateGetLogEvents,
  ResourceNotFoundException,
  StartQueryCommand,
  StopQueryCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeDimensionKeysCommand,
  GetResourceMetricsCommand,
  NotAuthorizedException,
  PIClient,
} from "@aws-sdk/client-pi";
import {
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { HttpRequest } from "@smithy/protocol-http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defaultRules, KEY } from "../rules.ts";
import { startSimulator, type Simulator } from "../server.ts";
import type { World } from "../world.ts";
import { instance, smallWorld } from "./small-world.ts";

const group = "/aws/rds/cluster/orders/postgresql";
const hourMs = 3_600_000;
/** An hour ago, to the minute: signatures want the true clock, so the world has it too. */
const startMs = Math.floor((Date.now() - hourMs) / 60_000) * 60_000;
const message = (n: number): string => (n === 7 ? "odd \r\n\u0000\u001b 😀 é" : `line ${n}`);
const key = "a b/ü+c&.gz";
const object = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x62]);

const world: World = smallWorld({
  now: () => Date.now(),
  instances: [instance("db-ON", true), instance("db-OFF", false)],
  logGroups: [
    {
      name: group,
      retentionDays: 30,
      streams: ["one.0", "two.0"].map((name, s) => ({
        name,
        events: Array.from({ length: 30 }, (_, n) => ({
          ms: startMs + (n * 2 + s) * 1000,
          message: message(n * 2 + s),
        })),
      })),
    },
  ],
  metrics: ["one", "two"].map((id, i) => ({
    namespace: "AWS/RDS",
    metric: "CPUUtilization",
    dimensions: { DBInstanceIdentifier: id },
    points: Array.from({ length: 10 }, (_, n) => ({ ms: startMs + n * 60_000, value: i * 100 + n + 0.5 })),
  })),
  trail: Array.from({ length: 120 }, (_, n) => ({
    id: `id-${n}`,
    name: "FailoverDBCluster",
    source: "rds.amazonaws.com",
    ms: startMs + n * 1000,
    user: "oncall",
    resources: [],
    document: { n },
  })),
  insights: new Map([["db-ON", [{ ms: startMs, waitEvent: "IO:DataFileRead", load: 2.5 }]]]),
  buckets: new Map([
    [
      "logs",
      new Map([
        [key, object],
        ...Array.from({ length: 1200 }, (_, n): [string, Buffer] => [`many/${n}`, Buffer.from("x")]),
      ]),
    ],
  ]),
});

let simulator: Simulator;
let config: { region: string; endpoint: string; credentials: typeof KEY };
beforeAll(async () => {
  // LookupEvents' own 2/s is the server's, and would make these tests slow.
  simulator = await startSimulator(world, { rules: { ...defaultRules(), throttles: new Map() } });
  config = { region: world.region, endpoint: simulator.url, credentials: KEY };
});
afterAll(async () => {
  await simulator.close();
});

async function collected<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
}

const lines = Array.from({ length: 60 }, (_, n) => message(n));

test("the SDK's pages of FilterLogEvents go on over empty ones and keep odd characters", async () => {
  const client = new CloudWatchLogsClient(config);
  const input = { logGroupName: group, startTime: startMs, endTime: startMs + hourMs, limit: 8 };
  const events = await collected(paginateFilterLogEvents({ client }, { ...input }), (page) => page.events);
  expect(events.map((event) => event.message)).toEqual(lines);
  // A copy above: the paginator writes its token into the input it is given.
  const first = await client.send(new FilterLogEventsCommand(input));
  expect([first.events, typeof first.nextToken]).toEqual([[], "string"]);
});

test("the SDK's pages of GetLogEvents end only when told to stop at the same token", async () => {
  const client = new CloudWatchLogsClient(config);
  const input = { logGroupName: group, logStreamName: "one.0", startFromHead: true, limit: 8 };
  const pages = paginateGetLogEvents({ client, stopOnSameToken: true }, input);
  expect((await collected(pages, (page) => page.events)).map((event) => event.message)).toEqual(
    lines.filter((_, n) => n % 2 === 0),
  );
});

test("the SDK lists groups and streams", async () => {
  const client = new CloudWatchLogsClient(config);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/rds" }));
  expect(logGroups?.[0]).toMatchObject({
    logGroupName: group,
    retentionInDays: 30,
    arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${group}:*`,
  });
  const streams = paginateDescribeLogStreams({ client }, { logGroupName: group, limit: 1 });
  const found = await collected(streams, (page) => page.logStreams);
  expect(found.map((each) => [each.logStreamName, each.lastEventTimestamp])).toEqual([
    ["one.0", startMs + 58_000],
    ["two.0", startMs + 59_000],
  ]);
});

test("the SDK runs an Insights query from start to end, and stops one", async () => {
  const client = new CloudWatchLogsClient(config);
  const start = new StartQueryCommand({
    logGroupName: group,
    startTime: startMs / 1000,
    endTime: startMs / 1000 + 3600,
    queryString: "stats count(*) by bin(1h), @logStream",
  });
  const { queryId } = await client.send(start);
  const states: (string | undefined)[] = [];
  let results;
  for (let n = 0; n < 3; n++) {
    results = await client.send(new GetQueryResultsCommand({ queryId }));
    states.push(results.status);
  }
  expect(states).toEqual(["Scheduled", "Running", "Complete"]);
  const counted = results?.results?.map((row) => Number(row.find((cell) => cell.field === "count(*)")?.value));
  expect(counted?.reduce((sum, count) => sum + count)).toBe(60);
  expect(results?.statistics?.recordsMatched).toBe(60);
  const second = await client.send(start);
  expect(await client.send(new StopQueryCommand({ queryId: second.queryId }))).toMatchObject({ success: true });
});

test("the SDK knows a refusal by its class or its code", async () => {
  const logs = new CloudWatchLogsClient(config);
  await expect(logs.send(new FilterLogEventsCommand({ logGroupName: "/gone" }))).rejects.toThrow(
    ResourceNotFoundException,
  );
  const metrics = paginateListMetrics({ client: new CloudWatchClient(config) }, { Namespace: ":" });
  // An awsQueryCompatible service: the name is the query protocol's.
  await expect(metrics.next()).rejects.toMatchObject({
    name: "InvalidParameterValueException",
    Code: "InvalidParameterValue",
    Type: "Sender",
    $metadata: { httpStatusCode: 400 },
  });
});

test("the SDK's pages of GetMetricData hold every point, as dates and numbers", async () => {
  const client = new CloudWatchClient(config);
  const MetricDataQueries = ["one", "two"].map((Value) => ({
    Id: `cpu_${Value}`,
    MetricStat: {
      Metric: {
        Namespace: "AWS/RDS",
        MetricName: "CPUUtilization",
        Dimensions: [{ Name: "DBInstanceIdentifier", Value }],
      },
      Period: 60,
      Stat: "Average",
    },
  }));
  const range = { StartTime: new Date(startMs), EndTime: new Date(startMs + 600_000) };
  const pages = paginateGetMetricData(
    { client },
    { MetricDataQueries, ...range, ScanBy: "TimestampAscending" as const, MaxDatapoints: 7 },
  );
  const found: Record<string, [number, number][]> = { cpu_one: [], cpu_two: [] };
  for (const result of await collected(pages, (page) => page.MetricDataResults)) {
    result.Timestamps?.forEach((time, n) => found[result.Id ?? ""]?.push([time.getTime(), result.Values?.[n] ?? 0]));
  }
  expect(found).toEqual({
    cpu_one: world.metrics[0]?.points.map(({ ms, value }) => [ms, value]),
    cpu_two: world.metrics[1]?.points.map(({ ms, value }) => [ms, value]),
  });
  const metrics = await collected(paginateListMetrics({ client }, { Namespace: "AWS/RDS" }), (page) => page.Metrics);
  expect(metrics.length).toBe(2);
});

test("a switch to CBOR would be noticed", async () => {
  const client = new CloudWatchClient({ ...config, maxAttempts: 1 });
  client.middlewareStack.add(
    (next) => (args) => {
      if (HttpRequest.isInstance(args.request)) args.request.headers["content-type"] = "application/cbor";
      return next(args);
    },
    { step: "build" },
  );
  await expect(paginateListMetrics({ client }, {}).next()).rejects.toMatchObject({
    $metadata: { httpStatusCode: 415 },
  });
});

test("the SDK's pages of LookupEvents are all events, newest first", async () => {
  const client = new CloudTrailClient(config);
  const events = await collected(
    paginateLookupEvents({ client }, { StartTime: new Date(startMs), EndTime: new Date(startMs + hourMs) }),
    (page) => page.Events,
  );
  expect(events.map((event) => event.EventId)).toEqual(Array.from({ length: 120 }, (_, n) => `id-${119 - n}`));
  expect(events[0]?.EventTime?.getTime()).toBe(startMs + 119_000);
  expect(JSON.parse(events[0]?.CloudTrailEvent ?? "")).toEqual({ n: 119 });
  const two = [1, 2].map((n) => ({ AttributeKey: "EventName" as const, AttributeValue: String(n) }));
  await expect(client.send(new LookupEventsCommand({ LookupAttributes: two }))).rejects.toMatchObject({
    name: "InvalidLookupAttributesException",
  });
});

test("the SDK reads Performance Insights, and is refused where it is off", async () => {
  const client = new PIClient(config);
  const range = { ServiceType: "RDS" as const, StartTime: new Date(startMs), EndTime: new Date(startMs + 60_000) };
  const on = { ...range, Identifier: "db-ON", PeriodInSeconds: 60 };
  const query = { Metric: "db.load.avg", GroupBy: { Group: "db.wait_event" } };
  const { MetricList } = await client.send(new GetResourceMetricsCommand({ ...on, MetricQueries: [query] }));
  expect(MetricList?.[1]).toEqual({
    Key: {
      Metric: "db.load.avg",
      Dimensions: { "db.wait_event.name": "IO:DataFileRead", "db.wait_event.type": "IO" },
    },
    DataPoints: [{ Timestamp: new Date(startMs + 60_000), Value: 2.5 }],
  });
  const { Keys } = await client.send(new DescribeDimensionKeysCommand({ ...on, ...query }));
  expect(Keys?.[0]?.Total).toBe(2.5);
  const off = new GetResourceMetricsCommand({ ...range, Identifier: "db-OFF", MetricQueries: [query] });
  await expect(client.send(off)).rejects.toThrow(NotAuthorizedException);
});

test("the SDK lists and gets objects byte for byte, whole and in part", async () => {
  const client = new S3Client({ ...config, forcePathStyle: true });
  const objects = await collected(paginateListObjectsV2({ client }, { Bucket: "logs" }), (page) => page.Contents);
  expect(objects.length).toBe(1201);
  expect(objects[0]).toMatchObject({ Key: key, Size: 6 });
  const IfMatch = objects[0]?.ETag;
  const whole = await client.send(new GetObjectCommand({ Bucket: "logs", Key: key, IfMatch }));
  expect(Buffer.from((await whole.Body?.transformToByteArray()) ?? [])).toEqual(object);
  expect(whole).toMatchObject({ ContentLength: 6, ETag: IfMatch });
  const part = await client.send(new GetObjectCommand({ Bucket: "logs", Key: key, Range: "bytes=1-3" }));
  expect(Buffer.from((await part.Body?.transformToByteArray()) ?? [])).toEqual(object.subarray(1, 4));
  expect(part.ContentRange).toBe("bytes 1-3/6");
  const encoded = paginateListObjectsV2({ client }, { Bucket: "logs", Prefix: "a b/", EncodingType: "url" });
  expect((await collected(encoded, (page) => page.Contents))[0]?.Key).toBe("a+b/%C3%BC%2Bc%26.gz");
});

test("the SDK knows what S3 does not have", async () => {
  const client = new S3Client({ ...config, forcePathStyle: true });
  await expect(client.send(new GetObjectCommand({ Bucket: "logs", Key: "gone" }))).rejects.toThrow(NoSuchKey);
  await expect(client.send(new HeadBucketCommand({ Bucket: "gone" }))).rejects.toThrow(NotFound);
  expect(await client.send(new HeadBucketCommand({ Bucket: "logs" }))).toMatchObject({ BucketRegion: "eu-west-1" });
  expect((await client.send(new GetBucketLocationCommand({ Bucket: "logs" }))).LocationConstraint).toBe("eu-west-1");
  const other = new GetObjectCommand({ Bucket: "logs", Key: key, IfMatch: '"0"' });
  await expect(client.send(other)).rejects.toMatchObject({
    name: "PreconditionFailed",
    $metadata: { httpStatusCode: 412 },
  });
});

test("CloudWatch's throttling is named as the query protocol names it", async () => {
  simulator.rules.faults.push({ action: "ListMetrics", nth: 0, kind: "throttle" });
  try {
    const client = new CloudWatchClient({ ...config, maxAttempts: 1 });
    await expect(paginateListMetrics({ client }, {}).next()).rejects.toMatchObject({ Code: "Throttling" });
  } finally {
    simulator.rules.faults.length = 0;
  }
});

test("a denied action is refused under IAM's name for it, in each service's way", async () => {
  for (const action of ["cloudwatch:ListMetrics", "logs:FilterLogEvents", "s3:ListBucket"])
    simulator.rules.denied.add(action);
  try {
    const metrics = paginateListMetrics({ client: new CloudWatchClient(config) }, {}).next();
    await expect(metrics).rejects.toMatchObject({ Code: "AccessDenied", $metadata: { httpStatusCode: 400 } });
    const events = new CloudWatchLogsClient(config).send(new FilterLogEventsCommand({ logGroupName: group }));
    await expect(events).rejects.toMatchObject({ name: "AccessDeniedException", $metadata: { httpStatusCode: 400 } });
    const client = new S3Client({ ...config, forcePathStyle: true });
    const objects = paginateListObjectsV2({ client }, { Bucket: "logs" }).next();
    await expect(objects).rejects.toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
    await expect(metrics).rejects.toThrow("is not authorized to perform: cloudwatch:ListMetrics");
  } finally {
    simulator.rules.denied.clear();
  }
});
