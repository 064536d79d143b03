// Split-writer race against what copies it line by line; each pair differs in the one fact that decides.
import { describe, expect, test } from "vitest";
import { judge, rdsEvents, Server } from "../incident.ts";
import type { ServerLogFormat } from "../server-log.ts";
import { CLUSTER, interrupted, ordinaryApp, raceEvents, raceServers } from "./stories.ts";
import { hypothesisOf, levelOf, POSSIBLE, verdictOf } from "./verdicts.ts";

/** Stopped at the failover, up again at `ready`, killed 12 s later; the same PIDs whatever the instance. */
function boots(id: string, ready: number): Server {
  const server = new Server(id)
    .idles(-120, -1)
    .stops(ready - 4)
    .starts(ready);
  return server.born(ready + 2, 700).killed(ready + 12);
}

describe("two instances crash at once during one failover, both with a write in flight", () => {
  test("this is most likely a split-writer race: memory and forwarding status are not in the case", async () => {
    const report = await judge(...raceServers(), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
    expect(report.incidents[0]?.trigger.kind).toBe("customer");
    const missing = hypothesisOf(report, "split-writer-race")?.missing.map((item) => item.what) ?? [];
    expect(missing).toEqual(
      expect.arrayContaining([expect.stringContaining("ForwardingStatus"), expect.stringContaining("FreeableMemory")]),
    );
  });

  test.each<ServerLogFormat>(["long", "csvlog"])("the format %s tells the same story", async (format) => {
    const [one, two] = raceServers();
    const report = await judge(one.log(format), two.log(format), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
  });

  test("one instance in csvlog and the other in stderr tell the same story", async () => {
    const [one, two] = raceServers();
    const report = await judge(one.log("csvlog"), two.log("short"), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
  });

  test("PostgreSQL 18's wording tells the same story", async () => {
    const report = await judge(...raceServers({ name: "client backend" }), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
  });

  test("the new runtime text on one and the old on the other tell the same story", async () => {
    const report = await judge(...raceServers({ runtime: "new" }), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
  });

  test("equal PIDs on both tell the same story: fresh hosts boot alike", async () => {
    const one = boots("aurora-1", 4).starts(24, "writer", interrupted).writes(25, 300);
    const two = boots("aurora-2", 5).starts(28, "writer", interrupted).idles(29, 300);
    const report = await judge(one, two, raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
    expect(report.problems.map((problem) => problem.kind)).not.toContain("same-instance");
  });

  test("COMMIT as the last statement of both is a write in flight", async () => {
    const report = await judge(...raceServers({ statement: "COMMIT" }), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
  });

  test("without any statement shown it is possible only", async () => {
    const report = await judge(...raceServers({ statement: null }), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race possible");
  });

  test("without RDS events the reversal is not shown, and it is never strong", async () => {
    const report = await judge(...raceServers(), ordinaryApp());
    expect(["split-writer-race possible", "split-writer-race probable"]).toContain(verdictOf(report));
  });
});

describe("what looks like a race and differs in one fact", () => {
  test("the same block on one instance only is a reversal, and the race is answered", async () => {
    const [one] = raceServers();
    const two = new Server("aurora-2", 3500)
      .idles(-120, -1)
      .stops(1)
      .starts(5)
      .idles(6, 19)
      .stops(20)
      .starts(28)
      .idles(29, 300);
    const report = await judge(one, two, raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover /);
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("the same block on one instance, without a failover, is a crash of that instance", async () => {
    const one = new Server("aurora-1")
      .writes(-120, 15)
      .born(-100, 700)
      .killed(16)
      .starts(24, "writer", interrupted)
      .writes(25, 300);
    const two = new Server("aurora-2", 3500).idles(-120, 300);
    const report = await judge(one, two, rdsEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("instance-crash probable");
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("two kills, one of them on a proven standby, no role change: two crashes", async () => {
    const one = new Server("aurora-1").writes(-120, 15).born(-100, 700).killed(16, { runtime: null }).writes(19, 300);
    const two = new Server("aurora-2", 3500).starts(-120, "reader").idles(-119, 17).born(-100, 800);
    two.killed(18, { pid: 800, runtime: null, statement: "SELECT count(*) FROM jobs" });
    two.says(19, "LOG", "entering standby mode", two.postmaster + 7).idles(21, 300);
    const report = await judge(one, two, rdsEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("instance-crash probable");
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("a standby whose killed backend ran an UPDATE is still a standby", async () => {
    const one = new Server("aurora-1").writes(-120, 15).born(-100, 700).killed(16, { runtime: null }).writes(19, 300);
    const two = new Server("aurora-2", 3500).starts(-120, "reader").idles(-119, 17).born(-100, 800);
    two.killed(18, { pid: 800, runtime: null }).idles(21, 300);
    const report = await judge(one, two, rdsEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("instance-crash probable");
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("the killed backend had been refused before (25006 by the same PID): its statement is no write", async () => {
    const [one, two] = raceServers();
    const report = await judge(one, two.refuses(12, 801), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("split-writer-race probable");
    const [same, refused] = raceServers();
    const other = await judge(same, refused.refuses(12, 800), raceEvents(), ordinaryApp());
    expect(verdictOf(other)).toMatch(/^reversed-failover /);
    expect(levelOf(other, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
    expect(
      hypothesisOf(other, "split-writer-race")
        ?.against.map((claim) => claim.text)
        .join(),
    ).toMatch(/refused/);
  });

  test("a kill whose statement only reads shows no write", async () => {
    const [one] = raceServers();
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(5).born(7, 800);
    two.killed(18, { pid: 800, statement: "SELECT 1 FROM jobs" }).starts(28, "writer", interrupted).idles(29, 300);
    const report = await judge(one, two, raceEvents(), ordinaryApp());
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
    expect(report.verdict.level).not.toBe("strong");
  });

  test("writable 40 s apart, the crash followed the workload: no race", async () => {
    const [one] = raceServers();
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(56).born(57, 800);
    two.killed(70, { pid: 800 }).starts(80, "writer", interrupted).idles(81, 300);
    const report = await judge(one, two, raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover /);
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
    expect(
      hypothesisOf(report, "split-writer-race")
        ?.against.map((claim) => claim.text)
        .join(),
    ).toMatch(/apart/);
  });

  test("one writer dies, the next dies five minutes later: two crash failovers, no race", async () => {
    const one = new Server("aurora-1")
      .writes(-120, 9)
      .born(-100, 700)
      .killed(10)
      .starts(20, "writer", interrupted)
      .idles(21, 340);
    one.stops(341).starts(345).writes(346, 700);
    const two = new Server("aurora-2", 3500).idles(-120, 11).stops(12).starts(18).writes(19, 329).born(20, 800);
    two.killed(330, { pid: 800 }).starts(342, "writer", interrupted).idles(343, 700);
    const events = rdsEvents(
      [12, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [24, CLUSTER, "Completed failover to DB instance: aurora-2"],
      [332, CLUSTER, "Started cross AZ failover to DB instance: aurora-1"],
      [350, CLUSTER, "Completed failover to DB instance: aurora-1"],
    );
    const report = await judge(one, two, events, ordinaryApp());
    expect(report.incidents.map((incident) => incident.hypotheses[0]?.class)).toEqual([
      "crash-failover",
      "crash-failover",
    ]);
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });

  test("the target dies a minute after a failover that a crash began, with no line of its promotion: no race", async () => {
    const one = new Server("aurora-1").starts(-300).writes(-299, 9).born(-100, 700).killed(10);
    one.starts(20, "writer", interrupted).idles(21, 300);
    const two = new Server("aurora-2", 3500).starts(-300).idles(-299, 89).born(20, 800).killed(90, { pid: 800 });
    two.starts(100, "writer", interrupted).writes(101, 300);
    const events = rdsEvents(
      [12, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [24, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const report = await judge(one, two, events, ordinaryApp());
    expect(report.verdict.class).not.toBe("split-writer-race");
  });

  // race.ts finds the fingerprint and says so, but does not count it among what refutes.
  test("the same statement ends both by signal 11: a poison query", async () => {
    const report = await judge(
      ...raceServers({ signal: "11: Segmentation fault", statement: "UPDATE jobs SET state = 'x' WHERE id = 9" }),
      raceEvents(),
      ordinaryApp(),
    );
    expect(verdictOf(report)).toBe("other-cause probable");
    expect(report.verdict.cause).toBe("poison-query");
  });
});

function newWriter(): Server {
  return new Server("aurora-2", 3500)
    .idles(-120, -1)
    .stops(1)
    .starts(5)
    .born(7, 800)
    .killed(30, { pid: 800 })
    .starts(40, "writer", interrupted)
    .idles(41, 300);
}

describe("the old writer does not step down", () => {
  test("it goes on writing 20 s after the new one is ready, and both crash: a race", async () => {
    const one = new Server("aurora-1")
      .writes(-120, 26, 4)
      .born(-100, 700)
      .killed(28)
      .starts(36, "writer", interrupted)
      .writes(37, 300);
    const report = await judge(one, newWriter(), raceEvents(), ordinaryApp());
    expect(verdictOf(report)).toMatch(/^split-writer-race (?:possible|probable)$/);
  });

  test("it only refuses after the new one is ready, and stops in order: no race", async () => {
    const one = new Server("aurora-1")
      .writes(-120, -2, 4)
      .refuses(7, 700, 20)
      .refuses(8, 701, 20)
      .idles(0, 27)
      .stops(28)
      .starts(36)
      .writes(37, 300);
    const report = await judge(one, newWriter(), raceEvents(), ordinaryApp());
    expect(report.verdict.class).toBe("reversed-failover");
    expect(levelOf(report, "split-writer-race")).toBeLessThanOrEqual(POSSIBLE);
  });
});
