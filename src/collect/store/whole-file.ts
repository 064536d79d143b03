import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { errorCode } from "./disk.ts";
import type { Disk, FileStat } from "./disk.ts";
import { CaseRefused } from "./refused.ts";

const BLOCK_BYTES = 1024 * 1024;

/** The bytes of a file, block by block; each block is valid until the next. */
async function* blocks(disk: Disk, path: string): AsyncGenerator<Uint8Array> {
  const file = await disk.open(path, "read");
  try {
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    for (let count = await file.read(block); count > 0; count = await file.read(block)) yield block.subarray(0, count);
  } finally {
    await file.close();
  }
}

/** A small file as text; null when there is none. @throws {CaseRefused} when it is not a plain file or too large */
export async function readText(disk: Disk, path: string, maxBytes: number): Promise<string | null> {
  const lying = await disk.look(path);
  if (lying === null) return null;
  if (lying.kind === "link") throw new CaseRefused("symlink", path, `${path} is a symbolic link`);
  if (lying.kind !== "file") throw new CaseRefused("not-a-folder", path, `${path} is not a file`);
  if (lying.bytes > maxBytes)
    throw new CaseRefused("foreign", path, `${path} is too large to be a file of this program`);
  const parts: Buffer[] = [];
  for await (const block of blocks(disk, path)) parts.push(Buffer.from(block));
  return Buffer.concat(parts).toString("utf8");
}

/** What may have become of a file that a former run wrote. */
export type Damage = "changed" | "missing" | "unreadable";

/** A bad block, or permissions that somebody changed: the file is as good as lost. */
const UNREADABLE = ["EIO", "EACCES", "EPERM", "ELOOP"];

/**
 * What a file is that has these bytes still, or what became of it. The size is compared first, so a file that was cut
 * costs nothing.
 *
 * @param sha256 hex, lower case
 */
export async function stateOnDisk(disk: Disk, path: string, bytes: number, sha256: string): Promise<FileStat | Damage> {
  try {
    const lying = await disk.look(path);
    if (lying === null) return "missing";
    if (lying.kind !== "file" || lying.bytes !== bytes) return "changed";
    const hash = createHash("sha256");
    for await (const block of blocks(disk, path)) hash.update(block);
    // As it was before it was read: a change in between shows.
    return hash.digest("hex") === sha256 ? lying.stat : "changed";
  } catch (error) {
    if (UNREADABLE.includes(errorCode(error))) return "unreadable";
    throw error;
  }
}

/** Writes a file so that its name always holds the former content or the new, never a part of it. */
export async function writeWhole(disk: Disk, path: string, temporary: string, text: string): Promise<void> {
  try {
    const file = await disk.open(temporary, "new");
    try {
      await file.write(Buffer.from(text, "utf8"));
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.unlink(temporary).catch(() => undefined);
    throw error;
  }
  await disk.syncFolder(dirname(path));
}
