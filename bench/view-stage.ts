// A case opened as the terminal timeline opens it, and searched, in a process of its own: prints what that took as JSON.
// `view-stage --cache FOLDER PATH…`
import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance, PerformanceObserver } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import type { CaseRecords, Filter, Place } from "../src/tui/case.ts";

// As the product does.
enableCompileCache(join(tmpdir(), "postmortem-bench-code"));
const { browse, defaultOptions, openCase } = await import("../src/analyze/index.ts");
const { cacheFolder } = await import("../src/sources/index.ts");
const { openRecords } = await import("../src/tui/records/index.ts");
const { keepHeapSmall } = await import("../src/cli/heap-growth.ts");
keepHeapSmall();

/** How long a filter took, ms since it was asked for; `firstMs` null when nothing matched. */
export interface Searched {
  readonly name: string;
  readonly firstMs: number | null;
  readonly allMs: number;
  readonly matches: number;
  /** The longest that the thread was held at once. */
  readonly heldMs: number;
}

/** What opening and searching took; ms since the process began where nothing else is said. */
export interface Viewed {
  readonly records: number;
  readonly opened: number;
  readonly browsed: number;
  readonly ordered: number;
  /** While the order was made. */
  readonly heldMs: number;
  readonly searches: readonly Searched[];
  /** ms: the median of pages of 50 records at places never shown before, of a record's details, of a lane's 120 columns. */
  readonly pageMs: number;
  readonly detailMs: number;
  readonly columnsMs: number;
  readonly peakMiB: number;
  /** Of those, how much the collector held the thread for at most, ms. */
  readonly collectedMs: number;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { cache: { type: "string" } } });

let collectedMs = 0;
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collectedMs = Math.max(collectedMs, duration);
}).observe({ entryTypes: ["gc"] });

/** Work of this thread so far, ms: a machine that has others to serve makes no slice longer. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

let heldMs = 0;
const scheduler = {
  soon: (run: () => void): void => {
    setImmediate(() => {
      const since = workedMs();
      run();
      heldMs = Math.max(heldMs, workedMs() - since);
    });
  },
  nowMs: () => performance.now(),
};

/** What was held since the last call. */
function heldSince(): number {
  const held = heldMs;
  heldMs = 0;
  return held;
}

/** When something becomes true, looked at as often as the records say that something changed. */
async function until(holds: () => boolean): Promise<void> {
  // oxlint-disable-next-line no-await-in-loop -- that is what it is for
  while (!holds()) await new Promise((done) => setImmediate(done));
}

async function searched(records: CaseRecords, name: string, asked: Partial<Filter>, from: Place): Promise<Searched> {
  const since = performance.now();
  const filter = { streams: null, level: null, signature: null, text: null, ...asked };
  const filtering = records.filter(filter, from);
  await until(() => filtering.first !== null || filtering.result !== null);
  const firstMs = filtering.first === null ? null : performance.now() - since;
  await until(() => filtering.result !== null);
  const allMs = performance.now() - since;
  return { name, firstMs, allMs, matches: filtering.matches, heldMs: heldSince() };
}

function median(times: number, run: (turn: number) => void): number {
  const taken = Array.from({ length: times }, (_, turn) => {
    const since = performance.now();
    run(turn);
    return performance.now() - since;
  }).toSorted((a, b) => a - b);
  return taken[Math.floor(times / 2)] ?? Number.NaN;
}

// oxlint-disable-next-line no-empty-function, require-yield -- nothing is read from standard input
const nothing = async function* (): AsyncIterable<Uint8Array> {};
const evidence = await openCase(positionals, nothing, join(tmpdir(), `postmortem-bench-${process.pid}`), Date.now());
const opened = performance.now();
const folder = values.cache;
const cache = folder === undefined ? null : cacheFolder({ folder, build: "bench", nowMs: Date.now });
const sources = await browse(evidence, { ...defaultOptions, cache });
const browsed = performance.now();
const records = openRecords(sources, scheduler);
await until(() => records.all !== null);
const ordered = performance.now();
const orderHeldMs = heldSince();
const { all } = records;
if (all === null) throw new Error("no order");

const middle = Math.floor(all.count / 2);
const searches = [
  await searched(records, "a rare text", { text: "storage runtime process" }, middle),
  await searched(records, "a text in most records", { text: "duration" }, middle),
  await searched(records, "a text that is nowhere", { text: "no such text" }, middle),
  await searched(records, "level and signature", { level: 5, signature: "read-only-refused" }, middle),
  await searched(records, "regex with a text in it", { text: "/ERROR:.*read-only/" }, middle),
  await searched(records, "regex of classes alone", { text: "/[0-9]{4}[.][0-9]{3} ms/" }, middle),
];
await sleep(0);
const pageMs = median(101, (turn) => {
  for (let i = 0; i < 50; i++) all.at(((turn * 7919) % 101) * Math.floor(all.count / 102) + i);
});
const detailMs = median(101, (turn) => records.detail(turn * Math.floor(all.count / 102), all, 10));
const { start, end } = sources.facts.window ?? { start: 0, end: 0 };
const [lane = null] = records.streams;
const columnsMs = median(101, (turn) => records.bins(lane, start + turn * 1000, end, 120));
const viewed: Viewed = {
  records: all.count,
  opened,
  browsed,
  ordered,
  heldMs: orderHeldMs,
  searches,
  pageMs,
  detailMs,
  columnsMs,
  peakMiB: process.resourceUsage().maxRSS / 1024,
  collectedMs,
};
console.log(JSON.stringify(viewed));
evidence.close();
