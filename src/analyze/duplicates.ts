import type { Problem, SourceFile } from "../model/index.ts";
import type { Evidence, FileHash } from "../sources/index.ts";

/** Looked at of either end. */
const END_BYTES = 4096;

/**
 * The same bytes given twice are one log, where the paths do not say that they are two instances' logs. The first path
 * is kept. Waits for hashes only when two files have the same size, head and end: reading need not wait for hashing.
 */
export async function dropRepeatedFiles(
  evidence: Evidence,
  hashing: Promise<readonly FileHash[]>,
): Promise<{ readonly evidence: Evidence; readonly problems: readonly Problem[] }> {
  const sizes = new Map<string, SourceFile[]>();
  for (const file of evidence.files) {
    if (file.bytesOnDisk === 0 || file.kind !== "postgresql") continue;
    const key = `${file.bytesOnDisk}`;
    sizes.set(key, [...(sizes.get(key) ?? []), file]);
  }
  if (![...sizes.values()].some(mayRepeat)) return { evidence, problems: [] };
  const hashes = new Map((await hashing).map((hash) => [hash.file, hash.sha256]));
  const dropped = new Set<SourceFile>();
  const problems: Problem[] = [];
  for (const files of sizes.values()) {
    files.forEach((file, i) => {
      const hash = hashes.get(file.path) ?? null;
      const first = files
        .slice(0, i)
        .find((earlier) => hash !== null && hashes.get(earlier.path) === hash && mayBeOne(earlier, file));
      if (first === undefined) return;
      dropped.add(file);
      problems.push({
        kind: "same-instance",
        files: [first.path, file.path],
        reason: "the same bytes at paths that name no two instances: one instance, read once",
      });
    });
  }
  const files = evidence.files.filter((file) => !dropped.has(file));
  return { evidence: { ...evidence, files, problems: evidence.problems, close: () => evidence.close() }, problems };
}

/** Whether two of them may hold the same bytes. */
function mayRepeat(files: readonly SourceFile[]): boolean {
  const seen: { readonly file: SourceFile; readonly ends: Buffer }[] = [];
  if (files.length < 2) return false;
  return files.some((file) => {
    const ends = endsOf(file);
    const repeats = seen.some((earlier) => mayBeOne(earlier.file, file) && earlier.ends.equals(ends));
    seen.push({ file, ends });
    return repeats;
  });
}

/** First and last bytes of a file, decoded. */
function endsOf({ bytes }: SourceFile): Buffer {
  const ends = Buffer.alloc(2 * END_BYTES);
  bytes.read(ends.subarray(0, END_BYTES), 0);
  bytes.read(ends.subarray(END_BYTES), Math.max(0, bytes.size - END_BYTES));
  return ends;
}

/** Paths that name two different instances keep both files: excerpts of two instances may read the same. */
function mayBeOne(a: SourceFile, b: SourceFile): boolean {
  return a.instance === null || b.instance === null || a.instance === b.instance;
}
