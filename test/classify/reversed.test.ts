// A failover that failed, or whose writer is the old one again.
import { describe, expect, test } from "vitest";
import { judge, rdsEvents, Server } from "../incident.ts";
import { CLUSTER, ordinaryApp } from "./stories.ts";
import { levelOf, PROBABLE, rank, verdictOf } from "./verdicts.ts";

function stays(): Server {
  return new Server("aurora-1").writes(-120, -1).stops(0, 640).starts(14).writes(15, 300);
}

function target(): Server {
  return new Server("aurora-2", 3500)
    .idles(-120, -1)
    .stops(1)
    .starts(6)
    .idles(7, 11)
    .stops(12)
    .starts(20)
    .idles(21, 300);
}

describe("a failover that went back or failed", () => {
  test("the previous primary is promoted again (0070), and nobody crashed", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [12, CLUSTER, "Promoting previous primary again: aurora-1"],
    );
    const report = await judge(stays(), target(), events, ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover (?:probable|strong)$/);
    expect(levelOf(report, "split-writer-race")).toBeLessThan(PROBABLE);
  });

  test("it failed (0069), and that is all that is known", async () => {
    const report = await judge(
      rdsEvents([0, CLUSTER, "Cluster failover failed, check the status of the DB cluster"]),
      ordinaryApp(),
    );
    expect(report.verdict.class).toBe("reversed-failover");
    expect(rank(report.verdict.level)).toBeLessThanOrEqual(PROBABLE);
  });

  test("it failed (0069) with both logs there", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [12, CLUSTER, "Cluster failover failed, check the status of the DB cluster"],
    );
    const report = await judge(stays(), target(), events, ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover (?:probable|strong)$/);
  });

  test("it was started to one instance and completed to the other", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [22, CLUSTER, "Completed failover to DB instance: aurora-1"],
    );
    const report = await judge(stays(), target(), events, ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover (?:probable|strong)$/);
  });

  test("the target is promoted and stopped again, told by the logs alone", async () => {
    const two = new Server("aurora-2", 3500).starts(-120, "reader").idles(-119, 3).promotes(4).writes(5, 9).stops(10);
    two.starts(20, "reader").idles(21, 300);
    const report = await judge(stays(), two, ordinaryApp());
    expect(verdictOf(report)).toMatch(/^reversed-failover (?:possible|probable)$/);
  });

  test("without the target's log the race is neither shown nor excluded", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [12, CLUSTER, "Promoting previous primary again: aurora-1"],
    );
    const report = await judge(stays(), events, ordinaryApp());
    expect(verdictOf(report)).toBe("reversed-failover probable");
    expect(JSON.stringify(report.incidents[0]?.hypotheses)).toContain("log of aurora-2");
    expect(report.incidents[0]?.hypotheses.map((each) => each.class)).toContain("split-writer-race");
  });
});
