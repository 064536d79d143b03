// Plants secrets in so many lines over all formats, redacts each entry whole and cut at every character, and counts what
// leaks: `npm run planted [-- <lines> <seed>]`. Exit 1 when anything leaks or too little stays readable.
import { plantedEntries } from "../test/text/planted/corpus.ts";
import { examine, nothingYet } from "../test/text/planted/examine.ts";

const LEAST_READABLE = 0.95;

const [lines = 200_000, seed = 20261121] = process.argv.slice(2).map(Number);
const result = nothingYet();
const started = process.cpuUsage();
let told = 0;
for (const entry of plantedEntries(seed, Number.POSITIVE_INFINITY)) {
  examine(entry, true, result);
  if (result.lines - told >= 20_000) {
    told = result.lines;
    console.error(`${told} lines, ${result.texts} texts, ${result.leaks.length} leaks`);
  }
  if (result.lines >= lines) break;
}
const seconds = process.cpuUsage(started).user / 1e6;
const share = result.read / result.readable;

for (const { text, shown, leak } of result.leaks.slice(0, 20)) {
  console.log(`LEAK ${leak}\n  ${JSON.stringify(text)}\n  ${JSON.stringify(shown)}`);
}
console.log(
  [
    `${result.entries} entries, ${result.lines} lines, seed ${seed}`,
    `${result.texts} texts (each entry also cut at every character behind its first secret), ${(result.units / 1e6).toFixed(0)} MB`,
    `${result.leaks.length} leaks`,
    `${result.read} of ${result.readable} names, SQLSTATEs and verbs readable (${(share * 100).toFixed(2)} %)`,
    `${seconds.toFixed(0)} s of CPU, ${(result.units / 1e6 / seconds).toFixed(1)} MB/s`,
  ].join("\n"),
);
process.exitCode = result.leaks.length === 0 && share >= LEAST_READABLE ? 0 : 1;
