import { array, assert, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, lengthUs, quietBefore, type Stretch, union, within } from "../../src/novelty/index.ts";

const S = 1_000_000;
const stretch = (start: number, end: number): Stretch => ({ startUs: start * S, endUs: end * S });
/** What a stretch holds, said again. */
const holds = (all: readonly Stretch[], at: number): boolean =>
  all.some(({ startUs, endUs }) => at >= startUs && at < endUs);

describe("the quiet part", () => {
  test("is as long as the incident, at least ten minutes, at most an hour, and ends where it begins", () => {
    expect(quietBefore([stretch(10_000, 10_060)])).toEqual([stretch(9400, 10_000)]);
    expect(quietBefore([stretch(10_000, 11_800)])).toEqual([stretch(8200, 10_000)]);
    expect(quietBefore([stretch(10_000, 90_000)])).toEqual([stretch(6400, 10_000)]);
  });

  test("holds nothing of an incident before it", () => {
    expect(quietBefore([stretch(1000, 2000), stretch(2240, 2300)])).toEqual([stretch(0, 1000), stretch(2000, 2240)]);
  });
});

describe("stretches", () => {
  test("without a known end are in no union", () => {
    expect(union([stretch(Number.NaN, 5), stretch(3, Number.NaN), stretch(9, 9), stretch(1, 2)])).toEqual([
      stretch(1, 2),
    ]);
  });

  const stretches = array(
    tuple(integer({ min: 0, max: 60 }), integer({ min: 0, max: 20 })).map(([at, length]) => ({
      startUs: at,
      endUs: at + length,
    })),
    { maxLength: 8 },
  );

  test("in any number hold each point as often as they should: once", () => {
    assert(
      property(stretches, stretches, (a, b) => {
        const all = Array.from({ length: 82 }, (_, at) => at);
        expect(all.filter((at) => contains(union(a), at))).toEqual(all.filter((at) => holds(a, at)));
        expect(all.filter((at) => contains(within(a, b), at))).toEqual(
          all.filter((at) => holds(a, at) && holds(b, at)),
        );
        expect(lengthUs(union(a))).toBe(all.filter((at) => holds(a, at)).length);
        expect(all.filter((at) => holds(a, at) && contains(quietBefore(union(a)), at))).toEqual([]);
      }),
      { numRuns: 500, seed: 8 },
    );
  });
});
