import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import { parentPort } from "node:worker_threads";

/** What the thread is asked; answered in order, by `id`. */
export type HashTask =
  | {
      readonly id: number;
      readonly op: "update";
      readonly file: number;
      readonly block: SharedArrayBuffer;
      readonly bytes: number;
    }
  /** The hash of everything so far and these further bytes; the file goes on without them. */
  | {
      readonly id: number;
      readonly op: "digest";
      readonly file: number;
      readonly block: SharedArrayBuffer;
      readonly bytes: number;
    }
  | { readonly id: number; readonly op: "forget"; readonly file: number };

/** Hex for `digest`, null otherwise. */
export interface HashAnswer {
  readonly id: number;
  readonly sha256: string | null;
}

const files = new Map<number, Hash>();

function hashOf(file: number): Hash {
  const known = files.get(file) ?? createHash("sha256");
  files.set(file, known);
  return known;
}

parentPort?.on("message", (task: HashTask) => {
  let sha256: string | null = null;
  if (task.op === "forget") files.delete(task.file);
  else {
    const bytes = new Uint8Array(task.block, 0, task.bytes);
    if (task.op === "update") hashOf(task.file).update(bytes);
    else sha256 = hashOf(task.file).copy().update(bytes).digest("hex");
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage({ id: task.id, sha256 } satisfies HashAnswer);
});
