import { createHash } from "node:crypto";
import type { Acquired, CaseFile, FileSink, Origin } from "../case-store.ts";
import type { Disk } from "./disk.ts";
import { diskError } from "./refused.ts";

/** Small chunks are gathered up to this: a socket gives 16 KiB or less at a time. */
const BLOCK_BYTES = 256 * 1024;

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
 * Opens the part in which a file of the case grows. One block is written while the next is filled and hashed.
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
  const hash = createHash("sha256");
  let state: "open" | "writing" | "committed" | "discarded" = "open";
  let bytes = 0;
  let block: Buffer | null = null;
  let spare: Buffer | null = null;
  let filled = 0;
  let underway: Promise<void> = Promise.resolve();

  function begin(): void {
    if (state !== "open") throw new RangeError(state === "writing" ? "one write at a time" : `${path} was ${state}`);
    state = "writing";
  }

  /** Bytes are hashed while the disk takes them. */
  async function send(piece: Uint8Array): Promise<void> {
    await underway;
    underway = file.write(piece);
    underway.catch(() => undefined); // met again by whoever waits for it
    hash.update(piece);
  }

  async function flush(): Promise<void> {
    if (block === null || filled === 0) return;
    const full = block;
    const count = filled;
    block = spare;
    spare = full;
    filled = 0;
    await send(full.subarray(0, count));
  }

  async function discard(): Promise<void> {
    if (state === "committed" || state === "discarded") return;
    state = "discarded";
    await underway.catch(() => undefined);
    await file.close().catch(() => undefined);
    await disk.unlink(part).catch(() => undefined); // else the next run does it
    ended(null);
  }

  return {
    get bytes() {
      return bytes;
    },
    digest() {
      const copy = hash.copy();
      if (block !== null) copy.update(block.subarray(0, filled));
      return copy.digest("hex");
    },
    async write(chunk) {
      begin();
      try {
        bytes += chunk.length;
        for (let at = 0; at < chunk.length;) {
          if (filled === 0 && chunk.length - at >= BLOCK_BYTES) {
            await send(chunk.subarray(at));
            await underway; // the caller may use the chunk again
            break;
          }
          block ??= Buffer.allocUnsafeSlow(BLOCK_BYTES);
          const count = Math.min(block.length - filled, chunk.length - at);
          block.set(chunk.subarray(at, at + count), filled);
          filled += count;
          at += count;
          if (filled === block.length) await flush();
        }
      } catch (error) {
        await discard();
        throw diskError(error);
      }
      if (state === "writing") state = "open"; // it may have been discarded meanwhile
    },
    async commit(facts) {
      begin();
      try {
        await flush();
        await underway;
        await file.sync();
        await file.close();
      } catch (error) {
        await discard();
        throw diskError(error);
      }
      if (state !== "writing") throw new RangeError(`${path} was ${state}`);
      state = "committed";
      const done = caseFile({ ...facts, path, sha256: hash.copy().digest("hex"), bytes });
      ended(done);
      return done;
    },
    discard,
  };
}
