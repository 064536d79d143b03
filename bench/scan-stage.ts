// The scan alone, in a process of its own: every byte of a case's logs through the product's first pass, to columns
// with signature hits. No hashing, no judgement. `scan-stage --scanner fast|plain PATH…`
import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

// As the product does.
enableCompileCache(join(process.env["XDG_CACHE_HOME"] ?? tmpdir(), "postmortem/code"));
const { load } = await import("../src/analyze/load.ts");
const { openCase } = await import("../src/analyze/open-case.ts");
const { defaultOptions } = await import("../src/analyze/options.ts");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { scanner: { type: "string", default: "fast" } },
});
const scanner = values.scanner === "plain" ? "plain" : "fast";

// oxlint-disable-next-line no-empty-function, require-yield -- nothing is read from standard input
const nothing = async function* (): AsyncIterable<Uint8Array> {};
const evidence = await openCase(positionals, nothing, tmpdir());
const { timeline, files } = await load(evidence, { ...defaultOptions, scanner });
const sum = (key: "lines" | "records"): number => files.reduce((total, { counts }) => total + counts[key], 0);
console.log(JSON.stringify({ scanner, lines: sum("lines"), records: sum("records"), rows: timeline.count }));
evidence.close();
