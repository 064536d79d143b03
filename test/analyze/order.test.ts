// The order in which evidence is named decides nothing.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { assert, asyncProperty, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/index.ts";
import { fixtures, incidents } from "../golden/golden.ts";
import { judgeFiles } from "../incident.ts";

function filesOf(name: string): readonly string[] {
  return readdirSync(join(fixtures, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

describe.each(incidents())("%s", (name) => {
  test("as files in any order is one report, byte for byte", async () => {
    const files = filesOf(name);
    const expected = renderJson(await judgeFiles(files));
    const anyOrder = shuffledSubarray([...files], { minLength: files.length, maxLength: files.length });
    await assert(
      asyncProperty(anyOrder, async (shuffled) => {
        expect(renderJson(await judgeFiles(shuffled))).toBe(expected);
      }),
      { numRuns: 2, seed: 11 },
    );
  });

  test("as folders in any order is one report, byte for byte", async () => {
    const parts = readdirSync(join(fixtures, name)).map((part) => join(fixtures, name, part));
    const one = renderJson(await judgeFiles(parts));
    expect(renderJson(await judgeFiles(parts.toReversed()))).toBe(one);
  });
});
