import { parentPort, workerData } from "node:worker_threads";
import { nodeDisk } from "./disk.ts";
import { hashOnDisk, newBlock } from "./hash-bytes.ts";
import type { HashTask } from "./hash-threads.ts";

const { places, taken } = workerData as HashTask;
const counter = new Int32Array(taken);
const block = newBlock();
// Each thread takes the next file nobody has taken.
for (let i = Atomics.add(counter, 0, 1); i < places.length; i = Atomics.add(counter, 0, 1)) {
  const place = places[i];
  if (place === undefined) break;
  const origin = { path: Buffer.from(place.path, "latin1"), stat: place.stat };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
  parentPort?.postMessage({ index: i, computed: hashOnDisk(nodeDisk, origin, block) });
}
