import { createHash } from "node:crypto";
import type { ByteReader } from "../model/index.ts";
import type { Disk, DiskStat } from "./disk.ts";
import { fdPool } from "./fd-pool.ts";
import { isSameState } from "./origin.ts";
import type { DiskOrigin } from "./origin.ts";

/** Small enough to stay in a core's cache between the read and the hash. */
const BLOCK_BYTES = 256 * 1024;

/** A {@link DiskOrigin} on its way to a thread: cloning a small Buffer would clone the 8 KiB pool it lies in. */
export interface PostedPlace {
  /** Bytes as characters (latin1). */
  readonly path: string;
  readonly stat: DiskStat;
}

/** What hashing a file gave. */
export interface Computed {
  /** Hex; null when it is no longer the file that was opened, or unreadable. */
  readonly sha256: string | null;
  /** Nobody changed it since it was opened: the hash belongs to what its times name. */
  readonly lasting: boolean;
}

function hashBytes(bytes: ByteReader, block: Uint8Array): string | null {
  const hash = createHash("sha256");
  for (let position = 0; position < bytes.size;) {
    const count = bytes.read(block, position);
    if (count === 0) return null;
    hash.update(block.subarray(0, count));
    position += count;
  }
  return hash.digest("hex");
}

function statNow(disk: Disk, path: Buffer): DiskStat | null {
  try {
    return disk.lstat(path);
  } catch {
    return null;
  }
}

/** sha256 of a file as it lies on disk. */
export function hashOnDisk(disk: Disk, { path, stat }: DiskOrigin, block = newBlock()): Computed {
  const pool = fdPool(disk, 1);
  let whole = true;
  const reader = pool.reader(path, stat, () => {
    whole = false;
  });
  const sha256 = hashBytes(reader, block);
  pool.close();
  if (!whole || sha256 === null) return { sha256: null, lasting: false };
  const now = statNow(disk, path);
  return { sha256, lasting: now !== null && isSameState(now, stat) };
}

/** Room for reading; one serves many files after each other. */
export function newBlock(): Uint8Array {
  return Buffer.allocUnsafeSlow(BLOCK_BYTES);
}
