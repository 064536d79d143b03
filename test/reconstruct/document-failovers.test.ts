// Failovers that documents tell of, and what documents tell about failovers that events and logs show.
import { describe, expect, test } from "vitest";
import type { ApiCall, Cite, Failover, ToldFailover } from "../../src/model/index.ts";
import { type CaseFile, rdsEvents, Server } from "../incident.ts";
import { call, documents, operator, snapshot, told } from "./documents.ts";
import { factsWith, us } from "./facts.ts";

const C = "orders-prod";
const HOUR = 3600;

type Story = readonly (Server | CaseFile)[];

async function failoversWith(about: Parameters<typeof documents>[0], ...story: Story): Promise<readonly Failover[]> {
  return (await factsWith(documents(about), ...story)).failovers;
}

function kinds(cites: readonly Cite[]): readonly string[] {
  return cites.map((cite) => ("event" in cite ? "event" : "exhibit" in cite ? cite.exhibit.kind : "line"));
}

/** Logs of two instances in which nothing happens. */
function quiet(): readonly Server[] {
  return [new Server("a").idles(-60, 900), new Server("b", 3500).idles(-60, 900)];
}

/** Logs of a hand-over from a to b: a's stop at 0, b's promotion at 4. */
function handOver(): readonly Server[] {
  return [
    new Server("a").idles(-60, -1).stops(0).starts(6, "reader").idles(7, 900),
    new Server("b", 3500).starts(-60, "reader").idles(-59, 3).promotes(4).idles(5, 900),
  ];
}

const started = [0, C, "Started cross AZ failover to DB instance: b"] as const;
const completed = [20, C, "Completed failover to DB instance: b"] as const;

describe("a call that CloudTrail recorded", () => {
  test("is a failover of its own when nothing else tells of it: customer, target, time of the call", async () => {
    const found = await failoversWith({ calls: [call(10)] }, ...quiet());
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      t0Us: us(10),
      target: "b",
      oldWriter: "a",
      endWriter: null,
      outcome: "unknown",
      initiator: "customer",
      source: "cloudtrail",
    });
    expect(kinds(found[0]?.started ?? [])).toEqual(["api"]);
  });

  test.each<[string, ApiCall]>([
    ["was refused", call(10, { error: "InvalidDBClusterStateFault" })],
    ["was about another cluster", call(10, { cluster: "billing-prod" })],
    ["only rebooted", call(10, { name: "RebootDBInstance", instance: "a", target: null })],
    ["changed something else", call(10, { name: "ModifyDBCluster", target: null })],
    ["was made a day before the first record", call(-24 * HOUR)],
    ["has no time", call(Number.NaN)],
    ["has an impossible time", call(1e18)],
  ])("that %s is none", async (_how, made) => {
    const about = { calls: [made], snapshots: [snapshot(-30, ["a", "b"])] };
    expect(await failoversWith(about, ...quiet())).toEqual([]);
  });

  test("of a forced reboot is one", async () => {
    const forced = call(10, {
      name: "RebootDBInstance",
      cluster: null,
      instance: "A",
      target: null,
      forceFailover: true,
    });
    expect((await failoversWith({ calls: [forced] }, ...quiet())).map((each) => each.source)).toEqual(["cloudtrail"]);
  });

  test("exported twice is one, and its target is written as RDS writes it", async () => {
    const found = await failoversWith({ calls: [call(10, { target: "B" }), call(10, { target: "B" })] }, ...quiet());
    expect(found.map((each) => each.target)).toEqual(["b"]);
  });

  test("just before an event adds who asked and its citation, and the event's time stays", async () => {
    const found = await failoversWith({ calls: [call(-2)] }, ...quiet(), rdsEvents(started, completed));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ t0Us: us(0), initiator: "customer", outcome: "completed", source: "event" });
    expect(kinds(found[0]?.started ?? [])).toEqual(["event", "api"]);
  });

  test("does not contradict an event that says RDS did it", async () => {
    const byRds = rdsEvents(
      [0, C, "Started cross AZ failover to DB instance: b"],
      [20, C, "Completed RDS initiated failover to DB instance: b"],
    );
    const found = await failoversWith({ calls: [call(-2)] }, ...quiet(), byRds);
    expect(found.map((each) => each.initiator)).toEqual(["rds"]);
  });

  test("tells the start where only an event of the end is left: a return to the old writer is a reversal", async () => {
    const found = await failoversWith(
      { calls: [call(-2)] },
      ...quiet(),
      rdsEvents([22, C, "Completed failover to DB instance: a"]),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ t0Us: us(-2), target: "b", endWriter: "a", oldWriter: "a", outcome: "reversed" });
  });

  test("to another target than the event's is another failover", async () => {
    const found = await failoversWith(
      { calls: [call(-40, { target: "c" })] },
      ...quiet(),
      rdsEvents(started, completed),
    );
    expect(found.map((each) => [each.target, each.source])).toEqual([
      ["c", "cloudtrail"],
      ["b", "event"],
    ]);
  });

  test("after a failover is over did not start it", async () => {
    const found = await failoversWith({ calls: [call(110)] }, ...quiet(), rdsEvents(started, completed));
    expect(found.map((each) => [each.t0Us, each.initiator])).toEqual([
      [us(0), null],
      [us(110), "customer"],
    ]);
  });

  test("belongs to the nearest of two attempts", async () => {
    const again = rdsEvents(
      [0, C, "Started cross AZ failover to DB instance: b"],
      [20, C, "Promoting previous primary again: a"],
      [60, C, "Started cross AZ failover to DB instance: b"],
      [80, C, "Completed failover to DB instance: b"],
    );
    const found = await failoversWith({ calls: [call(58)] }, ...quiet(), again);
    expect(found.map((each) => each.initiator)).toEqual([null, "customer"]);
  });

  test("gives the logs' promotion its time, target and initiator", async () => {
    const found = await failoversWith({ calls: [call(-3)] }, ...handOver());
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      t0Us: us(-3),
      target: "b",
      endWriter: "b",
      outcome: "completed",
      initiator: "customer",
      source: "recovery-lines",
    });
    expect(kinds(found[0]?.started ?? [])).toEqual(["api", "line"]);
  });

  test("to an instance that another was promoted instead of failed", async () => {
    const found = await failoversWith({ calls: [call(-3, { target: "c" })] }, ...handOver());
    expect(found.map((each) => [each.target, each.endWriter, each.outcome])).toEqual([["c", "b", "failed"]]);
  });
});

/** A call that changes nothing. */
function look(at: number): ApiCall {
  return call(at, { name: "DescribeDBClusters", target: null });
}

describe("RDS itself is the initiator", () => {
  const events = rdsEvents(started, completed);
  const later = us(2 * HOUR);

  test("when the trail was collected later and holds no call", async () => {
    const found = await failoversWith({ calls: [], collectedUs: later }, ...quiet(), events);
    expect(found.map((each) => each.initiator)).toEqual(["rds"]);
  });

  test("when calls lie before and well after", async () => {
    const calls = [look(-60), look(HOUR)];
    expect((await failoversWith({ calls }, ...quiet(), events)).map((each) => each.initiator)).toEqual(["rds"]);
  });

  test.each<[string, Parameters<typeof documents>[0]]>([
    ["without a trail", { collectedUs: later }],
    ["with a trail of which nobody knows until when it goes", { calls: [] }],
    ["with a trail collected before a call could be in it", { calls: [], collectedUs: us(5 * 60) }],
    ["with a trail collected when the time was out of its reach", { calls: [], collectedUs: us(91 * 24 * HOUR) }],
    ["with calls before it only", { calls: [look(-60)] }],
    [
      "with a change of the instance class asked for shortly before",
      { calls: [call(-600, { name: "ModifyDBInstance", instance: "a", target: null })], collectedUs: later },
    ],
  ])("never %s", async (_how, about) => {
    expect((await failoversWith(about, ...quiet(), events)).map((each) => each.initiator)).toEqual([null]);
  });

  test("also while another cluster of the account was changed", async () => {
    const other = call(-60, { name: "ModifyDBCluster", cluster: "billing-prod", target: null });
    const found = await failoversWith({ calls: [other], collectedUs: later }, ...quiet(), events);
    expect(found.map((each) => each.initiator)).toEqual(["rds"]);
  });

  test("never when no event tells of the failover: logs do not say that nobody asked", async () => {
    const found = await failoversWith({ calls: [], collectedUs: later }, ...handOver());
    expect(found.map((each) => each.initiator)).toEqual([null]);
  });
});

describe("a cluster snapshot", () => {
  const open = rdsEvents(started);

  test.each([
    ["its target", ["b", "a"], "completed", "b"],
    ["its old writer", ["a", "b"], "reversed", "a"],
  ] as const)(
    "that names %s as writer ends a failover whose end is not told",
    async (_who, members, outcome, writer) => {
      for (const at of [null, HOUR]) {
        const found = await failoversWith({ snapshots: [snapshot(at, members)] }, ...quiet(), open);
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ outcome, endWriter: writer, oldWriter: "a", source: "api" });
        expect(kinds(found[0]?.ended ?? [])).toEqual(["api"]);
      }
    },
  );

  test("gives no event the lie", async () => {
    const found = await failoversWith(
      { snapshots: [snapshot(null, ["a", "b"])] },
      ...quiet(),
      rdsEvents(started, completed),
    );
    expect(found[0]).toMatchObject({ outcome: "completed", endWriter: "b", source: "event" });
  });

  test.each([
    ["two writers", { members: 2 }],
    ["no writer", { members: 0 }],
  ])("with %s decides nothing", async (_how, { members }) => {
    const plain = snapshot(null, ["a", "b"]);
    const odd = { ...plain, members: plain.members.map((member) => ({ ...member, writer: members === 2 })) };
    expect((await failoversWith({ snapshots: [odd] }, ...quiet(), open))[0]?.outcome).toBe("unknown");
  });

  test("taken while the failover may still run decides nothing", async () => {
    const found = await failoversWith({ snapshots: [snapshot(20, ["a", "b"])] }, ...quiet(), open);
    expect(found[0]).toMatchObject({ outcome: "unknown", endWriter: null });
  });

  test("that names a third instance says who is the writer, and no more", async () => {
    const found = await failoversWith({ snapshots: [snapshot(null, ["c", "a", "b"])] }, ...quiet(), open);
    expect(found[0]).toMatchObject({ outcome: "unknown", endWriter: "c" });
  });

  test("speaks for the last failover alone", async () => {
    const twice = rdsEvents(started, [600, C, "Started cross AZ failover to DB instance: b"]);
    const found = await failoversWith({ snapshots: [snapshot(null, ["b", "a"])] }, ...quiet(), twice);
    expect(found.map((each) => each.outcome)).toEqual(["unknown", "completed"]);
  });

  test("between two failovers speaks for the first", async () => {
    const twice = rdsEvents(started, [600, C, "Started cross AZ failover to DB instance: b"]);
    const found = await failoversWith({ snapshots: [snapshot(300, ["a", "b"])] }, ...quiet(), twice);
    expect(found.map((each) => each.outcome)).toEqual(["reversed", "unknown"]);
  });

  test("from before tells the old writer, which the logs of some members do not", async () => {
    const [a, b] = quiet();
    const story = [a ?? new Server("a"), b ?? new Server("b"), rdsEvents(started, completed)];
    const before = snapshot(-600, ["c", "a", "b"]);
    expect((await failoversWith({ snapshots: [before] }, ...story))[0]?.oldWriter).toBe("c");
    // With three members known the one whose log is there is not the old writer because the other is the target.
    expect((await failoversWith({ snapshots: [snapshot(null, ["b", "a", "c"])] }, ...story))[0]?.oldWriter).toBeNull();
  });

  test("ends a failover that only a call tells of", async () => {
    const found = await failoversWith({ calls: [call(10)], snapshots: [snapshot(null, ["a", "b"])] }, ...quiet());
    expect(found[0]).toMatchObject({
      outcome: "reversed",
      endWriter: "a",
      initiator: "customer",
      source: "cloudtrail",
    });
  });
});

function say(...failovers: readonly ToldFailover[]): Parameters<typeof documents>[0] {
  return { operator: operator({ failovers }) };
}

describe("what the operator tells", () => {
  test("is a failover where nothing else shows one, with the uncertainty told", async () => {
    const found = await failoversWith(say(told(10, { target: "b", outcome: "reversed" })), ...quiet());
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      t0Us: us(10),
      uncertaintyUs: 120e6,
      target: "b",
      oldWriter: "a",
      endWriter: "a",
      outcome: "reversed",
      initiator: null,
      source: "operator",
    });
    expect(kinds(found[0]?.started ?? [])).toEqual(["operator"]);
  });

  test.each([
    ["events", { story: [...quiet(), rdsEvents(started, completed)], about: {} }, "event"],
    ["logs", { story: handOver(), about: {} }, "recovery-lines"],
    ["CloudTrail", { story: quiet(), about: { calls: [call(0)] } }, "cloudtrail"],
  ] as const)("within two minutes of one that %s show is that one", async (_who, { story, about }, source) => {
    const found = await failoversWith({ ...say(told(100)), ...about }, ...story);
    expect(found.map((each) => each.source)).toEqual([source]);
    expect(kinds(found[0]?.started ?? [])).toContain("operator");
  });

  test("ten minutes from one that events show is another", async () => {
    const found = await failoversWith(say(told(600)), ...quiet(), rdsEvents(started, completed));
    expect(found.map((each) => each.source)).toEqual(["event", "operator"]);
  });

  test("fills an end that nobody else tells, and contradicts nobody", async () => {
    const said = say(told(0, { target: "b", outcome: "reversed" }));
    const open = await failoversWith(said, ...quiet(), rdsEvents(started));
    expect(open[0]).toMatchObject({ outcome: "reversed", endWriter: "a", source: "operator" });
    const closed = await failoversWith(said, ...quiet(), rdsEvents(started, completed));
    expect(closed[0]).toMatchObject({ outcome: "completed", endWriter: "b", source: "event" });
    const snapped = await failoversWith(
      { ...said, snapshots: [snapshot(null, ["b", "a"])] },
      ...quiet(),
      rdsEvents(started),
    );
    expect(snapped[0]).toMatchObject({ outcome: "completed", endWriter: "b", source: "api" });
  });

  test.each(["completed", "reversed", "failed"] as const)("as %s is not heard against a snapshot", async (outcome) => {
    const about = { ...say(told(0, { outcome })), snapshots: [snapshot(null, ["c", "a", "b"])] };
    const before = { ...about, snapshots: [snapshot(-600, ["a", "b", "c"]), ...about.snapshots] };
    const found = await failoversWith(before, ...quiet(), rdsEvents(started));
    expect(found[0]).toMatchObject({ outcome: "unknown", oldWriter: "a", endWriter: "c", source: "api" });
  });

  test("names a target only where none is known", async () => {
    const said = say(told(0, { target: "c" }));
    expect((await failoversWith(said, ...quiet(), rdsEvents(started)))[0]?.target).toBe("b");
    const nameless = { ...said, calls: [call(0, { target: null })] };
    expect((await failoversWith(nameless, ...quiet()))[0]?.target).toBe("c");
  });

  test("about paused writers means that somebody asked for the failover", async () => {
    const found = await failoversWith(say(told(10, { writersPaused: true })), ...quiet());
    expect(found.map((each) => each.initiator)).toEqual(["customer"]);
  });

  test.each([
    ["without a time", Number.NaN],
    ["of another day", -24 * HOUR],
    ["of a time that cannot be", 1e18],
  ])("%s is no failover of this case", async (_when, at) => {
    expect(await failoversWith(say(told(at)), ...quiet())).toEqual([]);
  });

  test("twice about one failover is one failover", async () => {
    const found = await failoversWith(say(told(0), told(30)), ...quiet(), rdsEvents(started, completed));
    expect(found).toHaveLength(1);
  });
});

test("documents alone, without a log or event, still tell a failover", async () => {
  const found = await failoversWith({ calls: [call(10)], snapshots: [snapshot(null, ["b", "a"])] });
  expect(found[0]).toMatchObject({ outcome: "completed", oldWriter: "a", endWriter: "b", source: "cloudtrail" });
});

test("the order of calls and words changes nothing", async () => {
  const calls = [call(-2), call(400), call(398, { target: "a" })];
  const words = [told(0), told(700, { outcome: "failed" }), told(410, { target: "b" })];
  const story: Story = [...quiet(), rdsEvents(started, completed)];
  const forward = await failoversWith({ calls, operator: operator({ failovers: words }) }, ...story);
  const backward = await failoversWith(
    { calls: calls.toReversed(), operator: operator({ failovers: words.toReversed() }) },
    ...story,
  );
  expect(forward.length).toBeGreaterThan(2);
  expect(backward).toEqual(forward);
});
