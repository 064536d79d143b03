import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { page, tables, withTable } from "../scripts/confusion.ts";
import { bundledCases, isRight, judged, type Judged } from "./confusion.ts";

test("the matrix of bundled cases is what the tool says today, and no strong verdict is wrong", async () => {
  const all: Judged[] = [];
  for (const each of bundledCases()) all.push(await judged(each));
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter((each) => each.level === "strong" && !isRight(each))).toEqual([]);
  expect(all.filter((each) => each.class === "split-writer-race" && !isRight(each))).toEqual([]);
  const text = readFileSync(page, "utf8");
  expect(withTable(text, "bundled", tables(all))).toBe(text);
}, 120_000);
