import * as fc from "fast-check";
import { expect, test } from "vitest";
import { elide } from "../../src/report/elide.ts";
import { cellWidth, escapeTerminal } from "../../src/text/index.ts";

test("the end of a name stays, because that is where names differ", () => {
  expect(elide("batch-worker/batch-worker-59520e0d0-b2af7", 24)).toBe("batch-worker…0e0d0-b2af7");
  expect(elide("aurora-1", 24)).toBe("aurora-1");
});

test("is never wider than asked", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), fc.integer({ min: 2, max: 30 }), (text, cells) => {
      expect(cellWidth(elide(escapeTerminal(text), cells))).toBeLessThanOrEqual(cells);
    }),
    { seed: 3, numRuns: 500 },
  );
});
