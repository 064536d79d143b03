// `node scripts/served.ts FOLDER…`: each case folder (or each folder in it) served as an AWS account, collected, analyzed,
// and compared with the analysis of the folder itself.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

process.env["POSTMORTEM_ENTRY"] ??= join(fileURLToPath(new URL("..", import.meta.url)), "dist/cli/main.js");
const { servedAndAnalyzed } = await import("../test/collect/served.ts");

const folders = process.argv.slice(2).flatMap((folder) =>
  existsSync(join(folder, "instances"))
    ? [folder]
    : readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
        .filter((path) => existsSync(join(path, "instances"))),
);
let same = 0;
for (const folder of folders) {
  const { exit, verdict, differences, stderr } = await servedAndAnalyzed(folder);
  if (differences.length === 0) same++;
  console.log(`${differences.length === 0 ? "same" : "DIFF"} exit ${exit} ${verdict} ${folder}`);
  for (const difference of differences.slice(0, 8)) console.log(`     ${difference.slice(0, 300)}`);
  if (exit !== 0)
    console.log(
      stderr
        .split("\n")
        .filter((line) => /^ {2}- |postmortem:/.test(line))
        .slice(0, 6)
        .map((line) => `     ${line}`)
        .join("\n"),
    );
}
console.log(`${same} of ${folders.length} the same`);
process.exitCode = same === folders.length ? 0 : 1;
