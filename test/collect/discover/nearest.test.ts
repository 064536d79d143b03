import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestNames } from "../../../src/collect/discover/nearest.ts";

describe("how far names are apart", () => {
  test.each([
    ["orders", "orders", 0],
    ["orders", "order", 1],
    ["orders", "roders", 1],
    ["orders", "orbers", 1],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
  ])("%s and %s: %d", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  test("it does not matter from which side, and is never more than the longer name", () => {
    const name = fc.stringMatching(/^[a-z-]{0,12}$/);
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

test("at most five names are offered, each once, the nearest first", () => {
  const names = [
    "orders-prod-7",
    "orders-prod-2",
    "orders-prod",
    "orders-prod",
    "billing",
    "orders-prod-3",
    "orders-prod-4",
    "orders-prod-5",
  ];
  expect(nearestNames("orders-prd", names)).toEqual([
    "orders-prod",
    "orders-prod-2",
    "orders-prod-3",
    "orders-prod-4",
    "orders-prod-5",
  ]);
  expect(nearestNames("zzz", names)).toEqual([]);
});
