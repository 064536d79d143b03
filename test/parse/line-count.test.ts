import * as fc from "fast-check";
import { expect, test } from "vitest";
import { linesBefore } from "../../src/parse/line-count.ts";

test("the lines before any byte are the newlines before it", () => {
  const bytes = Buffer.alloc(1024 * 1024, "a line\nanother line, longer\n\n");
  const reader = {
    size: bytes.length,
    read(target: Uint8Array, position: number) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (offset) => {
      expect(linesBefore(reader, offset)).toBe(bytes.subarray(0, offset).toString("latin1").split("\n").length - 1);
    }),
    { numRuns: 30 },
  );
});
