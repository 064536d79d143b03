import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { lstat, mkdir, open, readdir, rename, rmdir, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

/**
 * What tells whether a file was changed since, beside its size; decimal. A copy has another inode, a change another ctime,
 * which no program can set.
 */
export interface FileStat {
  readonly device: string;
  readonly inode: string;
  /** ns since 1970. */
  readonly mtimeNs: string;
  readonly ctimeNs: string;
}

/** What lies at a path; a symbolic link is itself, not its target. */
export interface Lying {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly bytes: number;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly stat: FileStat;
}

/** An open file. */
export interface DiskFile {
  /** Writes all of it behind what was written before. */
  write(bytes: Uint8Array): Promise<void>;
  /** Reads on; 0 at the end. */
  read(into: Uint8Array): Promise<number>;
  truncate(bytes: number): Promise<void>;
  /** fsync. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Every operation on the file system that the store makes, so that tests can make each of them fail. Rejects with the
 * system's errors (`code`).
 */
export interface Disk {
  /** Null when nothing is there. */
  look(path: string): Promise<Lying | null>;
  /** Names in a folder; none when it is not there. */
  list(path: string): Promise<readonly string[]>;
  /** 0700. A folder that is there already is fine. */
  mkdir(path: string): Promise<void>;
  /** Only an empty folder. One that is gone or not empty is fine. */
  rmdir(path: string): Promise<void>;
  /** `new`: 0600, nothing may be there. `append`: it must be there. Never through a symbolic link. */
  open(path: string, how: "new" | "append" | "read"): Promise<DiskFile>;
  /** Atomic; replaces what is at `to`. */
  rename(from: string, to: string): Promise<void>;
  /** What is not there is fine. */
  unlink(path: string): Promise<void>;
  /** fsync of a folder's list of names, where the system knows such a thing. */
  syncFolder(path: string): Promise<void>;
}

/** The `code` of a system error; empty for any other. */
export function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** Undefined becomes null where the error's code is one of these. */
async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (codes.includes(errorCode(error))) return null;
    throw error;
  }
}

function kindOf(stats: BigIntStats): Lying["kind"] {
  if (stats.isSymbolicLink()) return "link";
  if (stats.isDirectory()) return "folder";
  return stats.isFile() ? "file" : "other";
}

function fileOf(handle: FileHandle): DiskFile {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += (await handle.write(bytes, at, bytes.length - at, null)).bytesWritten;
    },
    read: async (into) => (await handle.read(into, 0, into.length, null)).bytesRead,
    truncate: (bytes) => handle.truncate(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_WRONLY } = constants;
// Windows has no O_NOFOLLOW; there it is undefined, whatever the types say.
const O_NOFOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const flags = { new: O_WRONLY | O_CREAT | O_EXCL, append: O_WRONLY | O_APPEND, read: O_RDONLY } as const;

/** Some file systems cannot sync a folder, Windows cannot even open one. */
const CANNOT_SYNC = ["EINVAL", "EPERM", "EACCES", "EISDIR", "ENOTSUP", "EBADF"];

/** The file system of this machine. */
export const realDisk: Disk = {
  async look(path) {
    const stats = await unless(["ENOENT"], lstat(path, { bigint: true }));
    if (stats === null) return null;
    const { dev, ino, mtimeNs, ctimeNs } = stats;
    const stat = { device: `${dev}`, inode: `${ino}`, mtimeNs: `${mtimeNs}`, ctimeNs: `${ctimeNs}` };
    const [bytes, mode, uid] = [Number(stats.size), Number(stats.mode & 0o7777n), Number(stats.uid)];
    return { kind: kindOf(stats), bytes, mode, uid, stat };
  },
  list: async (path) => (await unless(["ENOENT"], readdir(path))) ?? [],
  mkdir: async (path) => void (await unless(["EEXIST"], mkdir(path, 0o700))),
  rmdir: async (path) => void (await unless(["ENOENT", "ENOTEMPTY", "EEXIST"], rmdir(path))),
  open: async (path, how) => fileOf(await open(path, flags[how] | O_NOFOLLOW, 0o600)),
  rename,
  unlink: async (path) => void (await unless(["ENOENT"], unlink(path))),
  async syncFolder(path) {
    const handle = await unless(CANNOT_SYNC, open(path, O_RDONLY));
    if (handle === null) return;
    try {
      await unless(CANNOT_SYNC, handle.sync());
    } finally {
      await handle.close();
    }
  },
};
