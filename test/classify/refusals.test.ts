// Writes refused without a change of the writer, and restarts of one role or the other.
import { describe, expect, test } from "vitest";
import { App, judge, rdsEvents, Server } from "../incident.ts";
import { completedEvents, handOver, ordinaryApp } from "./stories.ts";
import { verdictOf } from "./verdicts.ts";

function report(): App {
  return new App("report/pod-1").refused(-119, 299, 4);
}

function healthy(): App {
  return new App("api/pod-1").works(-120, 300);
}

function refusing(server: Server): Server {
  return server.born(-120, 710, 711).refuses(-119, 710, 299, 8).refuses(-115, 711, 299, 8);
}

describe("one service is refused from its first line to its last", () => {
  test("in the reader's log: its writes go to the reader", async () => {
    const one = new Server("aurora-1").writes(-120, 300);
    const two = refusing(new Server("aurora-2", 3500).idles(-120, 300));
    const judged = await judge(one, two, rdsEvents(), report(), healthy());
    expect(verdictOf(judged)).toMatch(/^misrouted-writes (?:probable|strong)$/);
  });

  test("in the log of the writer, where autovacuum runs: its transactions are read-only", async () => {
    const one = refusing(new Server("aurora-1").writes(-120, 300));
    const two = new Server("aurora-2", 3500).idles(-120, 300);
    const judged = await judge(one, two, rdsEvents(), report(), healthy());
    expect(verdictOf(judged)).toMatch(/^read-only-transactions (?:probable|strong)$/);
  });

  test("in the log of a proven standby: its writes go to the reader, whatever the other log shows", async () => {
    const one = new Server("aurora-1").idles(-120, 300);
    const two = refusing(new Server("aurora-2", 3500).starts(-121, "reader").idles(-120, 300));
    const judged = await judge(one, two, rdsEvents(), report(), healthy());
    expect(verdictOf(judged)).toBe("misrouted-writes probable");
  });

  test("in the log of a standby that is older than the service: the same", async () => {
    const one = new Server("aurora-1").idles(-300, 300);
    const two = refusing(new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 300));
    const judged = await judge(one, two, rdsEvents(), report(), healthy());
    expect(verdictOf(judged)).toBe("misrouted-writes probable");
  });

  test("in no server log at all: nothing is decided, and it is never called no incident", async () => {
    const judged = await judge(report(), healthy());
    expect(verdictOf(judged)).toBe("inconclusive insufficient");
    const missing = judged.incidents.flatMap((each) => each.hypotheses.flatMap((one) => one.missing));
    expect(missing.map((item) => item.what).join()).toMatch(/log of|RDS events/);
  });

  test("seen by an application only, in a burst: nothing is decided either", async () => {
    const judged = await judge(new App("api/pod-1").works(-120, -1).loses(0).refused(2, 40).works(42, 300));
    expect(verdictOf(judged)).toBe("inconclusive insufficient");
  });

  test("from before a failover on: the failover is normal, and nobody is stale", async () => {
    const one = new Server("aurora-1").writes(-120, -1).stops(0).starts(4).idles(5, 300);
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(5).writes(6, 300);
    const three = refusing(new Server("aurora-3", 6500).idles(-120, 300));
    const judged = await judge(one, two, three, completedEvents(), report(), ordinaryApp());
    expect(judged.verdict.class).not.toBe("endpoint-staleness");
  });
});

describe("an orderly restart", () => {
  test("of the reader while the writer goes on is an instance restart", async () => {
    const one = new Server("aurora-1").writes(-120, 300);
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(0, 640).starts(5, "reader").idles(6, 300);
    const events = rdsEvents([1, "aurora-2", "DB instance shutdown"], [8, "aurora-2", "DB instance restarted"]);
    const judged = await judge(one, two, events, new App("api/pod-1").works(-120, 300));
    expect(verdictOf(judged)).toBe("instance-restart strong");
  });

  test("of the writer, with its role kept, is an instance restart", async () => {
    const one = new Server("aurora-1").writes(-120, -1).stops(0, 640, 641).starts(6).writes(7, 300);
    const two = new Server("aurora-2", 3500).idles(-120, 300);
    const events = rdsEvents([1, "aurora-1", "DB instance shutdown"], [8, "aurora-1", "DB instance restarted"]);
    const judged = await judge(one, two, events, ordinaryApp("api/pod-1", 9));
    expect(verdictOf(judged)).toBe("instance-restart strong");
  });

  test("of both, with the role changed, is a failover", async () => {
    const judged = await judge(...handOver(), completedEvents(), ordinaryApp());
    expect(verdictOf(judged)).toBe("normal-failover strong");
  });

  test("that only events report, of an instance without a log, is not called no incident", async () => {
    const one = new Server("aurora-1").writes(-120, 300);
    const events = rdsEvents([1, "aurora-2", "DB instance shutdown"], [8, "aurora-2", "DB instance restarted"]);
    const judged = await judge(one, events, new App("api/pod-1").works(-120, 300));
    expect(["instance-restart possible", "inconclusive insufficient"]).toContain(verdictOf(judged));
  });

  test("without events is possible, or undecided: who asked for it is unknown", async () => {
    const one = new Server("aurora-1").writes(-120, 300);
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(0, 640).starts(5, "reader").idles(6, 300);
    const judged = await judge(one, two, new App("api/pod-1").works(-120, 300));
    expect(["instance-restart possible", "inconclusive insufficient"]).toContain(verdictOf(judged));
  });

  test("with a new version is maintenance", async () => {
    const one = new Server("aurora-1").starts(-300).writes(-290, -1).stops(0, 640).starts(30).writes(31, 300);
    const upgraded = one.records.findLast((record) => record.message.startsWith("starting PostgreSQL"));
    if (upgraded !== undefined) {
      const message = upgraded.message.replace("15.4", "15.8");
      one.records.splice(one.records.indexOf(upgraded), 1, { ...upgraded, message });
    }
    const events = rdsEvents(
      [-10, "orders-prod", "Database cluster upgrade is in progress"],
      [40, "orders-prod", "Database cluster engine version has been upgraded"],
    );
    const judged = await judge(one, events, ordinaryApp("api/pod-1", 33));
    expect(judged.verdict.class).toBe("instance-restart");
  });

  test("with maintenance events around it has maintenance as its trigger", async () => {
    const one = new Server("aurora-1").writes(-290, -1).stops(0, 640).starts(30).writes(31, 300);
    const events = rdsEvents(
      [-10, "orders-prod", "Database cluster upgrade is in progress"],
      [40, "orders-prod", "Database cluster engine version has been upgraded"],
    );
    const judged = await judge(one, events, ordinaryApp("api/pod-1", 33));
    expect(judged.incidents[0]?.trigger.kind).toBe("maintenance");
  });
});
