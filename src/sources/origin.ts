import type { ByteReader } from "../model/index.ts";
import { nodeDisk } from "./disk.ts";
import type { DiskStat, FileState } from "./disk.ts";

/** A file as it was when evidence was opened: only those bytes are hashed. */
export interface DiskOrigin {
  readonly path: Buffer;
  readonly stat: DiskStat;
}

/** Where the bytes of an input are from: what lies on disk, or a hash that was computed while they came in (stdin). */
export interface Origin {
  readonly place: DiskOrigin | string;
  /** sha256 by the case's manifest.json; null when it says none. */
  readonly declared: string | null;
  /** The manifest saw this file, with the times it has now, when it had that hash. */
  readonly unchanged: boolean;
  /** Nobody had changed it in the seconds before it was opened: what is known of it may be kept for later runs. */
  readonly settled: boolean;
}

/** Kept beside the model's `SourceFile`, by its reader, which survives copies of the file object. */
const origins = new WeakMap<ByteReader, Origin>();

/** Says where bytes are from; once for each reader. */
export function rememberOrigin(bytes: ByteReader, origin: Origin): void {
  origins.set(bytes, origin);
}

export function originOf(bytes: ByteReader): Origin | null {
  return origins.get(bytes) ?? null;
}

/** When the bytes of an input were last changed, µs since 1970, as the file system tells; NaN for standard input. */
export function changedUs(bytes: ByteReader): number {
  const place = originOf(bytes)?.place ?? "";
  return typeof place === "string" ? Number.NaN : Number(BigInt(place.stat.mtimeNs) / 1000n);
}

/** The same file, and nobody changed it in between. */
export function isSameState(a: FileState, b: FileState): boolean {
  return a.id === b.id && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}

/** Within that time a second change may leave the times as the first one set them, on coarse clocks of file systems. */
const SETTLED_MS = 2000;

/** @param openedMs when evidence was opened, ms since 1970 */
export function isSettled(stat: FileState, openedMs: number): boolean {
  const latest = BigInt(Math.floor(openedMs - SETTLED_MS)) * 1_000_000n;
  return BigInt(stat.mtimeNs) <= latest && BigInt(stat.ctimeNs) <= latest;
}

/**
 * What names the bytes of an input for as long as nobody changes them: device, inode, size, mtime and ctime. Null where
 * that does not hold: standard input, a file changed a moment before it was opened, or no clock to tell.
 */
export function identityOf(bytes: ByteReader): string | null {
  const origin = originOf(bytes);
  if (origin === null || !origin.settled || typeof origin.place === "string") return null;
  const { id, size, mtimeNs, ctimeNs } = origin.place.stat;
  return `${id}:${size}:${mtimeNs}:${ctimeNs}`;
}

/** Whether an input on disk still is what was opened: what a run found in it belongs to {@link identityOf} only then. */
export function isAsOpened(bytes: ByteReader): boolean {
  const place = originOf(bytes)?.place ?? "";
  if (typeof place === "string") return false;
  try {
    return isSameState(nodeDisk.lstat(place.path), place.stat);
  } catch {
    return false;
  }
}
