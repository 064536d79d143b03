import * as fs from "node:fs";
import type { Disk } from "./disk.ts";
import type { FdPool } from "./fd-pool.ts";
import { openSpill } from "./spill.ts";
import type { Spill } from "./spill.ts";
import { makeScratchFolder, newFile, spoolFile } from "./spool-file.ts";
import type { NewFile } from "./spool-file.ts";
import { spool } from "./spool.ts";
import type { Spool, SpoolHost } from "./spool.ts";

const MIB = 1024 * 1024;

/** Keeps decoded bytes for the length of a run, within limits that no input can talk it out of. */
export interface Scratch {
  /** `onTrouble` is told when spooled bytes cannot be read any more. */
  spool(onTrouble: (reason: string) => void): Spool;
  /** A file to put things aside in; null when there is no place for one. */
  spill(): Spill | null;
  /** Removes every spooled file, and the folder when nothing else is in it. */
  close(): void;
}

export interface ScratchLimits {
  /** Bytes of one spool that may stay in memory. */
  readonly memoryEach: number;
  /** Bytes of all spools together that may stay in memory. */
  readonly memoryTotal: number;
  /** Free bytes on the scratch disk; three quarters of what was free at first may be used. */
  readonly freeBytes: (folder: string) => number;
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = fs.statfsSync(folder);
  return bavail * bsize;
}

export const scratchLimits: ScratchLimits = { memoryEach: 32 * MIB, memoryTotal: 96 * MIB, freeBytes };

/** @param folder created, mode 0700, when the first spool outgrows memory */
export function scratch(folder: string, disk: Disk, pool: FdPool, limits: ScratchLimits = scratchLimits): Scratch {
  const files = new Set<string>();
  let inMemory = 0;
  let onDisk = 0;
  let allowedOnDisk: number | null = null;
  let serial = 0;
  const spills: Spill[] = [];

  function createFile(kind: string): NewFile {
    makeScratchFolder(folder);
    allowedOnDisk ??= Math.floor(limits.freeBytes(folder) * 0.75);
    for (;;) {
      try {
        const file = newFile(folder, `${kind}-${serial++}`);
        files.add(file.path);
        return file;
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
    }
  }

  function takeDisk(bytes: number): boolean {
    if (onDisk + bytes > (allowedOnDisk ?? 0)) return false;
    onDisk += bytes;
    return true;
  }

  const host: SpoolHost = {
    takeMemory(size, more) {
      if (size + more > limits.memoryEach || inMemory + more > limits.memoryTotal) return false;
      inMemory += more;
      return true;
    },
    giveMemory(bytes) {
      inMemory -= bytes;
    },
    takeDisk,
    giveDisk(bytes) {
      onDisk -= bytes;
    },
    createFile: () => spoolFile(createFile("spool")),
    openFile(path, size, onTrouble) {
      const place = Buffer.from(path);
      return pool.reader(place, { ...disk.lstat(place), size }, onTrouble);
    },
    removeFile(path) {
      fs.rmSync(path, { force: true });
      files.delete(path);
    },
  };

  return {
    spool: (onTrouble) => spool(host, onTrouble),
    spill() {
      try {
        const spill = openSpill(createFile("rows"), takeDisk);
        spills.push(spill);
        return spill;
      } catch {
        return null;
      }
    },
    close() {
      for (const spill of spills) spill.close();
      for (const path of files) fs.rmSync(path, { force: true });
      files.clear();
      try {
        fs.rmdirSync(folder);
      } catch {
        // Never created, or someone else keeps something in it: then it is not ours to remove.
      }
    },
  };
}
