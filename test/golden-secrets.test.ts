import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "./cli/spawn.ts";
import { fixtures, incidents } from "./golden/golden.ts";
import { secretsFound } from "./secretlint.ts";

test.each(incidents())("secretlint finds no secret in the reports of %s", async (name) => {
  for (const format of ["--json", "--report"]) {
    const { code, stdout, stderr } = await run(["analyze", join(fixtures, name), format, "-"]);
    expect(code, stderr).toBe(0);
    expect(await secretsFound(stdout)).toEqual([]);
  }
});
