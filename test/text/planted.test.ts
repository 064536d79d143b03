import { expect, test } from "vitest";
import { plantedEntries } from "./planted/corpus.ts";
import { examine, nothingYet, type Result } from "./planted/examine.ts";
import { leakIn } from "./planted/random.ts";

// A sample of `npm run planted`, which does the same with 200,000 lines.
const ENTRIES = 4_000;
const CUT = 8;

const result: Result = nothingYet();
let index = 0;
for (const entry of plantedEntries(7, ENTRIES)) examine(entry, index++ % CUT === 0, result);

test("no planted secret is left, whole or cut anywhere", () => {
  expect(result.texts).toBeGreaterThan(20_000);
  expect(result.leaks.slice(0, 3)).toEqual([]);
});

test("names, SQLSTATEs and verbs stay readable", () => {
  expect(result.readable).toBeGreaterThan(8_000);
  expect(result.read / result.readable, [...result.unread.values()].slice(0, 3).join("\n")).toBeGreaterThan(0.95);
});

test("the measure finds a leak of four characters, and none where no secret is", () => {
  for (const { text, secrets, firstCut } of plantedEntries(7, 200))
    expect(leakIn(text.slice(0, firstCut), secrets)).not.toBeNull();
  expect(leakIn("2026-11-21 19:11:58 UTC:10.0.1.5(40330):app@orders:[1616]:", ["QZXJKVqz"])).toBeNull();
});
