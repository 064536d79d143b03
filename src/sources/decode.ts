import type { ByteReader, Problem } from "../model/index.ts";
import { headOf, skipBytes } from "./byte-readers.ts";
import { ENCODING_BYTES, encodingOf } from "./encoding.ts";
import type { Encoding } from "./encoding.ts";
import { gunzip } from "./gzip.ts";
import type { Damage } from "./gzip.ts";
import type { Sink } from "./inflate.ts";
import { notALog } from "./not-a-log.ts";
import type { Scratch } from "./scratch.ts";
import type { Spool } from "./spool.ts";
import { transcodeUtf16 } from "./utf16.ts";
import { unzstd } from "./zstd.ts";

const MAX_LAYERS = 5;
const MAX_RATIO = 200;
const RATIO_FROM_BYTES = 10 * 1024 * 1024;

export interface Decoded {
  readonly bytes: ByteReader;
  /** From the outermost. */
  readonly encoding: readonly Encoding[];
}

async function unwrap(input: ByteReader, encoding: Encoding, sink: Sink): Promise<readonly Damage[]> {
  if (encoding === "gzip") return gunzip(input, sink);
  if (encoding === "zstd") return unzstd(input, sink);
  if (encoding !== "utf-8-bom") transcodeUtf16(input, encoding, sink);
  return [];
}

/** Fills a spool within the limits; an archive or picture inside is not unpacked beyond what shows that it is one. */
function limitedSink(spool: Spool, compressed: boolean): { readonly sink: Sink; readonly limit: () => string | null } {
  let limit: string | null = null;
  let first = true;
  const sink: Sink = (chunk, consumed) => {
    if (compressed && spool.size + chunk.length > RATIO_FROM_BYTES) {
      const ratio = (spool.size + chunk.length) / Math.max(1, consumed);
      if (ratio > MAX_RATIO) limit = `it inflates to more than ${MAX_RATIO} times its size`;
    }
    limit ??= spool.write(chunk);
    const useless = first && chunk.length >= 512 && encodingOf(chunk) === null && notALog(chunk) !== null;
    first = false;
    return limit === null && !useless;
  };
  return { sink, limit: () => limit };
}

/**
 * Takes the wrappers off a file, one after the other (gzip of UTF-16 and the like), each told by its magic bytes.
 * Damage and limits are problems; what could be decoded before them is the result.
 */
export async function decode(
  raw: ByteReader,
  file: string,
  scratch: Scratch,
  tell: (problem: Problem) => void,
): Promise<Decoded> {
  const encodings: Encoding[] = [];
  let bytes = raw;
  let spooled: Spool | null = null;
  for (;;) {
    const encoding = encodingOf(headOf(bytes, ENCODING_BYTES));
    if (encoding === null) return { bytes, encoding: encodings };
    if (encodings.length === MAX_LAYERS) {
      const reason = `it is wrapped more than ${MAX_LAYERS} times`;
      tell({ kind: "decompression-limit", file, byteOffset: 0, reason });
      return { bytes, encoding: encodings };
    }
    encodings.push(encoding);
    if (encoding === "utf-8-bom") return { bytes: skipBytes(bytes, 3), encoding: encodings };

    const next = scratch.spool((reason) => {
      tell({ kind: "unreadable", file, reason: `its decoded bytes: ${reason}` });
    });
    const { sink, limit } = limitedSink(next, encoding === "gzip" || encoding === "zstd");
    // oxlint-disable-next-line no-await-in-loop -- the inner wrapper is inside the outer
    for (const damage of await unwrap(bytes, encoding, sink)) {
      tell({ kind: "damaged-compression", file, ...damage });
    }
    const finished = next.finish();
    const reason = limit() ?? finished.trouble;
    if (reason !== null) {
      tell({ kind: "decompression-limit", file, byteOffset: finished.bytes.size, reason });
    }
    bytes.close();
    spooled?.drop();
    spooled = next;
    bytes = finished.bytes;
  }
}
