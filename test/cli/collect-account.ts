/** The command line on a simulated account, as a person runs it: another process, credentials and endpoint in its environment. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, type TestContext } from "vitest";
import { type CaseWorldOptions, worldFromCase } from "../sim/case-world.ts";
import { writesIn } from "../sim/journal.ts";
import { accountEnvironment } from "../sim/environment.ts";
import { type Simulator, startSimulator } from "../sim/server.ts";
import type { World } from "../sim/world.ts";
import { type Ran, run, type RunOptions } from "./spawn.ts";

/** The incident that is served. */
export const RACE = fileURLToPath(new URL("../../fixtures/split-writer-race", import.meta.url));

/** All of it, so long ago that nothing is still to come. */
export const WINDOW = ["--since", "2026-11-21T19:11Z", "--until", "2026-11-21T19:40Z"] as const;

/** The account's time: an hour after the incident, whatever this machine's clock says. */
export const LATER = Date.parse("2026-11-21T20:30:00Z");

/** The incident as an account. */
export function race(over: CaseWorldOptions = {}): World {
  return worldFromCase(RACE, { now: LATER, ...over });
}

/** An account, and a working folder of somebody who asks it. */
export interface Desk {
  readonly simulator: Simulator;
  readonly folder: string;
  /** Runs the product here; the environment is added to the credentials and the endpoint. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Calls of one action so far, in the account's own book. */
  asked(action: string): number;
  end(): Promise<void>;
}

/** Opens a desk that somebody ends. Ending it holds the run to its promise: no call could have changed anything. */
export async function openDesk(world: World): Promise<Desk> {
  const simulator = await startSimulator(world);
  const folder = mkdtempSync(join(tmpdir(), "collect-"));
  return {
    simulator,
    folder,
    run: (args, options = {}) =>
      run(args, { cwd: folder, ...options, env: { ...environment(simulator, folder), ...options.env } }),
    asked: (action) => simulator.journal.filter((entry) => entry.action === action).length,
    end: async () => {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
      expect(writesIn(simulator.journal)).toEqual([]);
    },
  };
}

/** A desk for one test. */
export async function desk({ onTestFinished }: Pick<TestContext, "onTestFinished">, world: World): Promise<Desk> {
  const opened = await openDesk(world);
  onTestFinished(() => opened.end());
  return opened;
}

/** What the product finds the account by. */
function environment(simulator: Simulator, home: string): Record<string, string> {
  return {
    ...accountEnvironment(simulator),
    HOME: home,
    POSTMORTEM_CACHE: "off", // it would lie in that home, among the cases
  };
}

/** Runs a command line through a shell, with `postmortem` being the product, and hands the process to `meanwhile`. */
export async function shell(
  at: Desk,
  command: string,
  meanwhile: (child: { kill(signal: NodeJS.Signals): unknown }) => Promise<void> = async () => {},
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const entry = process.env["POSTMORTEM_ENTRY"] ?? fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const child = spawn("sh", ["-c", command.replace(/^postmortem/, 'exec "$NODE" "$ENTRY"')], {
    cwd: at.folder,
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      PATH: process.env["PATH"],
      NO_COLOR: "1",
      NODE: process.execPath,
      ENTRY: entry,
      ...environment(at.simulator, at.folder),
    },
  });
  const err: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const ended = new Promise<number | null>((done) => child.on("close", done));
  await meanwhile(child);
  return { code: await ended, stderr: Buffer.concat(err).toString("utf8") };
}

/** Waits until something is so. @throws {Error} when it is not within half a minute */
export async function until(holds: () => boolean): Promise<void> {
  for (const limit = Date.now() + 30_000; !holds();) {
    if (Date.now() > limit) throw new Error(`never came: ${holds.toString()}`);
    await new Promise((done) => setTimeout(done, 10));
  }
}

/** Every file below a folder with its sha256, by path; what a run keeps for itself is left out. */
export function hashes(folder: string): Readonly<Record<string, string>> {
  const files = globSync("**/*", { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files
      .filter((name) => !name.startsWith(".collect"))
      .sort()
      .map((name) => [name, sha256(readFileSync(join(folder, name)))]),
  );
}

/** Hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** manifest.json of a case, as far as tests read it. */
export interface Manifest {
  readonly manifestVersion: number;
  readonly state: string;
  readonly request: Readonly<Record<string, string>>;
  readonly window: { readonly start: string; readonly end: string };
  readonly caller: string;
  readonly clockOffsetMs: number;
  readonly evidenceSha256: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly files: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly declaredSize: number | null;
    readonly origin: { readonly call: string; readonly parameters: Readonly<Record<string, unknown>> };
    readonly acquired: { readonly from: string; readonly requestIds: readonly string[] };
  }[];
  readonly acquisition: readonly {
    readonly source: string;
    readonly subject: string;
    readonly state: string;
    readonly call: string | null;
    readonly code: string | null;
    readonly reason: string;
    readonly consequence: string | null;
    readonly remedy: string | null;
  }[];
}

/** Reads manifest.json of a case. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as Manifest;
}

/** The server logs of the incident, as the case has to hold them. */
export function raceLogs(): Readonly<Record<string, string>> {
  return logsIn(RACE);
}

/** The server logs in a case. */
export function logsIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(hashes(folder)).filter(([name]) => name.startsWith("instances/")));
}
