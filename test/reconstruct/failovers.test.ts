// Changes of the writer, from events and from the logs alone.
import { describe, expect, test } from "vitest";
import type { Failover } from "../../src/model/index.ts";
import { type CaseFile, rdsEvents, Server } from "../incident.ts";
import { factsOf, us } from "./facts.ts";

const C = "orders-prod";

async function failoversOf(...story: readonly (Server | CaseFile)[]): Promise<readonly Failover[]> {
  return (await factsOf(...story)).failovers;
}

describe("events of a failover", () => {
  test("tell its begin, end, target, initiator and outcome", async () => {
    const found = await failoversOf(
      rdsEvents(
        [0, C, "Started same AZ customer initiated failover to DB instance: b"],
        [14, C, "Completed customer initiated failover to DB instance: b"],
      ),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      t0Us: us(0),
      t1Us: us(14),
      target: "b",
      endWriter: "b",
      outcome: "completed",
      initiator: "customer",
      source: "event",
    });
  });

  test.each([
    ["Promoting previous primary again: a", "reversed", "a"],
    ["Completed failover to DB instance: a", "reversed", "a"],
    ["Cluster failover failed, check the status of the DB cluster", "failed", "a"],
  ] as const)("that end with `%s` are %s", async (message, outcome, endWriter) => {
    const logs = [new Server("a").idles(-60, 60), new Server("b", 3500).idles(-60, 60)];
    const found = await failoversOf(
      ...logs,
      rdsEvents([0, C, "Started cross AZ failover to DB instance: b"], [14, C, message]),
    );
    expect(found.map((each) => [each.outcome, each.endWriter])).toEqual([[outcome, endWriter]]);
  });

  test("without an end have an unknown outcome", async () => {
    const found = await failoversOf(rdsEvents([0, C, "Started cross AZ failover to DB instance: b"]));
    expect(found.map((each) => each.outcome)).toEqual(["unknown"]);
  });

  test("of a second attempt within a minute are two failovers", async () => {
    const found = await failoversOf(
      rdsEvents(
        [0, C, "Started cross AZ failover to DB instance: b"],
        [20, C, "Promoting previous primary again: a"],
        [40, C, "Started cross AZ failover to DB instance: b"],
        [55, C, "Completed failover to DB instance: b"],
      ),
    );
    expect(found.map((each) => each.outcome)).toEqual(["reversed", "completed"]);
  });

  test("in any order, and twice, are the same failover", async () => {
    const started = [0, C, "Started cross AZ failover to DB instance: b"] as const;
    const completed = [14, C, "Completed failover to DB instance: b"] as const;
    const found = await failoversOf(rdsEvents(completed, started, completed));
    expect(found.map((each) => [each.t0Us, each.t1Us, each.outcome])).toEqual([[us(0), us(14), "completed"]]);
  });

  test("and the promotion in the logs are one failover", async () => {
    const a = new Server("a").idles(-60, -1).stops(1).starts(6, "reader").idles(7, 60);
    const b = new Server("b", 3500).starts(-60, "reader").idles(-59, 3).promotes(4).idles(5, 60);
    const events = rdsEvents(
      [0, C, "Started cross AZ failover to DB instance: b"],
      [14, C, "Completed failover to DB instance: b"],
    );
    expect(await failoversOf(a, b, events)).toHaveLength(1);
  });
});

describe("logs alone", () => {
  test("tell a failover by the promotion, with the instance that ended before as old writer", async () => {
    const a = new Server("a").idles(-60, -1).stops(0).starts(6, "reader").idles(7, 60);
    const b = new Server("b", 3500).starts(-60, "reader").idles(-59, 3).promotes(4).idles(5, 60);
    const found = await failoversOf(a, b);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      t0Us: us(0),
      target: "b",
      oldWriter: "a",
      endWriter: "b",
      outcome: "completed",
      source: "recovery-lines",
    });
  });

  test("tell a reversal by the old writer up again and the target a reader", async () => {
    const a = new Server("a").idles(-60, -1).stops(0).starts(14).idles(15, 60);
    const b = new Server("b", 3500)
      .starts(-60, "reader")
      .idles(-59, 3)
      .promotes(4)
      .idles(5, 9)
      .stops(10)
      .starts(20, "reader")
      .idles(21, 60);
    const found = await failoversOf(a, b);
    expect(found.map((each) => [each.outcome, each.endWriter])).toEqual([["reversed", "a"]]);
  });

  test("tell a demotion by a life that refuses what the one before took", async () => {
    const a = new Server("a").writes(-60, -1).stops(0).starts(4).refuses(6, 701, 60).refuses(6, 702, 60);
    const b = new Server("b", 3500).idles(-60, 0).stops(1).starts(5).writes(6, 60);
    const found = await failoversOf(a, b);
    expect(found.map((each) => [each.oldWriter, each.endWriter, each.source])).toEqual([["a", "b", "refusals"]]);
  });

  test("tell none for restarts of one instance, or of both one after the other", async () => {
    expect(await failoversOf(new Server("a").idles(-60, -1).stops(0).starts(4).idles(5, 60))).toEqual([]);
    const both = [
      new Server("a").idles(-60, -1).stops(0).starts(4),
      new Server("b", 3500).idles(-60, 300).stops(301).starts(305),
    ];
    expect(await failoversOf(...both)).toEqual([]);
  });
});
