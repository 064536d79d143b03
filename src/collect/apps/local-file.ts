import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

const BLOCK_BYTES = 1 << 20;

/** A file that is to be copied cannot be read: the system's words. Not to be confused with trouble where it goes to. */
export class SourceTrouble extends Error {}

/** A file as it lay there when it was opened. */
export interface LocalFile {
  readonly bytes: number;
  /** Its blocks from the first byte to the size it had when it was opened; the block is reused. */
  blocks(): AsyncGenerator<Uint8Array>;
  /** sha256 of its first `count` bytes, hex; null when it has fewer. */
  prefix(count: number): Promise<string | null>;
  /** Whether it was written to since it was opened. */
  changed(): Promise<boolean>;
  close(): Promise<void>;
}

/** @throws {SourceTrouble} as do the methods */
export async function openLocal(path: string): Promise<LocalFile> {
  const handle = await told(open(path, "r"));
  const before = await told(handle.stat());
  return {
    bytes: before.size,
    blocks: () => blocksOf(handle, before.size),
    prefix: async (count) => {
      if (count > before.size) return null;
      const hash = createHash("sha256");
      for await (const block of blocksOf(handle, count)) hash.update(block);
      return hash.digest("hex");
    },
    changed: async () => {
      const after = await told(handle.stat());
      return after.size !== before.size || after.mtimeMs !== before.mtimeMs;
    },
    close: () => told(handle.close()),
  };
}

async function* blocksOf(handle: FileHandle, until: number): AsyncGenerator<Uint8Array> {
  const block = Buffer.allocUnsafe(Math.max(1, Math.min(BLOCK_BYTES, until)));
  for (let at = 0; at < until;) {
    const { bytesRead } = await told(handle.read(block, 0, Math.min(block.length, until - at), at));
    if (bytesRead === 0) return; // it lost its end meanwhile
    yield block.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new SourceTrouble((error as Error).message, { cause: error });
  }
}
