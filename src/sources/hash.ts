import { Worker } from "node:worker_threads";
import type { ByteReader, Problem } from "../model/index.ts";
import { nodeDisk } from "./disk.ts";
import { hashOnDisk } from "./hash-bytes.ts";
import type { DiskOrigin, PostedPlace } from "./hash-bytes.ts";
import type { Evidence } from "./open.ts";

/** The hash of one input as it lies on disk. */
export interface FileHash {
  readonly file: string;
  /** Hex; null for files of unknown kind, which are not read, and for files that changed since they were opened. */
  readonly sha256: string | null;
  /** `verified`: computed from the bytes in this run. `none`: not computed. */
  readonly state: "verified" | "manifest" | "none";
  /** What the case's manifest.json says, null when it says nothing. */
  readonly declared: string | null;
}

/** How a file can be hashed: what lies on disk, or a hash that was computed while the bytes came in (stdin). */
export interface Origin {
  readonly place: DiskOrigin | string;
  readonly declared: string | null;
}

/** Kept beside the model's `SourceFile`, by its reader, which survives copies of the file object. */
const origins = new WeakMap<ByteReader, Origin>();

/** Says how a file is hashed; called once, when it is opened. */
export function rememberOrigin(bytes: ByteReader, origin: Origin): void {
  origins.set(bytes, origin);
}

/** A worker costs some 30 ms; 8 MiB are hashed in less. */
const INLINE_BYTES = 8 * 1024 * 1024;

// tsc rewrites the extensions of imports, not of URLs: the worker lies beside this file under its own extension.
const worker = import.meta.url.endsWith(".ts")
  ? new URL("./hash-worker.ts", import.meta.url)
  : new URL("./hash-worker.js", import.meta.url);

function hashInline(places: readonly DiskOrigin[]): readonly (string | null)[] {
  return places.map((place) => hashOnDisk(nodeDisk, place));
}

function hashInWorker(places: readonly DiskOrigin[]): Promise<readonly (string | null)[]> {
  return new Promise((resolve) => {
    const posted: PostedPlace[] = places.map(({ path, stat }) => ({ path: path.toString("latin1"), stat }));
    const thread = new Worker(worker, { workerData: posted, env: {}, execArgv: [] });
    let answered = false;
    thread.once("message", (hashes: readonly (string | null)[]) => {
      answered = true;
      resolve(hashes);
    });
    // A machine that grants no thread still gets its hashes.
    thread.once("error", () => {});
    thread.once("exit", () => {
      if (!answered) resolve(hashInline(places));
    });
  });
}

/** sha256 of each file as it lies on disk, in a worker thread beside the scan for more than 8 MiB, else inline. */
export async function hashFiles(evidence: Evidence): Promise<readonly FileHash[]> {
  const known = evidence.files.map((file) => (file.kind === "unknown" ? undefined : origins.get(file.bytes)));
  const places = known.map((origin) => origin?.place).filter((place) => typeof place === "object");
  const total = places.reduce((sum, place) => sum + place.stat.size, 0);
  const computed = await (total > INLINE_BYTES ? hashInWorker(places) : hashInline(places));
  const hashes = new Map(places.map((place, i) => [place, computed[i] ?? null]));
  return evidence.files.map((file, i) => {
    const origin = known[i];
    const place = origin?.place ?? null;
    const sha256 = typeof place === "object" && place !== null ? (hashes.get(place) ?? null) : place;
    const state = sha256 === null ? "none" : "verified";
    return { file: file.path, sha256, state, declared: origin?.declared ?? null };
  });
}

/** A problem for each file whose bytes are not those that manifest.json recorded when they were collected. */
export function manifestMismatches(hashes: readonly FileHash[]): readonly Problem[] {
  return hashes.flatMap(({ file, sha256, declared }) => {
    if (sha256 === null || declared === null || sha256 === declared) return [];
    const reason = `its sha256 ${sha256} differs from manifest.json's ${declared}; it was changed after collection`;
    return [{ kind: "unreadable", file, reason }];
  });
}
