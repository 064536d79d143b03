import type { ByteReader, SourceFile } from "../model/index.ts";
import { skipBytes } from "./byte-readers.ts";
import { nodeDisk } from "./disk.ts";
import type { DiskStat } from "./disk.ts";
import { fdPool } from "./fd-pool.ts";
import { originOf } from "./origin.ts";

/** Where the bytes of an input lie as they are; plain data, for another thread. */
export interface FilePlace {
  /** Bytes as characters (latin1): cloning a small Buffer would clone the pool it lies in. */
  readonly path: string;
  readonly stat: DiskStat;
  /** Bytes in front of the first one that counts. */
  readonly skip: number;
}

/** Bytes of a UTF-8 byte order mark. */
const BOM_BYTES = 3;

/** Where a file can be read by somebody else; null for standard input and what had to be decoded. */
export function placeOf(file: SourceFile): FilePlace | null {
  const place = originOf(file.bytes)?.place ?? "";
  if (typeof place === "string" || file.encoding.some((encoding) => encoding !== "utf-8-bom")) return null;
  return { path: place.path.toString("latin1"), stat: place.stat, skip: BOM_BYTES * file.encoding.length };
}

/** The bytes at a place. Where they end early the file is no longer what it was, or cannot be read. */
export function readPlace({ path, stat, skip }: FilePlace): ByteReader {
  const pool = fdPool(nodeDisk, 1);
  const bytes = pool.reader(Buffer.from(path, "latin1"), stat, () => {});
  return skip === 0 ? bytes : skipBytes(bytes, skip);
}
