import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { type Aws, type CallFailure, Interrupted } from "../../../src/collect/calls.ts";
import { awsClock } from "../../../src/collect/aws/aws-clock.ts";
import { CredentialMemo } from "../../../src/collect/aws/credentials.ts";
import { iamActions } from "../../../src/collect/aws/operations.ts";
import { NoRegion } from "../../../src/collect/aws/open-aws.ts";
import { wholeLogFilePath } from "../../../src/collect/aws/send-raw.ts";
import { TryFailed } from "../../../src/collect/aws/try-failed.ts";
import type { Simulator } from "../../sim/server.ts";
import { KEY } from "../../sim/rules.ts";
import { account, environment, folder, open, opened, simulated } from "./account.ts";
import { stub } from "./stub.ts";

/** Lets the simulator know a temporary key; the text of a credentials file for it. */
function temporary(simulator: Simulator, token: string, expiresMs: number | null): string {
  const key = `ASIA${token.toUpperCase()}`;
  simulator.rules.credentials.set(key, { secret: "s3cret", token, expiresMs });
  return `[default]\naws_access_key_id = ${key}\naws_secret_access_key = s3cret\naws_session_token = ${token}\n`;
}

/** An account that is reached with what a credentials file holds. */
async function byFile(token: string, expiresMs: number | null) {
  const simulator = await simulated(account());
  const home = folder({ credentials: temporary(simulator, token, expiresMs), config: "" });
  const file = join(home, "credentials");
  environment({
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: "eu-west-1",
    AWS_SHARED_CREDENTIALS_FILE: file,
    AWS_CONFIG_FILE: join(home, "config"),
  });
  return { simulator, file };
}

async function failure(aws: Aws): Promise<CallFailure | null> {
  const outcome = await aws.call("DescribeDBClusters", {}, "clusters");
  return outcome.ok ? null : outcome.failure;
}

async function rawFailure(aws: Aws): Promise<CallFailure | null> {
  const path = wholeLogFilePath("aurora-1", "error/postgresql.log") ?? "";
  const outcome = await aws.attempt("DownloadCompleteDBLogFile", "f", async (send) => {
    for await (const chunk of (await send({ method: "GET", path })).body) expect(chunk.length).toBeGreaterThan(0);
  });
  return outcome.ok ? null : outcome.failure;
}

describe("credentials", () => {
  test("a token that expires in the middle is asked for anew, once for all that wait", async () => {
    const { simulator, file } = await byFile("first", null);
    const aws = await opened();
    expect(await failure(aws)).toBeNull();
    temporary(simulator, "first", 0);
    writeFileSync(file, temporary(simulator, "second", null));
    const all = await Promise.all(
      Array.from({ length: 6 }, (_, index) => (index % 2 === 0 ? failure(aws) : rawFailure(aws))),
    );
    expect(all).toEqual([null, null, null, null, null, null]);
    // One to begin with; six refused at most, six answered.
    expect(simulator.journal.length).toBeLessThanOrEqual(13);
    temporary(simulator, "second", 0);
    writeFileSync(file, temporary(simulator, "third", null));
    expect(await rawFailure(aws)).toBeNull();
    expect(await failure(aws)).toBeNull();
  });

  test("a token that stays expired ends all calls at once, without a storm", async () => {
    const { simulator } = await byFile("first", null);
    const aws = await opened();
    expect(await failure(aws)).toBeNull();
    temporary(simulator, "first", 0);
    expect((await rawFailure(aws))?.kind).toBe("expired");
    const asked = simulator.journal.length;
    expect(asked).toBeLessThanOrEqual(3);
    const later = await Promise.all([failure(aws), rawFailure(aws), failure(aws)]);
    expect(later.map((one) => [one?.kind, one?.action])).toEqual([
      ["expired", "rds:DescribeDBClusters"],
      ["expired", "rds:DownloadCompleteDBLogFile"],
      ["expired", "rds:DescribeDBClusters"],
    ]);
    expect(simulator.journal).toHaveLength(asked);
  });

  test("a key that AWS does not know ends all calls", async () => {
    const { aws, simulator } = await open(account(), {}, { AWS_ACCESS_KEY_ID: "AKIANOBODY" });
    expect((await failure(aws))?.kind).toBe("credentials");
    const asked = simulator.journal.length;
    expect((await rawFailure(aws))?.kind).toBe("credentials");
    expect(simulator.journal).toHaveLength(asked);
  });

  test("without credentials nothing is sent", async () => {
    const { aws, simulator } = await open(account(), {}, { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" });
    expect(await failure(aws)).toMatchObject({ kind: "credentials", action: "rds:DescribeDBClusters", attempts: 1 });
    expect((await rawFailure(aws))?.kind).toBe("credentials");
    expect(simulator.journal).toEqual([]);
  });

  test("an SSO session that is over says how to begin it again", async () => {
    const sso =
      "[profile ops]\nsso_start_url = https://x.example/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = r\n";
    const home = folder({ config: sso });
    const { aws } = await open(account(), { profile: "ops" }, { AWS_CONFIG_FILE: join(home, "config"), HOME: home });
    const ended = await failure(aws);
    expect(ended?.kind).toBe("expired");
    expect(ended?.message).toContain("aws sso login");
  });

  test("a program that only has credentials near their expiry is not run for every request", async () => {
    const simulator = await simulated(account());
    temporary(simulator, "brief", null);
    const home = folder({});
    const program = join(home, "credentials.sh");
    const expiration = new Date(Date.now() + 120_000).toISOString();
    const said = JSON.stringify({
      Version: 1,
      AccessKeyId: "ASIABRIEF",
      SecretAccessKey: "s3cret",
      SessionToken: "brief",
      Expiration: expiration,
    });
    writeFileSync(program, `#!/bin/sh\necho asked >> ${home}/asked\necho '${said}'\n`);
    chmodSync(program, 0o755);
    writeFileSync(join(home, "config"), `[default]\ncredential_process = ${program}\n`);
    environment({ AWS_ENDPOINT_URL: simulator.url, AWS_REGION: "eu-west-1", AWS_CONFIG_FILE: join(home, "config") });
    const aws = await opened();
    for (let index = 0; index < 5; index++) expect(await failure(aws)).toBeNull();
    expect(await rawFailure(aws)).toBeNull();
    expect(readFileSync(join(home, "asked"), "utf8")).toBe("asked\n");
  });

  test("a role is assumed for what is read and no more, and again when it expires", async () => {
    const simulator = await simulated(account());
    const policies: (string | null)[] = [];
    const sts = await stub((request, response) => {
      void text(request).then((form) => {
        policies.push(new URLSearchParams(form).get("Policy"));
        const token = `role${policies.length}`;
        temporary(simulator, token, null);
        const keys = `<AccessKeyId>ASIA${token.toUpperCase()}</AccessKeyId><SecretAccessKey>s3cret</SecretAccessKey><SessionToken>${token}</SessionToken>`;
        const end = new Date(Date.now() + 3_600_000).toISOString();
        const given = `<Credentials>${keys}<Expiration>${end}</Expiration></Credentials>`;
        response.end(`<AssumeRoleResponse><AssumeRoleResult>${given}</AssumeRoleResult></AssumeRoleResponse>`);
      });
    });
    environment({
      AWS_ENDPOINT_URL: simulator.url,
      AWS_ENDPOINT_URL_STS: sts,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: KEY.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    });
    const aws = await opened({ roleArn: "arn:aws:iam::123456789012:role/forensics" });
    expect(await failure(aws)).toBeNull();
    temporary(simulator, "role1", 0);
    expect(await rawFailure(aws)).toBeNull();
    expect(policies).toHaveLength(2);
    const statement = { Effect: "Allow", Action: [...iamActions(), "kms:Decrypt"], Resource: "*" };
    expect(JSON.parse(policies[0] ?? "")).toEqual({ Version: "2012-10-17", Statement: [statement] });
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    expect(policies[0]?.length).toBeLessThan(2048);
  });

  test("a role that may not be assumed is a refusal of that action", async () => {
    const { aws, simulator } = await open(account(), { roleArn: "arn:aws:iam::123456789012:role/forensics" });
    simulator.rules.denied.add("sts:AssumeRole");
    expect(await failure(aws)).toMatchObject({ kind: "denied", action: "sts:AssumeRole", call: "DescribeDBClusters" });
    expect(await rawFailure(aws)).toMatchObject({ kind: "denied", action: "sts:AssumeRole" });
    expect(simulator.journal).toHaveLength(1);
  });

  test("refusals of what was asked before the credentials were renewed do not count against the new ones", async () => {
    // The same static key is found again: only the order tells which refusal is of which.
    const memo = new CredentialMemo(
      () => Promise.resolve({ accessKeyId: "AKIA", secretAccessKey: "s" }),
      awsClock(() => 0),
    );
    const headers = { authorization: "AWS4-HMAC-SHA256 Credential=AKIA/20261121/eu-west-1/rds/aws4_request" };
    const refusal = new TryFailed({ kind: "expired", remedy: "credentials", code: "ExpiredToken", message: "expired" });
    await memo.get();
    const before = memo.signedBy(headers);
    expect(await memo.renew(refusal, before)).toBe(true);
    expect(await memo.renew(refusal, before)).toBe(true);
    expect(memo.fatal).toBeNull();
    const after = memo.signedBy(headers);
    expect(await memo.renew(refusal, after)).toBe(false);
    expect(memo.fatal).toBe(refusal);
    await expect(memo.get()).rejects.toBe(refusal);
  });

  test("a program that does not come back with credentials does not hold up an interruption", async () => {
    const home = folder({ config: "[default]\ncredential_process = sleep 20\n" });
    environment({ AWS_REGION: "eu-west-1", AWS_CONFIG_FILE: join(home, "config") });
    const controller = new AbortController();
    const aws = await opened({ signal: controller.signal });
    const all = [failure(aws), rawFailure(aws)].map((one) => one.catch((error: unknown) => error));
    await expect.poll(() => aws.counts().size).toBe(2);
    const sinceMs = performance.now();
    controller.abort();
    for (const ended of await Promise.all(all)) expect(ended).toBeInstanceOf(Interrupted);
    expect(performance.now() - sinceMs).toBeLessThan(2000);
  });

  test("without a region anywhere there is nothing to open", async () => {
    environment({});
    await expect(opened()).rejects.toBeInstanceOf(NoRegion);
    await expect(opened({ region: "not a region" })).rejects.toBeInstanceOf(NoRegion);
    expect((await opened({ region: "us-east-2" })).region).toBe("us-east-2");
  });

  test("the region may come from the profile", async () => {
    const home = folder({ config: "[profile ops]\nregion = ap-south-1\n" });
    environment({ AWS_CONFIG_FILE: join(home, "config") });
    expect((await opened({ profile: "ops" })).region).toBe("ap-south-1");
  });
});

describe("the clock", () => {
  test.each([20, -20])(
    "that is %d minutes off is corrected for the SDK and for hand-made signatures",
    async (minutes) => {
      const skewMs = minutes * 60_000;
      const sdkFirst = await open(account(skewMs));
      expect(await failure(sdkFirst.aws)).toBeNull();
      expect(await rawFailure(sdkFirst.aws)).toBeNull();
      expect((await sdkFirst.aws.call("FilterLogEvents", { logGroupName: "/app/orders" }, "app")).ok).toBe(true);
      expect((await sdkFirst.aws.call("ListObjectsV2", { Bucket: "logs" }, "s3")).ok).toBe(true);
      expect(sdkFirst.simulator.journal.map(({ status }) => status)).toEqual([403, 200, 200, 200, 200]);
      expect(Math.abs(sdkFirst.aws.nowMs() - Date.now() - skewMs)).toBeLessThan(1500);

      const rawFirst = await open(account(skewMs));
      expect(await rawFailure(rawFirst.aws)).toBeNull();
      expect(await failure(rawFirst.aws)).toBeNull();
      expect(rawFirst.simulator.journal.map(({ status }) => status)).toEqual([403, 200, 200]);

      const together = await open(account(skewMs));
      const all = await Promise.all([failure(together.aws), rawFailure(together.aws), failure(together.aws)]);
      expect(all).toEqual([null, null, null]);
      expect(together.simulator.journal.length).toBeLessThanOrEqual(6);
    },
  );

  test("that is right is left alone", async () => {
    const { aws } = await open();
    for (let index = 0; index < 3; index++) expect(await failure(aws)).toBeNull();
    expect(Math.abs(aws.nowMs() - Date.now())).toBeLessThan(1500);
  });
});
