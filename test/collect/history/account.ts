/** A simulated account, a case folder and what gatherers work with, over the real SDK and store. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAws } from "../../../src/collect/aws/open-aws.ts";
import type { Aws } from "../../../src/collect/calls.ts";
import type { AcquisitionEntry, CaseStore } from "../../../src/collect/case-store.ts";
import type { CollectContext, Progress } from "../../../src/collect/context.ts";
import { discover } from "../../../src/collect/discover/discover.ts";
import { openStore } from "../../../src/collect/store/open-store.ts";
import { accountEnvironment } from "../../sim/environment.ts";
import { startSimulator, type Simulator } from "../../sim/server.ts";
import type { World } from "../../sim/world.ts";

const silent: Progress = { step: () => {}, expect: () => {}, bytes: () => {}, file: () => {} };

/** One account while a test runs. */
export interface Account {
  readonly simulator: Simulator;
  readonly aws: Aws;
  /** Actions that were asked, in order; `about` of the simulator's journal behind it. */
  readonly asked: (action: string) => readonly string[];
  /** One run of a collection into the case; the same folder again in the next call. */
  readonly run: <T>(
    window: CollectContext["window"],
    work: (context: CollectContext) => Promise<T>,
    wanted?: string,
  ) => Promise<{ readonly value: T; readonly entries: readonly AcquisitionEntry[]; readonly files: readonly string[] }>;
  /** Bytes of a file of the case. */
  readonly read: (path: string) => Promise<Buffer>;
}

/** Opens an account, gives it to `use`, and closes it; environment and folders are as before then. */
export async function withAccount(world: World, use: (account: Account) => Promise<void>): Promise<void> {
  const simulator = await startSimulator(world, { rules: { throttles: new Map() } });
  const folder = await mkdtemp(join(tmpdir(), "history-"));
  const before = { ...process.env };
  Object.assign(process.env, {
    ...accountEnvironment(simulator),
    AWS_CONFIG_FILE: join(folder, "none"),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
  });
  const { signal } = new AbortController();
  const quick = { inFlight: 4, perSecond: 1000, burst: 1000 };
  const aws = await openAws({
    region: world.region,
    signal,
    // The SDK signs with this machine's clock and what AWS said about it: the account's clock is learned, as in a run.
    localMs: Date.now,
    budgetMs: 1500,
    limits: { trail: quick, describe: quick, sts: quick },
  });
  const caseFolder = join(folder, "case");
  try {
    await use({
      simulator,
      aws,
      asked: (action) => simulator.journal.flatMap((entry) => (entry.action === action ? [entry.about] : [])),
      run: async (window, work, wanted = "orders") => {
        const found = await discover(aws, wanted);
        if (!found.found) throw new Error(found.message);
        const store = await openStore(caseFolder, { request: {}, clock: () => world.now(), tool: { version: "0" } });
        try {
          const value = await work({ aws, store, progress: silent, window, target: found.target, signal });
          return { value, entries: [...store.entries()], files: pathsOf(store) };
        } finally {
          await store.close();
        }
      },
      read: (path) => readFile(join(caseFolder, path)),
    });
  } finally {
    aws.close();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function pathsOf(store: CaseStore): readonly string[] {
  return store.files().map(({ path }) => path);
}
