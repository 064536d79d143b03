// `npm run bench [-- --size BYTES --rounds N --quick]`: this build beside `wc -l`, ripgrep and, on a smaller file, lnav and pgBadger.
// Rounds are interleaved, so that a busy minute of the machine hits every command; medians are printed. Never a test.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { GENERATION, generate, type Manifest, storm } from "./generate.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const data = join(root, ".bench");
const entry = join(root, "dist/cli/main.js");
const { values } = parseArgs({
  options: {
    size: { type: "string", default: String(2 ** 30) },
    storm: { type: "string", default: "2000000" },
    rounds: { type: "string", default: "5" },
    quick: { type: "boolean", default: false },
  },
});
const size = values.quick ? 2 ** 26 : Number(values.size);
const stormRecords = values.quick ? 200_000 : Number(values.storm);
const rounds = Number(values.rounds);

interface Command {
  readonly name: string;
  readonly argv: readonly string[];
}

interface Sample {
  readonly wallS: number;
  readonly cpuS: number | null;
  readonly peakMiB: number | null;
}

function installed(command: string): boolean {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** GNU time, which reports processor time and the peak resident size of any command. */
const gnuTime = spawnSync("/usr/bin/time", ["-f", "%U", "true"], { encoding: "utf8" }).status === 0;

function measure({ name, argv }: Command): Sample {
  const scratch = mkdtempSync(join(tmpdir(), "postmortem-bench-"));
  const usage = join(scratch, "usage");
  const wrapped = gnuTime ? ["/usr/bin/time", "-q", "-o", usage, "-f", "%U %S %M", ...argv] : [...argv];
  const [command = "", ...args] = wrapped;
  const began = process.hrtime.bigint();
  const done = spawnSync(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NO_COLOR: "1", XDG_CACHE_HOME: join(scratch, "cache") }, // nothing kept between runs
    maxBuffer: 1 << 26,
  });
  const wallS = Number(process.hrtime.bigint() - began) / 1e9;
  if (done.error !== undefined || (done.status !== 0 && !(argv[0] === "rg" && done.status === 1))) {
    throw new Error(`${name}: exit ${done.status}: ${done.stderr.toString("utf8").slice(-400)}`);
  }
  const [user, system, peakKiB] = gnuTime ? readFileSync(usage, "utf8").trim().split(" ").map(Number) : [];
  rmSync(scratch, { recursive: true, force: true });
  const cpuS = user === undefined || system === undefined ? null : user + system;
  return { wallS, cpuS, peakMiB: peakKiB === undefined ? null : peakKiB / 1024 };
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Interleaved rounds; the first command is what the others are compared with. */
function compare(title: string, commands: readonly Command[], times = rounds): void {
  const samples = new Map<string, Sample[]>(commands.map(({ name }) => [name, []]));
  for (const command of commands) measure(command); // fills the page cache, and is not counted
  for (let round = 0; round < times; round++) {
    for (const command of commands) samples.get(command.name)?.push(measure(command));
  }
  const base = median((samples.get(commands[0]?.name ?? "") ?? []).map((sample) => sample.wallS));
  console.log(`\n${title} (${times} interleaved rounds)\n`);
  console.log(`| command | wall s, median (min–max) | × ${commands[0]?.name} | cpu s | peak MiB |`);
  console.log("|---|---|---|---|---|");
  for (const [name, runs] of samples) {
    const walls = runs.map((run) => run.wallS);
    const numbers = (pick: (run: Sample) => number | null): number[] =>
      runs.map(pick).filter((value) => value !== null);
    const cpu = numbers((run) => run.cpuS);
    const peak = numbers((run) => run.peakMiB);
    const wall = `${median(walls).toFixed(3)} (${Math.min(...walls).toFixed(3)}–${Math.max(...walls).toFixed(3)})`;
    const ratio = (median(walls) / base).toFixed(2);
    const cells = [
      name,
      wall,
      ratio,
      cpu.length > 0 ? median(cpu).toFixed(2) : "–",
      peak.length > 0 ? Math.max(...peak).toFixed(0) : "–",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** A generated case, reused when it is the one asked for. */
function have(
  name: string,
  kind: Manifest["kind"],
  amount: number,
): { readonly folder: string; readonly manifest: Manifest } {
  const folder = join(data, name);
  const file = join(folder, "manifest.json");
  if (existsSync(file)) {
    const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
    if (manifest.generation === GENERATION && manifest.kind === kind && manifest.size === amount)
      return { folder, manifest };
  }
  console.error(`writing ${name} …`);
  return { folder, manifest: kind === "race" ? generate(folder, amount) : storm(folder, amount) };
}

function analyze(folder: string): Command {
  return {
    name: "postmortem analyze",
    argv: [process.execPath, entry, "analyze", join(folder, "case"), "--json", join(folder, "report.json")],
  };
}

interface Told {
  readonly verdict: { readonly class: string; readonly level: string };
  readonly accounting: {
    readonly lines: number;
    readonly records: number;
    readonly continuations: number;
    readonly quarantined: number;
  };
}

/** What the last run said, beside what the generator wrote: a fast answer must also be the right one. */
function check({ folder, manifest }: ReturnType<typeof have>): void {
  const { verdict, accounting } = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Told;
  const sum = (pick: (file: Manifest["files"][number]) => number): number =>
    manifest.files.reduce((total, file) => total + pick(file), 0);
  const extra = accounting.lines - sum((file) => file.lines);
  console.log(`\nverdict ${verdict.class}, ${verdict.level}; accounting ${JSON.stringify(accounting)}`);
  console.log(
    `written: ${sum((f) => f.lines)} lines in logs (${extra} more are other files'), ${sum((f) => f.heads)} with a prefix, ` +
      `${sum((f) => f.messages)} of them messages, ${sum((f) => f.continuations)} continuations`,
  );
}

/** lnav 0.11 does not know the prefix of RDS, and would count every line as unknown. */
const lnavFormat = {
  rds_bench: {
    title: "RDS PostgreSQL",
    regex: {
      std: {
        pattern:
          "^(?<timestamp>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}) UTC:(?<client>[^@]*)@(?<db>[^:]*):\\[(?<pid>\\d+)\\]:(?<level>\\w+):\\s+(?<body>.*)$",
      },
    },
    "level-field": "level",
    level: { error: "ERROR", fatal: "FATAL|PANIC", warning: "WARNING", info: "LOG|DETAIL|HINT|STATEMENT" },
    value: { client: { kind: "string" }, db: { kind: "string" }, pid: { kind: "integer" } },
    sample: [{ line: "2026-11-21 06:00:19 UTC:10.0.2.25(4933):app@orders:[87]:ERROR:  duplicate key" }],
  },
};

const built = spawnSync(process.execPath, [join(root, "scripts/build.ts")], { stdio: "inherit" });
if (built.status !== 0) process.exit(1);

const big = have(`race-${size}`, "race", size);
const logs = big.manifest.files.map(({ file }) => join(big.folder, "case", file));
console.log(
  `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
);

const patterns = join(data, "signatures.txt");
writeFileSync(
  patterns,
  [
    "starting PostgreSQL",
    "database system is ready to accept",
    "database system is shut down",
    "was terminated by signal",
    "Failed process was running",
    "terminating any other active server processes",
    "reinitializing",
    "storage runtime process crash",
    "received (fast|smart|immediate) shutdown request",
    "in a read-only transaction",
    "during recovery",
    "received promote request",
    "selected new timeline ID",
    "automatic recovery in progress",
    "was interrupted",
    "too many clients already",
    "remaining connection slots",
    "the database system is (starting up|shutting down|in recovery mode)",
    "terminating connection",
    "out of memory",
    "deadlock detected",
    "password authentication failed",
  ].join("\n"),
);
const commands: Command[] = [{ name: "wc -l", argv: ["wc", "-l", ...logs] }];
if (installed("rg")) commands.push({ name: "rg -c, 22 signatures", argv: ["rg", "-c", "-f", patterns, ...logs] });
commands.push(analyze(big.folder));
compare(`${(size / 2 ** 20).toFixed(0)} MiB of RDS stderr logs, two instances`, commands);
check(big);

const flood = have(`storm-${stormRecords}`, "storm", stormRecords);
const floodLog = join(flood.folder, "case", flood.manifest.files[0]?.file ?? "");
compare(
  `${stormRecords} FATAL records in one file`,
  [{ name: "wc -l", argv: ["wc", "-l", floodLog] }, analyze(flood.folder)],
  3,
);
check(flood);

const small = have("race-67108864", "race", 2 ** 26);
const smallLogs = small.manifest.files.map(({ file }) => join(small.folder, "case", file));
const peers: Command[] = [{ name: "wc -l", argv: ["wc", "-l", ...smallLogs] }, analyze(small.folder)];
if (installed("lnav")) {
  const query = ";SELECT log_level, count(*) FROM all_logs GROUP BY log_level";
  const config = join(data, "lnav");
  mkdirSync(join(config, "formats/rds"), { recursive: true });
  writeFileSync(join(config, "formats/rds/format.json"), JSON.stringify(lnavFormat));
  peers.push({ name: "lnav, levels counted", argv: ["lnav", "-n", "-I", config, "-c", query, ...smallLogs] });
}
if (installed("pgbadger")) {
  const argv = [
    "pgbadger",
    "-q",
    "-w",
    "-f",
    "stderr",
    "-p",
    "%t:%r:%u@%d:[%p]:",
    "-o",
    join(data, "pgbadger.txt"),
    ...smallLogs,
  ];
  peers.push({ name: "pgBadger -w (errors only)", argv });
}
if (peers.length > 2) compare("64 MiB of the same, other tools", peers, 3);

compare(
  "start-up",
  [
    { name: "node -e 0", argv: [process.execPath, "-e", "0"] },
    { name: "postmortem --help", argv: [process.execPath, entry, "--help"] },
  ],
  Math.max(rounds, 9),
);
