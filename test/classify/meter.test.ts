// How long a client stayed on the old writer, and why: from the facts alone.
import { describe, expect, test } from "vitest";
import { afterChange } from "../../src/classify/after-change.ts";
import { clientsOf } from "../../src/classify/clients.ts";
import type { Scene } from "../../src/classify/scene.ts";
import { meterOf } from "../../src/classify/staleness-meter.ts";
import { stalenessOf } from "../../src/classify/stale.ts";
import type { StalenessMeter } from "../../src/model/index.ts";
import { App, rdsEvents, Server } from "../incident.ts";
import { all, behind, clientIn, documents, endpoint, exhibit, owns, sceneOf, type Story } from "./afterwards.ts";
import { CLUSTER, completedEvents, handOver, ordinaryApp } from "./stories.ts";

/** The failover ends at 12, by its event; a fresh connection should be on aurora-2 from 24 on. */
const END = 12;

function meterIn(scene: Scene, id = "api/pod-1"): StalenessMeter | null {
  const after = afterChange(scene);
  return after === null ? null : meterOf(clientIn(scene, id), after, 0);
}

function stale(to: number, from = 6): App {
  return new App("api/pod-1")
    .works(-120, -1)
    .loses(0)
    .refused(from, to)
    .works(to + 3, to + 200);
}

/** One session of a pool is refused to the end. */
function pooled(to = 130): Story {
  const [one, two] = handOver();
  one.born(5, 710).refuses(6, 710, to);
  return [one, two, completedEvents(), stale(to), ordinaryApp("web/pod-1", 12)];
}

/** A new session a second is refused, from `from` to `to`. */
function reconnecting(to: number, from = 6): { readonly story: Story; readonly pids: readonly number[] } {
  const [one, two] = handOver();
  const pids = Array.from({ length: to - from + 1 }, (_, i) => 900 + i);
  pids.forEach((pid, i) => one.born(from + i, pid).refuses(from + i, pid));
  return { story: [one, two, completedEvents(), stale(to), ordinaryApp("web/pod-1", 12)], pids };
}

describe("the staleness meter", () => {
  test("counts from the end of the failover to the client's last read-only error", async () => {
    const meter = meterIn(await sceneOf(pooled(), owns("api/pod-1", "aurora-1", [710])));
    expect(meter).toMatchObject({ seconds: 130 - END, errors: 130 - END, sessions: 1, births: 0, incident: 0 });
    expect(meter?.subtype).toBe("pooled");
    expect(meter?.cites.length).toBeGreaterThan(2);
  });

  test("is null for a client that was refused during the failover only", async () => {
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 9);
    const scene = await sceneOf([one, two, completedEvents(), stale(9)]);
    expect(meterIn(scene)).toBeNull();
    expect(clientsOf(scene.facts, [scene])[0]).toMatchObject({ staleSeconds: 0, staleness: null, healedBy: "itself" });
  });

  test("is null where the writer did not change", async () => {
    const one = new Server("aurora-1").writes(-120, 300).born(-120, 710).refuses(-110, 710, 100, 5);
    const scene = await sceneOf([one, stale(100, -100)]);
    expect(scene.failover).toBeNull();
    expect(meterIn(scene)).toBeNull();
  });

  test("goes on beyond the window of the failover", async () => {
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 1800, 5).idles(301, 1850);
    two.writes(301, 1850);
    const app = new App("api/pod-1").works(-120, -1).loses(0).refused(6, 1800, 5).works(1803, 1850);
    const meter = meterIn(await sceneOf([one, two, completedEvents(), app]));
    expect(meter?.seconds).toBeGreaterThan(1780);
  });

  test("ends where the next failover begins", async () => {
    const events = rdsEvents(
      [-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [12, CLUSTER, "Completed failover to DB instance: aurora-2"],
      [98, CLUSTER, "Started cross AZ failover to DB instance: aurora-1"],
      [112, CLUSTER, "Completed failover to DB instance: aurora-1"],
    );
    const [one, two] = handOver();
    const meter = meterIn(await sceneOf([one, two, events, stale(130)]));
    expect(meter?.seconds).toBe(97 - END);
  });

  test("ends where the client worked again for longer than separates two incidents", async () => {
    const app = new App("api/pod-1").works(-120, -1).refused(6, 60).works(63, 4000, 30).refused(4001, 4100);
    const meter = meterIn(await sceneOf([...handOver(), completedEvents(), app]));
    expect(meter?.seconds).toBe(60 - END);
  });

  test("counts from the change, whatever the new writer did hours later while sessions were left behind", async () => {
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 9000, 20).idles(301, 9100);
    two.writes(301, 4999).stops(5000).starts(5010).writes(5011, 9100);
    const meter = meterIn(
      await sceneOf([one, two, completedEvents(), stale(9000)], owns("api/pod-1", "aurora-1", [710])),
    );
    expect(meter).toMatchObject({ seconds: 9000 - END, sessions: 1, births: 0 });
  });

  test("says that the process had to be started again", async () => {
    const [one, two] = handOver();
    const app = new App("api/pod-1").works(-120, -1).refused(6, 130);
    const started = [{ us: Date.UTC(2026, 10, 21, 19, 2, 12) * 1000, row: 0, dated: true }];
    const scene = await sceneOf([one, two, completedEvents(), app], (facts) => ({
      ...facts,
      clients: facts.clients.map((client) => ({ ...client, starts: started })),
    }));
    expect(meterIn(scene)).toMatchObject({ neededRestart: true });
    expect(meterIn(await sceneOf([one, two, completedEvents(), stale(130)]))).toMatchObject({ neededRestart: false });
  });

  test("has the client's worst failover, and the index of its incident", async () => {
    const scene = await sceneOf(pooled());
    const [api, web] = clientsOf(scene.facts, [scene], () => 3);
    expect(api?.staleness?.incident).toBe(3);
    expect(web?.staleness).toBeNull();
    expect(clientsOf(scene.facts, [scene], () => -1)[0]?.staleness).toBeNull();
  });
});

describe("the endpoint's TTL", () => {
  const operator = { failovers: [], awsAnswers: [], writeForwarding: { state: "unknown", exhibit: null } as const };

  test("is what was collected, else what an operator tells, else Aurora's five seconds", async () => {
    const endpointTtl = { seconds: 30, exhibit: exhibit("operator") };
    const told = documents({ operator: { ...operator, endpointTtl, collectedUs: Number.NaN } });
    const collected = documents({ endpoints: [endpoint(5000, "aurora-2", 1)] });
    const found = await Promise.all(
      [undefined, told, all(told, collected)].map(async (change) => meterIn(await sceneOf(pooled(), change))),
    );
    expect(found.map((meter) => `${meter?.endpointTtlSeconds} ${meter?.endpointTtlSource}`)).toEqual([
      "5 default",
      "30 operator",
      "1 collected",
    ]);
  });
});

describe("why a client stayed there", () => {
  test("births that are not logged leave it open", async () => {
    const [one, two] = handOver();
    one.refuses(6, 710, 130);
    const story = [one, two, completedEvents(), stale(130)];
    expect(meterIn(await sceneOf(story, owns("api/pod-1", "aurora-1", [710])))?.subtype).toBe("undetermined");
    expect(meterIn(await sceneOf(pooled()))?.subtype).toBe("undetermined");
  });

  test("new sessions for a while are the endpoint's, whoever opened them", async () => {
    const { story, pids } = reconnecting(80);
    const meter = meterIn(await sceneOf(story, owns("api/pod-1", "aurora-1", pids)));
    expect(meter).toMatchObject({ subtype: "dns", sessions: 80 - END, births: 80 - END });
  });

  test("new sessions of one process beyond slow DNS, while others went over, are its own cache", async () => {
    const { story, pids } = reconnecting(200);
    const scene = await sceneOf(story, owns("api/pod-1", "aurora-1", pids));
    expect(meterIn(scene)?.subtype).toBe("resolver-cache");
    expect(stalenessOf(scene)?.subtype).toBe("resolver-cache");
  });

  test("the same sessions of two processes, or of an unknown one, are not", async () => {
    const { story, pids } = reconnecting(200);
    const [first, second] = [pids.slice(0, 100), pids.slice(100)];
    const two = all(owns("web/pod-1", "aurora-1", second.slice(50)), owns("api/pod-1", "aurora-1", pids.slice(0, 150)));
    expect(stalenessOf(await sceneOf(story, two))?.subtype).toBe("dns");
    expect(stalenessOf(await sceneOf(story, owns("api/pod-1", "aurora-1", first)))?.subtype).toBe("dns");
    expect(stalenessOf(await sceneOf(story))?.subtype).toBe("dns");
  });

  test("nor are they when nobody else is seen to have gone over, or only a client of the reader endpoint", async () => {
    const { story, pids } = reconnecting(200);
    const own = owns("api/pod-1", "aurora-1", pids);
    const lonely = story.filter((part) => !("id" in part) || part.id !== "web/pod-1");
    expect(meterIn(await sceneOf(lonely, own))?.subtype).toBe("dns");
    const reader = { name: "orders-prod.cluster-ro-c9akciq32rgt.us-east-1.rds.amazonaws.com", row: 0 };
    const scene = await sceneOf(
      story,
      all(own, (facts) => ({
        ...facts,
        clients: facts.clients.map((client) => (client.id === "web/pod-1" ? { ...client, endpoint: reader } : client)),
      })),
    );
    expect(meterIn(scene)?.subtype).toBe("dns");
  });

  test("sessions older than the change on an instance that went on are survivors", async () => {
    const one = new Server("aurora-1").writes(-120, -1).born(-60, 710).refuses(6, 710, 130).idles(2, 300);
    const two = new Server("aurora-2", 3500).starts(-119, "reader").idles(-118, -1).promotes(3).writes(5, 300);
    const scene = await sceneOf([one, two, completedEvents(), stale(130)], owns("api/pod-1", "aurora-1", [710]));
    expect(meterIn(scene)?.subtype).toBe("survivor");
    expect(stalenessOf(scene)?.subtype).toBe("survivor");
  });

  test("and none when the instance was restarted at the change, even before its event", async () => {
    const late = rdsEvents(
      [10, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"],
      [22, CLUSTER, "Completed failover to DB instance: aurora-2"],
    );
    const [one, two] = handOver();
    one.born(5, 710).refuses(6, 710, 130);
    const scene = await sceneOf([one, two, late, stale(130)], owns("api/pod-1", "aurora-1", [710]));
    expect(meterIn(scene)?.subtype).toBe("pooled");
  });

  test("a pooler in between hides them", async () => {
    const pooler = { product: "pgbouncer", why: "it connects to port 6432", cites: [] } as const;
    const { story, pids } = reconnecting(200);
    const scene = await sceneOf(story, all(owns("api/pod-1", "aurora-1", pids), behind("api/pod-1", pooler)));
    expect(meterIn(scene)?.subtype).toBe("proxy");
    expect(meterIn(scene)?.subtypeReason).toContain("port 6432");
    expect(stalenessOf(scene)?.subtype).toBe("proxy");
  });

  test("an endpoint that was collected wrong while they were refused is the control plane's", async () => {
    const wrong = documents({ endpoints: [endpoint(60, "aurora-1")] });
    expect(meterIn(await sceneOf(pooled(), wrong))?.subtype).toBe("control-plane");
    expect(stalenessOf(await sceneOf(pooled(), wrong))?.subtype).toBe("control-plane");
  });

  test.each([
    ["right", endpoint(60, "aurora-2")],
    ["wrong within the TTL", endpoint(14, "aurora-1")],
    ["wrong long after", endpoint(9000, "aurora-1")],
    ["nowhere", endpoint(60, null)],
  ])("an endpoint that was collected %s is not", async (_how, record) => {
    const own = owns("api/pod-1", "aurora-1", [710]);
    const scene = await sceneOf(pooled(), all(own, documents({ endpoints: [record] })));
    expect(meterIn(scene)?.subtype).toBe("pooled");
  });

  test("a driver that names a wrong role late is the control plane's, at the change it is not", async () => {
    const text =
      "The new writer was identified to be 'aurora-1', but querying the instance for its role returned a role of READER.";
    const [one, two] = handOver();
    const told = (at: number): Story => [one, two, completedEvents(), stale(130).says(at, "WARNING", text)];
    expect(meterIn(await sceneOf(told(60)))?.subtype).toBe("control-plane");
    expect(meterIn(await sceneOf(told(10)))?.subtype).toBe("undetermined");
  });
});

describe("a storm of sessions", () => {
  test("of a client that drops its connection on every refusal is counted in linear time", async () => {
    const scene = await sceneOf(pooled());
    const [refused] = scene.facts.instances.flatMap(({ refusals }) => refusals?.sessions ?? []);
    if (refused === undefined) throw new Error("nobody was refused");
    const sessions = Array.from({ length: 60_000 }, (_, i) => {
      const at = refused.firstUs + i * 2000;
      return { ...refused, pid: i, firstRow: 1_000_000 + i, firstUs: at, lastUs: at + 60_000_000, bornUs: at };
    });
    const storm: Scene = {
      ...scene,
      facts: {
        ...scene.facts,
        instances: scene.facts.instances.map((each) =>
          each.refusals === null ? each : { ...each, refusals: { ...each.refusals, sessions } },
        ),
        clients: scene.facts.clients.map((client) =>
          client.id === "api/pod-1"
            ? {
                ...client,
                refusedUs: sessions.map(({ firstUs }) => firstUs),
                sessions: sessions.map((session) => ({ instance: "aurora-1", session, by: "backend-pid" as const })),
              }
            : client,
        ),
      },
    };
    const started = performance.now();
    const [api] = clientsOf(storm.facts, [storm]);
    expect(api?.staleness?.sessions).toBeGreaterThan(50_000);
    expect(api?.explanations?.endpointWrong.answer).toBe("yes");
    // Linear it takes some tens of milliseconds; quadratic, minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
