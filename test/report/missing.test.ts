import { describe, expect, test } from "vitest";
import type { HypothesisReport, MissingItem } from "../../src/model/index.ts";
import { missingItems, missingText } from "../../src/report/missing.ts";

const item: MissingItem = {
  what: "PostgreSQL log",
  decides: "",
  availableUntil: null,
  instance: null,
  files: null,
  separates: [],
};

describe("a missing item", () => {
  test.each<[Partial<MissingItem>, string]>([
    [{}, "PostgreSQL log"],
    [{ instance: "aurora-2" }, "PostgreSQL log of aurora-2"],
    [{ what: "log of aurora-2", instance: "aurora-2" }, "log of aurora-2"],
    [{ separates: ["instance-crash"] }, "PostgreSQL log — bears on instance-crash"],
    [
      { separates: ["split-writer-race", "instance-crash"], decides: "which" },
      "PostgreSQL log — separates split-writer-race from instance-crash; would decide: which",
    ],
    [
      { separates: ["split-writer-race", "instance-crash", "other-cause"] },
      "PostgreSQL log — separates split-writer-race from instance-crash and other-cause",
    ],
    [
      { files: "a … b", availableUntil: "2026-11-24T20:00:00.000Z" },
      "PostgreSQL log (a … b; kept until about 2026-11-24 20:00 UTC)",
    ],
  ])("%j", (change, text) => {
    expect(missingText({ ...item, ...change })).toBe(text);
  });
});

const hypothesis = (...missing: readonly MissingItem[]): HypothesisReport => ({
  class: "inconclusive",
  level: "possible",
  for: [],
  against: [],
  missing,
  caps: [],
});

test("a thing is listed once for each instance, as the leading hypothesis tells it", () => {
  const items = missingItems([
    hypothesis({ ...item, instance: "aurora-1", decides: "first" }, { ...item, instance: "aurora-2" }),
    hypothesis({ ...item, instance: "aurora-1", decides: "second" }),
  ]);
  expect(items.map(({ instance, decides }) => [instance, decides])).toEqual([
    ["aurora-1", "first"],
    ["aurora-2", ""],
  ]);
});
