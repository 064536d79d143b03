// The offset that most records agree on.
import { array, assert, integer, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { mostCovered, type Span } from "../../src/reconstruct/clock/sweep.ts";

const APART = 2000;

function span(low: number, width = 1000): Span {
  return { low, high: low + width };
}

const spans = array(
  array(record({ low: integer({ min: -20_000, max: 20_000 }), width: integer({ min: 1, max: 3000 }) }), {
    maxLength: 4,
  }),
  { maxLength: 12 },
);

/** How many records have a span that holds an offset, counted one by one. */
function coverage(records: readonly (readonly Span[])[], at: number): number {
  return records.filter((each) => each.some(({ low, high }) => at > low && at <= high)).length;
}

describe("the most covered offset", () => {
  test("of nothing is none", () => {
    expect(mostCovered([], APART)).toBeNull();
    expect(mostCovered([[], []], APART)).toBeNull();
  });

  test("is where all of a few spans meet", () => {
    expect(mostCovered([[span(0)], [span(600)], [span(900)]], APART)).toEqual({
      low: 900,
      high: 1000,
      count: 3,
      peak: { low: 900, high: 1000 },
      rival: 0,
    });
  });

  test("counts a record once, however many of its spans hold the offset", () => {
    expect(mostCovered([[span(0), span(100), span(200)], [span(5000)]], APART)).toMatchObject({ count: 1, rival: 1 });
  });

  test("is as wide as almost all of many agree: one that is late cuts no sliver out", () => {
    const many = Array.from({ length: 20 }, (_, i) => [span(10 * i, 1500)]);
    const region = mostCovered([...many, [span(1490, 1500)]], APART);
    expect(region).toMatchObject({ count: 21, low: 180, high: 1520 });
  });

  test("has a rival where as many agree on an offset farther away", () => {
    expect(
      mostCovered(
        [
          [span(0), span(9000)],
          [span(100), span(9100)],
        ],
        APART,
      )?.rival,
    ).toBe(2);
    expect(mostCovered([[span(0)], [span(100), span(9100)]], APART)?.rival).toBe(1);
  });

  test("is the best there is, as counting at every end shows", () => {
    assert(
      property(spans, (drawn) => {
        const records = drawn.map((each) => each.map(({ low, width }) => span(low, width)));
        const region = mostCovered(records, APART);
        const ends = records.flat().map(({ high }) => high);
        const best = Math.max(0, ...ends.map((at) => coverage(records, at)));
        expect(region?.count ?? 0).toBe(best);
        if (region === null) return;
        expect(coverage(records, region.peak.high)).toBe(best);
        expect(region.low).toBeLessThanOrEqual(region.peak.low);
        expect(region.high).toBeGreaterThanOrEqual(region.peak.high);
        const far = ends.filter((at) => at <= region.low - APART || at > region.high + APART);
        expect(region.rival).toBeGreaterThanOrEqual(Math.max(0, ...far.map((at) => coverage(records, at))));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test("moves with the records, and does not depend on their order", () => {
    assert(
      property(spans, integer({ min: -5000, max: 5000 }), (drawn, by) => {
        const records = drawn.map((each) => each.map(({ low, width }) => span(low, width)));
        const moved = records.map((each) => each.map(({ low, high }) => ({ low: low + by, high: high + by })));
        const region = mostCovered(records, APART);
        const shifted = mostCovered(moved.toReversed(), APART);
        expect(shifted).toEqual(
          region === null
            ? null
            : {
                ...region,
                low: region.low + by,
                high: region.high + by,
                peak: { low: region.peak.low + by, high: region.peak.high + by },
              },
        );
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});
