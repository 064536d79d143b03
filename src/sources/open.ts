import type { ByteReader, Problem, SourceFile } from "../model/index.ts";
import { diskReason, nodeDisk } from "./disk.ts";
import type { Disk } from "./disk.ts";
import { fdPool } from "./fd-pool.ts";
import type { FdPool } from "./fd-pool.ts";
import { findInputs } from "./inputs.ts";
import { readManifest } from "./manifest.ts";
import { manifestFacts } from "./manifest-facts.ts";
import type { ManifestFacts, ReadManifest } from "./manifest-facts.ts";
import { joinPath, sortByPath } from "./names.ts";
import { openFile } from "./open-file.ts";
import type { ContentSniffer } from "./open-file.ts";
import { isSameState, isSettled, rememberOrigin } from "./origin.ts";
import { scratch as openScratch, scratchLimits } from "./scratch.ts";
import type { ScratchLimits } from "./scratch.ts";
import type { Spill } from "./spill.ts";
import { separateClients } from "./separate-clients.ts";
import { readStdin, STDIN } from "./stdin.ts";
import type { Found } from "./walk.ts";

/** What was opened. */
export interface Evidence {
  /** What a report calls it: the folder's or the file's name. */
  readonly name: string;
  /** Sorted by path, whatever the order of the arguments. */
  readonly files: readonly SourceFile[];
  /** Sorted by file. Grows while files are read: one that vanishes or shrinks later is told at the end. */
  readonly problems: readonly Problem[];
  /** When it was collected, what was still growing then and what fell short, by `manifest.json`. */
  readonly manifestFacts: ManifestFacts;
  /** A file to put things aside in until {@link close}; null when there is no place for one. */
  spill(): Spill | null;
  /** Closes every file and removes what was spooled. */
  close(): void;
}

export interface OpenOptions {
  readonly sniff: ContentSniffer;
  /** Called only when `-` is among the paths. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** Folder for decoded bytes that do not fit in memory, created on demand, removed by `close()`. */
  readonly scratch: string;
  /** When opening began, ms since 1970; without it nothing that is found in a file is kept for later runs. */
  readonly openedMs?: number;
  /** Server logs that need not be decoded if they are compressed, and why; asked once with the paths of all files. */
  readonly leftOut?: (paths: readonly string[]) => ReadonlyMap<string, string>;
}

/** Files decoded side by side: zlib works on other threads, and more than two wait for the same cores. */
const AT_ONCE = 2;

/**
 * Opens a case folder, several folders, loose files, or `-` (stdin). Bad input is never an exception: what cannot be
 * read is in `problems`, and when nothing at all can be read `files` is empty.
 */
export async function openEvidence(paths: readonly string[], options: OpenOptions): Promise<Evidence> {
  return openOn(nodeDisk, paths, options);
}

/** {@link openEvidence} on a disk, and within limits, of the caller's choice. */
export async function openOn(
  disk: Disk,
  paths: readonly string[],
  options: OpenOptions,
  limits: ScratchLimits = scratchLimits,
): Promise<Evidence> {
  const problems: Problem[] = [];
  const tell = (problem: Problem): void => {
    problems.push(problem);
  };
  const pool = fdPool(disk);
  const scratch = openScratch(options.scratch, disk, pool, limits);
  const inputs = findInputs(disk, paths, problems);
  const readable = openAll(disk, pool, inputs.found, problems);
  const manifests = readManifests(readable, problems);
  const cases = caseRoots(inputs.found);
  const leftOut = options.leftOut?.(readable.map(({ found }) => found.path));

  const files: SourceFile[] = [];
  const queue = readable.values();
  const work = async (): Promise<void> => {
    for (const { found, bytes } of queue) {
      const { path, above, below, loose } = found;
      const place = { above, below, inCase: !loose && cases.has(folderOf(joinPath(above, below))) };
      // oxlint-disable-next-line no-await-in-loop -- each worker takes one file after the other
      const file = await openFile(
        { path, place, bytes, left: leftOut?.get(path) ?? null },
        options.sniff,
        scratch,
        tell,
      );
      const manifest = loose ? undefined : manifests.get(above)?.manifest;
      const recorded = manifest?.states.get(below);
      const declared = manifest?.hashes.get(below) ?? null;
      rememberOrigin(file.bytes, {
        place: { path: found.disk, stat: found.stat },
        declared,
        unchanged: declared !== null && recorded !== undefined && isSameState(recorded, found.stat),
        settled: options.openedMs !== undefined && isSettled(found.stat, options.openedMs),
      });
      files.push(file);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  if (inputs.stdin) {
    const { bytes, sha256 } = await readStdin(options.stdin, scratch, tell);
    const place = { above: "", below: STDIN, inCase: false };
    const file = await openFile({ path: STDIN, place, bytes, left: null }, options.sniff, scratch, tell);
    rememberOrigin(file.bytes, { place: sha256, declared: null, unchanged: false, settled: false });
    files.push(file);
  }
  const sorted = sortByPath(problems, (p) => `${"file" in p ? p.file : ""}\0${p.kind}`);
  problems.splice(0, problems.length, ...sorted);
  return {
    name: inputs.name,
    files: separateClients(sortByPath(files, (file) => file.path)),
    problems,
    manifestFacts: manifestFacts(manifests.values()),
    spill: () => scratch.spill(),
    close() {
      pool.close();
      scratch.close();
    },
  };
}

interface Readable {
  readonly found: Found;
  readonly bytes: ByteReader;
}

/** Opens each file once, so that what is refused is known now, and its size is fixed. */
function openAll(disk: Disk, pool: FdPool, found: readonly Found[], problems: Problem[]): readonly Readable[] {
  return found.flatMap((file) => {
    try {
      const fd = disk.open(file.disk);
      const stat = disk.fstat(fd);
      disk.close(fd);
      if (stat.type !== "file") throw new Error("something that is no file has taken its place");
      const bytes = pool.reader(file.disk, stat, (reason) => {
        problems.push({ kind: "unreadable", file: file.path, reason });
      });
      return [{ found: { ...file, stat }, bytes }];
    } catch (error) {
      problems.push({ kind: "unreadable", file: file.path, reason: diskReason(error) });
      return [];
    }
  });
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Folders that have the layout of a case: given ones, and ones inside. */
function caseRoots(found: readonly Found[]): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const file of found) {
    if (file.loose) continue;
    const path = joinPath(file.above, file.below);
    const layout = /^(.*?)\/(?:instances\/|apps\/|manifest\.json$)/.exec(path.slice(file.above.length));
    if (layout !== null) roots.add(file.above + (layout[1] ?? ""));
  }
  return roots;
}

/** The manifest of each given folder; a file that one lists and the folder does not hold is a problem. */
function readManifests(readable: readonly Readable[], problems: Problem[]): ReadonlyMap<string, ReadManifest> {
  const manifests = new Map<string, ReadManifest>();
  for (const { found, bytes } of readable) {
    if (found.loose || found.below !== "manifest.json") continue;
    const manifest = readManifest(bytes, found.path, problems);
    if (manifest === null) continue;
    const inFolder = readable.filter((r) => !r.found.loose && r.found.above === found.above);
    const sizes = new Map(inFolder.map((r) => [r.found.below, r.bytes.size] as const));
    const prefix = found.path.slice(0, -"manifest.json".length);
    manifests.set(found.above, { manifest, prefix, sizes });
    for (const path of manifest.hashes.keys()) {
      if (sizes.has(path)) continue;
      const reason = "manifest.json lists it, but the folder does not hold it (or it could not be opened)";
      problems.push({ kind: "unreadable", file: prefix + path, reason });
    }
  }
  return manifests;
}
