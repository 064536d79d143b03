import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlaceSet } from "../../../src/tui/records/place-set.ts";

describe("a set of places", () => {
  test("counts and finds its members as a list does", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(3000)), fc.array(fc.integer({ min: -2, max: 4000 })), (members, asked) => {
        const set = new PlaceSet(3001);
        for (const member of members) expect(set.add(member)).toBe(true);
        for (const member of members) expect(set.add(member)).toBe(false);
        set.counted();
        const sorted = members.toSorted((a, b) => a - b);
        expect(set.count).toBe(sorted.length);
        sorted.forEach((member, i) => expect([set.select(i), set.rank(member)]).toEqual([member, i]));
        for (const place of asked) expect(set.rank(place)).toBe(sorted.filter((member) => member < place).length);
        expect([set.select(-1), set.select(sorted.length)]).toEqual([-1, -1]);
      }),
    );
  });

  test("holds the highest bit of a word", () => {
    const set = new PlaceSet(64);
    set.add(31);
    set.add(63);
    set.counted();
    expect([set.select(0), set.select(1), set.rank(63), set.rank(64)]).toEqual([31, 63, 1, 2]);
  });
});
