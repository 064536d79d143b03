import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { servedAndAnalyzed } from "./served.ts";

const fixtures = fileURLToPath(new URL("../../fixtures", import.meta.url));

// Every incident of a folder: npm run served -- FOLDER.
test.each(["split-writer-race", "stale-pool"])(
  "%s, served as an account: the same verdict, the same bytes",
  { timeout: 120_000 },
  async (name) => {
    const { exit, differences } = await servedAndAnalyzed(`${fixtures}/${name}`);
    expect(differences).toEqual([]);
    expect(exit).toBe(0);
  },
);
