import type { ByteReader, Problem, SourceFile, SourceKind } from "../model/index.ts";
import { headOf } from "./byte-readers.ts";
import { diskReason, nodeDisk } from "./disk.ts";
import type { Disk } from "./disk.ts";
import { fdPool } from "./fd-pool.ts";
import { identify } from "./identify.ts";
import { findInputs } from "./inputs.ts";
import { notALog } from "./not-a-log.ts";
import type { Found } from "./walk.ts";

/** Tells a file's kind and instance from its first bytes (at most {@link SNIFF_BYTES}, decoded). */
export interface ContentSniffer {
  (
    head: Uint8Array,
    path: string,
  ): { readonly kind: SourceKind; readonly instance: string | null; readonly why: string } | null;
}

/** How much of a file a sniffer sees. */
export const SNIFF_BYTES = 64 * 1024;

/** What was opened. `problems` grows while files are read (one that shrinks or vanishes later is told there). */
export interface Evidence {
  /** What a report calls it: the folder's or the file's name. */
  readonly name: string;
  /** Sorted by path, whatever the order of the arguments. */
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
  /** Closes every file and removes what was spooled. */
  close(): void;
}

export interface OpenOptions {
  readonly sniff: ContentSniffer;
  /** Read only when `-` is among the paths. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Folder for spooled decoded bytes, created on demand, removed by `close()`. */
  readonly scratch: string;
}

/** Opens a case folder, loose files, several folders, or `-` (stdin). Never throws for bad input: see `problems`. */
export async function openEvidence(paths: readonly string[], options: OpenOptions): Promise<Evidence> {
  return openOn(nodeDisk, paths, options);
}

/** {@link openEvidence} on a disk of the caller's choice. */
export async function openOn(disk: Disk, paths: readonly string[], options: OpenOptions): Promise<Evidence> {
  const problems: Problem[] = [];
  const pool = fdPool(disk);
  const inputs = findInputs(disk, paths, problems);
  const cases = caseRoots(inputs.found);
  const files: SourceFile[] = [];
  for (const found of inputs.found) {
    let bytes: ByteReader;
    try {
      const fd = disk.open(found.disk);
      disk.close(fd);
      bytes = pool.reader(found.disk, found.stat, (reason) => {
        problems.push({ kind: "unreadable", file: found.path, reason });
      });
    } catch (error) {
      problems.push({ kind: "unreadable", file: found.path, reason: diskReason(error) });
      continue;
    }
    files.push(describe(found, bytes, found.root !== null && cases.has(found.root), options.sniff, problems));
  }
  return {
    name: inputs.name,
    files,
    problems,
    close() {
      pool.close();
    },
  };
}

/** Folders that have the layout of a case. */
function caseRoots(found: readonly Found[]): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const file of found) {
    if (file.root !== null && /^(?:instances\/|apps\/|manifest\.json$)/.test(file.inRoot)) roots.add(file.root);
  }
  return roots;
}

function describe(
  found: Found,
  bytes: ByteReader,
  inCase: boolean,
  sniff: ContentSniffer,
  problems: Problem[],
): SourceFile {
  let head: Uint8Array | null = null;
  const readHead = (): Uint8Array => (head ??= headOf(bytes, SNIFF_BYTES));
  const place = { hint: found.hint, inRoot: found.inRoot, inCase };
  const canTell = (): boolean => bytes.size > 0 && notALog(readHead()) === null;
  let identity = identify(place, () => (canTell() ? sniff(readHead(), found.path) : null));
  // What is unknown by its name alone was not read, and is not.
  const reason = head === null && identity.kind === "unknown" ? null : notALog(readHead());
  if (bytes.size === 0) {
    problems.push({ kind: "not-used", file: found.path, reason: "empty" });
  } else if (reason !== null) {
    problems.push({ kind: "not-a-log", file: found.path, reason });
    identity = { kind: "unknown", instance: null, client: null, guesses: [{ what: reason, from: "content" }] };
  } else if (identity.kind === "unknown") {
    problems.push({ kind: "not-used", file: found.path, reason: "nothing says what it holds" });
  }
  return { path: found.path, bytesOnDisk: found.stat.size, encoding: [], ...identity, bytes };
}
