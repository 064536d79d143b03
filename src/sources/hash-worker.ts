import { parentPort, workerData } from "node:worker_threads";
import { nodeDisk } from "./disk.ts";
import { hashOnDisk } from "./hash-bytes.ts";
import type { PostedPlace } from "./hash-bytes.ts";

const places = workerData as readonly PostedPlace[];
const hashes = places.map(({ path, stat }) => hashOnDisk(nodeDisk, { path: Buffer.from(path, "latin1"), stat }));
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(hashes);
