import * as fs from "node:fs";

/** What a name in a folder stands for. Only regular files are ever opened: a FIFO would block for ever. */
type EntryType = "file" | "folder" | "link" | "fifo" | "socket" | "device";

export interface Entry {
  /** As the disk holds it: file names are bytes, and need not be UTF-8. */
  readonly name: Buffer;
  readonly type: EntryType;
}

/** What a file is, and whether it was changed: the same four are the same bytes. */
export interface FileState {
  /** Bytes. */
  readonly size: number;
  /** Device and inode: the same string is the same file, whatever it is called. */
  readonly id: string;
  /** When its bytes were last changed, ns since 1970, decimal; a copy can carry it over. */
  readonly mtimeNs: string;
  /** When its bytes, names or permissions were last changed; no program can set it. */
  readonly ctimeNs: string;
}

export interface DiskStat extends FileState {
  readonly type: EntryType;
}

/** The file system as far as evidence needs it, read-only. Every function throws Node's `ErrnoException`. */
export interface Disk {
  list(folder: Buffer): readonly Entry[];
  /** Of the name itself: a link is a link. */
  lstat(path: Buffer): DiskStat;
  realpath(path: Buffer): Buffer;
  /** For reading; refuses a final symbolic link and never blocks. */
  open(path: Buffer): number;
  fstat(fd: number): DiskStat;
  read(fd: number, target: Uint8Array, offset: number, length: number, position: number): number;
  close(fd: number): void;
}

/** Windows has neither flag; there they are 0. */
const OPEN_FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0);

function typeOf(of: fs.Dirent<Buffer> | fs.BigIntStats): EntryType {
  if (of.isFile()) return "file";
  if (of.isDirectory()) return "folder";
  if (of.isSymbolicLink()) return "link";
  if (of.isFIFO()) return "fifo";
  if (of.isSocket()) return "socket";
  return "device";
}

function statOf(stat: fs.BigIntStats): DiskStat {
  const [id, mtimeNs, ctimeNs] = [`${stat.dev}:${stat.ino}`, `${stat.mtimeNs}`, `${stat.ctimeNs}`];
  return { type: typeOf(stat), size: Number(stat.size), id, mtimeNs, ctimeNs };
}

export const nodeDisk: Disk = {
  list: (folder) =>
    fs
      .readdirSync(folder, { withFileTypes: true, encoding: "buffer" })
      .map((entry) => ({ name: Buffer.from(entry.name), type: typeOf(entry) })),
  lstat: (path) => statOf(fs.lstatSync(path, { bigint: true })),
  realpath: (path) => fs.realpathSync(path, { encoding: "buffer" }),
  open: (path) => fs.openSync(path, OPEN_FLAGS),
  fstat: (fd) => statOf(fs.fstatSync(fd, { bigint: true })),
  read: (fd, target, offset, length, position) => fs.readSync(fd, target, offset, length, position),
  close: (fd) => {
    fs.closeSync(fd);
  },
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of its path is not a folder",
  ELOOP: "a symbolic link that leads to itself",
  EMFILE: "too many open files",
  ENFILE: "too many open files on this machine",
  EIO: "the disk answered with an error",
  ENAMETOOLONG: "its path is too long",
  ENOSPC: "no space left on the disk",
  EISDIR: "a folder",
};

/** An error of the disk in words, its code in brackets. */
export function diskReason(error: unknown): string {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
  if (code === null) return error instanceof Error ? error.message : String(error);
  return `${reasons[code] ?? "the system refused"} (${code})`;
}
