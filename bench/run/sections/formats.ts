import { join } from "node:path";
import { raceOf } from "../../generate.ts";
import type { LogFormat } from "../../generator/case.ts";
import type { Packing } from "../../generator/pack.ts";
import { sizeText } from "../../generator/size.ts";
import { caseOf } from "../cases.ts";
import { type Command, interleaved } from "../measure.ts";
import { decoded, jq, rg, wc } from "../peers.ts";
import { analyzeCommand, misaccounted, scanCommand } from "../product.ts";
import { unlikeSize } from "../results.ts";
import { type Bar, type Bench, GIB, has, MIB, missing, ratio, type Section } from "../section.ts";

const WHOLE = "analyze --json";
const JQ = "jq -c 'select(.level>=40)'";

const names: Readonly<Record<LogFormat, string>> = {
  stderr: "stderr",
  "stderr-long": "stderr with the long prefix",
  csvlog: "csvlog",
  jsonlog: "jsonlog",
  pino: "an application's JSON lines (pino)",
};

/** The same incident in a format other than stderr with the default prefix. */
async function formatSection(bench: Bench, format: LogFormat): Promise<Section> {
  const size = Math.min(bench.size, GIB);
  const race = await caseOf(bench.data, raceOf({ format, bytes: size }));
  const json = join(bench.data, "report-format.json");
  const commands: Command[] = [wc(race.logs)];
  if (format === "pino" && has(bench, "jq")) commands.push(jq(race.logs, 1));
  if (format !== "pino" && has(bench, "rg")) commands.push(rg(bench.patterns, race.logs));
  commands.push(scanCommand(bench.product, "fast", race.folder), scanCommand(bench.product, "plain", race.folder));
  commands.push(analyzeCommand(bench.product, WHOLE, race.folder, json));
  const rows = interleaved(commands, Math.min(bench.rounds, 3));
  return {
    title: `${sizeText(race.bytes)} of ${names[format]}`,
    rows,
    bytes: race.bytes,
    bars: format === "pino" ? jqBars(rows) : wcBars(rows, format, race.bytes),
    notes: missing(bench, format === "pino" ? "jq" : "rg"),
    wrong: misaccounted(json, race),
  };
}

type Rows = Section["rows"];

/** The issue does not say whether the scan or the whole is meant: both are held against the bar. */
function wcBars(rows: Rows, format: LogFormat, bytes: number): readonly Bar[] {
  if (format === "stderr-long") return [];
  const unlike = unlikeSize(bytes);
  return [
    { text: "scan / `wc -l`, wall", value: ratio(rows, "scan stage", "wc -l"), limit: 6, unit: " ×", unlike },
    { text: "analyze / `wc -l`, wall", value: ratio(rows, WHOLE, "wc -l"), limit: 6, unit: " ×", unlike },
  ];
}

function jqBars(rows: Rows): readonly Bar[] {
  const bar = { limit: 8, atLeast: true, unit: " ×", unlike: null };
  return [
    { text: "jq / scan, wall", value: ratio(rows, JQ, "scan stage"), ...bar },
    { text: "jq / analyze, wall", value: ratio(rows, JQ, WHOLE), ...bar },
  ];
}

/** Every format but stderr, one after the other. */
export async function formatSections(bench: Bench): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const format of ["stderr-long", "csvlog", "jsonlog", "pino"] as const) {
    // oxlint-disable-next-line no-await-in-loop -- timings: one after the other
    sections.push(await formatSection(bench, format));
  }
  return sections;
}

async function packedSection(bench: Bench, packing: Packing): Promise<Section> {
  const size = Math.min(bench.size, 512 * MIB);
  const race = await caseOf(bench.data, raceOf({ bytes: size, packing }));
  const json = join(bench.data, "report-packed.json");
  const [tool, limit] = packing === "gz" ? (["pigz", 1.2] as const) : (["zstd", 1.5] as const);
  const peer = decoded(tool, bench.patterns, race.logs);
  const able = has(bench, tool) && has(bench, "rg");
  const commands: Command[] = able ? [peer] : [];
  commands.push(scanCommand(bench.product, "fast", race.folder));
  commands.push(analyzeCommand(bench.product, WHOLE, race.folder, json));
  const rows = interleaved(commands, Math.min(bench.rounds, 3));
  const unlike = unlikeSize(race.bytes, 512 * MIB);
  const against = `\`${tool} -dc \\| rg -c\``;
  return {
    title: `${sizeText(size)} of stderr in .${packing}`,
    rows,
    bytes: race.bytes,
    bars: [
      { text: `scan / ${against}, wall`, value: ratio(rows, "scan stage", peer.name), limit, unit: " ×", unlike },
      { text: `analyze / ${against}, wall`, value: ratio(rows, WHOLE, peer.name), limit, unit: " ×", unlike },
    ],
    notes: missing(bench, tool, "rg"),
    wrong: misaccounted(json, race),
  };
}

/** Compressed input: gzip and zstd. */
export async function packedSections(bench: Bench): Promise<readonly Section[]> {
  return [await packedSection(bench, "gz"), await packedSection(bench, "zst")];
}
