// An incident as ordered steps: equal for a recurrence, whatever its names, times and counts.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FingerprintParts, fingerprintOf } from "../../src/classify/fingerprint.ts";
import { App, type Kill, rdsEvents, Server } from "../incident.ts";
import { sceneOf, type Story } from "./afterwards.ts";
import { CLUSTER, handOver, interrupted, ordinaryApp } from "./stories.ts";

const RACE: FingerprintParts = { class: "split-writer-race", trigger: "customer", subtype: null };

/** How a race may be told again: later, under other names, with more of the same lines. */
interface Retelling {
  readonly shift: number;
  readonly names: readonly [string, string];
  readonly pod: string;
  readonly pid: number;
  readonly repeats: number;
}

const PLAIN: Retelling = { shift: 0, names: ["aurora-1", "aurora-2"], pod: "api/pod-1", pid: 700, repeats: 1 };

function race({ shift: s, names: [first, second], pod, pid, repeats }: Retelling): Story {
  const one = new Server(first, 500)
    .writes(s - 120, s - 1)
    .stops(s, ...Array.from({ length: repeats }, (_, i) => 640 + i));
  one
    .starts(s + 4)
    .born(s + 6, pid)
    .killed(s + 16, { pid })
    .starts(s + 24, "writer", interrupted)
    .writes(s + 25, s + 300);
  const two = new Server(second, 3500)
    .idles(s - 120, s - 1)
    .stops(s + 1)
    .starts(s + 5);
  two.born(s + 7, pid + 1).killed(s + 18, { pid: pid + 1, statement: "INSERT INTO jobs VALUES (7)" });
  two.starts(s + 28, "writer", interrupted).idles(s + 29, s + 300);
  for (let i = 0; i < repeats; i++) two.born(s + 30, 900 + i).refuses(s + 31, 900 + i, s + 40);
  const events = rdsEvents(
    [s - 2, CLUSTER, `Started cross AZ customer initiated failover to DB instance: ${second}`],
    [s + 22, CLUSTER, `Promoting previous primary again: ${first}`],
  );
  const app = new App(pod)
    .works(s - 120, s - 1)
    .loses(s, repeats)
    .works(s + 30, s + 300);
  return [one, two, events, app];
}

async function stepsOf(story: Story, parts: FingerprintParts = RACE): Promise<readonly string[]> {
  return fingerprintOf(await sceneOf(story), parts);
}

/** A standby is promoted at this second; the old writer stops at 0. */
function promotedAt(second: number): Promise<readonly string[]> {
  const one = new Server("aurora-1").writes(-120, -1).stops(0).starts(40, "reader").idles(41, 300);
  const two = new Server("aurora-2", 3500).starts(-119, "reader").idles(-118, -20).promotes(second).writes(9, 300);
  return stepsOf([one, two, rdsEvents([-2, CLUSTER, "Started cross AZ failover to DB instance: aurora-2"])]);
}

function promotedFirst(steps: readonly string[]): boolean {
  return steps.indexOf("target: promoted") < steps.indexOf("old writer: asked to shut down (fast)");
}

/** One instance loses a backend and recovers in place. */
function crash(kill: Kill, app: App): Story {
  const one = new Server("aurora-1").writes(-300, -100).starts(-99).born(-50, 700);
  return [one.killed(0, { pid: 700, runtime: null, ...kill }), app];
}

describe("the fingerprint of a race", () => {
  test("tells roles instead of names, and neither times nor counts", async () => {
    expect(await stepsOf(race(PLAIN))).toEqual([
      "class: split-writer-race",
      "trigger: customer",
      "old writer: asked to shut down (fast)",
      "target: asked to shut down (fast)",
      "old writer: starts",
      "old writer: ready",
      "target: starts",
      "target: ready",
      "old writer: backend killed by signal 9, last statement writes",
      "old writer: storage runtime message",
      "target: backend killed by signal 9, last statement writes",
      "target: storage runtime message",
      "old writer: starts",
      "old writer: ready",
      "target: starts",
      "target: ready",
      "target: refuses writes as read-only",
      "failover: reversed",
      "clients: connection errors",
    ]);
  });

  const retelling: fc.Arbitrary<Retelling> = fc.record({
    shift: fc.integer({ min: -60_000, max: 60_000 }),
    names: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{1,8}-[0-9]$/), {
      minLength: 2,
      maxLength: 2,
    }) as fc.Arbitrary<[string, string]>,
    pod: fc.stringMatching(/^[a-z]{2,6}\/[a-z]{2,6}-[0-9]$/),
    pid: fc.integer({ min: 700, max: 30_000 }),
    repeats: fc.integer({ min: 1, max: 6 }),
  });

  test("is the same when it is told later, under other names, with more of the same lines", async () => {
    const plain = await stepsOf(race(PLAIN));
    await fc.assert(
      fc.asyncProperty(retelling, async (again) => {
        expect(await stepsOf(race(again))).toEqual(plain);
      }),
      { numRuns: 25, seed: 4 },
    );
  });

  test("does not depend on the order of the instances", async () => {
    const scene = await sceneOf(race(PLAIN), (facts) => ({ ...facts, instances: facts.instances.toReversed() }));
    expect(fingerprintOf(scene, RACE)).toEqual(await stepsOf(race(PLAIN)));
  });

  test("does not order steps of two hosts inside two seconds, and does order those further apart", async () => {
    const together = await promotedAt(1);
    expect(await promotedAt(0)).toEqual(together);
    expect(await promotedAt(-1)).toEqual(together);
    expect(promotedFirst(together)).toBe(false);
    expect(promotedFirst(await promotedAt(-10))).toBe(true);
  });
});

describe("another incident has another fingerprint", () => {
  test.each<[string, FingerprintParts]>([
    ["class", { ...RACE, class: "reversed-failover" }],
    ["trigger", { ...RACE, trigger: "rds" }],
    ["sub-type of staleness", { ...RACE, subtype: "pooled" }],
  ])("by its %s", async (_what, parts) => {
    expect(await stepsOf(race(PLAIN), parts)).not.toEqual(await stepsOf(race(PLAIN)));
  });

  test("by what its instances did", async () => {
    const events = rdsEvents([-2, CLUSTER, "Started cross AZ customer initiated failover to DB instance: aurora-2"]);
    expect(await stepsOf([...handOver(), events, ordinaryApp()], RACE)).not.toEqual(await stepsOf(race(PLAIN)));
  });

  test("by the signal, by what the killed backend ran, and by what clients met", async () => {
    const lost = ordinaryApp();
    const told = await Promise.all(
      [
        crash({}, lost),
        crash({ signal: "11: Segmentation fault" }, lost),
        crash({ statement: "SELECT 1" }, lost),
        crash({ statement: null }, lost),
        crash({}, new App("api/pod-1").works(-120, -1).refused(0, 3).works(20, 300)),
      ].map((story) => stepsOf(story, { class: "instance-crash", trigger: "crash", subtype: null })),
    );
    expect(new Set(told.map((steps) => steps.join("\n"))).size).toBe(told.length);
  });

  test("and a crash loop says itself once more for each life, up to a bound", async () => {
    const one = new Server("aurora-1");
    for (let i = 0; i < 60; i++)
      one
        .starts(i * 20)
        .born(i * 20 + 1, 700)
        .killed(i * 20 + 10);
    const steps = await stepsOf([one], { class: "instance-crash", trigger: "crash", subtype: null });
    expect(steps.length).toBeLessThanOrEqual(60);
  });
});
