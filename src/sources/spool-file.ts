import * as fs from "node:fs";
import { join } from "node:path";

const WRITE_BYTES = 256 * 1024;
const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
const CREATE_FLAGS = O_RDWR | O_CREAT | O_EXCL | (fs.constants.O_NOFOLLOW ?? 0);

/** A file of decoded bytes while it is written. */
export interface SpoolFile {
  readonly path: string;
  /** @throws ErrnoException when the disk does not take it; what was appended before stays whole. */
  append(chunk: Uint8Array): void;
  /** Writes what is buffered and closes. Returns the bytes that are in the file. */
  end(): number;
}

/** @throws Error when the folder is not ours alone: decoded logs hold secrets, and a planted link redirects writes. */
export function makeScratchFolder(folder: string): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = fs.lstatSync(folder);
  const foreign = process.getuid !== undefined && stat.uid !== process.getuid();
  if (!stat.isDirectory() || foreign) throw new Error("the scratch folder belongs to someone else");
}

/** A file that was not there before, open for writing and reading. */
export interface NewFile {
  readonly path: string;
  readonly fd: number;
}

/** @throws ErrnoException, `EEXIST` when the name is taken (never opened then: it may be a planted link). */
export function newFile(folder: string, name: string): NewFile {
  const path = join(folder, name);
  return { path, fd: fs.openSync(path, CREATE_FLAGS, 0o600) };
}

export function spoolFile({ path, fd }: NewFile): SpoolFile {
  const buffer = Buffer.allocUnsafe(WRITE_BYTES);
  let held = 0;
  let written = 0;

  /** Positions are explicit, so that a write that failed half-way is overwritten, not doubled. */
  function put(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      done += fs.writeSync(fd, bytes, done, bytes.length - done, written + done);
    }
    written += bytes.length;
  }
  function flush(): void {
    if (held > 0) put(buffer.subarray(0, held));
    held = 0;
  }

  return {
    path,
    append(chunk) {
      if (held + chunk.length > WRITE_BYTES) flush();
      if (chunk.length >= WRITE_BYTES) {
        put(chunk);
      } else {
        buffer.set(chunk, held);
        held += chunk.length;
      }
    },
    end() {
      try {
        flush();
      } finally {
        fs.closeSync(fd);
      }
      return written;
    },
  };
}
