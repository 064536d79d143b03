import { Buffer } from "node:buffer";
import { describe, expect, test } from "vitest";
import {
  type Aws,
  type CallFailure,
  Interrupted,
  type Outcome,
  type RawAnswer,
  TryAgain,
} from "../../../src/collect/calls.ts";
import type { CallEntry } from "../../../src/collect/aws/attempt.ts";
import { openAws } from "../../../src/collect/aws/open-aws.ts";
import { wholeLogFilePath } from "../../../src/collect/aws/send-raw.ts";
import type { Fault } from "../../sim/service.ts";
import { account, impatient, open } from "./account.ts";
import { sample } from "../matrix/cells.ts";

type Ask = (aws: Aws) => Promise<Outcome<unknown>>;

async function size(answer: RawAnswer): Promise<number> {
  let length = 0;
  for await (const chunk of answer.body) length += chunk.length;
  return length;
}

const FILE_BYTES = 6000;

const asks: Readonly<Record<string, Ask>> = {
  DescribeEvents: (aws) => aws.call("DescribeEvents", { SourceType: "db-instance", Duration: 60 }, "events"),
  DescribeDBLogFiles: (aws) => aws.call("DescribeDBLogFiles", { DBInstanceIdentifier: "aurora-1" }, "logs"),
  FilterLogEvents: (aws) => aws.call("FilterLogEvents", { logGroupName: "/app/orders" }, "app"),
  LookupEvents: (aws) => aws.call("LookupEvents", {}, "trail"),
  ListObjectsV2: (aws) => aws.call("ListObjectsV2", { Bucket: "logs" }, "bucket"),
  GetCallerIdentity: (aws) => aws.call("GetCallerIdentity", {}, "who"),
  GetObject: (aws) =>
    aws.attempt("GetObject", "object", async () => {
      const length = await size(await aws.object("logs", "app/2026 11+21 ü%.log"));
      if (length < 200_000) throw new TryAgain("short", `${length} of 200000 bytes`);
      return length;
    }),
  DownloadCompleteDBLogFile: (aws) =>
    aws.attempt("DownloadCompleteDBLogFile", "file", async (send) => {
      const length = await size(
        await send({ method: "GET", path: wholeLogFilePath("aurora-1", "error/postgresql.log") ?? "" }),
      );
      if (length < FILE_BYTES) throw new TryAgain("short", `${length} of ${FILE_BYTES} bytes`);
      return length;
    }),
};

/** What a fault is when it never goes away; `null`: it is no fault for that call. */
const lasting: Readonly<Record<Fault["kind"], (action: string) => CallFailure["kind"] | null>> = {
  reset: () => "network",
  "reset-half": () => "network",
  hang: () => "timeout",
  stall: () => "timeout",
  truncate: () => "network",
  "truncate-clean": (action) => (streams(action) ? "short" : "malformed"),
  "empty-200": (action) => (streams(action) ? "short" : "malformed"),
  html200: () => "malformed",
  whitespace200: (action) => (streams(action) ? "short" : json(action) ? "malformed" : null),
  html500: () => "server",
  empty500: () => "server",
  internal: () => "server",
  unavailable: () => "server",
  throttle: () => "throttled",
  denied: () => "denied",
  expired: () => "expired",
  "invalid-token": () => "credentials",
  signature: () => "credentials",
  skew: (action) =>
    streams(action) && action === "GetObject" ? "credentials" : action === "ListObjectsV2" ? "credentials" : "expired",
  slow: () => null,
  "not-found": () => "not-found",
};
const silent = new Set<Fault["kind"]>(["hang", "stall"]);
const BUDGET_MS = 1000;
const final = new Set<Fault["kind"]>(["denied", "not-found"]);

function streams(action: string): boolean {
  return action === "GetObject" || action === "DownloadCompleteDBLogFile";
}

function json(action: string): boolean {
  return action === "FilterLogEvents" || action === "LookupEvents";
}

const pairs = Object.keys(asks).flatMap((action) =>
  (Object.keys(lasting) as Fault["kind"][]).map((kind) => [kind, action] as const),
);

/** A share, for each waits for its time; FAULTS=all plays every pair, and `npm run faults` whole collections. */
const matrix = process.env["FAULTS"] === "all" ? pairs : sample(pairs, 80, 20_261_122);

describe("faults of the wire and of AWS", () => {
  test.each(matrix)("%s once in %s is got over, for ever it is named", async (kind, action) => {
    const ask = asks[action] as Ask;
    const { aws, simulator } = await open(account(), {
      budgetMs: BUDGET_MS,
      ...(silent.has(kind) ? { timeouts: impatient } : {}),
    });
    simulator.rules.slowPauseMs = 5;
    simulator.rules.throttles.clear();
    simulator.rules.faults = [{ action, nth: 1, kind }];
    const once = await ask(aws);
    if (final.has(kind)) expect(once.ok ? null : once.failure.kind).toBe(lasting[kind](action));
    else expect(once.ok ? "ok" : `${once.failure.kind}: ${once.failure.message}`).toBe("ok");

    simulator.rules.faults = [{ action, nth: 0, kind }];
    const sinceMs = performance.now();
    const outcome = await ask(aws);
    const tookMs = performance.now() - sinceMs;
    expect(outcome.ok ? null : outcome.failure.kind).toBe(lasting[kind](action));
    // Its budget and the timeout of the last try; files have their fewest tries, and a busy machine is slow.
    expect(tookMs).toBeLessThan(BUDGET_MS + 5 * impatient.firstByteMs + 3000);
    if (!outcome.ok) {
      expect(outcome.failure.call).toBe(action);
      expect(outcome.failure.message).not.toBe("");
      expect(outcome.failure.attempts).toBeGreaterThan(0);
    }
  });

  test.each(["reset", "html500", "html200"] as const)(
    "%s is tried eight times however large the budget is",
    async (kind) => {
      const { aws, simulator } = await open(account(), { budgetMs: 600_000 });
      simulator.rules.faults = [{ action: "*", nth: 0, kind }];
      const outcome = await (asks["DescribeEvents"] as Ask)(aws);
      expect(outcome.ok ? 0 : outcome.failure.attempts).toBe(8);
      expect(simulator.journal).toHaveLength(8);
      expect(aws.counts().get("DescribeEvents")).toBe(8);
    },
  );

  test("sixty throttled requests are got over by forty calls at once", async () => {
    const { aws, simulator } = await open(account(), { budgetMs: 60_000 });
    simulator.rules.faults = Array.from({ length: 60 }, (_, index) => ({
      action: "DescribeDBLogFiles",
      nth: index + 1,
      kind: "throttle" as const,
    }));
    const outcomes = await Promise.all(Array.from({ length: 40 }, () => (asks["DescribeDBLogFiles"] as Ask)(aws)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(40);
    expect(simulator.journal).toHaveLength(100);
  });

  test("a refusal says what to allow, and where", async () => {
    const { aws, simulator } = await open();
    simulator.rules.denied.add("rds:DescribeDBLogFiles");
    simulator.rules.denied.add("logs:FilterLogEvents");
    simulator.rules.denied.add("s3:ListBucket");
    simulator.rules.denied.add("rds:DownloadCompleteDBLogFile");
    const failures: (CallFailure | null)[] = [];
    for (const action of ["DescribeDBLogFiles", "FilterLogEvents", "ListObjectsV2", "DownloadCompleteDBLogFile"]) {
      const outcome = await (asks[action] as Ask)(aws);
      failures.push(outcome.ok ? null : outcome.failure);
    }
    expect(failures.map((failure) => [failure?.kind, failure?.action, failure?.attempts])).toEqual([
      ["denied", "rds:DescribeDBLogFiles", 1],
      ["denied", "logs:FilterLogEvents", 1],
      ["denied", "s3:ListBucket", 1],
      ["denied", "rds:DownloadCompleteDBLogFile", 1],
    ]);
    expect(failures.map((failure) => failure?.resource?.slice(0, 12))).toEqual([
      "arn:aws:rds:",
      "arn:aws:logs",
      "arn:aws:s3::",
      "arn:aws:rds:",
    ]);
  });

  test("an interruption ends what hangs, what waits and what sleeps at once", async () => {
    const controller = new AbortController();
    const { aws, simulator } = await open(account(), {
      signal: controller.signal,
      timeouts: {},
      limits: { describe: { inFlight: 1, perSecond: 1, burst: 1 }, download: { inFlight: 2, perSecond: 9, burst: 9 } },
    });
    simulator.rules.faults = [
      { action: "DescribeDBLogFiles", nth: 0, kind: "hang" },
      { action: "DownloadCompleteDBLogFile", nth: 0, kind: "stall" },
      { action: "FilterLogEvents", nth: 0, kind: "throttle" },
    ];
    const all = ["DescribeDBLogFiles", "DescribeEvents", "DownloadCompleteDBLogFile", "FilterLogEvents"].map((action) =>
      (asks[action] as Ask)(aws).catch((error: unknown) => error),
    );
    await expect.poll(() => simulator.journal.length).toBeGreaterThanOrEqual(3);
    const sinceMs = performance.now();
    controller.abort();
    for (const ended of await Promise.all(all)) expect(ended).toBeInstanceOf(Interrupted);
    expect(performance.now() - sinceMs).toBeLessThan(500);
    await expect((asks["DescribeEvents"] as Ask)(aws)).rejects.toBeInstanceOf(Interrupted);
  });

  test("what is thrown by the caller's own work is not tried again", async () => {
    const { aws, simulator } = await open();
    const full = Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const attempt = aws.attempt("DownloadCompleteDBLogFile", "f", async (send) => {
      await send({ method: "GET", path: wholeLogFilePath("aurora-1", "error/postgresql.log") ?? "" });
      throw full;
    });
    await expect(attempt).rejects.toBe(full);
    expect(simulator.journal).toHaveLength(1);
  });

  test("the journal of calls has every request, and no secret", async () => {
    const entries: CallEntry[] = [];
    const { aws, simulator } = await open(account(), { onCall: (entry) => entries.push(entry) });
    simulator.rules.faults = [{ action: "DescribeEvents", nth: 1, kind: "html500" }];
    await (asks["DescribeEvents"] as Ask)(aws);
    await (asks["GetObject"] as Ask)(aws);
    expect(
      entries.map(({ call, about, attempt, status, failure }) => ({ call, about, attempt, status, failure })),
    ).toEqual([
      { call: "DescribeEvents", about: "events", attempt: 1, status: 500, failure: "server" },
      { call: "DescribeEvents", about: "events", attempt: 2, status: 200, failure: null },
      { call: "GetObject", about: "object", attempt: 1, status: 200, failure: null },
    ]);
    expect(entries.at(-1)?.bytes).toBe(200_000);
    expect(JSON.stringify(entries)).not.toMatch(/Signature|AKIA|Credential/);
  });

  test("where nobody listens it is the network", async () => {
    const { simulator } = await open();
    await simulator.close();
    const aws = await openAws({
      signal: new AbortController().signal,
      localMs: () => Date.now(),
      budgetMs: 500,
    });
    const outcome = await aws.call("DescribeEvents", {}, "events");
    expect(outcome.ok ? null : [outcome.failure.kind, outcome.failure.code]).toEqual(["network", "ECONNREFUSED"]);
    expect(Buffer.byteLength(outcome.ok ? "" : outcome.failure.message)).toBeGreaterThan(0);
  });
});
