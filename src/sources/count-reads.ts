import type { ByteReader, SourceFile } from "../model/index.ts";
import type { Evidence } from "./open.ts";
import { originOf, rememberOrigin } from "./origin.ts";

/**
 * The same evidence, and a word about each stretch of bytes that is passed for the first time. Bytes that are read
 * again, as by a second pass, are not told again.
 *
 * @param passed is told the path and how many decoded bytes
 */
export function countReads(evidence: Evidence, passed: (path: string, bytes: number) => void): Evidence {
  const files = evidence.files.map((file) => ({ ...file, bytes: counted(file, passed) }));
  // What goes wrong with a file during the run is appended to the same list.
  return { ...evidence, files, problems: evidence.problems, close: () => evidence.close() };
}

function counted({ path, bytes }: SourceFile, passed: (path: string, bytes: number) => void): ByteReader {
  let reached = 0;
  const reader: ByteReader = {
    size: bytes.size,
    read(target, position) {
      const count = bytes.read(target, position);
      const end = position + count;
      if (end > reached) {
        const more = end - reached;
        reached = end;
        passed(path, more);
      }
      return count;
    },
    close: () => {
      bytes.close();
    },
  };
  const origin = originOf(bytes);
  if (origin !== null) rememberOrigin(reader, origin);
  return reader;
}
