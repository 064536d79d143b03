import * as fc from "fast-check";
import { expect, test } from "vitest";
import { LineCount } from "../../src/parse/line-count.ts";

function readerOf(bytes: Buffer) {
  let read = 0;
  return {
    size: bytes.length,
    read(target: Uint8Array, position: number) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      read += part.length;
      return part.length;
    },
    close: () => {},
    get bytesRead() {
      return read;
    },
  };
}

test("the line of any byte is one more than the newlines before it, in whatever order it is asked for", () => {
  const bytes = Buffer.alloc(5 * 1024 * 1024, "a line\nanother line, longer\n\n");
  const lines = (offset: number): number => bytes.subarray(0, offset).toString("latin1").split("\n").length;
  const count = new LineCount(readerOf(bytes));
  fc.assert(
    fc.property(fc.integer({ min: 0, max: bytes.length }), (offset) => {
      expect(count.lineAt(offset)).toBe(lines(offset));
    }),
    { numRuns: 30 },
  );
});

test("a second question reads no more than a step", () => {
  const reader = readerOf(Buffer.alloc(16 * 1024 * 1024, "x\n"));
  const count = new LineCount(reader);
  count.lineAt(reader.size);
  const before = reader.bytesRead;
  count.lineAt(reader.size - 10);
  expect(reader.bytesRead - before).toBeLessThan(3 * 1024 * 1024);
});
