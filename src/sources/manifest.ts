import type { ByteReader, Problem } from "../model/index.ts";

/** What manifest.json says of the files of its folder: path below it → sha256 (hex, lower case), null when not given. */
export type Manifest = ReadonlyMap<string, string | null>;

/** Some hundred bytes a file: enough for a hundred thousand files. */
const MAX_BYTES = 64 * 1024 * 1024;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shaOf(entry: unknown): string | null {
  const sha = isObject(entry) ? entry["sha256"] : entry;
  return typeof sha === "string" && /^[0-9a-f]{64}$/i.test(sha) ? sha.toLowerCase() : null;
}

/** `{files: [{path, sha256}]}` or `{files: {path: {sha256}}}`; what has another shape names no file. */
function entriesOf(json: unknown): Map<string, string | null> {
  const files = isObject(json) ? json["files"] : null;
  const entries = new Map<string, string | null>();
  if (Array.isArray(files)) {
    for (const entry of files as readonly unknown[]) {
      if (isObject(entry) && typeof entry["path"] === "string") entries.set(entry["path"], shaOf(entry));
    }
  } else if (isObject(files)) {
    for (const [path, entry] of Object.entries(files)) entries.set(path, shaOf(entry));
  }
  return entries;
}

/** Reads a manifest; null, with a problem, when it is not one. */
export function readManifest(bytes: ByteReader, file: string, problems: Problem[]): Manifest | null {
  if (bytes.size > MAX_BYTES) {
    problems.push({ kind: "not-used", file, reason: "too large for a manifest" });
    return null;
  }
  const text = Buffer.alloc(bytes.size);
  const count = bytes.read(text, 0);
  try {
    const manifest = entriesOf(JSON.parse(text.toString("utf8", 0, count).replace(/^\uFEFF/, "")));
    if (manifest.size > 0) return manifest;
    problems.push({ kind: "not-used", file, reason: "it lists no files" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ kind: "malformed-json", file, line: 1, reason });
  }
  return null;
}
