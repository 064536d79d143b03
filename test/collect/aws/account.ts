/** A simulated account that is reached as a real one: by the SDK's own resolution of endpoint, region and credentials. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type AwsOptions, type OpenAws, openAws } from "../../../src/collect/aws/open-aws.ts";
import type { Limit } from "../../../src/collect/aws/limiter.ts";
import { type LimitGroup, operations } from "../../../src/collect/aws/operations.ts";
import { logFile, worldWith } from "../../sim/hand-world.ts";
import { KEY } from "../../sim/rules.ts";
import { type Simulator, startSimulator } from "../../sim/server.ts";
import type { World } from "../../sim/world.ts";

/** As fast as the machine is: what is tested is the retries, not the pace. */
const unlimited: Limit = { inFlight: 50, perSecond: 10_000, burst: 10_000 };
const unlimitedGroups = Object.fromEntries(Object.values(operations).map(({ limit }) => [limit, unlimited])) as Record<
  LimitGroup,
  Limit
>;

/** For faults that are silent. A busy machine is silent as well, so only for these. */
export const impatient = { connectionMs: 2000, firstByteMs: 300, stallMs: 300, wholeMs: 5000 };
const patient = { connectionMs: 5000, firstByteMs: 10_000, stallMs: 10_000, wholeMs: 20_000 };

/** Bytes that no text decoder leaves alone. */
export const ODD_BYTES = Buffer.from([0x61, 0xe9, 0x0d, 0x0a, 0x00, 0x62]);

/** An account with one of everything; its clock is the machine's, moved by `skewMs`. */
export function account(skewMs = 0, over: Partial<World> = {}): World {
  const ms = Date.now() + skewMs - 600_000;
  return worldWith([logFile(Buffer.concat(Array.from({ length: 1000 }, () => ODD_BYTES)))], {
    now: () => Date.now() + skewMs,
    events: [{ source: "aurora-1", type: "db-instance", message: "DB instance restarted", categories: [], ms }],
    trail: [
      {
        id: "11111111-1111-1111-1111-111111111111",
        name: "FailoverDBCluster",
        source: "rds.amazonaws.com",
        ms,
        user: "oncall",
        resources: [],
        document: {},
      },
    ],
    logGroups: [
      {
        name: "/app/orders",
        retentionDays: null,
        streams: [{ name: "one", events: [{ ms, message: "connection refused" }] }],
      },
    ],
    buckets: new Map([["logs", new Map([["app/2026 11+21 ü%.log", Buffer.alloc(200_000, "x")]])]]),
    ...over,
  });
}

/** The environment of the SDK for one test: nothing of the machine's own configuration gets in. */
export function environment(variables: Readonly<Record<string, string>>): void {
  const before = new Map<string, string | undefined>();
  const none = { AWS_CONFIG_FILE: "/nonexistent/config", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials" };
  for (const name of Object.keys(process.env)) {
    if (!name.startsWith("AWS_")) continue;
    before.set(name, process.env[name]);
    delete process.env[name];
  }
  for (const [name, value] of Object.entries({ AWS_EC2_METADATA_DISABLED: "true", ...none, ...variables })) {
    if (!before.has(name)) before.set(name, undefined);
    process.env[name] = value;
  }
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

/** Starts an account and opens it with the simulator's own key. */
export async function open(
  world: World = account(),
  options: Partial<AwsOptions> = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly aws: OpenAws; readonly simulator: Simulator }> {
  const simulator = await simulated(world);
  environment({
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: world.region,
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
    ...variables,
  });
  return { aws: await opened(options), simulator };
}

/** A simulator that ends with the test. */
export async function simulated(world: World): Promise<Simulator> {
  const simulator = await startSimulator(world);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** {@link openAws} without a pace, closed with the test. */
export async function opened(options: Partial<AwsOptions> = {}): Promise<OpenAws> {
  const aws = await openAws({
    timeouts: patient,
    budgetMs: 4000,
    firstPauseMs: 2,
    limits: unlimitedGroups,
    signal: new AbortController().signal,
    localMs: () => Date.now(),
    ...options,
  });
  onTestFinished(() => {
    aws.close();
  });
  return aws;
}

/** A folder that goes away with the test. */
export function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "postmortem-aws-"));
  onTestFinished(() => {
    rmSync(path, { recursive: true, force: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}
