// Rewrites golden verdicts: `npm run golden -- <incident>…`, all of them without a name. Read the diff like code.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../src/model/index.ts";
import { run } from "../test/cli/spawn.ts";
import { fixtures, golden, incidents } from "../test/golden/golden.ts";

const known = incidents();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`no such incident: ${unknown.join(", ")}; there are ${known.join(", ")}`);
  process.exitCode = 2;
} else {
  for (const name of asked.length > 0 ? asked : known) {
    const { code, stdout, stderr } = await run(["analyze", join(fixtures, name), "--json", "-"]);
    if (code !== 0) {
      console.error(`${name}: exit ${code}\n${stderr}`);
      process.exitCode = 1;
      continue;
    }
    const report = JSON.parse(stdout) as Report;
    writeFileSync(join(fixtures, `${name}.expected.json`), `${JSON.stringify(golden(report), null, 2)}\n`);
    console.log(`${name}: ${report.verdict.class} ${report.verdict.level}`);
  }
}
