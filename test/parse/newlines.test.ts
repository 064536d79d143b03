import * as fc from "fast-check";
import { expect, test } from "vitest";
import { makeNewlineScanner } from "../../src/parse/newline-module.ts";

/** Every newline, searched byte by byte. */
function plain(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte, i) => (byte === 10 ? [i] : []));
}

/** Bytes in which newlines are frequent, longer than one SIMD step. */
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
