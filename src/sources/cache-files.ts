import * as fs from "node:fs";
import { join } from "node:path";

/** Why a folder is not used as a cache; null when it is fine, `missing` when there is none. */
export type FolderTrouble = "missing" | "a symbolic link" | "not a folder" | "somebody else's" | "open to others";

/** A file that the cache wrote. */
export interface CacheFile {
  readonly name: string;
  readonly bytes: number;
  /** When it was last used, ms since 1970. */
  readonly usedMs: number;
  /** It was never finished: its writer works on it still, or died. */
  readonly draft: boolean;
}

const ENTRY = /^[0-9a-f]{64}\.blob$/;
const DRAFT = /^draft-[0-9a-f-]{8,64}$/;

/** Only the owner may write: what anybody could put there is nothing to believe. Windows has no such bits. */
function isForeign(stat: fs.Stats): FolderTrouble | null {
  if (process.getuid !== undefined && stat.uid !== process.getuid()) return "somebody else's";
  return process.platform !== "win32" && (stat.mode & 0o022) !== 0 ? "open to others" : null;
}

/** Whether a folder can be believed. Never follows a link at its own name. @throws as `lstat` does, but for "not there" */
export function folderTrouble(folder: string): FolderTrouble | null {
  const stat = fs.lstatSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return "missing";
  if (stat.isSymbolicLink()) return "a symbolic link";
  return stat.isDirectory() ? isForeign(stat) : "not a folder";
}

/** What the cache wrote into its folder; anything else in there is somebody else's. @throws as the file system does */
export function cacheFiles(folder: string): readonly CacheFile[] {
  return fs.readdirSync(folder).flatMap((name): readonly CacheFile[] => {
    const draft = DRAFT.test(name);
    const stat = draft || ENTRY.test(name) ? fs.lstatSync(join(folder, name), { throwIfNoEntry: false }) : undefined;
    return stat === undefined || !stat.isFile() ? [] : [{ name, bytes: stat.size, usedMs: stat.mtimeMs, draft }];
  });
}

const NO_FOLLOW = (fs.constants.O_NOFOLLOW as number | undefined) ?? 0;

/**
 * The bytes of an entry, which counts as used now. Null when it is not there, no file of this user's, or too large.
 *
 * @throws as the file system does
 */
export function readEntryFile(path: string, maxBytes: number, nowMs: number): Uint8Array | null {
  const fd = fs.openSync(path, fs.constants.O_RDONLY | NO_FOLLOW);
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile() || isForeign(stat) !== null || stat.size > maxBytes) return null;
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    let done = 0;
    while (done < bytes.length) {
      const count = fs.readSync(fd, bytes, done, bytes.length - done, done);
      if (count === 0) return null;
      done += count;
    }
    fs.futimesSync(fd, nowMs / 1000, nowMs / 1000);
    return bytes;
  } finally {
    fs.closeSync(fd);
  }
}

/** Writes a file under a draft's name and gives it its own when it is whole. @throws as the file system does */
export function writeEntryFile(folder: string, name: string, draft: string, parts: readonly Uint8Array[]): void {
  const path = join(folder, draft);
  try {
    const fd = fs.openSync(path, "wx", 0o600);
    try {
      for (const part of parts) {
        for (let at = 0; at < part.length;) at += fs.writeSync(fd, part, at, part.length - at);
      }
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(path, join(folder, name));
  } catch (error) {
    fs.rmSync(path, { force: true });
    throw error;
  }
}
