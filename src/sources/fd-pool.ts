import type { ByteReader } from "../model/index.ts";
import { diskReason } from "./disk.ts";
import type { Disk, DiskStat } from "./disk.ts";

/** A shell's usual limit is 1024 descriptors, macOS gives 256. */
const MAX_OPEN = 200;

/** Keeps the most recently read files open and no more: a case may hold a hundred thousand. */
export interface FdPool {
  /**
   * A reader of the first `stat.size` bytes of a file. Trouble after opening (deleted, replaced, shrunk, an I/O error)
   * ends the bytes early and is told once: a run must not die in the middle of other evidence.
   */
  reader(path: Buffer, stat: DiskStat, onTrouble: (reason: string) => void): ByteReader;
  close(): void;
}

/** @throws whatever `disk.open` throws, or an Error when another file is there now. */
function openSame(disk: Disk, path: Buffer, stat: DiskStat): number {
  const fd = disk.open(path);
  const now = disk.fstat(fd);
  if (now.id === stat.id && now.type === "file") return fd;
  disk.close(fd);
  throw new Error("another file has taken its place");
}

export function fdPool(disk: Disk, maxOpen: number = MAX_OPEN): FdPool {
  const open = new Map<object, number>();

  function release(owner: object): void {
    const fd = open.get(owner);
    if (fd === undefined) return;
    open.delete(owner);
    disk.close(fd);
  }

  function acquire(owner: object, path: Buffer, stat: DiskStat): number {
    const known = open.get(owner);
    if (known !== undefined) {
      open.delete(owner);
      open.set(owner, known);
      return known;
    }
    if (open.size >= maxOpen) {
      const oldest = open.keys().next();
      if (oldest.done !== true) release(oldest.value);
    }
    const fd = openSame(disk, path, stat);
    open.set(owner, fd);
    return fd;
  }

  return {
    reader(path, stat, onTrouble) {
      let told = false;
      const tell = (reason: string): void => {
        if (!told) onTrouble(reason);
        told = true;
      };
      const self: ByteReader = {
        size: stat.size,
        read(target, position) {
          const wanted = Math.min(target.length, stat.size - position);
          let done = 0;
          try {
            while (done < wanted) {
              const fd = acquire(self, path, stat);
              const count = disk.read(fd, target, done, wanted - done, position + done);
              if (count === 0) {
                tell(`it shrank to ${position + done} bytes while it was being read`);
                break;
              }
              done += count;
            }
          } catch (error) {
            tell(`${diskReason(error)}, at byte ${position + done}`);
          }
          return done;
        },
        close: () => {
          release(self);
        },
      };
      return self;
    },
    close() {
      for (const fd of open.values()) disk.close(fd);
      open.clear();
    },
  };
}
