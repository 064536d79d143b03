import * as fc from "fast-check";
import { expect, test } from "vitest";
import { sureCells } from "../../../src/tui/draw/sure-cells.ts";
import { cellWidth, escapeTerminal } from "../../../src/text/index.ts";

test.each([
  ["plain, größer – ▓▒░ 表示", "plain, größer – ▓▒░ 表示"],
  ["e\u0301", "e\u0301"],
  ["👍", "👍"],
  ["👍🏽x", "\ufffd x"],
  ["🇩🇪x", "\ufffd x"],
  ["⚠️x", "⚠ x"],
  ["1️⃣x", "1 x"],
  ["\u0301x", "x"],
])("%j is shown as %j", (text, shown) => {
  expect(sureCells(text)).toBe(shown);
});

test("it is as wide as before, and as wide as its characters one by one", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const escaped = escapeTerminal(text);
      const sure = sureCells(escaped);
      expect(cellWidth(sure)).toBe(cellWidth(escaped));
      expect(Array.from(sure).reduce((cells, character) => cells + cellWidth(character), 0)).toBe(cellWidth(sure));
    }),
  );
});
