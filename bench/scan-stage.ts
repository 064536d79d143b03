// The scan alone, in a process of its own: every byte of a case's logs through the product's first pass, to columns
// with signature hits. No hashing, no judgement. `scan-stage --scanner fast|plain PATH…`
import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { load } from "../src/analyze/load.ts";
import { openCase } from "../src/analyze/open-case.ts";
import { defaultOptions } from "../src/analyze/options.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scanner: { type: "string", default: "fast" } },
});
// oxlint-disable-next-line no-empty-function, require-yield -- nothing is read from standard input
const nothing = async function* (): AsyncIterable<Uint8Array> {};
const evidence = await openCase(positionals, nothing, tmpdir());
const scanner = values.scanner === "plain" ? "plain" : "fast";
const { timeline, files } = await load(evidence, { ...defaultOptions, scanner });
let hits = 0;
for (const stream of timeline.streams)
  for (const row of timeline.ofStream(stream)) if (timeline.signature(row) !== 0) hits++;
const sum = (key: "lines" | "records"): number => files.reduce((total, { counts }) => total + counts[key], 0);
console.log(JSON.stringify({ scanner, lines: sum("lines"), records: sum("records"), rows: timeline.count, hits }));
evidence.close();
