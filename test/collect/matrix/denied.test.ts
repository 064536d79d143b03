// FAULTS N8, R5: each action denied alone. `npm run faults -- --pairs` runs each pair as well.
import { afterAll, beforeAll, expect, test } from "vitest";
import { denialCells } from "./cells.ts";
import { play, references, type References } from "./play.ts";
import { ownResolver } from "./resolver.ts";

let all: References;
let end: () => Promise<void>;

beforeAll(async () => {
  end = await ownResolver();
  all = await references();
});

afterAll(() => end());

/** Without these the others give the same bytes, and who asks is no evidence. */
const NO_LOSS = /^(?:sts:GetCallerIdentity|logs:StartQuery|logs:GetQueryResults|rds:Download\w+) denied$/;

test.each(denialCells())("$name: everything else is there", async (cell) => {
  const { outcome, causes } = await play(cell, all);
  expect(causes, cell.name).toEqual([]);
  expect(outcome).toBe(NO_LOSS.test(cell.name) ? "complete" : "incomplete");
});
