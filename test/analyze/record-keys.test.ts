import * as fc from "fast-check";
import { expect, test } from "vitest";
import { RecordKeys } from "../../src/analyze/record-keys.ts";

const keys = fc.array(fc.tuple(fc.integer({ min: -2, max: 3e9 }), fc.nat(3), fc.nat(3)), {
  maxLength: 6000,
  size: "max",
});

test("keys of records are counted and shared as a set of them would be", () => {
  fc.assert(
    fc.property(keys, keys, (own, others) => {
      const [a, b] = [own, [...others, ...own.slice(0, 5)]].map((all) => {
        const found = new RecordKeys();
        for (const [second, pid, digest] of all) found.add(second, pid, digest);
        return { found, texts: new Set(all.map(String)) };
      });
      expect([a?.found.size, b?.found.size]).toEqual([a?.texts.size, b?.texts.size]);
      const shared = [...(b?.texts ?? [])].filter((text) => a?.texts.has(text)).length;
      expect(a?.found.shared(b?.found ?? new RecordKeys())).toBe(shared);
    }),
  );
});
