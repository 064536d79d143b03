import * as fs from "node:fs";
import type { NewFile } from "./spool-file.ts";

/** A file that a run puts aside what memory has no room for, and reads it back from. */
export interface Spill {
  /** Position of the bytes; null when the disk does not take them. Never throws. */
  append(bytes: Uint8Array): number | null;
  /** Whether all of `target` could be filled from `position` on. Never throws. */
  read(target: Uint8Array, position: number): boolean;
  close(): void;
}

/** @param take asks for room on the disk */
export function openSpill({ fd }: NewFile, take: (bytes: number) => boolean): Spill {
  let written = 0;
  return {
    append(bytes) {
      if (!take(bytes.length)) return null;
      const position = written;
      try {
        for (let done = 0; done < bytes.length;)
          done += fs.writeSync(fd, bytes, done, bytes.length - done, position + done);
      } catch {
        return null;
      }
      written += bytes.length;
      return position;
    },
    read(target, position) {
      try {
        let done = 0;
        while (done < target.length) {
          const count = fs.readSync(fd, target, done, target.length - done, position + done);
          if (count === 0) return false;
          done += count;
        }
        return true;
      } catch {
        return false;
      }
    },
    close() {
      fs.closeSync(fd);
    },
  };
}
