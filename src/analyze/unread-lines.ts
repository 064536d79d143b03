import type { LineCounts, SourceFile } from "../model/index.ts";

/** Lines of a file no parser read: they are accounted for as quarantined. */
export function unreadLines(file: SourceFile): LineCounts {
  let lines = 0;
  let last = 10;
  const block = Buffer.allocUnsafe(256 * 1024);
  for (let position = 0; position < file.bytes.size;) {
    const got = file.bytes.read(block, position);
    if (got === 0) break;
    for (let at = block.subarray(0, got).indexOf(10); at !== -1; at = block.subarray(0, got).indexOf(10, at + 1))
      lines++;
    last = block[got - 1] ?? 10;
    position += got;
  }
  if (last !== 10) lines++;
  return { lines, records: 0, continuations: 0, quarantined: lines };
}
