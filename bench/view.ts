// `npm run bench:view`: a case of a million records opened as the terminal timeline opens it, and searched. Medians of
// rounds are printed beside what is asked of them. Never a test. `npm run bench:view -- --help` lists the options.
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { raceOf } from "./generate.ts";
import { bytesOf, sizeText } from "./generator/size.ts";
import { bundle } from "./run/bundle.ts";
import { type Case, caseOf } from "./run/cases.ts";
import { machineText, sectionText } from "./run/results.ts";
import type { Bar, Section } from "./run/section.ts";
import type { Viewed } from "./view-stage.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const data = join(root, ".bench");
/** Holds a little more than a million records. */
const MILLION_BYTES = "352MiB";

const usage = `npm run bench:view -- [options]
  --size SIZE   of the logs (default ${MILLION_BYTES}: a million records)
  --hourly      a file an hour, as RDS rotates, over 24 hours
  --rounds N    of a case that was seen before (default 3)`;

const { values } = parseArgs({
  options: {
    size: { type: "string", default: MILLION_BYTES },
    hourly: { type: "boolean", default: false },
    rounds: { type: "string", default: "3" },
    help: { type: "boolean", default: false },
  },
});

function viewOnce(stage: string, cache: string, { folder }: Case): Viewed {
  const { status, stdout, stderr } = spawnSync(process.execPath, [stage, "--cache", cache, folder], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`view: exit ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout) as Viewed;
}

/** The middle one of the rounds' values. */
function middle(rounds: readonly Viewed[], valueOf: (viewed: Viewed) => number | null): number | null {
  const all = rounds.map(valueOf).filter((value) => value !== null);
  return all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? null;
}

/** A round's search by its name. */
function searchOf(viewed: Viewed, name: string): Viewed["searches"][number] | undefined {
  return viewed.searches.find((each) => each.name === name);
}

function barsOf(rounds: readonly Viewed[], records: number): readonly Bar[] {
  const unlike = records >= 1_000_000 && records < 2_000_000 ? null : "asked of a million records";
  const bar = (text: string, value: number | null, limit: number, unit: string): Bar => ({
    text,
    value,
    limit,
    unit,
    unlike,
  });
  const names = rounds[0]?.searches.map(({ name }) => name) ?? [];
  const found = names.filter((name) => rounds[0] !== undefined && (searchOf(rounds[0], name)?.matches ?? 0) > 0);
  return [
    bar(
      "cached case, start to all that a first frame needs",
      middle(rounds, ({ browsed }) => browsed),
      1500,
      " ms",
    ),
    ...found.map((name) =>
      bar(
        `first hit: ${name}`,
        middle(rounds, (viewed) => searchOf(viewed, name)?.firstMs ?? null),
        300,
        " ms",
      ),
    ),
    bar(
      "resident memory, peak",
      middle(rounds, ({ peakMiB }) => peakMiB),
      records > 2_000_000 ? 400 : 300,
      " MiB",
    ),
    // Of the screen itself, which is measured where it is drawn.
    bar("key to frame, median", null, 16, " ms"),
    bar("key to frame, 95th percentile", null, 33, " ms"),
  ];
}

function notesOf(first: Viewed, rounds: readonly Viewed[]): readonly string[] {
  const ms = (valueOf: (viewed: Viewed) => number | null): string => `${middle(rounds, valueOf)?.toFixed(1) ?? "–"} ms`;
  return [
    `${first.records} records; seen for the first time: ${first.browsed.toFixed(0)} ms, in order after ${first.ordered.toFixed(0)} ms, peak ${first.peakMiB.toFixed(0)} MiB`,
    `seen before: opened ${ms(({ opened }) => opened)}, analyzed and all records read ${ms(({ browsed }) => browsed)}, in order ${ms(({ ordered }) => ordered)}`,
    ...(rounds[0]?.searches ?? []).map(
      ({ name, matches }) =>
        `${name}: all of the case in ${ms((viewed) => searchOf(viewed, name)?.allMs ?? null)}, ${matches} matches, held at most ${ms((viewed) => searchOf(viewed, name)?.heldMs ?? null)} at once`,
    ),
    `order: held at most ${ms(({ heldMs }) => heldMs)} at once; the collector at most ${ms(({ collectedMs }) => collectedMs)}`,
    `50 records of the list ${ms(({ pageMs }) => pageMs)}, details ${ms(({ detailMs }) => detailMs)}, 120 columns of a lane ${ms(({ columnsMs }) => columnsMs)}`,
  ];
}

async function run(bytes: number, count: number): Promise<void> {
  mkdirSync(data, { recursive: true });
  const written = await caseOf(data, raceOf({ bytes, hourly: values.hourly, hours: values.hourly ? 24 : 6 }));
  const stages = await bundle(root, data, ["view-stage"]);
  const cache = join(data, "cache/view");
  rmSync(cache, { recursive: true, force: true });
  const stage = join(stages, "view-stage.js");
  const first = viewOnce(stage, cache, written);
  const rounds = Array.from({ length: count }, () => viewOnce(stage, cache, written));
  const records = written.manifest.files.reduce((sum, file) => sum + file.records, 0);
  const section: Section = {
    title: `The terminal timeline: ${records} records, ${sizeText(written.bytes)}`,
    rows: [],
    bytes: null,
    bars: barsOf(rounds, records),
    notes: notesOf(first, rounds),
    wrong: first.records === records ? [] : [`${first.records} records in order, ${records} written`],
  };
  console.log(`${machineText(new Map())}\n\n${sectionText(section)}`);
  if (section.wrong.length > 0) process.exitCode = 1;
}

const bytes = bytesOf(values.size);
const count = Number(values.rounds);
if (values.help) console.log(usage);
else if (bytes === null || !Number.isSafeInteger(count) || count < 1) {
  console.error(usage);
  process.exitCode = 2;
} else await run(bytes, count);
