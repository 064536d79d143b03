import { parentPort, workerData } from "node:worker_threads";
import { readPlace } from "../sources/index.ts";
import { runScan, type ScanTask } from "./scan-task.ts";
import { MAX_UNDER_WAY, type ScanMessage, type ScanOrder, type ThreadData } from "./scan-threads.ts";
import { wholeReads } from "./whole-reads.ts";

/** Progress is told in steps of so many bytes. */
const STEP_BYTES = 4 * 1024 * 1024;

const underWay = new Int32Array((workerData as ThreadData).underWay);

function tell(message: ScanMessage, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

function tellPage({ buffer }: DataView): void {
  if (!(buffer instanceof ArrayBuffer)) throw new TypeError("rows in shared memory");
  // Whoever takes them may be busy with a scan of its own.
  for (let count = Atomics.load(underWay, 0); count >= MAX_UNDER_WAY; count = Atomics.load(underWay, 0))
    Atomics.wait(underWay, 0, count);
  Atomics.add(underWay, 0, 1);
  tell({ what: "page", page: buffer }, [buffer]);
}

function scan({ task: first, place }: ScanOrder): void {
  let passed = 0;
  const reads = wholeReads(readPlace(place), (count) => {
    passed += count;
    if (passed < STEP_BYTES) return;
    tell({ what: "read", bytes: passed });
    passed = 0;
  });
  try {
    let task: ScanTask = first;
    let result = runScan(task, reads.bytes, tellPage);
    while (result.again !== null) {
      tell({ what: "again" });
      task = result.again;
      result = runScan(task, reads.bytes, tellPage);
    }
    tell({ what: "done", task, result: reads.short() ? null : result });
  } finally {
    reads.bytes.close();
  }
}

parentPort?.on("message", scan);
