// FAULTS N1, N7, N10 to N13 and the modes of the portion API (AWS.md §3) over whole collections.
import { afterAll, beforeAll, expect, test } from "vitest";
import { sample } from "./cells.ts";
import { references, type References } from "./play.ts";
import { ownResolver } from "./resolver.ts";
import { rows } from "./rows.ts";

let all: References;
let end: () => Promise<void>;

beforeAll(async () => {
  end = await ownResolver();
  all = await references();
});

afterAll(() => end());

// Half of them here; `npm run faults` plays all.
test.each(sample(rows, 30, 20_261_122).map((row) => ({ ...row })))("$name", async ({ play }) => {
  const { causes } = await play(all);
  expect(causes).toEqual([]);
});
