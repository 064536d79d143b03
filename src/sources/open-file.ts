import type { ByteReader, Problem, SourceFile, SourceKind } from "../model/index.ts";
import { headOf } from "./byte-readers.ts";
import { decode } from "./decode.ts";
import { ENCODING_BYTES, encodingOf } from "./encoding.ts";
import { identify, uselessByName } from "./identify.ts";
import type { Place } from "./identify.ts";
import { notALog } from "./not-a-log.ts";
import type { Scratch } from "./scratch.ts";

/** Tells a file's kind and instance from its first bytes (64 KiB at most, decoded); null when it cannot. */
export interface ContentSniffer {
  (
    head: Uint8Array,
    path: string,
  ): { readonly kind: SourceKind; readonly instance: string | null; readonly why: string } | null;
}

const SNIFF_BYTES = 64 * 1024;

/** Bytes that can be read, and where they come from. */
export interface Raw {
  /** Name in citations. */
  readonly path: string;
  readonly place: Place;
  /** As they lie on disk. */
  readonly bytes: ByteReader;
  /** Why it need not be decoded if it is compressed; null when it must. */
  readonly left: string | null;
}

const unknown = { kind: "unknown", instance: null, client: null } as const;

/** Decodes a file and tells what it is. Whatever stands in the way is a problem; the file stays in the list. */
export async function openFile(
  raw: Raw,
  sniff: ContentSniffer,
  scratch: Scratch,
  tell: (problem: Problem) => void,
): Promise<SourceFile> {
  const { path, place } = raw;
  const bytesOnDisk = raw.bytes.size;
  const useless = uselessByName(place);
  if (useless !== null) {
    tell({ kind: "not-used", file: path, reason: useless });
    const guesses = [{ what: `kind unknown: ${useless}`, from: "name" }] as const;
    return { path, bytesOnDisk, encoding: [], ...unknown, guesses, bytes: raw.bytes };
  }
  const left = raw.left === null ? null : leftOut(raw, raw.left);
  if (left !== null) return left;
  let damaged = false;
  const { bytes, encoding } = await decode(raw.bytes, path, scratch, (problem) => {
    damaged = true;
    tell(problem);
  });
  const head = headOf(bytes, SNIFF_BYTES);
  const reason = notALog(head);
  if (reason !== null) {
    tell({ kind: "not-a-log", file: path, reason });
    const guesses = [{ what: `kind unknown: ${reason}`, from: "content" }] as const;
    return { path, bytesOnDisk, encoding, ...unknown, guesses, bytes };
  }
  const identity = identify(place, () => (head.length === 0 ? null : sniff(head, path)));
  if (bytes.size === 0) {
    if (!damaged) tell({ kind: "not-used", file: path, reason: "empty" });
  } else if (identity.kind === "unknown") {
    const nothing = "neither its path nor its name nor its content tells what it holds";
    tell({ kind: "not-used", file: path, reason: nothing });
  }
  return { path, bytesOnDisk, encoding, ...identity, bytes };
}

/** A compressed server log as what its name says, its bytes as they lie on disk; null for anything else. */
function leftOut({ path, place, bytes }: Raw, notRead: string): SourceFile | null {
  const encoding = encodingOf(headOf(bytes, ENCODING_BYTES));
  if (encoding !== "gzip" && encoding !== "zstd") return null;
  const identity = identify(place, () => null);
  if (identity.kind !== "postgresql") return null;
  return { path, bytesOnDisk: bytes.size, encoding: [encoding], ...identity, notRead, bytes };
}
