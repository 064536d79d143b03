import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { HashAnswer, HashTask } from "./hash-thread.ts";

/** The sha256 of a file that is being written. Blocks are shared memory; one may be filled again when its update is done. */
export interface PartHash {
  update(block: SharedArrayBuffer, bytes: number): Promise<void>;
  /** Hex, of everything so far and the first bytes of this block, which are not taken in. */
  digest(block: SharedArrayBuffer, bytes: number): Promise<string>;
  /** Frees what it holds. */
  end(): void;
}

// tsc rewrites the extensions of imports, not of URLs: the thread lies beside this file under its own extension.
const source = import.meta.url.endsWith(".ts")
  ? new URL("./hash-thread.ts", import.meta.url)
  : new URL("./hash-thread.js", import.meta.url);

interface Waiting {
  readonly resolve: (sha256: string | null) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** Set when it ended: nothing more is asked of it. */
  failed: Error | null;
}

/** Something is omitted from each member of a union. */
type Asked = HashTask extends infer Task ? (Task extends HashTask ? Omit<Task, "id"> : never) : never;

let thread: Thread | null = null;
let numbers = 0;

/** One thread for all files: hashing takes as much of a processor as receiving, and a second thread waits for the same cores. */
function hashThread(): Thread {
  if (thread !== null) return thread;
  const waiting = new Map<number, Waiting>();
  const worker = new Worker(source, {
    env: {},
    execArgv: [],
    // It keeps a few hashes and a message at a time.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
  });
  const made: Thread = { worker, waiting, failed: null };
  const fail = (error: Error): void => {
    made.failed ??= error;
    for (const { reject } of waiting.values()) reject(made.failed);
    waiting.clear();
  };
  worker.on("message", ({ id, sha256 }: HashAnswer) => {
    waiting.get(id)?.resolve(sha256);
    waiting.delete(id);
    if (waiting.size === 0) worker.unref();
  });
  worker.once("error", fail);
  worker.once("exit", () => {
    fail(new Error("the hashing thread ended"));
  });
  worker.unref();
  thread = made;
  return made;
}

function ask({ worker, waiting, failed }: Thread, task: Asked): Promise<string | null> {
  if (failed !== null) return Promise.reject(failed);
  const id = ++numbers;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
    worker.postMessage({ ...task, id });
  });
}

/**
 * Hashes on a thread of its own, beside the receiving and the writing. On a machine that grants no thread the file is
 * read again where a hash is wanted.
 *
 * @param reread the sha256 of the first bytes of the file as it lies there, hex
 */
export function threadHash(reread: (bytes: number) => Promise<string>): PartHash {
  const file = ++numbers;
  const one = hashThread();
  let bytesSoFar = 0;
  return {
    async update(block, bytes) {
      bytesSoFar += bytes;
      if (one.failed !== null) return;
      await ask(one, { op: "update", file, block, bytes }).catch(() => null);
    },
    async digest(block, bytes) {
      const told = one.failed === null ? await ask(one, { op: "digest", file, block, bytes }).catch(() => null) : null;
      return told ?? reread(bytesSoFar + bytes);
    },
    end() {
      if (one.failed === null) void ask(one, { op: "forget", file }).catch(() => null);
    },
  };
}

/** For a file of one block no thread is worth asking. */
export function blockHash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
