import type { SourceFile } from "../model/index.ts";

/** Documents (events, snapshots) are small; one above this is read to here and reported as damaged by its parser. */
const MAX_DOCUMENT_BYTES = 256 * 1024 * 1024;

/** All decoded bytes of a document. */
export function wholeFile(file: SourceFile): Uint8Array {
  const bytes = Buffer.allocUnsafe(Math.min(file.bytes.size, MAX_DOCUMENT_BYTES));
  let position = 0;
  while (position < bytes.length) {
    const got = file.bytes.read(bytes.subarray(position), position);
    if (got === 0) break;
    position += got;
  }
  return bytes.subarray(0, position);
}
