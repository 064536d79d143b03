// Takes parts away from every case below a folder, in every combination, and prints where less evidence says more:
// `node scripts/less-evidence.ts <folder of cases>`. A part is one instance's log, the RDS events, or all application logs.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { confidenceLevels } from "../src/model/index.ts";
import { bolder, choicesIn, withoutParts } from "../test/analyze/less-evidence.ts";

const root = process.argv[2];
if (root === undefined) {
  console.error("usage: node scripts/less-evidence.ts <folder of cases>");
  process.exitCode = 2;
} else {
  let choices = 0;
  let found = 0;
  for (const name of readdirSync(root).sort()) {
    const folder = join(root, name);
    if (!existsSync(join(folder, "instances"))) continue;
    const full = await withoutParts(folder, []);
    for (const parts of choicesIn(folder, Number.POSITIVE_INFINITY)) {
      choices++;
      const less = await withoutParts(folder, parts);
      const surer =
        less.verdict.class === full.verdict.class &&
        confidenceLevels.indexOf(less.verdict.level) > confidenceLevels.indexOf(full.verdict.level);
      const said = [...bolder(full, less), ...(surer ? [`headline ${less.verdict.class} ${less.verdict.level}`] : [])];
      if (said.length === 0) continue;
      found++;
      console.log(`${name} without ${parts.join(" and ")}: ${said.join("; ")}`);
    }
  }
  console.log(`${choices} choices, ${found} say more`);
  process.exitCode = found > 0 ? 1 : 0;
}
