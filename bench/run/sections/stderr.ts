import { readFileSync } from "node:fs";
import { join } from "node:path";
import { raceOf } from "../../generate.ts";
import { sizeText } from "../../generator/size.ts";
import { caseOf, withManifest } from "../cases.ts";
import { type Command, interleaved } from "../measure.ts";
import { lnav, rg, wc } from "../peers.ts";
import { analyzeCommand, knows, misaccounted, scanCommand, verdictIn } from "../product.ts";
import { unlikeSize } from "../results.ts";
import { type Bar, type Bench, has, missing, peakOf, ratio, type Section } from "../section.ts";

const SCAN = "scan stage";
const PLAIN = "scan stage, plain";
const WHOLE = "analyze --json";
const HELD = "analyze, manifest that holds";
const AGAIN = "analyze again, unchanged";
const RG = "rg -c, 22 patterns";
const LNAV = "lnav -n, levels counted";

/** The scan alone, fast and plain, beside `wc -l` and ripgrep. */
export async function scanSection(bench: Bench): Promise<Section> {
  const race = await caseOf(bench.data, raceOf({ bytes: bench.size }));
  const commands: Command[] = [wc(race.logs)];
  if (has(bench, "rg")) commands.push(rg(bench.patterns, race.logs));
  commands.push(scanCommand(bench.product, "fast", race.folder), scanCommand(bench.product, "plain", race.folder));
  const rows = interleaved(commands, bench.rounds);
  const unlike = unlikeSize(race.bytes);
  const bars: Bar[] = [
    { text: "scan / `wc -l`, wall", value: ratio(rows, SCAN, "wc -l"), limit: 3, unit: " ×", unlike },
    { text: "scan / `rg -c`, wall", value: ratio(rows, SCAN, RG), limit: 0.6, unit: " ×", unlike },
    { text: "scan / `rg -c`, processor", value: ratio(rows, SCAN, RG, "cpuS"), limit: 0.5, unit: " ×", unlike },
    { text: "plain scan / `rg -c`, wall", value: ratio(rows, PLAIN, RG), limit: 1.5, unit: " ×", unlike },
  ];
  const title = `Scan to columns with signature hits: ${sizeText(bench.size)} of stderr, two instances`;
  return { title, rows, bytes: race.bytes, bars, notes: missing(bench, "rg"), wrong: [] };
}

/** Ways of asking for the same answer: what differs in its bytes is wrong. */
const variants: readonly (readonly [string, readonly string[]])[] = [
  ["analyze --workers 1", ["--workers", "1"]],
  ["analyze --workers 2", ["--workers", "2"]],
  ["analyze --workers 4", ["--workers", "4"]],
  ["analyze --scanner plain", ["--scanner", "plain"]],
];

/** Bytes to verdict JSON, hashing included; with a manifest that holds, a second time, by several workers; beside lnav. */
export async function analyzeSection(bench: Bench): Promise<Section> {
  const { data, product } = bench;
  const race = await caseOf(data, raceOf({ bytes: bench.size }));
  const small = await caseOf(data, smallRace);
  const notes = [...missing(bench, "lnav")];
  const json = (name: string): string => join(data, `report-${name.replaceAll(/[^a-z0-9]+/g, "-")}.json`);
  const commands: Command[] = [wc(race.logs), analyzeCommand(product, WHOLE, race.folder, json(WHOLE))];
  commands.push(analyzeCommand(product, HELD, await withManifest(race), json(HELD)));
  commands.push(analyzeCommand(product, AGAIN, race.folder, json(AGAIN), [], "again"));
  const known = variants.filter(([, options]) => knows(product, small, options));
  for (const [name, options] of known) commands.push(analyzeCommand(product, name, race.folder, json(name), options));
  for (const [name] of variants.filter((each) => !known.includes(each))) notes.push(`not in this build: ${name}`);
  if (has(bench, "lnav")) commands.push(lnav(data, race.logs, Math.min(bench.rounds, 3)));
  const rows = interleaved(commands, bench.rounds);
  const same = [AGAIN, ...known.map(([name]) => name)];
  const differing = same.filter((name) => readFileSync(json(name), "utf8") !== readFileSync(json(WHOLE), "utf8"));
  const unlike = unlikeSize(race.bytes);
  const bars: Bar[] = [
    { text: "analyze / `wc -l`, wall", value: ratio(rows, WHOLE, "wc -l"), limit: 8, unit: " ×", unlike },
    { text: "with a manifest that holds", value: ratio(rows, HELD, "wc -l"), limit: 5, unit: " ×", unlike },
    { text: "lnav / analyze, wall", value: ratio(rows, LNAV, WHOLE), limit: 8, atLeast: true, unit: " ×", unlike },
    {
      text: "analyze / lnav, peak memory",
      value: ratio(rows, WHOLE, LNAV, "peakMiB"),
      limit: 0.33,
      unit: " ×",
      unlike,
    },
    { text: "second / first, wall", value: percent(ratio(rows, AGAIN, WHOLE)), limit: 25, unit: " %", unlike },
  ];
  notes.push(
    `verdict ${verdictIn(json(WHOLE))}; the same bytes from ${same.length - differing.length} of ${same.length} other ways`,
  );
  return {
    title: `Whole analyze: ${sizeText(bench.size)} of stderr, two instances`,
    rows,
    bytes: race.bytes,
    bars,
    notes,
    wrong: [...differing.map((name) => `${name}: another report`), ...misaccounted(json(WHOLE), race)],
  };
}

/** The small incident: 3 MB within half an hour. */
export const smallRace = raceOf({ bytes: 3e6, hours: 0.5 });

function percent(value: number | null): number | null {
  return value === null ? null : value * 100;
}

/** Every record as JSON lines. */
export async function eventsSection(bench: Bench): Promise<Section> {
  const bytes = Math.min(bench.size, 2 ** 28);
  const race = await caseOf(bench.data, raceOf({ bytes }));
  const { entry, caches } = bench.product;
  const argv = [process.execPath, entry, "events", race.folder, "--jsonl"];
  const events: Command = { name: "events --jsonl", argv, cache: { folder: caches.first, look: "first" } };
  const rows = interleaved([wc(race.logs), events], Math.min(bench.rounds, 3));
  const notes = [`peak ${peakOf(rows, "events --jsonl")?.toFixed(0) ?? "–"} MiB; no bar is asked for`];
  return {
    title: `Every record as JSON: ${sizeText(bytes)} of stderr`,
    rows,
    bytes: race.bytes,
    bars: [],
    notes,
    wrong: [],
  };
}
