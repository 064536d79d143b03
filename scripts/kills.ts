// `npm run kills [-- --rounds 100 --seed 1]`: collections killed with SIGKILL at random moments, each resumed and compared.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
});
process.env["POSTMORTEM_ENTRY"] ??= join(fileURLToPath(new URL("..", import.meta.url)), "dist/cli/main.js");
const { incidentAccount, killedRun, seeded, undisturbed } = await import("../test/collect/kill/kill.ts");

const simulator = await incidentAccount();
const { content, ms } = await undisturbed(simulator);
console.log(`an undisturbed run takes ${Math.round(ms)} ms and leaves ${content.files.size} files`);
const random = seeded(Number(values.seed));
let failed = 0;
let late = 0;
for (let round = 1; round <= Number(values.rounds); round++) {
  const result = await killedRun(simulator, content, random() * ms);
  if (result.late) late++;
  if (result.faults.length > 0) failed++;
  console.log(
    `${round}: killed after ${result.killedAfterMs} ms, ${result.finished} log files finished${result.late ? ", it had ended" : ""}${result.faults.map((fault) => `\n   ${fault}`).join("")}`,
  );
}
await simulator.close();
console.log(`${values.rounds} rounds, ${late} killed too late, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
