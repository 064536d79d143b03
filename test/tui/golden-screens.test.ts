import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { drawGolden, goldenScreens } from "./golden-screens.ts";
import { viewCaseOf } from "./opened.ts";

test.each(goldenScreens)("the picture $name is what the screen shows (npm run screens)", async (golden) => {
  const drawn = await drawGolden(golden, await viewCaseOf(golden.fixture));
  expect(drawn).toBe(
    readFileSync(fileURLToPath(new URL(`../../docs/screens/${golden.name}.svg`, import.meta.url)), "utf8"),
  );
});
