// Memory of an instance at the moment it crashed, and when a failover began.
import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { Cite, MemoryEvidence, MetricSeries } from "../../src/model/index.ts";
import { uptimeRestartsOf } from "../../src/reconstruct/uptime.ts";
import { type CaseFile, rdsEvents, Server } from "../incident.ts";
import { documents, everyMinute, GIB, metric, snapshot } from "./documents.ts";
import { factsWith, us } from "./facts.ts";

/** `a` has 16 GiB and crashes at second 30. */
function crashing(): Server {
  return new Server("a").starts(-3000).idles(-2990, 20).killed(30).starts(36).idles(37, 600);
}

const sixteen = snapshot(null, ["a", "b"], { memoryBytes: 16 * GIB });

async function atCrash(metrics: readonly MetricSeries[] | undefined, known = true): Promise<MemoryEvidence> {
  const about = metrics === undefined ? {} : { metrics };
  const facts = await factsWith(documents({ ...about, snapshots: known ? [sixteen] : [] }), crashing());
  const found = facts.memory.find((each) => each.instance === "a" && each.us === us(30));
  if (found === undefined) throw new Error("nothing is said about the crash");
  return found;
}

function times(cites: readonly Cite[]): readonly number[] {
  return cites.map((cite) => ("exhibit" in cite ? (cite.exhibit.us - us(0)) / 1e6 : Number.NaN));
}

function freeAtLast(free: number): MetricSeries {
  return metric("FreeableMemory", "a", [[-3000, 8 * GIB], ...everyMinute(-2940, -60, free)]);
}

async function afterFall(from: number): Promise<string> {
  const points: readonly (readonly [number, number])[] = [[from, 9 * GIB], ...everyMinute(from + 60, -60, 4 * GIB)];
  return (await atCrash([metric("FreeableMemory", "a", points)])).state;
}

function swapUsage(last: number): MetricSeries {
  return metric("SwapUsage", "a", [...everyMinute(-900, -120, 2 * GIB), [-60, last]]);
}

async function withOutOfMemory(at: number): Promise<MemoryEvidence | undefined> {
  const server = crashing().session(at, 711, "ERROR", "out of memory");
  return (await factsWith(documents({}), server)).memory[0];
}

function pressureOn(instance: string): CaseFile {
  return rdsEvents([100, instance, "A database workload is causing the system to run critically low on memory"]);
}

function withPointsUntil(at: number): Promise<MemoryEvidence> {
  return atCrash([metric("FreeableMemory", "a", everyMinute(-630, at, 8 * GIB))]);
}

describe("memory was low", () => {
  test("with less than a twentieth of the class's memory free, and the point is cited", async () => {
    const found = await atCrash([metric("FreeableMemory", "a", [...everyMinute(-600, -120, GIB), [-60, 0.7 * GIB]])]);
    expect(found.state).toBe("low");
    expect(found.why).toBe("FreeableMemory was 717 MiB of 16.0 GiB (4 %) at 18:59");
    expect(times(found.cites)).toEqual([-60]);
  });

  test("with the minute of the crash low", async () => {
    const found = await atCrash([metric("FreeableMemory", "a", [...everyMinute(-600, -60, GIB), [0, 0.1 * GIB]])]);
    expect(found.state).toBe("low");
  });

  test("by the most it ever had free, when the class is not known", async () => {
    expect((await atCrash([freeAtLast(0.3 * GIB)], false)).state).toBe("low");
    expect((await atCrash([freeAtLast(0.5 * GIB)], false)).state).toBe("comfortable");
  });

  test("after a fall of more than half within ten minutes", async () => {
    expect(await afterFall(-480)).toBe("low");
    expect(await afterFall(-1200)).toBe("comfortable");
  });

  test("not after a fall that began with the crash", async () => {
    // The crash is at second 30: the bucket of 15–75 lies for the greater part after it.
    const points = [...everyMinute(-585, -45, 9 * GIB), [15, 2 * GIB], [75, 2 * GIB]] as const;
    expect((await atCrash([metric("FreeableMemory", "a", points)])).state).toBe("comfortable");
  });

  test("with swap growing by more than a fiftieth of the memory, not with swap that is merely there", async () => {
    const free = metric("FreeableMemory", "a", everyMinute(-900, -60, 8 * GIB));
    expect((await atCrash([free, swapUsage(2.4 * GIB)])).state).toBe("low");
    expect((await atCrash([free, swapUsage(2.2 * GIB)])).state).toBe("comfortable");
  });

  test("with `out of memory` in its log shortly before, even without metrics", async () => {
    const near = await withOutOfMemory(0);
    expect(near).toMatchObject({ state: "low", why: 'its log says "out of memory" at 19:00:00' });
    expect(near?.cites).toHaveLength(1);
    expect((await withOutOfMemory(-600))?.state).toBe("unknown");
    expect((await withOutOfMemory(40))?.state).toBe("unknown");
  });

  test("with an RDS event of memory pressure about this instance", async () => {
    const [of, other] = [pressureOn("a"), pressureOn("b")];
    expect((await factsWith(documents({}), crashing(), of)).memory[0]?.state).toBe("low");
    expect((await factsWith(documents({}), crashing(), other)).memory[0]?.state).toBe("unknown");
  });
});

describe("memory was comfortable", () => {
  test("with one-minute points up to the crash and no sign, although the restart has none", async () => {
    const points = [...everyMinute(-600, -60, 8 * GIB), ...everyMinute(240, 600, 9 * GIB)];
    const found = await atCrash([metric("FreeableMemory", "a", points)]);
    expect(found.state).toBe("comfortable");
    expect(found.why).toBe("FreeableMemory was at least 8.0 GiB of 16.0 GiB (50 %) from 18:50 to 18:59");
    expect(times(found.cites)).toEqual([-240, -180, -120, -60]);
  });

  test("with the last point two minutes before, and not with one older", async () => {
    expect((await withPointsUntil(-90)).state).toBe("comfortable");
    expect(await withPointsUntil(-150)).toMatchObject({
      state: "unknown",
      why: "the points of FreeableMemory do not cover 18:58–19:01",
    });
  });

  test("not with points from the last two minutes alone: a fall before would not be seen", async () => {
    expect((await atCrash([metric("FreeableMemory", "a", everyMinute(-60, 600, 8 * GIB))])).state).toBe("unknown");
  });

  test("not with a minute after minute missing before", async () => {
    const points = [...everyMinute(-600, -300, 8 * GIB), [-60, 8 * GIB]] as const;
    expect((await atCrash([metric("FreeableMemory", "a", points)])).state).toBe("unknown");
  });

  test("not with longer buckets, nor with the maximum of each", async () => {
    const points = everyMinute(-900, 600, 8 * GIB);
    const coarse = await atCrash([
      metric(
        "FreeableMemory",
        "a",
        points.filter(([at]) => at % 300 === 0),
        { period: 300 },
      ),
    ]);
    expect(coarse).toMatchObject({
      state: "unknown",
      why: "FreeableMemory: only 300-second points, which cannot exclude a spike",
    });
    expect((await atCrash([metric("FreeableMemory", "a", points, { period: null })])).state).toBe("unknown");
    expect((await atCrash([metric("FreeableMemory", "a", points, { stat: "Maximum" })])).state).toBe("unknown");
    expect((await atCrash([metric("FreeableMemory", "a", points, { stat: "Minimum" })])).state).toBe("comfortable");
  });

  test("never by what is not there", async () => {
    expect(await atCrash(undefined)).toMatchObject({
      state: "unknown",
      why: "CloudWatch metrics were not supplied",
      cites: [],
    });
    expect(await atCrash([metric("FreeableMemory", "b", everyMinute(-600, 0, 8 * GIB))])).toMatchObject({
      state: "unknown",
      why: "the metrics supplied hold no FreeableMemory of a",
    });
  });

  test("never with a sum, a count, or values that are no number", async () => {
    for (const stat of ["Sum", "SampleCount"])
      expect((await atCrash([metric("FreeableMemory", "a", everyMinute(-600, 0, 8 * GIB), { stat })])).state).toBe(
        "unknown",
      );
    const nothing = everyMinute(-600, 0, Number.NaN);
    expect((await atCrash([metric("FreeableMemory", "a", nothing)])).state).toBe("unknown");
  });
});

test("a failover asks about every instance that is known, at its beginning", async () => {
  const events = rdsEvents(
    [0, "orders-prod", "Started cross AZ failover to DB instance: b"],
    [14, "orders-prod", "Completed failover to DB instance: b"],
  );
  const facts = await factsWith(
    documents({ snapshots: [snapshot(null, ["b", "a", "c"])] }),
    new Server("a").idles(-60, 60),
    events,
  );
  expect(facts.memory.map((each) => [each.instance, each.us, each.state])).toEqual(
    ["a", "b", "c"].map((id) => [id, us(0), "unknown"]),
  );
});

test("a crash without a time of its own is not looked up", async () => {
  const log = { path: "instances/a/postgresql.log.2026-11-21-1900", text: "" };
  const lines = [
    "LOG:  server process (PID 700) was terminated by signal 9: Killed",
    "LOG:  database system is shut down",
  ];
  const facts = await factsWith(documents({ metrics: [metric("FreeableMemory", "a", everyMinute(-600, 600, GIB))] }), {
    ...log,
    text: `${lines.join("\n")}\n`,
  });
  for (const each of facts.memory) expect(each.state).toBe("unknown");
});

test("fewer points never turn unknown into comfortable", async () => {
  const all = everyMinute(-600, 0, 8 * GIB);
  await fc.assert(
    fc.asyncProperty(fc.subarray([...all]), async (kept) => {
      const found = await atCrash([metric("FreeableMemory", "a", kept)]);
      // What is left must reach to two minutes before the crash and begin before that.
      const last = kept.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY;
      if (found.state === "comfortable") expect(last).toBeGreaterThanOrEqual(-90);
      if (kept.length < 2) expect(found.state).toBe("unknown");
    }),
    { numRuns: 12, seed: 7 },
  );
});

describe("EngineUptime that falls", () => {
  test("tells a restart between the points, as closely as it says", () => {
    const series = metric("EngineUptime", "c", [
      [0, 5000],
      [60, 5060],
      [120, 20],
      [180, 80],
    ]);
    const found = uptimeRestartsOf(documents({ metrics: [series] }));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ instance: "c", fromUs: us(100), toUs: us(160) });
    expect(times(found[0]?.cites ?? [])).toEqual([60, 120]);
  });

  test("averaged over a long bucket tells only the buckets it was in", () => {
    const series = metric(
      "EngineUptime",
      "c",
      [
        [0, 90_000],
        [300, 40_000],
        [600, 400],
      ],
      { period: 300 },
    );
    const found = uptimeRestartsOf(documents({ metrics: [series] }));
    expect(found[0]).toMatchObject({ fromUs: us(0), toUs: us(600) });
  });

  test("is no restart while it grows", () => {
    const series = metric(
      "EngineUptime",
      "c",
      everyMinute(0, 600, 0).map(([at]) => [at, at + 50] as const),
    );
    expect(uptimeRestartsOf(documents({ metrics: [series] }))).toEqual([]);
  });
});
