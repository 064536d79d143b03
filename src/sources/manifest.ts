import type { ByteReader, NotCollected, Problem } from "../model/index.ts";
import type { FileState } from "./disk.ts";

/** What manifest.json says of its folder. Paths are relative to it. */
export interface Manifest {
  /** Every file it lists → sha256 (hex, lower case), null when not given. */
  readonly hashes: ReadonlyMap<string, string | null>;
  /** When the evidence was collected, µs; NaN when it does not say. */
  readonly collectedUs: number;
  /** Files that were still written to while they were collected. */
  readonly growing: ReadonlySet<string>;
  /** Sizes in bytes that the origin declared or the collector counted, the larger of the two. */
  readonly sizes: ReadonlyMap<string, number>;
  /** What each file was on disk when it had its hash, where the collector recorded that. */
  readonly states: ReadonlyMap<string, FileState>;
  /** What could not be collected whole, by its acquisition ledger. */
  readonly notCollected: readonly NotCollected[];
}

const MAX_ENTRIES = 10_000;
const MAX_WORDS = 600;

/** Some hundred bytes a file: enough for a hundred thousand files. */
const MAX_BYTES = 64 * 1024 * 1024;

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The first of the keys that the object itself has. */
function first(fields: Fields, keys: readonly string[]): unknown {
  const key = keys.find((name) => Object.hasOwn(fields, name));
  return key === undefined ? undefined : fields[key];
}

function shaOf(entry: unknown): string | null {
  const sha = isObject(entry) ? first(entry, ["sha256"]) : entry;
  return typeof sha === "string" && /^[0-9a-f]{64}$/i.test(sha) ? sha.toLowerCase() : null;
}

/** `{files: [{path, sha256}]}` or `{files: {path: {sha256}}}`; what has another shape names no file. */
function entriesOf(json: unknown): ReadonlyMap<string, unknown> {
  const files = isObject(json) ? json["files"] : null;
  if (isObject(files)) return new Map(Object.entries(files));
  const entries = new Map<string, unknown>();
  for (const entry of Array.isArray(files) ? (files as readonly unknown[]) : []) {
    if (isObject(entry) && typeof entry["path"] === "string") entries.set(entry["path"], entry);
  }
  return entries;
}

function sizeOf(entry: unknown, keys: readonly string[]): number {
  const size = isObject(entry) ? first(entry, keys) : undefined;
  return typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : Number.NaN;
}

/** Null unless size, device, inode, mtime and ctime are all there. */
function stateOf(entry: unknown): FileState | null {
  const stat = isObject(entry) ? first(entry, ["stat"]) : undefined;
  const size = sizeOf(entry, ["bytes", "size"]);
  if (!isObject(stat) || Number.isNaN(size)) return null;
  const decimals = ["device", "inode", "mtimeNs", "ctimeNs"].map((key) => first(stat, [key]));
  if (!decimals.every((value) => typeof value === "string" && /^-?\d{1,20}$/.test(value))) return null;
  const [device, inode, mtimeNs = "", ctimeNs = ""] = decimals.map(String);
  return { id: `${device}:${inode}`, size, mtimeNs, ctimeNs };
}

/** Said to grow, or more was collected than the listing had declared a moment before. */
function isGrowing(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  if (first(entry, ["growing"]) === true || first(entry, ["state", "status"]) === "growing") return true;
  return sizeOf(entry, ["bytes", "size"]) > sizeOf(entry, ["declaredSize", "declaredBytes"]);
}

/** ISO 8601; without zone it is UTC. NaN for anything else. */
function timeOf(value: unknown): number {
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/i;
  const found = typeof value === "string" ? iso.exec(value.trim()) : null;
  if (found === null) return Number.NaN;
  const us = Date.parse(`${found[1]}T${found[2]}${found[4] ?? "Z"}`) * 1000;
  return us + Math.round(Number(`0${found[3] ?? ""}`) * 1_000_000);
}

/** The entries of the ledger that limit an answer; entries of another shape are none. */
function notCollectedOf(json: unknown): readonly NotCollected[] {
  const list = isObject(json) ? json["acquisition"] : null;
  const entries = (Array.isArray(list) ? (list as readonly unknown[]) : []).slice(0, MAX_ENTRIES);
  return entries.flatMap((entry): readonly NotCollected[] => {
    if (!isObject(entry)) return [];
    const words = (key: string): string | null => {
      const value = first(entry, [key]);
      return typeof value === "string" && value !== "" ? value.slice(0, MAX_WORDS) : null;
    };
    const state = words("state");
    if (state !== "partial" && state !== "none" && state !== "pending") return [];
    const [source, subject, reason] = [words("source"), words("subject"), words("reason")];
    if (source === null || subject === null || reason === null) return [];
    return [{ source, subject, state, reason, consequence: words("consequence"), remedy: words("remedy") }];
  });
}

function manifestOf(json: unknown): Manifest {
  const entries = [...entriesOf(json)];
  const sizes = entries.flatMap(([path, entry]) => {
    const known = [sizeOf(entry, ["declaredSize", "declaredBytes"]), sizeOf(entry, ["bytes", "size"])];
    const size = Math.max(...known.filter((bytes) => !Number.isNaN(bytes)));
    return size >= 0 ? [[path, size] as const] : [];
  });
  return {
    hashes: new Map(entries.map(([path, entry]) => [path, shaOf(entry)] as const)),
    collectedUs: timeOf(isObject(json) ? first(json, ["collectedAt", "collected", "createdAt"]) : null),
    growing: new Set(entries.flatMap(([path, entry]) => (isGrowing(entry) ? [path] : []))),
    sizes: new Map(sizes),
    states: new Map(
      entries.flatMap(([path, entry]) => {
        const state = stateOf(entry);
        return state === null ? [] : [[path, state] as const];
      }),
    ),
    notCollected: notCollectedOf(json),
  };
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
    const manifest = manifestOf(JSON.parse(text.toString("utf8", 0, count).replace(/^\uFEFF/, "")));
    if (manifest.hashes.size === 0) problems.push({ kind: "not-used", file, reason: "it lists no files" });
    return manifest;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.push({ kind: "malformed-json", file, line: 1, reason });
  }
  return null;
}
