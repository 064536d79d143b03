// Enhanced Monitoring: memory by the second, which may show want and never proves comfort.
import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { MemoryEvidence, MetricSeries } from "../../src/model/index.ts";
import { type CaseFile, judge, Server } from "../incident.ts";
import { instant } from "../server-log.ts";
import { documents, everyMinute, GIB, metric, snapshot } from "./documents.ts";
import { factsWith, us } from "./facts.ts";

type Points = readonly (readonly [at: number, value: number])[];

const KILLED = "FreeableMemory was at least 8.0 GiB of 16.0 GiB (50 %) from 18:50 to 18:59";
const minutes = metric("FreeableMemory", "a", everyMinute(-600, -60, 8 * GIB));

/** `a` crashes at second 30. */
function crashing(startedAt = -3000): Server {
  const server = new Server("a").starts(-3000).idles(-2990, -10);
  const again = startedAt === -3000 ? server : server.killed(startedAt - 6).starts(startedAt);
  return again.killed(30).starts(36).idles(37, 600);
}

function everySecond(from: number, to: number, value: number | ((at: number) => number)): Points {
  const of = typeof value === "number" ? (): number => value : value;
  return Array.from({ length: to - from + 1 }, (_, i) => [from + i, of(from + i)] as const);
}

function free(points: Points, period = 1): MetricSeries {
  return metric("os.memory.freeOrCached", "a", points, { period, stat: "Minimum" });
}

function total(...points: Points): MetricSeries {
  return metric("os.memory.total", "a", points, { period: 1, stat: null });
}

async function atCrash(
  metrics: readonly MetricSeries[],
  about: { readonly server?: Server; readonly known?: boolean } = {},
): Promise<MemoryEvidence> {
  const snapshots = about.known === false ? [] : [snapshot(null, ["a"], { memoryBytes: 16 * GIB })];
  const metricsSupplied = metrics.some((series) => !series.metric.startsWith("os."));
  const given = { ...documents({ metrics, snapshots }), metricsSupplied };
  const facts = await factsWith(given, about.server ?? crashing());
  const found = facts.memory.find((each) => each.instance === "a" && each.us === us(30));
  if (found === undefined) throw new Error("nothing is said about the crash");
  return found;
}

/** Ample, and all gone in the last eight seconds. */
const spike = everySecond(-600, 60, (at) => (at < 22 || at > 30 ? 9 * GIB : 0.1 * GIB));

describe("a spike inside of a minute", () => {
  test("shows want of memory where CloudWatch's minutes show room", async () => {
    expect(await atCrash([minutes])).toMatchObject({ state: "comfortable", why: KILLED });
    const found = await atCrash([minutes, free(spike), total([-600, 15 * GIB])]);
    expect(found.state).toBe("low");
    expect(found.why).toBe(
      "memory free or cached (Enhanced Monitoring) was 102 MiB of 15.0 GiB (1 %) at 19:00:22; " +
        "memory free or cached (Enhanced Monitoring) fell from 9.0 GiB at 18:50:30 to 102 MiB at 19:00:22",
    );
    expect(found.cites.map((cite) => "exhibit" in cite && cite.exhibit.us)).toEqual([us(22), us(-570), us(22)]);
  });

  test("that swap took tells by the name of what measured it", async () => {
    const points = everySecond(-600, 30, (at) => (at < 20 ? 0.1 : 1.5) * GIB);
    const used = metric("os.swap.used", "a", points, { period: 1, stat: "Maximum" });
    expect(await atCrash([minutes, used])).toMatchObject({
      state: "low",
      why: "swap used (Enhanced Monitoring) rose from 102 MiB at 18:50:30 to 1.5 GiB at 19:00:20",
    });
  });

  test("after the crash is none", async () => {
    const after = everySecond(-600, 60, (at) => (at > 30 ? 0.1 * GIB : 9 * GIB));
    expect(await atCrash([minutes, free(after), total([-600, 15 * GIB])])).toMatchObject({ state: "comfortable" });
  });

  test("across the parts of a long recording is seen", async () => {
    const fall = everySecond(-600, 30, (at) => (at < 0 ? 9 : 3) * GIB);
    const parts = [free(fall.slice(0, 600)), free(fall.slice(600))];
    expect((await atCrash(parts)).why).toMatch(/ fell from 9\.0 GiB at 18:50:30 to 3\.0 GiB at 19:00:00$/);
  });
});

describe("what there is of memory", () => {
  const low = free(everySecond(-200, 30, 0.6 * GIB));

  test("is the system's own, as it was at the moment: no class of Serverless tells", async () => {
    const early = await atCrash([low, total([-600, 8 * GIB], [0, 14 * GIB], [40, 2 * GIB])], { known: false });
    expect(early).toMatchObject({ state: "low" });
    expect(early.why).toMatch(/614 MiB of 14\.0 GiB \(4 %\) at 18:58:30$/);
    const small = await atCrash([low, total([-600, 14 * GIB], [0, 8 * GIB])], { known: false });
    expect(small.state).toBe("unknown");
    expect((await atCrash([low, total([40, 14 * GIB])], { known: false })).state).toBe("low");
  });

  test("is else the class's, and else the most that ever was free", async () => {
    expect((await atCrash([low])).why).toMatch(/ 614 MiB of 16\.0 GiB /);
    const once = free([[-3000, 14 * GIB], ...everySecond(-200, 30, 0.6 * GIB)]);
    expect((await atCrash([once], { known: false })).why).toMatch(/ 614 MiB of the 14\.0 GiB it had at most /);
  });

  test("measures nothing of CloudWatch's FreeableMemory", async () => {
    const gauge = metric("FreeableMemory", "a", everyMinute(-600, -60, 0.6 * GIB));
    expect((await atCrash([gauge, total([-600, 100 * GIB])], { known: false })).state).toBe("comfortable");
  });
});

describe("a fall is no want of memory", () => {
  test("from what was free while the engine was down", async () => {
    const down = everySecond(-600, 30, (at) => (at < -46 ? 8 : at < -40 ? 15 : 7) * GIB);
    const gauges = [free(down), total([-600, 16 * GIB])];
    expect(await atCrash(gauges, { server: crashing(-40) })).toMatchObject({ state: "unknown", cites: [] });
    expect((await atCrash(gauges)).state).toBe("low"); // the same of one life
  });

  test("when Serverless took the memory itself", async () => {
    const scaled = free(everySecond(-600, 30, (at) => (at < -20 ? 12 : 3) * GIB));
    expect((await atCrash([scaled, total([-600, 16 * GIB], [-20, 6 * GIB])])).state).toBe("unknown");
    expect((await atCrash([scaled, total([-600, 16 * GIB])])).state).toBe("low");
  });
});

test("free or cached memory alone is never comfort, however much and however often", async () => {
  const much = free(everySecond(-600, 60, 15 * GIB));
  expect(await atCrash([much, total([-600, 16 * GIB])])).toEqual({
    instance: "a",
    us: us(30),
    state: "unknown",
    why: "CloudWatch metrics were not supplied",
    cites: [],
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 16 })), fc.constantFrom(1, 5, 60), async (values, period) => {
      const points = values.map((value, i) => [30 - (values.length - i) * period, value * GIB] as const);
      expect((await atCrash([free(points, period), total([-600, 16 * GIB])])).state).not.toBe("comfortable");
    }),
    { numRuns: 15, seed: 3 },
  );
});

test("a day by the second and a hundred crashes take no time to speak of", async () => {
  const server = new Server("a").starts(-20_000).idles(-19_000, 0, 100);
  for (let i = 0; i < 100; i++) server.killed(30 + i * 20).starts(36 + i * 20);
  const day = everySecond(-84_000, 2400, 9 * GIB);
  const shrinking = day.map(([at]) => [at, (200_000 - at) * 65_536] as const);
  const given = { ...documents({ metrics: [free(day), total(...shrinking)] }), metricsSupplied: false };
  const began = performance.now();
  const facts = await factsWith(given, server);
  expect(facts.memory.filter(({ state }) => state === "unknown").length).toBeGreaterThanOrEqual(100);
  expect(performance.now() - began).toBeLessThan(5000);
});

function recorded(file: string, points: Points): CaseFile {
  const lines = points.map(([at, value]) => {
    const memory = { free: Math.round(value / 1024), buffers: 0, cached: 0, total: 16 * 1024 * 1024 };
    const swap = { total: 0, free: 0 };
    const processList = [{ name: "postgres: app orders 10.0.0.7(40711) UPDATE", id: 711, rss: 9_000_000 }];
    return JSON.stringify({ instanceID: "a", timestamp: instant(at), memory, swap, processList });
  });
  return { path: `enhanced-monitoring/${file}`, text: `${lines.join("\n")}\n` };
}

function cloudWatch(): CaseFile {
  const points = everyMinute(-900, 600, 8 * GIB);
  const result = {
    Id: "m1",
    Label: "a FreeableMemory",
    Timestamps: points.map(([at]) => instant(at)),
    Values: points.map(([, value]) => value),
  };
  return { path: "metrics.json", text: JSON.stringify({ MetricDataResults: [result] }) };
}

describe("in a case folder", () => {
  test("the kill is out of memory, with the file, the line and the largest process cited", async () => {
    const without = await judge(crashing(), cloudWatch());
    const report = await judge(crashing(), cloudWatch(), recorded("a.jsonl", spike));
    expect(JSON.stringify(without)).not.toContain("Enhanced Monitoring)");
    const cited = JSON.stringify(report);
    expect(cited).toContain("memory free or cached (Enhanced Monitoring) was 102 MiB of 16.0 GiB (1 %) at 19:00:22");
    expect(report.evidence.map(({ source }) => [source.file, source.line])).toContainEqual([
      "enhanced-monitoring/a.jsonl",
      623,
    ]);
    expect(cited).toContain("largest process postgres: app orders address-1(40711) UPDATE (pid 711)");
  });

  test("its lines are counted, and the ledger tells what it covers beside what CloudWatch does not", async () => {
    const report = await judge(crashing(), recorded("a.jsonl", spike));
    const entry = report.coverage.find(({ source }) => source === "metrics");
    expect(entry).toMatchObject({
      subject: "a",
      state: "none",
      why:
        "no CloudWatch metrics were supplied; Enhanced Monitoring tells of its memory every second " +
        "from 2026-11-21T18:50:00Z to 2026-11-21T19:01:01Z",
    });
    const input = report.inputs.find(({ file }) => file === "enhanced-monitoring/a.jsonl");
    expect(input).toMatchObject({ kind: "os-metrics", format: ["os-metrics"] });
    const { lines, records, continuations, quarantined } = report.accounting;
    expect(lines).toBe(records + continuations + quarantined);
  });

  test("a silence of it is told", async () => {
    const report = await judge(crashing(), recorded("a.jsonl", [...spike.slice(0, 100), ...spike.slice(500)]));
    expect(report.coverage.find(({ source }) => source === "metrics")?.why).toMatch(/, at most 401 s apart$/);
  });

  test("lines that are no message are told and take nothing from the others", async () => {
    const { path, text } = recorded("a.jsonl", spike);
    const report = await judge(crashing(), { path, text: `{"a":\n\u0000\u202e\n${text}` });
    expect(report.problems).toContainEqual(
      expect.objectContaining({ kind: "quarantined-lines", file: path, count: 2 }),
    );
    expect(JSON.stringify(report)).toContain("(Enhanced Monitoring) was 102 MiB");
  });
});
