// Noise that is no incident of the database, and how little evidence may say how much.
import { describe, expect, test } from "vitest";
import { App, judge, rdsEvents, Server } from "../incident.ts";
import { CLUSTER, completedEvents, handOver } from "./stories.ts";
import { PROBABLE, rank, verdictOf } from "./verdicts.ts";

const calm = (): readonly [Server, Server] => [
  new Server("aurora-1").writes(-120, 300),
  new Server("aurora-2", 3500).idles(-120, 300),
];

describe("nothing of the database's own happened", () => {
  test("quiet logs that cover everything, with no event: no incident", async () => {
    const report = await judge(...calm(), rdsEvents(), new App("api/pod-1").works(-120, 300));
    expect(verdictOf(report)).toBe("no-incident strong");
    expect(report.incidents).toEqual([]);
    expect(report.verdict.incident).toBeNull();
  });

  test("quiet logs without RDS events are no strong proof of it", async () => {
    const report = await judge(...calm(), new App("api/pod-1").works(-120, 300));
    expect(report.verdict.class).toBe("no-incident");
    expect(rank(report.verdict.level)).toBeLessThanOrEqual(PROBABLE);
  });

  test("quiet logs of six hours are no less quiet", async () => {
    const one = new Server("aurora-1").writes(-10_800, 10_800, 60);
    const two = new Server("aurora-2", 3500).idles(-10_800, 10_800, 60);
    const report = await judge(one, two, rdsEvents(), new App("api/pod-1").works(-10_800, 10_800, 30));
    expect(verdictOf(report)).toBe("no-incident strong");
  });

  test("an operator's pg_terminate_backend ends twenty sessions (57P01): no incident", async () => {
    const [one, two] = calm();
    for (let pid = 640; pid < 660; pid++)
      one.session(0, pid, "FATAL", "terminating connection due to administrator command");
    const app = new App("api/pod-1").works(-120, -1);
    for (let i = 0; i < 20; i++)
      app.says(i / 20, "ERROR", "OperationalError: terminating connection due to administrator command");
    const report = await judge(one, two, rdsEvents(), app.works(2, 300));
    expect(report.verdict.class).toBe("no-incident");
  });

  test("connections end without a word (EOF) and both databases go on: a fault of the network, or none", async () => {
    const apps = ["api/pod-1", "web/pod-1", "job/pod-1"].map((id) =>
      new App(id).works(-120, -1).loses(0, 5).works(3, 300),
    );
    const report = await judge(...calm(), rdsEvents(), ...apps);
    expect(["network-fault", "no-incident"]).toContain(report.verdict.class);
  });

  test("a deadlock, a duplicate key and a cancelled statement are no incident", async () => {
    const [one, two] = calm();
    one
      .session(0, 640, "ERROR", "deadlock detected")
      .session(5, 641, "ERROR", "canceling statement due to user request");
    one.session(
      9,
      642,
      "ERROR",
      'duplicate key value violates unique constraint "jobs_pkey"',
      "INSERT INTO jobs VALUES (1)",
    );
    const report = await judge(one, two, rdsEvents(), new App("api/pod-1").works(-120, 300));
    expect(verdictOf(report)).toBe("no-incident strong");
  });

  test("one refused write of one session is not a headline above possible", async () => {
    const [one, two] = calm();
    const app = new App("api/pod-1").works(-120, -1).refused(0).works(3, 300);
    const report = await judge(one, two.refuses(0, 700), rdsEvents(), app);
    expect(["no-incident", "inconclusive", "misrouted-writes"]).toContain(report.verdict.class);
    if (report.verdict.class === "misrouted-writes") expect(report.verdict.level).toBe("possible");
  });
});

function full(seconds: number): readonly [Server, Server] {
  const [one, two] = handOver();
  for (let i = 0; i < seconds * 4; i++)
    two.session(
      6 + i / 4,
      900 + i,
      "FATAL",
      "remaining connection slots are reserved for roles with the SUPERUSER attribute",
    );
  return [one, two];
}

function turnedAway(until: number): App {
  const made = new App("api/pod-1").works(-120, -1).loses(0, 3);
  for (let at = 6; at < until; at++) made.says(at, "ERROR", "OperationalError: FATAL: sorry, too many clients already");
  return made.works(until + 2, 300);
}

describe("something happened that is no crash and no failover", () => {
  // What only events or a last stop tell becomes no point in time of any incident.
  test("the writer stops and never comes back: never no incident", async () => {
    const one = new Server("aurora-1").writes(-120, -1).stops(0, 640);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 40);
    const report = await judge(one, rdsEvents([1, "aurora-1", "DB instance stopped"]), app);
    expect(report.verdict.class).not.toBe("no-incident");
  });

  test("storage is full, by event and by error: another cause, named", async () => {
    const one = new Server("aurora-1").writes(-120, 300);
    const message = 'could not extend file "base/16384/1234": No space left on device';
    for (let at = 0; at < 60; at++) one.session(at, 700, "ERROR", message, "INSERT INTO jobs VALUES (1)");
    const report = await judge(one, rdsEvents([5, "aurora-1", "Allocated storage has been exhausted."]));
    expect(report.verdict.class).toBe("other-cause");
    expect(report.verdict.cause).toBe("storage-full");
  });
});

describe("slots run out after a failover", () => {
  test("for 40 s while the new writer is up: connection exhaustion, the failover itself normal", async () => {
    const report = await judge(...full(40), completedEvents(), turnedAway(46));
    expect(report.verdict.class).toBe("connection-exhaustion");
    expect(report.incidents[0]?.mechanism.class).toBe("normal-failover");
  });

  test("for 5 s: part of a normal failover", async () => {
    const report = await judge(...full(5), completedEvents(), turnedAway(11));
    expect(report.verdict.class).toBe("normal-failover");
  });

  test("for 40 s without any failover: the exhaustion, but not as an effect of one", async () => {
    const [one, two] = calm();
    for (let i = 0; i < 160; i++) one.session(6 + i / 4, 900 + i, "FATAL", "sorry, too many clients already");
    const report = await judge(one, two, rdsEvents(), turnedAway(46));
    expect(["connection-exhaustion", "inconclusive"]).toContain(report.verdict.class);
    expect(JSON.stringify(report.incidents[0]?.hypotheses)).not.toContain("a failover came first");
  });
});

function exhausted(total: number): string {
  return `HikariPool-1 - Connection is not available, request timed out after 30000ms (total=${total}, active=${total}, idle=0, waiting=7)`;
}

describe("a pool that times out", () => {
  test("for five minutes before the failover is no effect of it", async () => {
    const app = new App("api/pod-1").works(-400, -301).loses(0, 3).works(20, 300);
    for (let at = -300; at < 0; at += 5) app.says(at, "ERROR", exhausted(10));
    const report = await judge(...handOver(), completedEvents(), app);
    expect(report.verdict.class).toBe("normal-failover");
    expect(JSON.stringify(report.incidents[0]?.hypotheses)).not.toContain("a failover came first");
  });

  // APPS: `total=0` means that no connection can be opened at all.
  test("because it can open no connection at all (total=0) is no exhaustion", async () => {
    const app = new App("api/pod-1").works(-120, -1).loses(0, 2).works(50, 300);
    for (let at = 1; at < 45; at += 2) app.says(at, "ERROR", exhausted(0));
    const report = await judge(...handOver(), completedEvents(), app);
    expect(report.verdict.class).toBe("normal-failover");
    expect(report.incidents[0]?.clientEffects.map((effect) => effect.class)).toEqual(["transport-burst"]);
  });

  test("while the new writer turns sessions away for minutes is named with its failover", async () => {
    const [one, two] = handOver();
    for (let at = 8; at < 128; at++) two.session(at, 900 + at, "FATAL", "sorry, too many clients already");
    const app = new App("api/pod-1").works(-120, -1).loses(0, 2).works(132, 300);
    for (let at = 8; at < 128; at += 5) app.says(at, "ERROR", exhausted(10));
    const report = await judge(one, two, completedEvents(), app);
    expect(report.verdict.class).toBe("connection-exhaustion");
  });
});

describe("little evidence says little", () => {
  test("events alone say what they say, at most possible", async () => {
    const report = await judge(completedEvents());
    expect(verdictOf(report)).toBe("normal-failover possible");
  });

  test("events alone of a reversal leave the mechanism open", async () => {
    const report = await judge(
      rdsEvents(
        [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
        [12, CLUSTER, "Promoting previous primary again: aurora-1"],
      ),
    );
    expect(report.verdict.class).toBe("reversed-failover");
    expect(rank(report.verdict.level)).toBeLessThanOrEqual(PROBABLE);
  });

  test("transport errors of an application alone are no proof of anything", async () => {
    const report = await judge(new App("api/pod-1").works(-120, -1).loses(0, 5).works(20, 300));
    expect(["inconclusive", "no-incident", "network-fault"]).toContain(report.verdict.class);
    expect(report.verdict.level).not.toBe("strong");
    if (report.verdict.class === "no-incident") expect(report.verdict.level).toBe("possible");
  });

  test("a quiet log of one instance of a cluster that events name two of is no strong no-incident", async () => {
    const [one] = calm();
    const report = await judge(one, rdsEvents([10, "aurora-2", "DB instance restarted"]));
    expect(report.verdict.level).not.toBe("strong");
    expect(report.problems.map((problem) => problem.kind)).toContain("instance-not-supplied");
  });

  test("a log that ends before the trouble of the applications says nothing about it", async () => {
    const one = new Server("aurora-1").writes(-600, -200);
    const two = new Server("aurora-2", 3500).idles(-600, -200);
    const app = new App("api/pod-1").works(-600, -1).loses(0, 3).refused(2, 60).works(62, 300);
    const report = await judge(one, two, app);
    expect(verdictOf(report)).toBe("inconclusive insufficient");
  });
});
