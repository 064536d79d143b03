import { Worker } from "node:worker_threads";
import { type FilePlace, threadEnv } from "../sources/index.ts";
import type { Page, PageStore } from "../timeline/index.ts";
import type { Scanned } from "./scan-files.ts";
import type { ScanResult, ScanTask } from "./scan-task.ts";

/** What a thread is told to scan. */
export interface ScanOrder {
  readonly task: ScanTask;
  readonly place: FilePlace;
}

/** What a thread tells. */
export type ScanMessage =
  /** The next rows. */
  | { readonly what: "page"; readonly page: ArrayBuffer }
  | { readonly what: "read"; readonly bytes: number }
  /** The rows told so far are void: the scan begins anew. */
  | { readonly what: "again" }
  /** Done; null when the file could not be read whole. */
  | { readonly what: "done"; readonly task: ScanTask; readonly result: ScanResult | null };

/** What a thread is given when it starts. */
export interface ThreadData {
  /** One number: pages that were told and not taken yet. */
  readonly underWay: SharedArrayBuffer;
}

/** Pages a thread may be ahead: what nobody takes must not pile up. */
export const MAX_UNDER_WAY = 32;

// tsc rewrites the extensions of imports, not of URLs: the worker lies beside this file under its own extension.
const worker = import.meta.url.endsWith(".ts")
  ? new URL("./scan-worker.ts", import.meta.url)
  : new URL("./scan-worker.js", import.meta.url);

interface Waiting extends ScanOrder {
  readonly answer: (scanned: Scanned | null) => void;
  readonly pages: Page[];
}

/** Threads that scan files; each does one after the other. */
export class ScanThreads {
  private readonly store: PageStore;
  private readonly passed: (path: string, bytes: number) => void;
  private readonly queue: Waiting[] = [];
  private readonly threads = new Map<Worker, Waiting | null>();

  /** @param passed is told how many bytes of a file were read */
  constructor(count: number, store: PageStore, passed: (path: string, bytes: number) => void) {
    this.store = store;
    this.passed = passed;
    for (let i = 0; i < count; i++) this.start();
  }

  /** Null when no thread could do it: then the caller must. */
  scan(task: ScanTask, place: FilePlace): Promise<Scanned | null> {
    return new Promise((answer) => {
      this.queue.push({ task, place, answer, pages: [] });
      for (const [thread, busy] of this.threads) if (busy === null) this.give(thread);
      if (this.threads.size === 0) this.giveUp();
    });
  }

  /** Has the caller do a task that no thread has begun: this one, or the last. False when all are begun. */
  giveBack(task: ScanTask): boolean {
    const at = this.queue.findIndex((waiting) => waiting.task === task);
    const [waiting] = this.queue.splice(at, 1);
    waiting?.answer(null);
    return waiting !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.threads.keys()].map((thread) => thread.terminate()));
  }

  private start(): void {
    const data: ThreadData = { underWay: new SharedArrayBuffer(4) };
    const underWay = new Int32Array(data.underWay);
    const thread = new Worker(worker, { workerData: data, env: threadEnv(), execArgv: [] });
    this.threads.set(thread, null);
    thread.on("message", (message: ScanMessage) => {
      if (message.what === "page") {
        Atomics.sub(underWay, 0, 1);
        Atomics.notify(underWay, 0);
      }
      const waiting = this.threads.get(thread) ?? null;
      if (waiting !== null) this.take(thread, waiting, message);
    });
    // A machine that grants no thread, or no memory for one, still gets its result: from the caller.
    thread.once("error", () => {});
    thread.once("exit", () => {
      const left = this.threads.get(thread) ?? null;
      this.threads.delete(thread);
      if (left !== null) this.fail(left);
      if (this.threads.size === 0) this.giveUp();
    });
  }

  private take(thread: Worker, waiting: Waiting, message: ScanMessage): void {
    const { pages } = waiting;
    if (message.what === "page") {
      pages.push(this.store.keep(new DataView(message.page)));
    } else if (message.what === "read") {
      this.passed(waiting.task.path, message.bytes);
    } else if (message.what === "again") {
      this.store.drop(pages.splice(0));
    } else {
      this.threads.set(thread, null);
      this.give(thread);
      const { result, task } = message;
      if (result === null) this.fail(waiting);
      else waiting.answer({ result, pages, task, whole: true });
    }
  }

  private give(thread: Worker): void {
    const next = this.queue.shift();
    if (next === undefined) return;
    this.threads.set(thread, next);
    const order: ScanOrder = { task: next.task, place: next.place };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage(order);
  }

  private fail(waiting: Waiting): void {
    this.store.drop(waiting.pages);
    waiting.answer(null);
  }

  private giveUp(): void {
    for (const waiting of this.queue.splice(0)) waiting.answer(null);
  }
}
