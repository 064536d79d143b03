// A change of the writer: healthy, begun by a crash, gone back, or leaving clients behind.
import { describe, expect, test } from "vitest";
import { App, judge, rdsEvents, Server } from "../incident.ts";
import { CLUSTER, completedEvents, handOver, ordinaryApp } from "./stories.ts";
import { subtypesOf, verdictOf } from "./verdicts.ts";

describe("a failover with every log and event there", () => {
  test("with a read-only burst of 5 s is normal", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711).refuses(6, 710, 10).refuses(6, 711, 10);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 10).works(12, 300);
    const report = await judge(one, two, completedEvents(), app);
    expect(verdictOf(report)).toBe("normal-failover strong");
    expect(report.clients[0]?.stillRefusedAtEnd).toBe(false);
  });

  test("with a tail of 60 s is endpoint staleness", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711).refuses(6, 710, 70).refuses(6, 711, 70);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 70).works(72, 300);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(verdictOf(report)).toBe("endpoint-staleness probable");
    expect(report.incidents[0]?.mechanism.class).toBe("normal-failover");
  });

  test("that two pods outlive to the end of the data names them as still refused", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711).refuses(6, 710, 299).refuses(6, 711, 299);
    const stuck = ["orders/pod-1", "orders/pod-2"].map((id) => new App(id).works(-120, -1).loses(0).refused(6, 299));
    const report = await judge(one, two, completedEvents(), ...stuck, ordinaryApp("web/pod-1", 12));
    expect(verdictOf(report)).toMatch(/^endpoint-staleness (?:probable|strong)$/);
    const still = report.clients.filter((client) => client.stillRefusedAtEnd).map((client) => client.id);
    expect(still).toEqual(["orders/pod-1", "orders/pod-2"]);
  });

  test("that a pod's restart ends says so", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711).refuses(6, 710, 200).refuses(6, 711, 200);
    const app = new App("orders/pod-1").works(-120, -1).loses(0).refused(6, 200);
    app.says(
      205,
      "INFO",
      "starting orders with 4 workers, dsn host=orders-prod.cluster-abc123.us-east-1.rds.amazonaws.com",
    );
    app.works(207, 300);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(report.clients.find((client) => client.id === "orders/pod-1")?.healedBy).toBe("restart");
  });

  test("of which only the start is reported is never no incident", async () => {
    const started = rdsEvents([-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"]);
    const report = await judge(...handOver(), started, ordinaryApp());
    expect(["normal-failover", "inconclusive"]).toContain(report.verdict.class);
    expect(report.verdict.level).not.toBe("strong");
  });

  test("is not strong when the old writer's log ends with its stop: what came later may be in the next file", async () => {
    const one = new Server("aurora-1").writes(-120, -1).stops(0, 640);
    const report = await judge(one, handOver()[1], completedEvents(), ordinaryApp());
    expect(verdictOf(report)).toBe("normal-failover probable");
  });

  test("asked for by the customer or begun by RDS, the trigger says which", async () => {
    const byRds = rdsEvents(
      [-2, CLUSTER, "Started cross AZ RDS initiated failover to DB instance: aurora-2"],
      [12, CLUSTER, "Completed RDS initiated failover to DB instance: aurora-2"],
    );
    const report = await judge(...handOver(), byRds, ordinaryApp());
    expect(report.incidents[0]?.trigger.kind).toBe("rds");
    expect(report.verdict.class).toBe("normal-failover");
  });
});

describe("a failover without RDS events, in logs that print no word of a promotion", () => {
  test("is told by who writes before and after, and never called a restart without a change of role", async () => {
    const report = await judge(...handOver(), ordinaryApp());
    expect(["normal-failover", "inconclusive"]).toContain(report.verdict.class);
    expect(report.verdict.headline).not.toContain("no role change");
  });
});

describe("who is left behind on the old writer", () => {
  test("new sessions all the time: the endpoint still names it", async () => {
    const [one, two] = handOver();
    for (let i = 0; i < 26; i++) one.born(6 + i * 4, 720 + i).refuses(6 + i * 4, 720 + i, 8 + i * 4);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 108, 4).works(112, 300);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(report.verdict.class).toBe("endpoint-staleness");
    expect(subtypesOf(report)).toEqual(["dns"]);
  });

  test("the same sessions all the time: pools", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711, 712).refuses(6, 710, 110).refuses(7, 711, 110).refuses(7, 712, 110);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 110).works(112, 300);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(report.verdict.class).toBe("endpoint-staleness");
    expect(subtypesOf(report)).toEqual(["pooled"]);
  });

  test("the same sessions, and connections are not logged: one or the other", async () => {
    const [one, two] = handOver();
    one.refuses(6, 710, 110).refuses(7, 711, 110).refuses(7, 712, 110);
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 110).works(112, 300);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(report.verdict.class).toBe("endpoint-staleness");
    expect(subtypesOf(report)).toEqual(["undetermined"]);
  });

  test("with the application's log newest first: the same verdict", async () => {
    const [one, two] = handOver();
    one.born(5, 710, 711).refuses(6, 710, 70).refuses(6, 711, 70);
    const log = new App("api/pod-1").works(-120, -1).loses(0).refused(6, 70).works(72, 300).log();
    const newestFirst = { ...log, text: `${log.text.trimEnd().split("\n").toReversed().join("\n")}\n` };
    const around = [one, two, completedEvents(), ordinaryApp("web/pod-1", 12)] as const;
    const [ascending, descending] = [await judge(...around, log), await judge(...around, newestFirst)];
    expect(descending.verdict).toEqual(ascending.verdict);
    expect(subtypesOf(descending)).toEqual(subtypesOf(ascending));
  });

  // Refusals beyond the window of the failover are in the headline's seconds, and not in the client's.
  test("for half an hour: the client's own seconds say so too", async () => {
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 1800, 5).idles(301, 1850);
    two.writes(301, 1850);
    const app = new App("api/pod-1").works(-120, -1).loses(0).refused(6, 1800, 5).works(1803, 1850);
    const report = await judge(one, two, completedEvents(), app, ordinaryApp("web/pod-1", 12).works(301, 1850));
    expect(report.verdict.class).toBe("endpoint-staleness");
    expect(report.clients.find((client) => client.id === "api/pod-1")?.staleSeconds).toBeGreaterThan(1700);
  });

  test("without any server log it is staleness by the events, and no sub-type is named", async () => {
    const app = new App("api/pod-1").works(-120, -1).loses(0, 3).refused(6, 110).works(112, 300);
    const withEvents = await judge(completedEvents(), app, ordinaryApp("web/pod-1", 12));
    expect(verdictOf(withEvents)).toBe("endpoint-staleness probable");
    expect(subtypesOf(withEvents)).toEqual(["undetermined"]);
  });
});
