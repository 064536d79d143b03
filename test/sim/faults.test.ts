import { DescribeDBClustersCommand, DescribeDBInstancesCommand, DescribeEventsCommand } from "@aws-sdk/client-rds";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ask, completeLogFile, element, form, rdsClient, type Got } from "./hand-client.ts";
import { logFile, worldWith } from "./hand-world.ts";
import { startSimulator, type Simulator } from "./server.ts";
import { FAULT_KINDS, type Fault } from "./service.ts";

const BYTES = Buffer.alloc(300_000, "0123456789\n");
const PATH = completeLogFile("aurora-1", "error/postgresql.log");
const CALL = form("DescribeDBClusters");

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator(worldWith([logFile(BYTES)]));
  simulator.rules.restTransfer = "length";
});
afterEach(() => simulator.close());

function befall(kind: Fault["kind"], action = "*", nth = 1): void {
  simulator.rules.faults = [{ action, nth, kind }];
}

/** A download that met the fault, and the same download after it. */
async function download(kind: Fault["kind"]): Promise<Got> {
  befall(kind);
  const got = await ask(simulator, PATH);
  expect(simulator.journal.at(-1)?.fault).toBe(kind);
  const after = await ask(simulator, PATH);
  expect(after.body.equals(BYTES)).toBe(true);
  return got;
}

describe("on the wire", () => {
  test("reset: the connection ends before an answer", async () => {
    befall("reset");
    await expect(ask(simulator, PATH)).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(simulator.journal[0]).toMatchObject({ status: 0, bytes: 0 });
  });

  test("reset-half and truncate: the length promised is not what comes", async () => {
    for (const kind of ["reset-half", "truncate"] as const) {
      const got = await download(kind);
      expect([got.status, got.headers["content-length"], got.whole]).toEqual([200, "300000", false]);
      // A reset may discard what the reader had not taken yet.
      if (kind === "truncate") expect(got.body.length).toBe(150_000);
      expect(got.body.equals(BYTES.subarray(0, got.body.length))).toBe(true);
    }
  });

  test("truncate-clean: half of it, and HTTP has no complaint", async () => {
    const got = await download("truncate-clean");
    expect([got.whole, got.headers["content-length"], got.body.length]).toEqual([true, undefined, 150_000]);
  });

  test("hang: nothing comes, until the simulator closes", async () => {
    befall("hang");
    const asked = ask(simulator, PATH).then(
      () => "answered",
      (error: unknown) => (error as { code: string }).code,
    );
    await expect.poll(() => simulator.journal.length).toBe(1);
    expect(simulator.journal[0]).toMatchObject({ action: "DownloadCompleteDBLogFile", status: 0, bytes: 0 });
    await simulator.close();
    expect(await asked).toBe("ECONNRESET");
  });

  test("stall: half comes and then nothing, until the simulator closes", async () => {
    befall("stall");
    const asked = ask(simulator, PATH);
    await expect.poll(() => simulator.journal[0]?.bytes).toBe(150_000);
    await simulator.close();
    const got = await asked;
    expect([got.status, got.whole]).toEqual([200, false]);
  });

  test("slow: it trickles, but arrives", async () => {
    simulator.rules.slowPauseMs = 20;
    const began = performance.now();
    const got = await download("slow");
    expect(performance.now() - began).toBeGreaterThan(150);
    expect([got.whole, got.body.equals(BYTES)]).toEqual([true, true]);
  });
});

const seen = async (kind: Fault["kind"]): Promise<readonly [number, string]> => {
  const got = await download(kind);
  return [got.status, got.body.toString().slice(0, 15)];
};

describe("answers that are none", () => {
  test("empty-200, html200, html500 and empty500", async () => {
    expect(await seen("empty-200")).toEqual([200, ""]);
    expect(await seen("html200")).toEqual([200, "<!DOCTYPE html>"]);
    expect(await seen("html500")).toEqual([500, "<!DOCTYPE html>"]);
    expect(await seen("empty500")).toEqual([500, ""]);
  });

  test("the SDK takes html200 and whitespace200 for an empty result", async () => {
    for (const kind of ["html200", "whitespace200"] as const) {
      befall(kind);
      const answer = await rdsClient(simulator).send(new DescribeDBInstancesCommand({}));
      expect([answer.$metadata.httpStatusCode, answer.DBInstances]).toEqual([200, undefined]);
    }
  });
});

const refused = async (kind: Fault["kind"]): Promise<readonly [number, string | null, string | null]> => {
  befall(kind);
  const got = await ask(simulator, "/", CALL);
  return [got.status, element(got.body, "Type"), element(got.body, "Code")];
};

describe("refusals", () => {
  test("speak the query API's words", async () => {
    expect(await refused("internal")).toEqual([500, "Receiver", "InternalFailure"]);
    expect(await refused("unavailable")).toEqual([503, "Receiver", "ServiceUnavailable"]);
    expect(await refused("throttle")).toEqual([400, "Sender", "Throttling"]);
    expect(await refused("denied")).toEqual([403, "Sender", "AccessDenied"]);
    expect(await refused("expired")).toEqual([403, "Sender", "ExpiredToken"]);
    expect(await refused("invalid-token")).toEqual([403, "Sender", "InvalidClientTokenId"]);
    expect(await refused("signature")).toEqual([403, "Sender", "SignatureDoesNotMatch"]);
    expect(await refused("skew")).toEqual([400, "Sender", "RequestExpired"]);
    expect(await refused("not-found")).toEqual([404, "Sender", "DBClusterNotFoundFault"]);
  });

  test("of a file speak of the file", async () => {
    befall("not-found");
    expect(element((await ask(simulator, PATH)).body, "Code")).toBe("DBLogFileNotFoundFault");
  });
});

test("each kind befalls one call and leaves the next alone", async () => {
  for (const kind of FAULT_KINDS) {
    if (kind === "hang" || kind === "stall") continue;
    befall(kind, "DescribeDBClusters");
    await ask(simulator, "/", CALL).catch(() => null);
    expect(simulator.journal.at(-1)?.fault).toBe(kind);
    const next = await ask(simulator, "/", CALL);
    expect([next.status, next.whole]).toEqual([200, true]);
    expect(simulator.journal.at(-1)?.fault).toBeNull();
  }
});

const outcome = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "ok",
    (error: unknown) => (error as Error).name,
  );

test("a fault waits for the nth call of its own action, and 0 means every call", async () => {
  simulator.rules.faults = [
    { action: "DescribeEvents", nth: 2, kind: "internal" },
    { action: "DescribeDBClusters", nth: 0, kind: "throttle" },
  ];
  const client = rdsClient(simulator);
  const outcomes: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    outcomes.push(await outcome(client.send(new DescribeEventsCommand({}))));
    outcomes.push(await outcome(client.send(new DescribeDBClustersCommand({}))));
  }
  expect(outcomes).toEqual(["ok", "Throttling", "InternalFailure", "Throttling", "ok", "Throttling"]);
});

test("the SDK rides out what it is said to retry", async () => {
  const client = rdsClient(simulator, { maxAttempts: 3 });
  for (const kind of ["reset", "internal", "unavailable", "throttle", "truncate"] as const) {
    befall(kind);
    expect((await client.send(new DescribeDBClustersCommand({}))).DBClusters).toHaveLength(1);
  }
});
