import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseOsMetrics } from "../../../src/parse/documents/os-metrics.ts";
import { cited, encode, holds, hostileJson, us } from "./documents.ts";

type Parsed = ReturnType<typeof parseOsMetrics>;

// The shape is that of a db.t4g.medium of Aurora PostgreSQL 13.5.
function message(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    engine: "aurora-postgresql",
    instanceID: "aurora-1",
    instanceResourceID: "db-ZUYAKAIMBFOPJOW3I5YKUI3XXY",
    timestamp: "2026-11-21T19:11:58Z",
    version: 1,
    uptime: "21 days, 19:37:52",
    memory: { writeback: 0, cached: 2_614_512, free: 200_348, total: 3_955_572, buffers: 271_388, slab: 185_240 },
    swap: { cached: 328, total: 2_097_148, free: 2_091_516, in: 0.0, out: 0.0 },
    processList: [
      { vss: 7_879_100, name: "RDS processes", tgid: 0, parentID: 0, id: 0, rss: 550_312, vmlimit: 0 },
      {
        vss: 80_060_576,
        name: "postgres: app orders 10.0.0.5(42) SELECT",
        id: 5050,
        rss: 1_226_264,
        vmlimit: "unlimited",
      },
    ],
    ...more,
  };
}

function memory(free: number): Record<string, unknown> {
  return { memory: { free, buffers: 0, cached: 0, total: 8_000_000 } };
}

function stamp(seconds: number): string {
  return new Date(us / 1000 + seconds * 1000).toISOString().replace(".000Z", "Z");
}

function parse(lines: readonly unknown[]): Parsed & { readonly bytes: Uint8Array } {
  const bytes = encode(lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  const parsed = parseOsMetrics(bytes, "enhanced-monitoring/aurora-1.jsonl");
  holds(
    bytes,
    parsed.counts,
    parsed.metrics.flatMap(({ points }) => points.map((point) => point.exhibit)),
  );
  return { ...parsed, bytes };
}

function series({ metrics }: Parsed, metric: string): readonly (readonly [number, number])[] {
  return metrics
    .filter((each) => each.metric === metric)
    .flatMap(({ points }) => points.map((p) => [p.us - us, p.value] as const));
}

describe("a message", () => {
  test("tells what is free or cached, what is swapped, and how much there is, in bytes", () => {
    const parsed = parse([message()]);
    expect(series(parsed, "os.memory.freeOrCached")).toEqual([[0, (200_348 + 271_388 + 2_614_512) * 1024]]);
    expect(series(parsed, "os.swap.used")).toEqual([[0, 5_632 * 1024]]);
    expect(series(parsed, "os.memory.total")).toEqual([[0, 3_955_572 * 1024]]);
    expect(parsed.metrics.map((each) => [each.instance, each.stat])).toEqual([
      ["aurora-1", "Minimum"],
      ["aurora-1", "Maximum"],
      ["aurora-1", null],
    ]);
    expect(parsed.problems).toEqual([]);
  });

  test("is cited by the object that holds the value, and names the largest process", () => {
    const { metrics, bytes } = parse([message({ timestamp: stamp(-1) }), message()]);
    const [free, swap] = metrics.map((each) => each.points.at(-1)?.exhibit);
    expect(free?.source).toMatchObject({ line: 2, pointer: "/memory" });
    expect(free === undefined ? "" : cited(bytes, free)).toBe(JSON.stringify(message()["memory"]));
    expect(swap === undefined ? "" : cited(bytes, swap)).toBe(JSON.stringify(message()["swap"]));
    expect(free?.text).toBe(
      "memory free or cached on aurora-1: 2.9 GiB of 3.8 GiB (195.7 MiB free); " +
        "largest process postgres: app orders 10.0.0.5(42) SELECT (pid 5050), 1.2 GiB resident",
    );
  });

  test("is cited as a whole where another object has the same key", () => {
    const odd = message({ diskIO: [{ memory: { free: 1 } }] });
    const { metrics, bytes } = parse([odd]);
    const exhibit = metrics[0]?.points[0]?.exhibit;
    expect(exhibit?.source.pointer).toBe("");
    expect(exhibit === undefined ? "" : cited(bytes, exhibit)).toBe(JSON.stringify(odd));
  });

  test("is cited rightly where a process calls itself like a key", () => {
    const { metrics, bytes } = parse([message({ processList: [{ name: '"memory":{"free":0}', id: 7, rss: 9 }] })]);
    const exhibit = metrics[0]?.points[0]?.exhibit;
    expect(exhibit === undefined ? "" : cited(bytes, exhibit)).toBe(JSON.stringify(message()["memory"]));
  });

  test("without swap tells of memory all the same", () => {
    const parsed = parse([message({ swap: null })]);
    expect(parsed.metrics.map(({ metric }) => metric)).toEqual(["os.memory.freeOrCached", "os.memory.total"]);
  });
});

describe("time", () => {
  test.each([1, 5, 15, 30, 60])("%d seconds apart are a bucket of that length", (interval) => {
    const parsed = parse([0, 1, 2, 3].map((i) => message({ timestamp: stamp(i * interval) })));
    expect(parsed.metrics[0]?.periodSeconds).toBe(interval);
    expect(parsed.metrics[0]?.points).toHaveLength(4);
  });

  test("an interval that jitters by a second is the interval that was set", () => {
    expect(parse([0, 60, 119, 180, 239].map((s) => message({ timestamp: stamp(s) }))).metrics[0]?.periodSeconds).toBe(
      60,
    );
  });

  test("lines out of order are sorted", () => {
    const parsed = parse([message({ timestamp: stamp(1), ...memory(2) }), message({ ...memory(1) })]);
    expect(series(parsed, "os.memory.freeOrCached")).toEqual([
      [0, 1024],
      [1_000_000, 2048],
    ]);
  });

  test("a long series keeps the lowest reading of longer buckets, with its own line", () => {
    const count = 25_000;
    const lines = Array.from({ length: count }, (_, i) =>
      message({ timestamp: stamp(i), processList: [], ...memory(i === 12_345 ? 7 : 1_000_000 + i) }),
    );
    const bytes = encode(lines.map((line) => JSON.stringify(line)).join("\n"));
    const { metrics } = parseOsMetrics(bytes, "a.jsonl");
    const free = metrics[0];
    expect(free?.periodSeconds).toBe(5);
    expect(free?.points.length).toBeLessThanOrEqual(20_000);
    const lowest = free?.points.find((point) => point.value === 7 * 1024);
    expect(lowest?.exhibit.source.line).toBe(12_346);
    expect((lowest?.us ?? 0) % 5_000_000).toBe(0);
    expect(metrics.find(({ metric }) => metric === "os.memory.total")?.points).toHaveLength(1);
  });

  test("memory that is changed (Serverless) is told at each change", () => {
    const totals = [4_000_000, 4_000_000, 8_000_000, 8_000_000];
    const lines = totals.map((total, i) =>
      message({ timestamp: stamp(i), memory: { free: 1, buffers: 1, cached: 1, total } }),
    );
    expect(series(parse(lines), "os.memory.total").map(([at]) => at)).toEqual([0, 2_000_000]);
  });
});

test("instances in one file stay apart", () => {
  const parsed = parse([message(), message({ instanceID: "AURORA-2" })]);
  expect(parsed.metrics.map(({ instance }) => instance)).toEqual([
    "aurora-1",
    "aurora-1",
    "aurora-1",
    "aurora-2",
    "aurora-2",
    "aurora-2",
  ]);
});

describe("what is no message", () => {
  test("is counted and told once; the rest is read", () => {
    const { problems, counts, metrics } = parse(["{", "", "[1]", message(), JSON.stringify(message()).slice(0, 40)]);
    expect(counts).toEqual({ lines: 5, records: 1, continuations: 1, quarantined: 3 });
    expect(problems).toEqual([
      {
        kind: "quarantined-lines",
        file: "enhanced-monitoring/aurora-1.jsonl",
        count: 3,
        firstLine: 1,
        byteOffset: 0,
        reason: "it is no JSON object",
      },
    ]);
    expect(metrics).toHaveLength(3);
  });

  test.each([
    [{ timestamp: "yesterday" }, "/timestamp"],
    [{ instanceID: "../etc" }, "/instanceID"],
    [{ memory: { free: -1, buffers: 0, cached: 0 } }, "/memory"],
    [{ memory: { free: 10, buffers: 0, cached: 0, total: 9 } }, "/memory"],
    [{ memory: { free: 1e300, buffers: 0, cached: 0 } }, "/memory"],
  ])("%j is told where it is wrong", (more, pointer) => {
    const { problems, metrics } = parse([message(more)]);
    expect(metrics).toEqual([]);
    expect(problems).toMatchObject([{ kind: "unusable-value", line: 1, pointer }]);
  });

  test("an empty file supplies nothing", () => {
    expect(parse([])).toMatchObject({ metrics: [], supplied: false, problems: [] });
  });
});

test("nothing makes it fall over, and no line is lost", () => {
  const keys = [
    "instanceID",
    "timestamp",
    "memory",
    "free",
    "buffers",
    "cached",
    "total",
    "swap",
    "processList",
    "name",
    "rss",
  ];
  const odd = fc.tuple(hostileJson(keys), fc.boolean()).map(([value, part]) => {
    const object = typeof value === "object" && value !== null ? value : {};
    return part ? { ...message(), ...object } : value;
  });
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 4 }), fc.nat({ max: 40 }), (values, cut) => {
      const text = values.map((value) => JSON.stringify(value)).join("\n");
      parse([text.slice(0, text.length - cut)]);
    }),
    { numRuns: 300 },
  );
});
