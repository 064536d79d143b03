import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Something that is run and timed. */
export interface Command {
  /** As the tables call it. */
  readonly name: string;
  /** A program and its arguments; pipelines are `["sh", "-c", "…"]`. */
  readonly argv: readonly string[];
  /** Exit codes that are no failure, beside 0. */
  readonly mayExit?: readonly number[];
  /**
   * Its `XDG_CACHE_HOME`. Of what this program keeps there, `first` leaves compiled code and removes what was computed of
   * the case before every run; `again` leaves all of it.
   */
  readonly cache?: { readonly folder: string; readonly look: "first" | "again" };
  /** At most this many rounds, and no run before them to warm up: for what takes minutes. */
  readonly rounds?: number;
}

interface Sample {
  readonly wallS: number;
  readonly cpuS: number | null;
  readonly peakMiB: number | null;
}

/** A command's rounds. */
export interface Measured {
  readonly name: string;
  readonly rounds: number;
  /** Median, and the extremes. */
  readonly wallS: number;
  readonly minS: number;
  readonly maxS: number;
  /** Median of user and system time together, children included; null without GNU time. */
  readonly cpuS: number | null;
  /** Largest resident set of any process, MiB; null without GNU time. */
  readonly peakMiB: number | null;
}

/** GNU time reports processor time and the peak resident size of any command. */
const gnuTime = spawnSync("/usr/bin/time", ["-f", "%U", "true"], { encoding: "utf8" }).status === 0;

/** Removes what was kept of cases. Compiled code is the program's, and lies there after its first run. */
function forget(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name !== "code") rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function run({ name, argv, mayExit = [], cache }: Command): Sample {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-bench-"));
  const usage = join(scratch, "usage");
  const wrapped = gnuTime ? ["/usr/bin/time", "-q", "-o", usage, "-f", "%U %S %M", ...argv] : [...argv];
  const [command = "", ...args] = wrapped;
  const XDG_CACHE_HOME = cache?.folder ?? join(scratch, "cache");
  if (cache?.look === "first") forget(join(XDG_CACHE_HOME, "postmortem"));
  const env = { ...process.env, NO_COLOR: "1", LC_ALL: "C", HOME: scratch, XDG_CACHE_HOME };
  const began = process.hrtime.bigint();
  const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "pipe"], env, maxBuffer: 1 << 26 });
  const wallS = Number(process.hrtime.bigint() - began) / 1e9;
  if (done.error !== undefined || (done.status !== 0 && !mayExit.includes(done.status ?? -1)))
    throw new Error(`${name}: exit ${done.status}: ${done.stderr?.toString("utf8").slice(-400)}`);
  const [user, system, peakKiB] = gnuTime
    ? (readFileSync(usage, "utf8").trim().split("\n").at(-1)?.split(" ").map(Number) ?? [])
    : [];
  rmSync(scratch, { recursive: true, force: true });
  const cpuS = user === undefined || system === undefined ? null : user + system;
  return { wallS, cpuS, peakMiB: peakKiB === undefined ? null : peakKiB / 1024 };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}

function summed(name: string, samples: readonly Sample[]): Measured {
  const walls = samples.map(({ wallS }) => wallS);
  const cpus = samples.flatMap(({ cpuS }) => (cpuS === null ? [] : [cpuS]));
  const peaks = samples.flatMap(({ peakMiB }) => (peakMiB === null ? [] : [peakMiB]));
  return {
    name,
    rounds: samples.length,
    wallS: median(walls),
    minS: Math.min(...walls),
    maxS: Math.max(...walls),
    cpuS: cpus.length === 0 ? null : median(cpus),
    peakMiB: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

/**
 * Runs the commands round after round, each once a round, so that a busy minute of the machine hits them all. A first
 * run of each fills the page cache and is not counted.
 */
export function interleaved(commands: readonly Command[], rounds: number): readonly Measured[] {
  for (const command of commands) if (command.rounds === undefined) run(command);
  const samples = new Map<string, Sample[]>(commands.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const command of commands) {
      if (round < (command.rounds ?? rounds)) samples.get(command.name)?.push(run(command));
    }
  }
  return [...samples].map(([name, taken]) => summed(name, taken));
}
