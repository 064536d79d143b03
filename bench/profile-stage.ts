// One analyze of a case, told step by step: prints `[{ "name", "ms", "bytes" }]` as JSON. `profile-stage PATH…`
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { tmpdir } from "node:os";
import { analyze, defaultOptions, openCase } from "../src/analyze/index.ts";
import { renderJson } from "../src/report/index.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const loadedAt = performance.now();

/** A step, or one file of the scan; bytes where it read a known number of them. */
interface Step {
  readonly name: string;
  readonly ms: number;
  readonly bytes: number | null;
}

const steps: Step[] = [
  { name: "process start", ms: performance.nodeTiming.bootstrapComplete, bytes: null },
  { name: "module loading", ms: loadedAt - performance.nodeTiming.bootstrapComplete, bytes: null },
];
let step = "open and sniff";
let since = loadedAt;
function next(name: string): void {
  const now = performance.now();
  steps.push({ name: step, ms: now - since, bytes: null });
  step = name;
  since = now;
}

const sizes = new Map<string, number>();
let fileSince = 0;
const progress: typeof defaultOptions.progress = {
  opened: (files) => {
    for (const { path, bytes } of files) sizes.set(path, bytes);
    fileSince = performance.now();
  },
  read: () => {},
  fileDone: (path) => {
    const now = performance.now();
    steps.push({ name: `  ${path}`, ms: now - fileSince, bytes: sizes.get(path) ?? null });
    fileSince = now;
  },
  ended: () => {},
};

// oxlint-disable-next-line no-empty-function, require-yield -- nothing is read from standard input
const nothing = async function* (): AsyncIterable<Uint8Array> {};
const evidence = await openCase(positionals, nothing, tmpdir());
const report = await analyze(evidence, { ...defaultOptions, progress, stage: next });
next("render");
const json = renderJson(report);
next("end");
evidence.close();
const peak = /VmHWM:\s+(\d+) kB/.exec(process.platform === "linux" ? readFileSync("/proc/self/status", "utf8") : "");
console.log(JSON.stringify({ steps, jsonBytes: json.length, peakKiB: Number(peak?.[1] ?? 0) }));
