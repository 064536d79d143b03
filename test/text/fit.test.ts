import { assert, constantFrom, integer, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { cellWidth, escapeTerminal, fit, wrap } from "../../src/text/index.ts";

describe("cellWidth", () => {
  test.each([
    ["abc", 3],
    ["日本", 4],
    ["한국", 4],
    ["ｱ", 1],
    ["Ａ", 2],
    ["e\u0301", 1],
    ["👍🏽", 2],
    ["⚠️", 2],
    ["⚠", 1],
    ["🇩🇪", 2],
    ["─▓░▲✕·", 6],
    ["", 0],
  ])("of %j is %i", (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });
});

const texts = oneof(
  string({ unit: "binary", maxLength: 60 }),
  string({ unit: constantFrom("a", " ", "日", "é", "e\u0301", "👍🏽", "⚠️", "\u0301"), maxLength: 60 }),
).map((text) => escapeTerminal(text));

test("fit is exactly as wide as asked", () => {
  expect(fit("日本語", 4)).toBe("日… ");
  expect(fit("abc", 5)).toBe("abc  ");
  expect(fit("abc", 0)).toBe("");
  assert(
    property(texts, integer({ min: 0, max: 40 }), (text, cells) => {
      expect(cellWidth(fit(text, cells))).toBe(cells);
    }),
    { numRuns: 10_000, seed: 1 },
  );
});

test("wrap keeps every character and stays inside", () => {
  expect(wrap("the quick brown fox", 9)).toEqual(["the quick", "brown fox"]);
  expect(wrap("", 9)).toEqual([""]);
  assert(
    property(texts, integer({ min: 2, max: 40 }), (text, cells) => {
      const lines = wrap(text, cells);
      for (const line of lines) expect(cellWidth(line)).toBeLessThanOrEqual(cells);
      expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    }),
    { numRuns: 10_000, seed: 1 },
  );
});
