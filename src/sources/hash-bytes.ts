import { createHash } from "node:crypto";
import type { ByteReader } from "../model/index.ts";
import type { Disk, DiskStat } from "./disk.ts";
import { fdPool } from "./fd-pool.ts";

const BLOCK_BYTES = 1024 * 1024;

/** A file as it was when evidence was opened: only those bytes are hashed. */
export interface DiskOrigin {
  readonly path: Buffer;
  readonly stat: DiskStat;
}

/** A {@link DiskOrigin} on its way to a thread: cloning a small Buffer would clone the 8 KiB pool it lies in. */
export interface PostedPlace {
  /** Bytes as characters (latin1). */
  readonly path: string;
  readonly stat: DiskStat;
}

function hashBytes(bytes: ByteReader): string | null {
  const hash = createHash("sha256");
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, bytes.size));
  for (let position = 0; position < bytes.size;) {
    const count = bytes.read(block, position);
    if (count === 0) return null;
    hash.update(block.subarray(0, count));
    position += count;
  }
  return hash.digest("hex");
}

/** sha256 (hex) of a file as it lies on disk, null when it is no longer the file that was opened, or unreadable. */
export function hashOnDisk(disk: Disk, origin: DiskOrigin): string | null {
  const pool = fdPool(disk, 1);
  let whole = true;
  const reader = pool.reader(origin.path, origin.stat, () => {
    whole = false;
  });
  const sha256 = hashBytes(reader);
  pool.close();
  return whole ? sha256 : null;
}
