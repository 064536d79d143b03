import type { Problem, SourceFile } from "../model/index.ts";
import type { BlobCache } from "./cache.ts";
import type { Computed } from "./hash-bytes.ts";
import { bytesForThreads, hashPlaces } from "./hash-threads.ts";
import type { Evidence } from "./open.ts";
import { identityOf, originOf } from "./origin.ts";
import type { DiskOrigin, Origin } from "./origin.ts";

/** The hash of one input as it lies on disk. */
export interface FileHash {
  readonly file: string;
  /** Hex; null for files of unknown kind, which are not read, and for files that changed since they were opened. */
  readonly sha256: string | null;
  /**
   * `verified`: computed from the bytes, by this run or by an earlier one of this machine, since which none of device,
   * inode, size, mtime and ctime changed. `manifest`: by manifest.json, which recorded the same five beside the hash.
   * `none`: not computed, of files of unknown kind and of those that are not read whole too.
   */
  readonly state: "verified" | "manifest" | "none";
  /** What the case's manifest.json says, null when it says nothing. */
  readonly declared: string | null;
}

/** What may stand in for reading the bytes. */
export interface HashTrust {
  /** Hashes that earlier runs computed; null to leave them aside. */
  readonly cache: BlobCache | null;
  /** Whether a manifest is believed about files that are unchanged since it was written. */
  readonly manifest: boolean;
  /** Files, by path, that are not read whole: to compute their hashes would read them. */
  readonly partly?: { has(path: string): boolean };
}

/** Every hash is computed from the bytes, now. */
const trustNothing: HashTrust = { cache: null, manifest: false };

/** Less is hashed sooner than an entry is looked up. */
const WORTH_KEEPING = 1024 * 1024;

function cacheKey(file: SourceFile): string | null {
  const identity = file.bytesOnDisk < WORTH_KEEPING ? null : identityOf(file.bytes);
  return identity === null ? null : `sha256 ${identity}`;
}

function cached(cache: BlobCache | null, file: SourceFile): string | null {
  const key = cache === null ? null : cacheKey(file);
  const kept = key === null ? null : (cache?.read(key) ?? null);
  const sha256 = kept === null ? "" : Buffer.from(kept).toString("latin1");
  return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : null;
}

/** A file whose bytes have to be read. */
interface Unknown {
  readonly file: SourceFile;
  readonly place: DiskOrigin;
}

/** Files of unknown kind are not read. */
function originFor(file: SourceFile): Origin | null {
  return file.kind === "unknown" ? null : originOf(file.bytes);
}

/** What is known of a file without reading it; null when it has to be read. */
function known(file: SourceFile, origin: Origin | null, trust: HashTrust): Omit<FileHash, "file" | "declared"> | null {
  if (origin === null) return { sha256: null, state: "none" };
  if (typeof origin.place === "string") return { sha256: origin.place, state: "verified" };
  if (trust.manifest && origin.unchanged) return { sha256: origin.declared, state: "manifest" };
  const sha256 = cached(trust.cache, file);
  if (sha256 !== null) return { sha256, state: "verified" };
  return trust.partly?.has(file.path) === true ? { sha256: null, state: "none" } : null;
}

/** Hashes that are under way. */
export interface Hashing {
  /** Bytes that threads read for them, beside whatever the caller does. */
  readonly byteLength: number;
  readonly hashes: Promise<readonly FileHash[]>;
}

/**
 * sha256 of each file as it lies on disk. What has to be computed is computed in threads beside the caller when it is
 * more than 8 MiB; they start before this returns.
 */
export function startHashing(evidence: Evidence, trust: HashTrust = trustNothing): Hashing {
  const answers = new Map<SourceFile, Omit<FileHash, "file" | "declared">>();
  const unknown: Unknown[] = [];
  for (const file of evidence.files) {
    const origin = originFor(file);
    const answer = known(file, origin, trust);
    if (answer !== null) answers.set(file, answer);
    else if (origin !== null && typeof origin.place !== "string") unknown.push({ file, place: origin.place });
  }
  const byteLength = bytesForThreads(unknown.map(({ place }) => place));
  return { byteLength, hashes: computedHashes(evidence, trust, answers, unknown) };
}

async function computedHashes(
  evidence: Evidence,
  trust: HashTrust,
  answers: Map<SourceFile, Omit<FileHash, "file" | "declared">>,
  unknown: readonly Unknown[],
): Promise<readonly FileHash[]> {
  const computed = await hashPlaces(unknown.map(({ place }) => place));
  unknown.forEach(({ file }, i) => {
    const { sha256, lasting } = computed[i] ?? nothing;
    answers.set(file, { sha256, state: sha256 === null ? "none" : "verified" });
    const key = sha256 === null || !lasting || trust.cache === null ? null : cacheKey(file);
    if (key !== null) trust.cache?.write(key, [Buffer.from(sha256 ?? "", "latin1")]);
  });
  return evidence.files.map((file) => {
    const { sha256, state } = answers.get(file) ?? { sha256: null, state: "none" };
    return { file: file.path, sha256, state, declared: originFor(file)?.declared ?? null };
  });
}

const nothing: Computed = { sha256: null, lasting: false };

/** A problem for each file whose bytes are not those that manifest.json recorded when they were collected. */
export function manifestMismatches(hashes: readonly FileHash[]): readonly Problem[] {
  return hashes.flatMap(({ file, sha256, declared }) => {
    if (sha256 === null || declared === null || sha256 === declared) return [];
    const reason = `its sha256 ${sha256} differs from manifest.json's ${declared}; it was changed after collection`;
    return [{ kind: "unreadable", file, reason }];
  });
}
