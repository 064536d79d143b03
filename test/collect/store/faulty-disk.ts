import { realDisk } from "../../../src/collect/store/disk.ts";
import type { Disk, DiskFile } from "../../../src/collect/store/disk.ts";

/** How the operation fails: not done, done but reported as failed, or done by half (a write). */
export type Kind = "before" | "after" | "half";

export interface Fault {
  /** Which operation, from 1. */
  readonly at: number;
  readonly kind: Kind;
  readonly code: string;
  /** Nothing works after it: the process was killed there. */
  readonly fatal: boolean;
}

export interface FaultyDisk {
  readonly disk: Disk;
  /** What was done so far, in words. */
  readonly log: readonly string[];
}

class Killed extends Error {
  readonly code = "KILLED";
}

function nameOf(path: string): string {
  return path.split("/").slice(-2).join("/");
}

/** The real disk with every operation numbered; one of them fails. */
export function faultyDisk(fault: Fault | null): FaultyDisk {
  const log: string[] = [];
  let dead = false;

  async function does<T>(words: string, work: () => Promise<T>, half: () => Promise<unknown> = work): Promise<T> {
    if (dead) throw new Killed("killed before");
    log.push(words);
    if (fault === null || log.length !== fault.at) return work();
    if (fault.kind === "after") await work();
    if (fault.kind === "half") await half();
    if (fault.fatal) dead = true;
    throw fault.fatal ? new Killed(words) : Object.assign(new Error(`${fault.code}: ${words}`), { code: fault.code });
  }

  function fileOf(name: string, file: DiskFile): DiskFile {
    return {
      write: (bytes) =>
        does(
          `write ${name}`,
          () => file.write(bytes),
          () => file.write(bytes.subarray(0, bytes.length >> 1)),
        ),
      read: (into) => does(`read ${name}`, () => file.read(into)),
      truncate: (bytes) => does(`truncate ${name}`, () => file.truncate(bytes)),
      sync: () => does(`sync ${name}`, () => file.sync()),
      // A killed process has no open files, so this one closes in any case.
      close: () => does(`close ${name}`, async () => undefined).finally(() => file.close()),
    };
  }

  const disk: Disk = {
    look: (path) => does(`look ${nameOf(path)}`, () => realDisk.look(path)),
    list: (path) => does(`list ${nameOf(path)}`, () => realDisk.list(path)),
    mkdir: (path) => does(`mkdir ${nameOf(path)}`, () => realDisk.mkdir(path)),
    rmdir: (path) => does(`rmdir ${nameOf(path)}`, () => realDisk.rmdir(path)),
    rename: (from, to) => does(`rename ${nameOf(from)} ${nameOf(to)}`, () => realDisk.rename(from, to)),
    unlink: (path) => does(`unlink ${nameOf(path)}`, () => realDisk.unlink(path)),
    syncFolder: (path) => does(`syncFolder ${nameOf(path)}`, () => realDisk.syncFolder(path)),
    async open(path, how) {
      let opened: DiskFile | null = null;
      try {
        await does(`open ${nameOf(path)} ${how}`, async () => {
          opened = await realDisk.open(path, how);
        });
      } catch (error) {
        await (opened as DiskFile | null)?.close();
        throw error;
      }
      if (opened === null) throw new Error("not opened");
      return fileOf(nameOf(path), opened);
    },
  };
  return { disk, log };
}
