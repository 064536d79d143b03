import { createHash } from "node:crypto";
import type { ByteReader, Problem } from "../model/index.ts";
import { diskReason } from "./disk.ts";
import type { Scratch } from "./scratch.ts";

/** Name of standard input in citations. */
export const STDIN = "stdin";

/** Reads standard input to its end (or to the limit of the scratch disk) and keeps it; sha256 of what was kept. */
export async function readStdin(
  open: () => AsyncIterable<Uint8Array>,
  scratch: Scratch,
  tell: (problem: Problem) => void,
): Promise<{ readonly bytes: ByteReader; readonly sha256: string }> {
  const spool = scratch.spool((reason) => {
    tell({ kind: "unreadable", file: STDIN, reason });
  });
  const hash = createHash("sha256");
  try {
    for await (const chunk of open()) {
      const reason = spool.write(chunk);
      if (reason !== null) {
        tell({ kind: "decompression-limit", file: STDIN, byteOffset: spool.size, reason });
        break;
      }
      hash.update(chunk);
    }
  } catch (error) {
    const reason = `${diskReason(error)}, after ${spool.size} bytes; what came before is used`;
    tell({ kind: "unreadable", file: STDIN, reason });
  }
  const { bytes, trouble } = spool.finish();
  if (trouble !== null) tell({ kind: "unreadable", file: STDIN, reason: trouble });
  return { bytes, sha256: hash.digest("hex") };
}
