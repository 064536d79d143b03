import * as fc from "fast-check";
import { expect, test } from "vitest";
import { makeNewlineScanner } from "../../src/parse/newline-module.ts";
import { NewlineFinder } from "../../src/parse/newlines.ts";

/** Every newline, searched byte by byte. */
function plain(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte, i) => (byte === 10 ? [i] : []));
}

/** Bytes in which newlines are frequent, longer than one SIMD step and than the shortest block that is scanned. */
const blocks = fc
  .tuple(
    fc.array(fc.constantFrom(10, 9, 13, 0x0b, 0x8a, 0xff, 0), { maxLength: 80 }),
    fc.integer({ min: 0, max: 6000 }),
  )
  .map(([pattern, length]) =>
    Uint8Array.from({ length }, (_, i) => pattern[(i * 7) % Math.max(1, pattern.length)] ?? 65),
  );

test("the module finds what a search byte by byte finds, in blocks of any size", () => {
  const scanner = makeNewlineScanner();
  expect(scanner).not.toBeNull();
  fc.assert(
    fc.property(blocks, (bytes) => {
      expect([...(scanner?.scan(bytes, bytes.length) ?? [])]).toEqual(plain(bytes));
    }),
  );
});

test("the finder gives every newline once, whether the block is scanned or searched", () => {
  const finder = new NewlineFinder();
  fc.assert(
    fc.property(blocks, (bytes) => {
      finder.attach(bytes, bytes.length);
      const found: number[] = [];
      for (let at = finder.next(0, bytes.length); at !== -1; at = finder.next(at + 1, bytes.length)) found.push(at);
      expect(found).toEqual(plain(bytes));
    }),
  );
});

test("only the given part of a block counts", () => {
  const finder = new NewlineFinder();
  const bytes = new Uint8Array(10_000).fill(10, 5000);
  finder.attach(bytes, 5001);
  expect([finder.next(0, 5001), finder.next(5001, 5001)]).toEqual([5000, -1]);
  finder.attach(bytes.subarray(4990), 11);
  expect([finder.next(0, 11), finder.next(11, 11)]).toEqual([10, -1]);
});
