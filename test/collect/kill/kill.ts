// One `kill -9` of a running collection at a random moment, then the same command again, beside an undisturbed run.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { worldFromCase } from "../../sim/case-world.ts";
import { writesIn } from "../../sim/journal.ts";
import { accountEnvironment } from "../../sim/environment.ts";
import { type Simulator, startSimulator } from "../../sim/server.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const entry = process.env["POSTMORTEM_ENTRY"] ?? join(root, "src/cli/main.ts");

/** The bundled incident as an account, an hour after its end: nothing is late. */
export async function incidentAccount(): Promise<Simulator> {
  const folder = join(root, "fixtures/split-writer-race");
  const still = worldFromCase(folder).now() + 3_600_000;
  const began = Date.now();
  const world = worldFromCase(folder, {
    now: () => still + Date.now() - began,
    exportLogs: true,
    applicationGroups: true,
  });
  return startSimulator(world);
}

/** What a case holds, without what differs from run to run: times, inodes, request ids, counts of calls, raw answers. */
export interface Content {
  readonly manifest: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Everything below this is AWS's answer as it came, request id included. */
const RAW = "raw/";
const MOMENTS = /"(?:CollectedAt|time)": ?"[^"]*"/g;

function contentOf(folder: string): Content {
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Record<string, unknown> & {
    files: ({ path: string } & Record<string, unknown>)[];
  };
  const files = new Map<string, string>();
  const varying = new Set<string>();
  for (const { path } of manifest.files) {
    const bytes = readFileSync(join(folder, path), "latin1");
    const told = bytes.replaceAll(MOMENTS, "");
    if (path.startsWith(RAW) || told !== bytes) varying.add(path);
    files.set(path, path.startsWith(RAW) ? "" : told);
  }
  const {
    collectedAt: _at,
    clockOffsetMs: _clock,
    calls: _calls,
    evidenceSha256: _sha,
    units: _units,
    ...same
  } = manifest;
  const listed = manifest.files.map(({ acquired: _acquired, stat: _stat, sha256, bytes, ...rest }) =>
    varying.has(rest.path) ? rest : { ...rest, sha256, bytes },
  );
  return { manifest: JSON.stringify({ ...same, files: listed }, null, 1), files };
}

/** What went wrong in one round; empty when nothing did. */
export interface Round {
  readonly killedAfterMs: number;
  /** It had ended before. */
  readonly late: boolean;
  /** Log files that were finished when it was killed. */
  readonly finished: number;
  readonly faults: readonly string[];
}

function start(simulator: Simulator, folder: string, home: string): ChildProcess {
  const args = ["collect", "--cluster", "orders-prod", "--since", "2026-11-21T19:00Z", "--until", "2026-11-21T19:20Z"];
  return spawn(process.execPath, [entry, ...args, "--case", folder, "--app-logs", "cloudwatch:/app/event-collector"], {
    stdio: "ignore",
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      ...accountEnvironment(simulator),
    },
  });
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once("exit", resolve);
  });
}

/** Downloads of log files in the journal from `from` on, as it names them. */
function downloads(simulator: Simulator, from: number): readonly string[] {
  return simulator.journal
    .slice(from)
    .filter(({ action, status }) => action === "DownloadCompleteDBLogFile" && status === 200)
    .map(({ about }) => about);
}

/** A run that nobody disturbs, how long it takes, and what it leaves. */
export async function undisturbed(simulator: Simulator): Promise<{ readonly content: Content; readonly ms: number }> {
  const home = mkdtempSync(join(tmpdir(), "postmortem-kill-"));
  try {
    const folder = join(home, "case");
    const began = performance.now();
    const code = await ended(start(simulator, folder, home));
    if (code !== 0) throw new Error(`the undisturbed run ended with ${code}`);
    return { content: contentOf(folder), ms: performance.now() - began };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** @param afterMs when the run is killed */
export async function killedRun(simulator: Simulator, reference: Content, afterMs: number): Promise<Round> {
  const home = mkdtempSync(join(tmpdir(), "postmortem-kill-"));
  const faults: string[] = [];
  try {
    const folder = join(home, "case");
    const child = start(simulator, folder, home);
    const end = ended(child);
    const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
    const code = await end;
    clearTimeout(timer);
    const done = finishedLogs(folder);
    const from = simulator.journal.length;
    const again = await ended(start(simulator, folder, home));
    if (again !== 0) faults.push(`the second run ended with ${again}`);
    for (const name of downloads(simulator, from)) {
      if (done.some((subject) => subject === name)) faults.push(`${name} was fetched again`);
    }
    if (existsSync(join(folder, ".collect"))) faults.push(".collect is still there");
    const content = contentOf(folder);
    if (content.manifest !== reference.manifest)
      faults.push(`manifest differs: ${firstDifference(content.manifest, reference.manifest)}`);
    for (const [path, bytes] of reference.files) {
      if (content.files.get(path) !== bytes) faults.push(`${path} differs`);
    }
    const listed = new Set([...content.files.keys(), "manifest.json"]);
    for (const path of globSync("**/*", { cwd: folder })) {
      const known = listed.has(path) || [...listed].some((name) => name.startsWith(`${path}/`));
      if (!known) faults.push(`${path} is in no manifest`);
    }
    faults.push(...writesIn(simulator.journal).map(({ action }) => `a call that writes: ${action}`));
    return { killedAfterMs: Math.round(afterMs), late: code === 0, finished: done.length, faults };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Log files whose unit is in the journal (or, when the run had ended, in the manifest), as the simulator names them. */
function finishedLogs(folder: string): readonly string[] {
  const path = [join(folder, ".collect/journal.jsonl"), join(folder, "manifest.json")].find((file) => existsSync(file));
  if (path === undefined) return [];
  const subjects = readFileSync(path, "utf8").matchAll(/"subject": ?"log ([\w-]+) ([^"]+)"/g);
  return [...new Set([...subjects].map(([, instance = "", name = ""]) => `${instance} ${name}`))];
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split("\n"), b.split("\n")];
  const at = left.findIndex((line, i) => line !== right[i]);
  return `${left[at] ?? "(ended)"} instead of ${right[at] ?? "(ended)"}`;
}

/** A number from 0 to 1 for each seed and step, the same everywhere (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
