// One log of a case, written in a thread of its own.
import { parentPort, workerData } from "node:worker_threads";
import { type SourceTask, writeSource } from "./case.ts";

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(writeSource(workerData as SourceTask));
