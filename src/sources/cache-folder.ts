import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BlobCache } from "./cache.ts";
import { decodeEntry, encodeEntry } from "./cache-entry.ts";
import { cacheFiles, folderTrouble, readEntryFile, writeEntryFile } from "./cache-files.ts";
import type { CacheFile, FolderTrouble } from "./cache-files.ts";

export interface CacheOptions {
  /** Made, with 0700, when the first entry is written. */
  readonly folder: string;
  /** Which program keeps it: what another build kept is not there. */
  readonly build: string;
  /** ms since 1970. */
  readonly nowMs: () => number;
  /** All entries together, in bytes; those not used for the longest time are removed first. 2 GiB unless given. */
  readonly limitBytes?: number;
}

const LIMIT_BYTES = 2 * 1024 * 1024 * 1024;

/** Removing goes on to that share of the limit, so that it is not every entry's turn. */
const ROOM = 0.9;

/** A draft that is older was left behind by a run that died. */
const DRAFT_MS = 60 * 60 * 1000;

/** Null instead of an exception: a cache that does not work is no cache. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/**
 * A cache of files in a folder of this user's. A folder that is a symbolic link, another user's or open to others is not
 * used.
 */
export function cacheFolder(options: CacheOptions): BlobCache {
  const { folder, build, nowMs, limitBytes = LIMIT_BYTES } = options;
  /** Bytes of all entries; null before anything was written. */
  let held: number | null = null;
  /** After one failure nothing more is written: the next would fail as well, and each costs time. */
  let broken = false;
  let usable: boolean | null = null;

  const nameOf = (key: string): string =>
    `${createHash("sha256").update(build).update("\0").update(key).digest("hex")}.blob`;

  function isUsable(): boolean {
    usable ??= attempt(() => folderTrouble(folder)) === null;
    return usable;
  }

  function write(key: string, parts: readonly Uint8Array[]): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    usable = folderTrouble(folder) === null;
    if (!usable) throw new Error("not a folder to keep anything in");
    const entry = encodeEntry(key, parts);
    const bytes = entry.reduce((sum, part) => sum + part.length, 0);
    if (bytes > limitBytes * ROOM) return;
    held ??= cacheFiles(folder).reduce((sum, file) => sum + file.bytes, 0);
    if (held + bytes > limitBytes) held = removeOldest(folder, limitBytes * ROOM - bytes, nowMs());
    writeEntryFile(folder, nameOf(key), `draft-${randomUUID()}`, entry);
    held += bytes;
  }

  return {
    read(key) {
      if (!isUsable()) return null;
      const entry = attempt(() => readEntryFile(join(folder, nameOf(key)), limitBytes, nowMs()));
      return entry === null ? null : decodeEntry(key, entry);
    },
    write(key, parts) {
      if (broken) return;
      broken =
        attempt(() => {
          write(key, parts);
          return true;
        }) === null;
    },
  };
}

/** Removes entries, the one not used for the longest time first, until they have this size; returns what is left. */
function removeOldest(folder: string, toBytes: number, nowMs: number): number {
  const files = [...cacheFiles(folder)].sort((a, b) => a.usedMs - b.usedMs || (a.name < b.name ? -1 : 1));
  let held = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files) {
    if (held <= toBytes) break;
    if (file.draft && nowMs - file.usedMs < DRAFT_MS) continue; // somebody's who is writing it
    rmSync(join(folder, file.name), { force: true });
    held -= file.bytes;
  }
  return held;
}

/** What a cache holds, or held. */
export interface CacheContent {
  readonly trouble: FolderTrouble | null;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Removes everything the cache wrote, and its folder when nothing else is in it.
 *
 * @param dryRun only says what would go
 * @throws as the file system does
 */
export function purgeCache(folder: string, dryRun: boolean): CacheContent {
  const trouble = folderTrouble(folder);
  if (trouble !== null) return { trouble, files: 0, bytes: 0 };
  const files: readonly CacheFile[] = cacheFiles(folder);
  const content = { trouble, files: files.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
  if (dryRun) return content;
  for (const file of files) rmSync(join(folder, file.name), { force: true });
  attempt(() => {
    rmdirSync(folder);
  });
  return content;
}
