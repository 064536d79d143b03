import { createHash } from "node:crypto";

const MAX_SEGMENT = 128;
const MAX_PREFIX = 64;

/** Names that mean a device, or lose their last character, on Windows. */
const TROUBLESOME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)|\.$/i;
/** What a cleaned name ends with. A name that ends like this by itself is cleaned too, or it could be another's. */
const MARKED = /-[0-9a-f]{12}$/;

/** Whether a segment may be a file's name in a case: no separator, not hidden, not `..`, short. */
function isSegment(name: string): boolean {
  return name.length <= MAX_SEGMENT && /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name) && !TROUBLESOME.test(name);
}

function segment(name: string): string {
  if (isSegment(name) && !/[A-Z]/.test(name) && !MARKED.test(name)) return name;
  // UTF-8 has no lone surrogates: all of them become the same character, and two names could become one.
  const bytes = Buffer.from(name, name.isWellFormed() ? "utf8" : "utf16le");
  const mark = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const readable = name
    .slice(0, MAX_SEGMENT)
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replaceAll(/\.{2,}/g, ".")
    .slice(0, MAX_PREFIX)
    .replaceAll(/^[.-]+|[.-]+$/g, "");
  return `${readable === "" || TROUBLESOME.test(readable) ? "name" : readable}-${mark}`;
}

/**
 * A path below the case folder from names that others chose: log files, S3 keys, log groups, pods. A plain lower-case
 * name is kept; any other becomes its readable part and 12 hex digits of its sha256. The same name always gives the same
 * path; two names never give one, also where the file system takes upper and lower case for the same (a name with upper
 * case is therefore not kept as it is). A separator inside a name does not separate.
 */
export function casePath(...names: readonly string[]): string {
  return names.map(segment).join("/");
}

/** Belong to people or to the store. */
const RESERVED = new Set(["manifest.json", "case.yaml", "case.yml", "annotations.jsonl", "pseudonyms.json"]);

/** Whether the store would write there. What `casePath` makes is one, unless it is a name that the case keeps for itself. */
export function isCasePath(path: string): boolean {
  return path.split("/").every(isSegment) && !RESERVED.has(path.toLowerCase());
}
