// FAULTS §2.1, R4: every fault on every call, once and for ever. Here a share of the cells; `npm run faults` runs all.
import { afterAll, beforeAll, expect, test } from "vitest";
import { faultCells, matrixCalls, sample } from "./cells.ts";
import { play, references, type References } from "./play.ts";
import { ownResolver } from "./resolver.ts";

const SEED = 20_261_121;

let all: References;
let end: () => Promise<void>;

beforeAll(async () => {
  end = await ownResolver();
  all = await references();
});

afterAll(() => end());

test("an undisturbed run makes every call there is, and two give the same evidence", () => {
  const made = new Set([...all.whole.calls, ...all.portions.calls].map(({ call }) => call));
  expect([...made].toSorted()).toEqual(matrixCalls.toSorted());
  expect(all.whole.state).toBe("complete");
  expect(all.whole.files.size).toBeGreaterThan(25);
  expect(all.whole.writes).toEqual([]);
  // Raw bytes and verified pages of them are the same file.
  const evidence = [...all.whole.files].filter(([path]) => !path.startsWith("raw/"));
  expect([...all.portions.files].filter(([path]) => !path.startsWith("raw/"))).toEqual(evidence);
});

test.each(sample(faultCells(), 30, SEED))("$name: complete and byte-equal, or a word about it", async (cell) => {
  const { outcome, causes } = await play(cell, all);
  expect(causes, cell.name).toEqual([]);
  expect(outcome).not.toBe("failed");
});
