import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Histogram, type HistogramData, secondsOf } from "../../src/timeline/histogram.ts";

const counts = fc.array(
  fc.record({ second: fc.integer({ min: -50, max: 50 }), level: fc.nat(7), n: fc.integer({ min: 1, max: 1e6 }) }),
);

/** Counts by second (of the bucket's begin) and level. */
function cells({ seconds, keys, counts: n }: HistogramData): Map<string, number> {
  return new Map(
    [...keys].map((key, i) => {
      const level = ((key % 8) + 8) % 8;
      return [`${((key - level) / 8) * seconds} ${level}`, n[i] ?? 0];
    }),
  );
}

function truth(all: readonly { second: number; level: number; n: number }[], width: number): Map<string, number> {
  const found = new Map<string, number>();
  for (const { second, level, n } of all) {
    const key = `${Math.floor(second / width) * width} ${level}`;
    found.set(key, (found.get(key) ?? 0) + n);
  }
  return found;
}

describe("a histogram", () => {
  test("counts by second and level", () => {
    fc.assert(
      fc.property(counts, (all) => {
        const histogram = new Histogram();
        for (const { second, level, n } of all) histogram.count(second, level, n);
        const data = histogram.data();
        expect(data.seconds).toBe(1);
        expect(cells(data)).toEqual(truth(all, 1));
        expect([...data.keys]).toEqual([...data.keys].sort((a, b) => a - b));
        const infos = all.filter(({ level }) => level === 2).map(({ second }) => second);
        expect([...secondsOf(data, 2)]).toEqual([...new Set(infos)].sort((a, b) => a - b));
      }),
    );
  });

  test("with more seconds than it has room for widens its buckets and loses no count", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 2, max: 8 }), (all, limit) => {
        const histogram = new Histogram(limit);
        for (const { second, level, n } of all) histogram.count(second, level, n);
        const data = histogram.data();
        expect(cells(data)).toEqual(truth(all, data.seconds));
        expect(new Set([...data.keys].map((key) => Math.floor(key / 8))).size).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test("of several parts is the sum of theirs, whatever their buckets", () => {
    fc.assert(
      fc.property(fc.array(counts, { maxLength: 3 }), fc.integer({ min: 2, max: 8 }), (parts, limit) => {
        const all = new Histogram();
        for (const [i, part] of parts.entries()) {
          const one = new Histogram(i === 1 ? limit : undefined);
          for (const { second, level, n } of part) one.count(second, level, n);
          all.add(one.data());
        }
        const data = all.data();
        expect(cells(data)).toEqual(truth(parts.flat(), data.seconds));
      }),
    );
  });
});
