// `npm run bench`: this build beside the tools that are installed, on logs written here, always the same for the same
// size. Rounds are interleaved, so that a busy minute of the machine hits every command; medians are printed, and written
// to bench/RESULTS.md. Never a test. `npm run bench -- --help` lists the options.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bytesOf } from "./generator/size.ts";
import { bundle } from "./run/bundle.ts";
import { installedPeers } from "./run/peers.ts";
import { profile } from "./run/profile.ts";
import { machineText, resultsText, sectionText } from "./run/results.ts";
import type { Bench, Section } from "./run/section.ts";
import { exactSection } from "./run/sections/exact.ts";
import { formatSections, packedSections } from "./run/sections/formats.ts";
import { growthSection, manySection, pgBadgerSection, stormSection, windowSections } from "./run/sections/large.ts";
import { startSection } from "./run/sections/start.ts";
import { analyzeSection, eventsSection, scanSection, smallRace } from "./run/sections/stderr.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const data = join(root, ".bench");

type Sections = (bench: Bench) => Promise<Section | readonly Section[]>;

/** In the order of the results. */
const sections: Readonly<Record<string, Sections>> = {
  exact: exactSection,
  scan: scanSection,
  analyze: analyzeSection,
  formats: formatSections,
  packed: packedSections,
  storm: stormSection,
  growth: growthSection,
  many: manySection,
  window: (bench) => windowSections(bench, smallRace),
  events: eventsSection,
  start: startSection,
  pgbadger: pgBadgerSection,
};

const usage = `npm run bench -- [options]
  --size SIZE     of the main logs: 64MiB (default), 1GiB, …; growth takes four times, many ten times that
  --rounds N      interleaved rounds (default 5)
  --quick         16 MiB, three rounds, a storm of 200000, no pgBadger
  --only NAMES    some sections alone, comma-separated: ${Object.keys(sections).join(", ")}
  --build FOLDER  measure this build instead of making one in dist/
  --out FILE      where the results go (default bench/RESULTS.md; with --only or --quick nowhere)
  --profile       tell where the time of one analyze goes, and nothing else
  --cpu-prof DIR  with --profile: write a CPU profile there`;

const { values } = parseArgs({
  options: {
    size: { type: "string" },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    build: { type: "string" },
    out: { type: "string" },
    profile: { type: "boolean", default: false },
    "cpu-prof": { type: "string" },
    help: { type: "boolean", default: false },
  },
});

function fail(message: string): never {
  console.error(`${message}\n\n${usage}`);
  process.exit(2);
}

const size = bytesOf(values.size ?? (values.quick ? "16MiB" : "64MiB")) ?? fail(`--size ${values.size}: not a size`);
const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
if (!Number.isSafeInteger(rounds) || rounds < 1) fail("--rounds wants a number from 1");
const wanted = values.only?.split(",") ?? Object.keys(sections).filter((name) => !values.quick || name !== "pgbadger");
const unknown = wanted.find((name) => !Object.hasOwn(sections, name));
if (unknown !== undefined) fail(`--only ${unknown}: no such section`);

/** `main.js` of the build to be measured. */
function entryOf(): string {
  const dist = resolve(values.build ?? join(root, "dist"));
  const entry = join(dist, "cli/main.js");
  if (values.build === undefined) {
    const built = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
    if (built.status !== 0) process.exit(1);
  }
  return existsSync(entry) ? entry : fail(`${entry} is not there`);
}

async function run(bench: Bench): Promise<void> {
  const machine = machineText(bench.peers);
  console.log(`${machine}\n`);
  const results: Section[] = [];
  const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.replace(/ -- $/, "");
  const whole = values.only === undefined && !values.quick;
  const out = values.out ?? (whole ? join(root, "bench/RESULTS.md") : null);
  for (const [name, section] of Object.entries(sections)) {
    if (!wanted.includes(name)) continue;
    rmSync(bench.product.caches.again, { recursive: true, force: true });
    // oxlint-disable-next-line no-await-in-loop -- timings: one after the other
    for (const result of [await section(bench)].flat()) {
      results.push(result);
      console.log(sectionText(result));
    }
    // After every section: a run that is ended early leaves what it found.
    if (out !== null) writeFileSync(out, resultsText(command, machine, results));
  }
  if (results.some(({ wrong }) => wrong.length > 0)) process.exitCode = 1;
}

if (values.help) {
  console.log(usage);
} else {
  mkdirSync(data, { recursive: true });
  const entry = entryOf();
  const stages = await bundle(root, data, ["scan-stage", "profile-stage"]);
  const bench: Bench = {
    size,
    stormRecords: values.quick ? 200_000 : 2_000_000,
    rounds,
    data,
    product: { entry, stages, caches: { first: join(data, "cache/first"), again: join(data, "cache/again") } },
    peers: installedPeers(),
    patterns: join(root, "bench/signatures.txt"),
  };
  if (values.profile) await profile(bench, values["cpu-prof"] ?? null);
  else await run(bench);
}
