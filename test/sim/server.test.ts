import { DescribeDBClustersCommand, DescribeEventsCommand } from "@aws-sdk/client-rds";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, completeLogFile, element, form, rdsClient, send } from "./hand-client.ts";
import { logFile, NOW, worldWith } from "./hand-world.ts";
import { KEY } from "./rules.ts";
import { startSimulator, type Simulator } from "./server.ts";

const PATH = completeLogFile("aurora-1", "error/postgresql.log");
let nowMs = NOW;
let simulator: Simulator;

beforeEach(async () => {
  nowMs = NOW;
  simulator = await startSimulator(worldWith([logFile("a line\n")], { now: () => nowMs }));
});
afterEach(() => simulator.close());

describe("permissions", () => {
  test("a denied action is refused in AWS's words, with a resource that fits it", async () => {
    const who = "User: arn:aws:sts::123456789012:assumed-role/oncall/session is not authorized to perform: ";
    const denied = async (
      action: string,
      call: Promise<{ readonly status: number; readonly body: Buffer }>,
    ): Promise<string | null> => {
      const { status, body } = await call;
      expect([status, element(body, "Code")]).toEqual([403, "AccessDenied"]);
      const message = element(body, "Message") ?? "";
      expect(message.startsWith(`${who}${action} on resource: `)).toBe(true);
      expect(message.endsWith(` because no identity-based policy allows the ${action} action`)).toBe(true);
      return /on resource: (\S+)/.exec(message)?.[1] ?? null;
    };
    const arn = "arn:aws:rds:eu-west-1:123456789012";
    for (const action of ["DescribeDBClusters", "DescribeDBLogFiles", "DescribeEvents", "DownloadCompleteDBLogFile"])
      simulator.rules.denied.add(`rds:${action}`);
    expect(await denied("rds:DescribeDBClusters", ask(simulator, "/", form("DescribeDBClusters")))).toBe(
      `${arn}:cluster:*`,
    );
    expect(await denied("rds:DescribeEvents", ask(simulator, "/", form("DescribeEvents")))).toBe(`${arn}:es:*`);
    const files = form("DescribeDBLogFiles", { DBInstanceIdentifier: "aurora-1" });
    expect(await denied("rds:DescribeDBLogFiles", ask(simulator, "/", files))).toBe(`${arn}:db:aurora-1`);
    expect(await denied("rds:DownloadCompleteDBLogFile", ask(simulator, PATH))).toBe(`${arn}:db:aurora-1`);
  });

  test("what is not denied goes on, and a denial can be taken back", async () => {
    simulator.rules.denied.add("rds:DescribeEvents");
    const client = rdsClient(simulator);
    await expect(client.send(new DescribeEventsCommand({}))).rejects.toMatchObject({ name: "AccessDenied" });
    await expect(client.send(new DescribeDBClustersCommand({}))).resolves.toBeDefined();
    simulator.rules.denied.clear();
    await expect(client.send(new DescribeEventsCommand({}))).resolves.toBeDefined();
  });
});

test("calls beyond the bucket are throttled, and the bucket fills again", async () => {
  simulator.rules.throttles.set("rds:DescribeEvents", { perSecond: 1, burst: 3 });
  const call = async (): Promise<string | null> =>
    element((await ask(simulator, "/", form("DescribeEvents"))).body, "Code");
  const burst = await Promise.all(Array.from({ length: 8 }, call));
  expect(burst.filter((code) => code === null).length).toBeGreaterThanOrEqual(3);
  expect(burst).toContain("Throttling");
  await expect.poll(call, { interval: 200, timeout: 10_000 }).toBeNull();
});

const sts = (): STSClient =>
  new STSClient({
    endpoint: simulator.url,
    region: "eu-west-1",
    credentials: KEY,
    systemClockOffset: NOW - Date.now(),
  });

describe("STS", () => {
  test("says who signs", async () => {
    const identity = await sts().send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: "123456789012",
      Arn: "arn:aws:sts::123456789012:assumed-role/oncall/session",
    });
  });

  test("issues credentials that work until they expire", async () => {
    const role = {
      RoleArn: "arn:aws:iam::123456789012:role/team/reader",
      RoleSessionName: "postmortem",
      DurationSeconds: 900,
    };
    const { Credentials, AssumedRoleUser } = await sts().send(new AssumeRoleCommand(role));
    expect(AssumedRoleUser?.Arn).toBe("arn:aws:sts::123456789012:assumed-role/reader/postmortem");
    expect(Credentials?.Expiration?.getTime()).toBe(NOW + 900_000);
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    const client = rdsClient(simulator, { credentials });
    expect((await client.send(new DescribeDBClustersCommand({}))).DBClusters).toHaveLength(1);
    nowMs = NOW + 900_000;
    await expect(client.send(new DescribeDBClustersCommand({}))).rejects.toMatchObject({ name: "ExpiredToken" });
  });

  test("refuses what is no role, no duration, no parameter", async () => {
    const client = sts();
    const role = { RoleArn: "arn:aws:iam::123456789012:role/reader", RoleSessionName: "s1" };
    const refused = [
      { ...role, RoleArn: "reader" },
      { ...role, DurationSeconds: 60 },
      { ...role, Policy: "{}" },
    ];
    for (const input of refused) {
      await expect(client.send(new AssumeRoleCommand(input))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 400 },
      });
    }
  });
});

test("the SDK learns the account's clock from the refusal", async () => {
  nowMs = Date.now() + 20 * 60_000;
  const client = rdsClient(simulator, { systemClockOffset: 0, maxAttempts: 2 });
  const { $metadata } = await client.send(new DescribeDBClustersCommand({}));
  expect($metadata.attempts).toBe(2);
  expect(simulator.journal.map((entry) => entry.status)).toEqual([403, 200]);
});

test("the journal tells what was asked, also of what nobody knows", async () => {
  await ask(simulator, "/", form("DescribeDBLogFiles", { DBInstanceIdentifier: "aurora-1", FilenameContains: "csv" }));
  await ask(simulator, "/", form("InventSomething"));
  await ask(simulator, "/nowhere");
  await send(simulator, { method: "GET", path: PATH, headers: {}, body: "" });
  expect(simulator.journal.map(({ service, action, about, status }) => [service, action, about, status])).toEqual([
    ["rds", "DescribeDBLogFiles", "DBInstanceIdentifier=aurora-1 FilenameContains=csv", 200],
    ["rds", "InventSomething", "", 400],
    ["rds", "GET", "/nowhere", 400],
    ["rds", "DownloadCompleteDBLogFile", PATH, 403],
  ]);
  expect(simulator.journal[0]?.bytes).toBeGreaterThan(100);
});

test("every answer carries a request id and the account's date", async () => {
  const answer = await ask(simulator, "/", form("DescribeDBClusters"));
  expect(answer.headers).toMatchObject({ date: "Sat, 21 Nov 2026 20:00:00 GMT", "content-type": "text/xml" });
  expect(answer.headers["x-amzn-requestid"]).toBe(element(answer.body, "RequestId"));
});

test("services can be left out", async () => {
  const bare = await startSimulator(worldWith([]), { services: [] });
  try {
    expect((await ask(bare, "/", form("DescribeDBClusters"))).status).toBe(403);
  } finally {
    await bare.close();
  }
});
