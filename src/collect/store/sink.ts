import { createHash } from "node:crypto";
import type { Acquired, CaseFile, FileSink, Origin } from "../case-store.ts";
import { type Block, BLOCK_BYTES, giveBlock, takeBlock } from "./blocks.ts";
import type { Disk } from "./disk.ts";
import { blockHash, type PartHash, threadHash } from "./part-hash.ts";
import { diskError } from "./refused.ts";

const NOTHING = new SharedArrayBuffer(0);

/** A file's entry with its fields in the order of manifest.json, whatever the caller's were. */
export function caseFile(file: CaseFile): CaseFile {
  const { path, sha256, bytes, declaredSize, growing } = file;
  const { call, parameters, markers, name } = file.origin;
  const { from, to, requestIds, attempts } = file.acquired;
  const origin: Origin = {
    call,
    parameters,
    ...(markers === undefined ? {} : { markers }),
    ...(name === undefined ? {} : { name }),
  };
  const acquired: Acquired = { from, to, requestIds, attempts };
  return { path, sha256, bytes, declaredSize, growing, origin, acquired };
}

/**
 * Opens the part in which a file of the case grows. One block is written and hashed while the next is filled.
 *
 * @param part where it grows; its file does not exist yet
 * @param path its name in the case
 * @param ended told once: when its bytes are on the disk, or with null when it was discarded, also by an error
 */
export async function openSink(
  disk: Disk,
  part: string,
  path: string,
  ended: (file: CaseFile | null) => void,
): Promise<FileSink> {
  const file = await disk.open(part, "new").catch((error: unknown) => {
    throw diskError(error);
  });
  let state: "open" | "writing" | "committed" | "discarded" = "open";
  let bytes = 0;
  let hash: PartHash | null = null;
  let block: Block | null = null;
  let spare: Block | null = null;
  let filled = 0;
  let underway: Promise<unknown> = Promise.resolve();

  function begin(): void {
    if (state !== "open") throw new RangeError(state === "writing" ? "one write at a time" : `${path} was ${state}`);
    state = "writing";
  }

  /** Gives the block away to the disk and the hash, when they are done with the one before. */
  async function flush(more: boolean): Promise<void> {
    if (filled === 0) return;
    await underway;
    const [full, count] = [block, filled];
    if (full === null) return; // discarded meanwhile
    // A file that ends in its first block is hashed when it is committed.
    if (more || hash !== null) hash ??= threadHash((length) => reread(disk, part, length));
    const written = file.write(full.bytes.subarray(0, count));
    underway = hash === null ? written : Promise.all([written, hash.update(full.shared, count)]);
    underway.catch(() => undefined); // met again by whoever waits for it
    if (hash === null) return; // the block is still wanted for the hash
    block = spare;
    spare = full;
    filled = 0;
  }

  function digest(): Promise<string> {
    if (hash === null) return Promise.resolve(blockHash(block?.bytes.subarray(0, filled) ?? new Uint8Array(0)));
    return hash.digest(block?.shared ?? NOTHING, filled);
  }

  /** Once nothing is underway. */
  function giveBlocks(): void {
    giveBlock(block);
    giveBlock(spare);
    block = null;
    spare = null;
  }

  async function discard(): Promise<void> {
    if (state === "committed" || state === "discarded") return;
    state = "discarded";
    await underway.catch(() => undefined);
    giveBlocks();
    hash?.end();
    await file.close().catch(() => undefined);
    await disk.unlink(part).catch(() => undefined); // else the next run does it
    ended(null);
  }

  return {
    get bytes() {
      return bytes;
    },
    async digest() {
      // Without its thread a hash reads the file, which lacks the block that is being filled.
      if (hash !== null) await flush(true).then(() => underway);
      return digest();
    },
    async write(chunk) {
      begin();
      try {
        bytes += chunk.length;
        for (let at = 0; at < chunk.length;) {
          if (filled === BLOCK_BYTES) await flush(true);
          block ??= takeBlock();
          const count = Math.min(BLOCK_BYTES - filled, chunk.length - at);
          block.bytes.set(count === chunk.length ? chunk : chunk.subarray(at, at + count), filled);
          filled += count;
          at += count;
        }
      } catch (error) {
        await discard();
        throw diskError(error);
      }
      if (state === "writing") state = "open"; // it may have been discarded meanwhile
    },
    async commit(facts) {
      begin();
      let sha256 = "";
      try {
        await flush(false);
        await underway;
        sha256 = await digest();
        giveBlocks();
        hash?.end();
        await file.sync();
        await file.close();
      } catch (error) {
        await discard();
        throw diskError(error);
      }
      if (state !== "writing") throw new RangeError(`${path} was ${state}`);
      state = "committed";
      const done = caseFile({ ...facts, path, sha256, bytes });
      ended(done);
      return done;
    },
    discard,
  };
}

/** The sha256 of the first bytes of a file, hex. */
async function reread(disk: Disk, path: string, bytes: number): Promise<string> {
  const file = await disk.open(path, "read");
  try {
    const hash = createHash("sha256");
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (let left = bytes; left > 0;) {
      const count = await file.read(block.subarray(0, Math.min(left, block.length))); // oxlint-disable-line no-await-in-loop -- in their order
      if (count === 0) throw new Error(`${path} lost its end while it was written`);
      hash.update(block.subarray(0, count));
      left -= count;
    }
    return hash.digest("hex");
  } finally {
    await file.close();
  }
}
