// The phase clock: what took how long, by which source, and how sure.
import { describe, expect, test } from "vitest";
import { databaseDownMs } from "../../src/classify/database-down.ts";
import { phasesOf } from "../../src/classify/phases.ts";
import type { Scene } from "../../src/classify/scene.ts";
import type { ClientClock, Facts, Judgement } from "../../src/model/index.ts";
import { App, type CaseFile, rdsEvents, Server } from "../incident.ts";
import { us } from "../reconstruct/facts.ts";
import { changed, sceneOf, type Story } from "./afterwards.ts";
import { CLUSTER, completedEvents, handOver, interrupted, ordinaryApp, raceEvents, raceServers } from "./stories.ts";

type Phase = Judgement["phases"][number];

/** `promotion 0…5 ±6000`, seconds of the story and milliseconds of uncertainty. */
function told({ name, client, startUs, endUs, uncertaintyMs }: Phase): string {
  const [start, end] = [startUs, endUs].map((time) => Math.round((time - us(0)) / 100_000) / 10);
  const who = client === null ? "" : ` of ${client}`;
  return `${name}${who} ${start}…${end} ±${uncertaintyMs}`;
}

function named(scene: Scene, name: string): readonly string[] {
  return phasesOf(scene)
    .filter((phase) => phase.name === name)
    .map(told);
}

const healthy: Story = [...handOver(), completedEvents(), ordinaryApp("api/pod-1", 20), ordinaryApp("web/pod-1", 12)];

describe("a healthy failover", () => {
  test("is told from the fault to the first write of each client, the database's downtime apart", async () => {
    expect(phasesOf(await sceneOf(healthy)).map(told)).toEqual([
      "fault -2…-2 ±5000",
      "detection -2…-2 ±5000",
      "promotion -2…5 ±6000",
      "database-down 0…5 ±2000",
      "first-write of web/pod-1 5…12 ±6000",
      "first-write of api/pod-1 5…20 ±6000",
    ]);
  });

  test("names the source of both ends and cites them", async () => {
    const phases = phasesOf(await sceneOf(healthy));
    expect(phases.map(({ source }) => source)).toEqual([
      "RDS events",
      "RDS events",
      "RDS events; log of aurora-2",
      "logs of aurora-1 and aurora-2",
      "log of aurora-2; first ordinary record after the last error in the log of web/pod-1, clock assumed within ±5 s",
      "log of aurora-2; first ordinary record after the last error in the log of api/pod-1, clock assumed within ±5 s",
    ]);
    for (const phase of phases) expect(phase.cites.length).toBeGreaterThan(0);
  });

  test("without the logs of the instances is told by the events alone", async () => {
    const phases = phasesOf(await sceneOf([completedEvents(), ordinaryApp()]));
    expect(phases.map(told)).toEqual([
      "fault -2…-2 ±5000",
      "detection -2…-2 ±5000",
      "promotion -2…12 ±5000",
      "first-write of api/pod-1 12…20 ±10000",
    ]);
  });

  test("has an endpoint phase only where births on the new writer are known", async () => {
    const births = [-60, 9, 11].map((at) => ({ us: us(at), row: 0, dated: true, store: "chatter" as const }));
    const known = (facts: Facts): Facts => ({
      ...facts,
      instances: facts.instances.map((each) => (each.id === "aurora-2" ? { ...each, births } : each)),
    });
    expect(named(await sceneOf(healthy, known), "endpoint")).toEqual(["endpoint 5…9 ±1000"]);
    expect(named(await sceneOf(healthy), "endpoint")).toEqual([]);
  });
});

/** One client loses a connection at this second. */
function early(at: number): Story {
  return [...handOver(), completedEvents(), new App("api/pod-1").works(-120, -60).loses(at).works(20, 300)];
}

/** The failover begins at this second by its event, and ends 8 s later. */
function begunAt(at: number): CaseFile {
  return rdsEvents(
    [at, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
    [at + 8, CLUSTER, "Completed failover to DB instance: aurora-2"],
  );
}

describe("the first sign of trouble", () => {
  test("is a client's error shortly before the failover began, and not one long before", async () => {
    expect(named(await sceneOf(early(-10)), "detection")).toEqual(["detection -10…-2 ±10000"]);
    expect(named(await sceneOf(early(-90)), "fault")).toEqual(["fault -2…-2 ±5000"]);
  });

  test("is the crash of the old writer, and detection lasts until the failover is set going", async () => {
    const one = new Server("aurora-1").writes(-300, -1).born(-200, 700).killed(0).starts(20, "reader", interrupted);
    const two = new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, 8).promotes(9).writes(10, 300);
    const events = rdsEvents([12, CLUSTER, "Completed failover to DB instance: aurora-2"]);
    const phases = phasesOf(await sceneOf([one.idles(21, 300), two, events, ordinaryApp("api/pod-1", 15)]));
    expect(phases.map(told).slice(0, 4)).toEqual([
      "fault 0…0 ±1000",
      "detection 0…9 ±2000",
      "promotion 9…9 ±1000",
      "database-down 0…9 ±2000",
    ]);
  });
});

describe("an order that the clocks do not tell", () => {
  test("makes a phase without length, and a contradiction makes none", async () => {
    const one = new Server("aurora-1").idles(-120, 300);
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(1).starts(5).writes(6, 300);
    // The event says that it began at 6.5, the target's log that it was ready at 5.
    expect(named(await sceneOf([one, two, begunAt(6.5)]), "promotion")).toEqual(["promotion 5…5 ±6000"]);
    const phases = phasesOf(
      await sceneOf([one, two, begunAt(0), new App("api/pod-1").works(-120, -9).loses(-8).works(-6, 300)]),
    );
    expect(phases.filter(({ name }) => name === "first-write")).toEqual([]);
  });

  test("never makes a phase negative", async () => {
    for (const phase of phasesOf(await sceneOf(healthy))) expect(phase.endUs).toBeGreaterThanOrEqual(phase.startUs);
  });
});

describe("an application's recovery", () => {
  test("is as sure as its clock is", async () => {
    const clock: ClientClock = {
      state: "shifted",
      seconds: 37,
      lowSeconds: 36.9,
      highSeconds: 37.2,
      by: "backend-pid",
      pairs: 12,
      outliers: 0,
      exemplars: [],
    };
    const scene = await sceneOf(healthy, (facts) => changed(facts, "api/pod-1", () => ({ clock })));
    expect(named(scene, "first-write")).toContain("first-write of api/pod-1 5…20 ±1200");
    expect(phasesOf(scene).at(-1)?.source).toContain("clock by 12 pairs (backend PID)");
  });

  test("is absent for a client that met nothing, that never worked again, or whose last failure is another incident's", async () => {
    const calm = new App("calm/pod-1").works(-120, 300);
    const gone = new App("gone/pod-1").works(-120, -1).loses(0, 3);
    const again = new App("again/pod-1").works(-120, -1).loses(0).works(20, 1700).loses(1800).works(1810, 1900);
    const scene = await sceneOf([...handOver(), completedEvents(), calm, gone, again, ordinaryApp()]);
    expect(named(scene, "first-write")).toEqual(["first-write of api/pod-1 5…20 ±6000"]);
  });

  test("waits for refusals beyond the window of the failover", async () => {
    const app = new App("api/pod-1").works(-120, -1).refused(6, 1500, 5).works(1503, 1600);
    const scene = await sceneOf([...handOver(), completedEvents(), app]);
    expect(named(scene, "first-write")).toEqual(["first-write of api/pod-1 5…1503 ±6000"]);
  });
});

describe("the database's downtime", () => {
  test("counts each time that the writer went away: twice in a race", async () => {
    const scene = await sceneOf([...raceServers(), raceEvents(), ordinaryApp()]);
    expect(named(scene, "database-down")).toEqual(["database-down 0…4 ±1000", "database-down 16…24 ±1000"]);
    expect(databaseDownMs(scene)).toBe(12_000);
  });

  test("is not that of a restart hours later, while sessions were still left behind", async () => {
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 9000, 20).idles(301, 9100);
    two.writes(301, 4999).stops(5000).starts(5010).writes(5011, 9100);
    const scene = await sceneOf([one, two, completedEvents(), ordinaryApp()]);
    expect(scene.endUs).toBeGreaterThan(us(8000));
    expect(named(scene, "database-down")).toEqual(["database-down 0…5 ±2000"]);
  });

  test("is that of the writer's restart, and none for a reader's", async () => {
    const two = new Server("aurora-2", 3500).idles(-120, -1).stops(0, 640);
    const writer = await sceneOf([two.starts(6).writes(7, 300), ordinaryApp("api/pod-1", 9)]);
    expect(databaseDownMs(writer)).toBe(6000);
    expect(named(writer, "first-write")).toEqual(["first-write of api/pod-1 6…9 ±6000"]);
    const standby = new Server("aurora-2", 3500).starts(-300, "reader").idles(-299, -1).stops(0, 640);
    const reader = await sceneOf([
      new Server("aurora-1").writes(-120, 300),
      standby.starts(5, "reader").idles(6, 300),
      rdsEvents(),
    ]);
    expect(databaseDownMs(reader)).toBe(0);
  });

  test("ends with a life of the same instance that began later, however close their stamps are", async () => {
    const one = new Server("aurora-1").writes(-120, -2).starts(-1).born(-1, 700).killed(0, { pid: 700, runtime: null });
    const scene = await sceneOf([one.writes(3, 300), ordinaryApp("api/pod-1", 5)]);
    expect(named(scene, "database-down").at(-1)).toBe("database-down 0…2 ±1000");
  });
});
