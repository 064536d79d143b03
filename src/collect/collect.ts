import { collectApps } from "./apps/index.ts";
import { Interrupted } from "./calls.ts";
import type { Aws } from "./calls.ts";
import { DiskFull } from "./case-store.ts";
import type { AcquisitionEntry, CaseFile } from "./case-store.ts";
import {
  collectProxyLogs,
  collectServerLogsFromCloudWatch,
  collectWitness,
  streamMembers,
} from "./cloudwatch-logs/index.ts";
import type { AppSource, CollectContext, CollectWindow, Member, Progress, Target } from "./context.ts";
import { collectEndpoints } from "./endpoints/collect-endpoints.ts";
import { findProxies } from "./endpoints/proxies.ts";
import { gatherCloudTrail } from "./history/cloudtrail.ts";
import { membersSeen } from "./history/members.ts";
import { gatherParameters } from "./history/parameters.ts";
import { gatherRdsEvents } from "./history/rds-events.ts";
import { gatherSnapshot } from "./history/snapshots.ts";
import { collectLogs, missingLogs } from "./logs/index.ts";
import { collectEnhancedMonitoring } from "./measures/enhanced-monitoring.ts";
import { collectMetrics } from "./measures/metrics.ts";
import { iso } from "./iso.ts";
import { collectPerformanceInsights } from "./measures/performance-insights.ts";
import { evidenceSha256 } from "./store/case-manifest.ts";
import type { OpenStore } from "./store/index.ts";
import { entryOf } from "./trouble.ts";

/** What is to be saved, where to, and how. */
export interface CollectRequest {
  readonly aws: Aws;
  /** The case folder, opened. It is finished by {@link collect}. */
  readonly store: OpenStore;
  readonly target: Target;
  /** What discovery could not read. */
  readonly entries: readonly AcquisitionEntry[];
  readonly window: CollectWindow;
  readonly sources: readonly AppSource[];
  /** Names of services, by which files of application logs are told apart. */
  readonly services: readonly string[];
  /** Further host names by which clients reach the database. */
  readonly endpoints: readonly string[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Stops everything that runs, as when the disk is full. */
  readonly stop: () => void;
  /** This machine's clock, epoch ms. */
  readonly localMs: () => number;
}

/** What there is now. */
export interface Collected {
  readonly state: "complete" | "interrupted" | "disk-full";
  readonly entries: readonly AcquisitionEntry[];
  readonly files: readonly CaseFile[];
  /** One hash for all files, as manifest.json has it. */
  readonly evidenceSha256: string;
  readonly calls: ReadonlyMap<string, number>;
}

/**
 * Saves everything that AWS and the applications still have into the case. One source's trouble never stops another:
 * it is an entry of the ledger. A full disk and an interruption stop all; what is finished stays, and the same request
 * goes on there.
 */
export async function collect(request: CollectRequest): Promise<Collected> {
  const { aws, store, window } = request;
  for (const entry of request.entries) store.note(entry);
  let state: Collected["state"] = "complete";
  let caller: string | null = null;
  try {
    caller = await callerOf(request);
    await gatherAll(request);
  } catch (error) {
    if (error instanceof DiskFull) state = "disk-full";
    else if (error instanceof Interrupted) state = "interrupted";
    else {
      await store.close();
      throw error;
    }
  }
  const calls = Object.fromEntries([...aws.counts()].sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    await store.finish(state === "complete" ? "complete" : "interrupted", {
      window: { start: iso(window.sinceMs), end: iso(window.untilMs) },
      calls,
      clockOffsetMs: Math.round(aws.nowMs() - request.localMs()),
      caller,
    });
  } catch (error) {
    if (!(error instanceof DiskFull)) throw error;
    state = "disk-full";
    await store.close();
  }
  const files = store.files();
  return {
    state,
    entries: store.entries(),
    files,
    evidenceSha256: evidenceSha256(files),
    calls: new Map(Object.entries(calls)),
  };
}

/** Who asks: part of the chain of custody. Every identity may ask for its own name. */
async function callerOf({ aws, store }: CollectRequest): Promise<string | null> {
  const outcome = await aws.call("GetCallerIdentity", {}, "who asks");
  if (outcome.ok) return outcome.value.Arn ?? null;
  const consequence = "the manifest cannot name who collected";
  const entry = entryOf(outcome.failure, { source: "identity", subject: "caller", state: "absent", consequence });
  store.note({ ...entry, reason: `AWS did not say who asks: ${entry.reason}` });
  return null;
}

/** Log files first and beside everything else: they are the largest, and the first to go away. */
async function gatherAll(request: CollectRequest): Promise<void> {
  const { aws, store, progress, signal, window, target, sources, endpoints } = request;
  const context: CollectContext = { aws, store, progress, window, target, signal };
  const all = together(request.stop);

  const firstLogs = all.run(() => collectLogs(context));
  const proxies = all.run(() => findProxies(context));
  all.add(() => gatherSnapshot(context));
  all.add(() => gatherParameters(context));
  all.add(() => collectApps(context, sources, request.services));
  all.add(async () => collectEndpoints(context, endpoints, { proxies: await proxies }));
  all.add(async () =>
    collectProxyLogs(
      context,
      (await proxies).map(({ name }) => name),
    ),
  );

  const trail = all.run(() => gatherCloudTrail(context));
  const streams = all.run(() => streamMembers(context));
  const members = all.run(async (): Promise<readonly Member[]> => {
    const seen = [...(await trail), ...(await streams).map((id) => ({ id, knownFrom: "cloudwatch-logs" }) as const)];
    const named = await gatherRdsEvents(context, { proxies: (await proxies).map(({ name }) => name), members: seen });
    return membersSeen(target, named, seen);
  });
  all.add(async () => {
    const whole: CollectContext = { ...context, target: { ...target, members: await members } };
    const [, , , moreLogs] = await Promise.all([
      collectMetrics(whole),
      collectEnhancedMonitoring(whole),
      collectPerformanceInsights(whole),
      // Those that only history names: deleted since.
      collectLogs({
        ...context,
        target: { ...target, members: (await members).filter(({ id }) => !isIn(target, id)) },
      }),
    ]);
    const missing = missingLogs(window, [...(await firstLogs).instances, ...moreLogs.instances]);
    await collectServerLogsFromCloudWatch(whole, missing);
    await collectWitness(whole, missing);
  });
  await all.ended();
}

function isIn({ members }: Target, id: string): boolean {
  return members.some((member) => member.id.toLowerCase() === id.toLowerCase());
}

/** Work that runs side by side and ends together: the first that cannot go on stops the others, and is the reason told. */
function together(stop: () => void): {
  /** Begins work whose result is wanted. */
  run<T>(work: () => Promise<T>): Promise<T>;
  add(work: () => Promise<void>): void;
  /** @throws what stopped the work */
  ended(): Promise<void>;
} {
  const running: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    const promise = work();
    running.push(
      promise.catch((error: unknown) => {
        // A stop makes everything else end as interrupted: what came first is the cause.
        failures.push(error);
        stop();
      }),
    );
    return promise;
  };
  return {
    run,
    add: (work) => void run(work),
    ended: async () => {
      await Promise.all(running);
      if (failures.length > 0) throw failures[0];
    },
  };
}
