import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const CASE = join(import.meta.dirname, "../../fixtures/split-writer-race");
const MAIN = join(import.meta.dirname, "main.ts");
// aws of version 1 goes to rds.amazonaws.com for us-east-1 whatever AWS_ENDPOINT_URL says.
const REGION = "eu-west-1";
const aws = spawnSync("aws", ["--version"], { encoding: "utf8" });
const installed = aws.error === undefined && aws.status === 0;

let main: ChildProcess;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  const options = [
    "--case",
    CASE,
    "--region",
    REGION,
    "--deny",
    "rds:DescribeDBClusterEndpoints",
    "--fault",
    "DescribeEvents:1:internal",
  ];
  main = spawn(process.execPath, [MAIN, ...options], { stdio: ["ignore", "pipe", "inherit"] });
  if (main.stdout === null) throw new Error("no stdout");
  const [line] = (await once(createInterface(main.stdout), "line")) as [string];
  expect(line).toMatch(
    /^export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:\d+ AWS_ACCESS_KEY_ID=\S+ AWS_SECRET_ACCESS_KEY=\S+ AWS_REGION=\S+$/,
  );
  environment = Object.fromEntries(
    line
      .slice("export ".length)
      .split(" ")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
  );
});

afterAll(async () => {
  const ended = once(main, "exit");
  main.kill("SIGINT");
  const [code] = (await ended) as [number | null];
  expect(code).toBe(0);
});

interface Told {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Runs `aws` as a person would after the `export`. */
async function run(...command: readonly string[]): Promise<Told> {
  const { PATH = "", HOME = "" } = process.env;
  const env = {
    PATH,
    HOME,
    AWS_PAGER: "",
    AWS_CONFIG_FILE: "/nonexistent",
    AWS_DEFAULT_REGION: REGION,
    ...environment,
  };
  const child = spawn("aws", command, { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "close");
  const [stdout, stderr] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const [code] = (await ended) as [number | null];
  return { code, stdout, stderr };
}

/** What a command told as JSON. */
async function json(...command: readonly string[]): Promise<Record<string, Record<string, unknown>[]>> {
  const told = await run(...command, "--output", "json");
  expect(told).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(told.stdout) as Record<string, Record<string, unknown>[]>;
}

test("a fault or a case that is none is refused at once", () => {
  const wrong = [["--case", CASE, "--fault", "DescribeEvents:1:explode"], ["--case", "/nonexistent"], []];
  for (const options of wrong) {
    const ended = spawnSync(process.execPath, [MAIN, ...options], { encoding: "utf8" });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toBe("");
  }
});

describe.skipIf(!installed)(installed ? "aws" : "aws (skipped: the AWS CLI is not installed)", () => {
  test("describes the cluster and its events, riding out a failure", async () => {
    const { DBClusters } = await json("rds", "describe-db-clusters");
    expect(DBClusters).toHaveLength(1);
    const { Events } = await json("rds", "describe-events", "--duration", "60");
    const file = JSON.parse(readFileSync(join(CASE, "rds-events.json"), "utf8")) as {
      readonly Events: readonly object[];
    };
    expect(Events).toHaveLength(file.Events.length);
    expect(Events?.[0]).toMatchObject({ Message: (file.Events[0] as { readonly Message: string }).Message });
  });

  test("lists and downloads a log, adding the one line break it always adds", async () => {
    const instance = readdirSync(join(CASE, "instances"))[0] ?? "";
    const { DescribeDBLogFiles } = await json("rds", "describe-db-log-files", "--db-instance-identifier", instance);
    const name = String(DescribeDBLogFiles?.[0]?.["LogFileName"]);
    const bytes = readFileSync(join(CASE, "instances", instance, name.replace("error/", "")));
    expect(DescribeDBLogFiles?.[0]?.["Size"]).toBe(bytes.length);
    const which = ["--db-instance-identifier", instance, "--log-file-name", name];
    const portion = ["rds", "download-db-log-file-portion", ...which, "--starting-token", "0", "--output", "text"];
    expect(await run(...portion)).toEqual({ code: 0, stdout: `${bytes.toString()}\n`, stderr: "" });
  });

  test("is told who it is and what it may not", async () => {
    const identity = await json("sts", "get-caller-identity");
    expect(identity["Account"]).toBe("123456789012");
    const denied = await run("rds", "describe-db-cluster-endpoints");
    expect(denied.code).not.toBe(0);
    expect(denied.stderr).toContain("(AccessDenied)");
    expect(denied.stderr).toContain(
      "is not authorized to perform: rds:DescribeDBClusterEndpoints on resource: arn:aws:rds:",
    );
    const reboot = await run("rds", "reboot-db-instance", "--db-instance-identifier", "aurora-1");
    expect(reboot.stderr).toContain("(AccessDenied)");
  });
});
