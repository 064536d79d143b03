/** One collection of the account in this process, whatever befalls it. */
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CollectedCase, outcomeOf } from "../../../src/cli/collect-command.ts";
import type { CallEntry } from "../../../src/collect/aws/attempt.ts";
import type { Limit } from "../../../src/collect/aws/limiter.ts";
import { openAws } from "../../../src/collect/aws/open-aws.ts";
import { type LimitGroup, operations } from "../../../src/collect/aws/operations.ts";
import type { Timeouts } from "../../../src/collect/aws/timeouts.ts";
import type { AcquisitionEntry } from "../../../src/collect/case-store.ts";
import { collect } from "../../../src/collect/collect.ts";
import type { Progress } from "../../../src/collect/context.ts";
import { discover } from "../../../src/collect/discover/discover.ts";
import { openStore } from "../../../src/collect/store/index.ts";
import { writesIn } from "../../sim/journal.ts";
import { KEY } from "../../sim/rules.ts";
import { type Simulator, startSimulator } from "../../sim/server.ts";
import type { JournalEntry, Rules } from "../../sim/service.ts";
import type { World } from "../../sim/world.ts";
import { CLUSTER, matrixWorld, SOURCES, WINDOW } from "./world.ts";

/** How a run goes; all of it may be left out. */
export interface CellOptions {
  readonly world?: World;
  readonly rules?: Partial<Rules>;
  readonly timeouts?: Timeouts;
  readonly budgetMs?: number;
  /** The account's own limit for the age of signatures, ms. */
  readonly skewMs?: number;
  /** Instead of the simulator's key in the environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called when a request has ended; `interrupt` is what SIGINT does. */
  readonly onCall?: (entry: CallEntry, count: number, simulator: Simulator, interrupt: () => void) => void;
}

/** What a run left. */
export interface CellRun {
  /** As the command line ends. */
  readonly exit: CollectedCase["exit"];
  readonly state: "complete" | "interrupted" | "disk-full" | "nothing" | "crashed";
  /** Why there is no case: the words of the refusal, or the stack of what was thrown. */
  readonly words: string;
  /** sha256 by path, without what is the run's own. */
  readonly files: ReadonlyMap<string, string>;
  readonly entries: readonly AcquisitionEntry[];
  readonly calls: readonly CallEntry[];
  readonly journal: readonly JournalEntry[];
  readonly writes: readonly JournalEntry[];
  readonly elapsedMs: number;
}

/** Where a machine that is busy with other things must not look like a silent AWS. */
export const PATIENT: Timeouts = { connectionMs: 5000, firstByteMs: 15_000, stallMs: 15_000, wholeMs: 30_000 };
/** For faults that are silent. */
export const IMPATIENT: Timeouts = { connectionMs: 3000, firstByteMs: 700, stallMs: 700, wholeMs: 5000 };
/** For a fault that never ends. */
export const BUDGET_MS = 1500;
/** For one that does: a busy machine adds silence of its own. */
export const LONG_BUDGET_MS = 20_000;

const unlimited: Limit = { inFlight: 8, perSecond: 100_000, burst: 100_000 };
const limits = Object.fromEntries(Object.values(operations).map(({ limit }) => [limit, unlimited])) as Record<
  LimitGroup,
  Limit
>;
const silent: Progress = { step: () => {}, expect: () => {}, bytes: () => {}, file: () => {} };

/** Runs one collection; the environment is as before then, and nothing is left on the disk. */
export async function runCell(options: CellOptions = {}): Promise<CellRun> {
  const world = options.world ?? matrixWorld();
  const rules = { throttles: new Map(), slowPauseMs: 10, ...options.rules };
  const simulator = await startSimulator(world, {
    rules,
    ...(options.skewMs === undefined ? {} : { skewMs: options.skewMs }),
  });
  const folder = await mkdtemp(join(tmpdir(), "postmortem-matrix-"));
  const leave = environment({
    AWS_ENDPOINT_URL: simulator.url,
    AWS_REGION: world.region,
    ...(options.environment ?? { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey }),
  });
  const calls: CallEntry[] = [];
  const stop = new AbortController();
  const began = performance.now();
  try {
    const ended = await collectOnce(join(folder, "case"), options, stop, (entry) => {
      calls.push(entry);
      options.onCall?.(entry, calls.length, simulator, () => {
        stop.abort();
      });
    });
    const elapsedMs = performance.now() - began;
    return { ...ended, calls, journal: simulator.journal, writes: writesIn(simulator.journal), elapsedMs };
  } finally {
    leave();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Ended = Pick<CellRun, "exit" | "state" | "words" | "files" | "entries">;

async function collectOnce(
  folder: string,
  options: CellOptions,
  stop: AbortController,
  onCall: (entry: CallEntry) => void,
): Promise<Ended> {
  const { signal } = stop;
  const aws = await openAws({
    timeouts: options.timeouts ?? PATIENT,
    budgetMs: options.budgetMs ?? BUDGET_MS,
    firstPauseMs: 2,
    limits,
    signal,
    localMs: Date.now,
    onCall,
  });
  const nothing = { files: new Map<string, string>(), entries: [] };
  try {
    const found = await discover(aws, CLUSTER);
    if (!found.found)
      return { ...nothing, exit: 2, state: "nothing", words: [found.message, ...found.hints].join("; ") };
    const store = await openStore(folder, { request: {}, clock: () => aws.nowMs(), tool: { version: "0" }, signal });
    const collected = await collect({
      aws,
      store,
      target: found.target,
      entries: found.entries,
      window: WINDOW,
      sources: SOURCES,
      services: [],
      endpoints: [],
      progress: silent,
      signal,
      stop: () => {
        stop.abort();
      },
      localMs: Date.now,
    });
    const { exit } = outcomeOf(collected);
    const files = await comparableHashes(folder, collected.files);
    return { exit, state: collected.state, words: "", files, entries: collected.entries };
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...nothing, exit: 70, state: "crashed", words };
  } finally {
    aws.close();
  }
}

/**
 * All that differs between two runs of the same evidence, taken out before it is compared: when the cluster was
 * described, when each endpoint was resolved and by whom, the request id in RDS's own answers, and of pages of portions
 * everything but the data (each chain of markers has a number of its own); and blanks between elements, which
 * `whitespace200` changes: these are AWS's bytes as they came.
 */
const OF_THE_RUN: readonly (readonly [path: RegExp, its: RegExp])[] = [
  [/^cluster\.json$/, /"CollectedAt": "[^"]+"/g],
  [/^endpoints\.json$/, /"(?:time|resolver)": "[^"]+"/g],
  [/^raw\/portions\//, /^[^]*<LogFileData>|<\/LogFileData>[^]*$/g],
  [/^raw\//, /<RequestId>[^<]+<\/RequestId>|(?<=>)\s+(?=<)/g],
];

async function comparableHashes(
  folder: string,
  files: readonly { readonly path: string; readonly sha256: string }[],
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (const { path, sha256 } of files) {
    const bytes = await readFile(join(folder, path));
    if (hash(bytes) !== sha256) throw new Error(`${path} has not the hash that is told of it`);
    const its = OF_THE_RUN.find(([of]) => of.test(path))?.[1];
    hashes.set(path, its === undefined ? sha256 : hash(bytes.toString("latin1").replaceAll(its, "")));
  }
  return hashes;
}

function hash(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Sets the SDK's environment to nothing but this; returns what sets it back. */
function environment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.entries(process.env).filter(([name]) => name.startsWith("AWS_"));
  const none = { AWS_CONFIG_FILE: "/nonexistent/config", AWS_SHARED_CREDENTIALS_FILE: "/nonexistent/credentials" };
  clearEnvironment();
  Object.assign(process.env, { AWS_EC2_METADATA_DISABLED: "true", ...none, ...variables });
  return () => {
    clearEnvironment();
    Object.assign(process.env, Object.fromEntries(before));
  };
}

function clearEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
}
