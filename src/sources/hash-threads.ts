import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { nodeDisk } from "./disk.ts";
import { hashOnDisk } from "./hash-bytes.ts";
import type { Computed, PostedPlace } from "./hash-bytes.ts";
import type { DiskOrigin } from "./origin.ts";
import { threadEnv } from "./thread-env.ts";

/** What each thread is given: all files, and the number of those that some thread has taken. */
export interface HashTask {
  readonly places: readonly PostedPlace[];
  readonly taken: SharedArrayBuffer;
}

/** A thread costs some 30 ms; 8 MiB are hashed in less. */
const INLINE_BYTES = 8 * 1024 * 1024;

/** A thread makes next to no objects; what V8 would set aside for them is memory all the same. */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

/** One core is the scan's; where there are few, more threads than one would take it away. */
function threadsFor(places: readonly DiskOrigin[]): number {
  const large = places.filter(({ stat }) => stat.size > INLINE_BYTES).length;
  return Math.max(1, Math.min(4, large, Math.floor(availableParallelism() / 2)));
}

// tsc rewrites the extensions of imports, not of URLs: the worker lies beside this file under its own extension.
const worker = import.meta.url.endsWith(".ts")
  ? new URL("./hash-worker.ts", import.meta.url)
  : new URL("./hash-worker.js", import.meta.url);

/** Bytes of files, as far as they are so many that threads pay; else 0. */
export function bytesForThreads(places: readonly DiskOrigin[]): number {
  const total = places.reduce((sum, { stat }) => sum + stat.size, 0);
  return total > INLINE_BYTES ? total : 0;
}

/** Hashes files in the order given: in threads beside the caller for more than 8 MiB, else at once. */
export function hashPlaces(places: readonly DiskOrigin[]): Promise<readonly Computed[]> {
  if (bytesForThreads(places) === 0) return Promise.resolve(places.map((place) => hashOnDisk(nodeDisk, place)));
  return hashInThreads(places, threadsFor(places));
}

/** The threads run from this call on, whether or not the caller yields. */
async function hashInThreads(places: readonly DiskOrigin[], threads: number): Promise<readonly Computed[]> {
  // The largest first: a large one that is begun last keeps everybody waiting.
  const order = places.map((_, i) => i).sort((a, b) => (places[b]?.stat.size ?? 0) - (places[a]?.stat.size ?? 0));
  const posted = order.flatMap((i): readonly PostedPlace[] => {
    const place = places[i];
    return place === undefined ? [] : [{ path: place.path.toString("latin1"), stat: place.stat }];
  });
  const task: HashTask = { places: posted, taken: new SharedArrayBuffer(4) };
  const computed = new Map<number, Computed>();
  const run = (): Promise<void> =>
    new Promise((resolve) => {
      const thread = new Worker(worker, { workerData: task, env: threadEnv(), execArgv: [], resourceLimits });
      thread.on("message", (message: { readonly index: number; readonly computed: Computed }) => {
        const place = order[message.index];
        if (place !== undefined) computed.set(place, message.computed);
      });
      thread.once("error", () => {});
      thread.once("exit", () => {
        resolve();
      });
    });
  await Promise.all(Array.from({ length: threads }, run));
  // A machine that grants no thread still gets its hashes.
  return places.map((place, i) => computed.get(i) ?? hashOnDisk(nodeDisk, place));
}
