import { join } from "node:path";
import { raceOf, type Shape } from "../../generate.ts";
import { incidentMsOf } from "../../generator/case.ts";
import { sizeText } from "../../generator/size.ts";
import { type Case, caseOf } from "../cases.ts";
import { type Command, interleaved, type Measured } from "../measure.ts";
import { pgBadger, wc } from "../peers.ts";
import { analyzeCommand, knows, misaccounted, scanCommand } from "../product.ts";
import { unlikeSize } from "../results.ts";
import { type Bar, type Bench, GIB, has, MIB, missing, peakOf, ratio, type Section } from "../section.ts";

const WHOLE = "analyze --json";

function report(bench: Bench): string {
  return join(bench.data, "report-large.json");
}

/** Memory when every record is a FATAL. */
export async function stormSection(bench: Bench): Promise<Section> {
  const storm = await caseOf(bench.data, { kind: "storm", records: bench.stormRecords });
  const commands = [
    wc(storm.logs),
    scanCommand(bench.product, "fast", storm.folder),
    analyzeCommand(bench.product, WHOLE, storm.folder, report(bench)),
  ];
  const rows = interleaved(commands, Math.min(bench.rounds, 3));
  const unlike = bench.stormRecords >= 2e6 ? null : "asked for 2 million records";
  return {
    title: `Error storm: ${bench.stormRecords} FATAL records in one file`,
    rows,
    bytes: storm.bytes,
    bars: [{ text: "analyze, peak resident", value: peakOf(rows, WHOLE), limit: 300, unit: " MiB", unlike }],
    notes: [],
    wrong: misaccounted(report(bench), storm),
  };
}

/** Time and memory at the size of the run and at four times that. */
export async function growthSection(bench: Bench): Promise<Section> {
  const sizes = [bench.size, bench.size * 4] as const;
  const [one, four] = [
    await caseOf(bench.data, raceOf({ bytes: sizes[0] })),
    await caseOf(bench.data, raceOf({ bytes: sizes[1] })),
  ];
  const names = sizes.map((bytes) => `analyze, ${sizeText(bytes)}`);
  const [small = "", large = ""] = names;
  const commands = [
    analyzeCommand(bench.product, small, one.folder, report(bench)),
    analyzeCommand(bench.product, large, four.folder, report(bench)),
  ];
  const rows = interleaved(commands, Math.min(bench.rounds, 3));
  const unlike = unlikeSize(four.bytes, 4 * GIB);
  return {
    title: `Growth: from ${sizeText(sizes[0])} to ${sizeText(sizes[1])}`,
    rows,
    bytes: null,
    bars: [
      { text: "four times the input, wall", value: ratio(rows, large, small), limit: 4.4, unit: " ×", unlike },
      { text: "peak resident", value: peakOf(rows, large), limit: 150, unit: " MiB", unlike },
    ],
    notes: [],
    wrong: misaccounted(report(bench), four),
  };
}

/** Many instances: ten times the size across 16 files. */
export async function manySection(bench: Bench): Promise<Section> {
  const bytes = bench.size * 10;
  const many = await caseOf(bench.data, raceOf({ bytes, instances: 16 }));
  const rows = interleaved([wc(many.logs), analyzeCommand(bench.product, WHOLE, many.folder, report(bench))], 1);
  const unlike = unlikeSize(many.bytes, 10 * GIB);
  return {
    title: `Many instances: ${sizeText(bytes)} across 16 files`,
    rows,
    bytes: many.bytes,
    bars: [{ text: "peak resident", value: peakOf(rows, WHOLE), limit: 200, unit: " MiB", unlike }],
    notes: [],
    wrong: misaccounted(report(bench), many),
  };
}

const WINDOW = "analyze, 20 minutes";

/** Twenty minutes around the incident. */
function windowOptions(hours: number): readonly string[] {
  const middle = incidentMsOf({ hours });
  return ["--since", new Date(middle - 600_000).toISOString(), "--until", new Date(middle + 600_000).toISOString()];
}

/** The whole of 24 hours beside 20 minutes of them. */
function windowRows(bench: Bench, day: Case): readonly Measured[] {
  const whole = analyzeCommand(bench.product, WHOLE, day.folder, report(bench));
  const part = analyzeCommand(bench.product, WINDOW, day.folder, report(bench), windowOptions(24));
  return interleaved([whole, part], Math.min(bench.rounds, 3));
}

async function windowSection(bench: Bench, hourly: boolean, small: Shape): Promise<Section> {
  const title = `A window: 20 minutes of 24 hours, ${sizeText(bench.size)}, ${hourly ? "a file an hour" : "one sorted file an instance"}`;
  const nothing = { title, rows: [], bytes: null, bars: [], wrong: [] };
  if (!knows(bench.product, await caseOf(bench.data, small), windowOptions(0.5)))
    return { ...nothing, notes: ["not in this build: --since/--until of a folder"] };
  const day = await caseOf(bench.data, raceOf({ bytes: bench.size, hours: 24, hourly }));
  const rows = windowRows(bench, day);
  const value = ratio(rows, WINDOW, WHOLE);
  const bars: Bar[] = [
    {
      text: "window / whole, wall",
      value: value === null ? null : value * 100,
      limit: 5,
      unit: " %",
      unlike: unlikeSize(day.bytes),
    },
  ];
  return { ...nothing, rows, bars, notes: [] };
}

/** By the names of files, and inside of sorted ones. */
export async function windowSections(bench: Bench, small: Shape): Promise<readonly Section[]> {
  return [await windowSection(bench, true, small), await windowSection(bench, false, small)];
}

/** pgBadger, errors only and whole: minutes, so once. */
export async function pgBadgerSection(bench: Bench): Promise<Section> {
  const size = Math.min(bench.size, 256 * MIB);
  const race = await caseOf(bench.data, raceOf({ bytes: size }));
  const commands: Command[] = [analyzeCommand(bench.product, WHOLE, race.folder, report(bench))];
  if (has(bench, "pgbadger"))
    commands.push(pgBadger(bench.data, race.logs, false), pgBadger(bench.data, race.logs, true));
  const rows = interleaved(commands, 3);
  const unlike = unlikeSize(race.bytes, 256 * MIB);
  const bar = { atLeast: true, unit: " ×", unlike };
  return {
    title: `pgBadger: ${sizeText(size)} of stderr`,
    rows,
    bytes: race.bytes,
    bars: [
      { text: "`pgbadger -w -j 2` / analyze, wall", value: ratio(rows, "pgBadger -w -j 2", WHOLE), limit: 50, ...bar },
      { text: "`pgbadger -j 2` / analyze, wall", value: ratio(rows, "pgBadger -j 2", WHOLE), limit: 150, ...bar },
    ],
    notes: [
      ...missing(bench, "pgbadger"),
      `the bars name pgBadger 13; this is ${bench.peers.get("pgbadger") ?? "none"}. The full report normalises every statement, which is another job`,
    ],
    wrong: [],
  };
}
