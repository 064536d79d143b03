/** A simulated account with log files, a case folder, and runs of `collectLogs` over the real SDK and store. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openAws } from "../../../src/collect/aws/open-aws.ts";
import type { AcquisitionEntry, CaseFile } from "../../../src/collect/case-store.ts";
import type { CollectWindow, Member, Target } from "../../../src/collect/context.ts";
import { collectLogs, type LogsOutcome } from "../../../src/collect/logs/index.ts";
import { openStore } from "../../../src/collect/store/index.ts";
import { worldWith } from "../../sim/hand-world.ts";
import { accountEnvironment } from "../../sim/environment.ts";
import { type Simulator, startSimulator } from "../../sim/server.ts";
import type { LogFile, World } from "../../sim/world.ts";

/** What a run left. */
export interface Ran {
  readonly outcome: LogsOutcome | null;
  readonly error: unknown;
  readonly entries: readonly AcquisitionEntry[];
  readonly files: readonly CaseFile[];
  /** Bytes by path. */
  readonly bytes: ReadonlyMap<string, Buffer>;
  /** `about` of the simulator's journal by action, of this run. */
  readonly asked: (action: string) => readonly string[];
}

/** How a run goes. */
interface RunOptions {
  readonly window?: CollectWindow;
  readonly members?: readonly string[];
  /** Interrupted when that many requests were made. */
  readonly interruptAfter?: number;
  readonly budgetMs?: number;
  /** A run that succeeds keeps its journal, as one that was interrupted. */
  readonly finish?: boolean;
}

/** An account that runs can be made over. */
export interface Account {
  readonly simulator: Simulator;
  readonly logs: LogFile[];
  /** The account's clock, epoch ms. */
  readonly clock: { ms: number };
  readonly run: (options?: RunOptions) => Promise<Ran>;
}

const quick = { inFlight: 4, perSecond: 1e6, burst: 1e6 };
const timeouts = { connectionMs: 2000, firstByteMs: 4000, stallMs: 500, wholeMs: 20_000 };

/** The hour before the account's time is the window. */
export const NOW = Date.parse("2026-11-21T20:00:00Z");
/** See `NOW`. */
export const WINDOW: CollectWindow = { sinceMs: NOW - 3_600_000, untilMs: NOW - 300_000 };

/** Opens an account that ends with the test. */
export async function accountWith(logs: LogFile[], over: Partial<World> = {}): Promise<Account> {
  const clock = { ms: NOW };
  const world = worldWith(logs, { now: () => clock.ms, ...over });
  const simulator = await startSimulator(world, { rules: { throttles: new Map() } });
  const folder = await mkdtemp(join(tmpdir(), "postmortem-logs-"));
  const variables: Readonly<Record<string, string>> = {
    ...accountEnvironment(simulator),
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  onTestFinished(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  const run = async (options: RunOptions = {}): Promise<Ran> => {
    const stop = new AbortController();
    const from = simulator.journal.length;
    let calls = 0;
    const aws = await openAws({
      region: world.region,
      signal: stop.signal,
      localMs: Date.now,
      budgetMs: options.budgetMs ?? 3000,
      firstPauseMs: 2,
      timeouts,
      limits: { describe: quick, download: quick, sts: quick },
      onCall: () => {
        calls += 1;
        if (calls === options.interruptAfter) stop.abort();
      },
    });
    // AWS's clock is known before anything depends on it, as after discovery.
    await aws.call("GetCallerIdentity", {}, "who asks");
    calls = 0;
    const store = await openStore(join(folder, "case"), {
      request: {},
      clock: () => clock.ms,
      tool: { version: "0" },
    });
    let outcome: LogsOutcome | null = null;
    let error: unknown = null;
    try {
      const window = options.window ?? WINDOW;
      const target = targetOf(world, options.members ?? world.instances.map(({ id }) => id));
      const progress = { step: () => {}, expect: () => {}, bytes: () => {}, file: () => {} };
      outcome = await collectLogs({ aws, store, progress, window, target, signal: stop.signal });
    } catch (thrown) {
      error = thrown;
    }
    const files = store.files();
    const entries = store.entries();
    if (error === null)
      await store.finish("complete", { window: { start: "", end: "" }, calls: {}, clockOffsetMs: 0, caller: null });
    else await store.close();
    aws.close();
    const bytes = new Map<string, Buffer>();
    for (const { path } of files) bytes.set(path, await readFile(join(folder, "case", path)));
    const journal = simulator.journal.slice(from);
    const asked = (action: string): readonly string[] =>
      journal.flatMap((entry) => (entry.action === action ? [entry.about] : []));
    return { outcome, error, entries, files, bytes, asked };
  };
  return { simulator, logs, clock, run };
}

function targetOf({ region, account }: World, ids: readonly string[]): Target {
  const members = ids.map((id): Member => ({ id, described: null, knownFrom: "cluster" }));
  return { kind: "aurora-cluster", id: "orders", region, account, cluster: { DBClusterIdentifier: "orders" }, members };
}

/** Lines as PostgreSQL writes them under RDS's prefix, about so many bytes of them. */
export function logLines(bytes: number, begin = NOW - 3_600_000, width = 100): Buffer {
  const lines: string[] = [];
  for (let at = 0, size = 0; size < bytes; at += 1) {
    const time = new Date(begin + at * 10)
      .toISOString()
      .replace("T", " ")
      .replace(/\.\d+Z/, " UTC");
    const text = `${time}:10.0.0.1(5432):app@orders:[${at}]:LOG:  statement <${at}> & "more" ${"x".repeat(at % width)}\n`;
    lines.push(text);
    size += text.length;
  }
  return Buffer.from(lines.join(""));
}

/** A file by its hour, last written at that hour's end (or now). */
export function hourly(hour: string, bytes: Buffer, over: Partial<LogFile> = {}): LogFile {
  const end = Date.parse(`2026-11-21T${hour}:00:00Z`) + 3_600_000;
  return {
    name: `error/postgresql.log.2026-11-21-${hour}00`,
    bytes,
    lastWritten: Math.min(end, NOW),
    modes: {},
    ...over,
  };
}
