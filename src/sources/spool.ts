import type { ByteReader } from "../model/index.ts";
import { memoryBytes } from "./byte-readers.ts";
import { diskReason } from "./disk.ts";
import type { SpoolFile } from "./spool-file.ts";

/** Where decoded bytes wait to be read at random: in memory while there are few, else in a file. */
export interface Spool {
  /** Bytes taken so far. */
  readonly size: number;
  /** Takes all of the chunk (and copies it), or nothing: then says why, and what came before stays usable. */
  write(chunk: Uint8Array): string | null;
  /** What was kept, and why that is less than was written (null when it is not). */
  finish(): { readonly bytes: ByteReader; readonly trouble: string | null };
  /** Gives memory and disk back; the reader of `finish` must not be used any more. */
  drop(): void;
}

/** What a spool asks of the scratch it belongs to. */
export interface SpoolHost {
  /** Whether a spool of `size` bytes may hold `more` in memory; if so, they are counted. */
  takeMemory(size: number, more: number): boolean;
  giveMemory(bytes: number): void;
  takeDisk(bytes: number): boolean;
  giveDisk(bytes: number): void;
  createFile(): SpoolFile;
  openFile(path: string, size: number, onTrouble: (reason: string) => void): ByteReader;
  removeFile(path: string): void;
}

/** A byte array that grows by doubling. */
function growing(): { append(chunk: Uint8Array): void; taken(): Uint8Array; clear(): void } {
  let buffer = Buffer.allocUnsafe(0);
  let held = 0;
  return {
    append(chunk) {
      if (held + chunk.length > buffer.length) {
        const grown = Buffer.allocUnsafe(Math.max(held + chunk.length, buffer.length * 2, 4096));
        grown.set(buffer.subarray(0, held));
        buffer = grown;
      }
      buffer.set(chunk, held);
      held += chunk.length;
    },
    taken: () => buffer.subarray(0, held),
    clear() {
      buffer = Buffer.allocUnsafe(0);
      held = 0;
    },
  };
}

export function spool(host: SpoolHost, onTrouble: (reason: string) => void): Spool {
  const memory = growing();
  let file: SpoolFile | null = null;
  let reader: ByteReader | null = null;
  let size = 0;

  function moveToFile(): SpoolFile {
    const created = host.createFile();
    if (!host.takeDisk(size)) throw new Error("it would fill the scratch disk");
    created.append(memory.taken());
    memory.clear();
    host.giveMemory(size);
    file = created;
    return created;
  }

  return {
    get size() {
      return size;
    },
    write(chunk) {
      try {
        if (file === null && host.takeMemory(size, chunk.length)) {
          memory.append(chunk);
        } else {
          const target = file ?? moveToFile();
          if (!host.takeDisk(chunk.length)) return "the rest would fill the scratch disk";
          target.append(chunk);
        }
        size += chunk.length;
        return null;
      } catch (error) {
        return `the rest could not be kept: ${diskReason(error)}`;
      }
    },
    finish() {
      let trouble: string | null = null;
      if (file === null) {
        reader = memoryBytes(Uint8Array.from(memory.taken()));
        memory.clear();
      } else {
        let kept = size;
        try {
          kept = file.end();
        } catch (error) {
          trouble = `the rest could not be kept: ${diskReason(error)}`;
          kept = 0;
        }
        reader = host.openFile(file.path, kept, onTrouble);
      }
      return { bytes: reader, trouble };
    },
    drop() {
      reader?.close();
      if (file === null) {
        host.giveMemory(size);
      } else {
        host.giveDisk(size);
        host.removeFile(file.path);
      }
      size = 0;
    },
  };
}
