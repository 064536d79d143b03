// A crash of the writer, and the role moves on.
import { describe, expect, test } from "vitest";
import { judge, rdsEvents, Server } from "../incident.ts";
import { CLUSTER, interrupted, ordinaryApp } from "./stories.ts";
import { PROBABLE, rank, verdictOf } from "./verdicts.ts";

function target(): Server {
  return new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 7).promotes(8).writes(9, 300);
}

function after(one: Server, found = interrupted): Server {
  return one.starts(20, "reader", found).idles(21, 300);
}

describe("a crash of the writer begins the failover", () => {
  const events = rdsEvents(
    [4, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
    [14, CLUSTER, "Completed failover to DB instance: aurora-2"],
  );

  test("a backend is killed and the server does not restart by itself", async () => {
    const one = new Server("aurora-1").writes(-300, -1).killed(0, { runtime: null });
    one.records.splice(one.records.findIndex((record) => record.message.startsWith("all server processes")));
    one
      .says(0, "LOG", "shutting down because restart_after_crash is off")
      .says(0, "LOG", "database system is shut down");
    const report = await judge(after(one), target(), events, ordinaryApp());
    expect(verdictOf(report)).toBe("crash-failover probable");
    expect(report.incidents[0]?.trigger.kind).toBe("crash");
  });

  test("the storage runtime ends without a child before it", async () => {
    const one = new Server("aurora-1").writes(-300, -1).says(0, "FATAL", "Aurora Runtime process unexpectedly exited.");
    const report = await judge(
      after(one.says(0, "LOG", "database system is shut down")),
      target(),
      events,
      ordinaryApp(),
    );
    expect(verdictOf(report)).toBe("crash-failover probable");
  });

  test("the postmaster is killed: its backends say so", async () => {
    const one = new Server("aurora-1").writes(-300, -1);
    for (const pid of [640, 641, 642])
      one.session(0, pid, "FATAL", "terminating connection due to unexpected postmaster exit");
    const report = await judge(after(one), target(), events, ordinaryApp());
    expect(verdictOf(report)).toBe("crash-failover probable");
  });

  test("every process is killed: no line, only the next start finds the database interrupted", async () => {
    const report = await judge(after(new Server("aurora-1").writes(-300, -1)), target(), events, ordinaryApp());
    expect(verdictOf(report)).toBe("crash-failover probable");
  });

  test("a backend is killed, the server recovers in place, and an orderly failover follows 15 s later", async () => {
    const one = new Server("aurora-1").writes(-300, -1).killed(0, { runtime: null }).writes(3, 14).stops(15, 640);
    one.starts(22, "reader", "was shut down at 2026-11-21 19:00:15 UTC").idles(23, 300);
    const two = new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 15).promotes(17).writes(18, 300);
    const later = rdsEvents(
      [13, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [24, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const report = await judge(one, two, later, ordinaryApp());
    expect(verdictOf(report)).toBe("crash-failover probable");
  });

  test.each(["aurora-1", "aurora-2"])("it is not strong without the log of %s", async (gone) => {
    const one = after(new Server("aurora-1").writes(-300, -1).killed(0));
    const kept = [one, target()].filter((server) => server.id !== gone);
    const report = await judge(...kept, events, ordinaryApp());
    expect(rank(report.verdict.level)).toBeLessThanOrEqual(PROBABLE);
    expect(["crash-failover", "normal-failover", "inconclusive"]).toContain(report.verdict.class);
    expect(JSON.stringify(report.incidents)).toMatch(new RegExp(`log of (?:${gone}|the old writer)`));
  });
});
