import { readdirSync, statSync } from "node:fs";
import type { Stats } from "node:fs";
import { basename, join, relative, resolve, sep } from "node:path";
import { globbed } from "./glob.ts";
import { serviceOf } from "./service-name.ts";

/** A file that a source means. */
export interface LogFile {
  /** Absolute. */
  readonly path: string;
  readonly service: string;
  /** Names below `apps/<service>/`. */
  readonly names: readonly string[];
  readonly bytes: number;
  /** Epoch ms, this machine's clock: only to leave out what is too old. */
  readonly mtimeMs: number;
}

/** What a path, a folder or a glob means here. */
export interface Matches {
  /** As resolved, for messages. */
  readonly pattern: string;
  readonly files: readonly LogFile[];
  /** Path and system's words of what could not be looked at. */
  readonly refused: readonly { readonly path: string; readonly why: string }[];
}

const MAGIC = /[*?{[]/;
/** `apps/<service>/` and at most three names below it are read as an application's. */
const MAX_NAMES = 3;

/**
 * Finds the regular files a source means: a file, all files of a folder and those below it, or a glob's. Sorted by path.
 * The folder of the case itself is never looked into.
 *
 * @param services names of services that are known
 */
export function matchesOf(
  place: string,
  service: string | null,
  services: readonly string[],
  caseFolder: string,
): Matches {
  const pattern = resolve(place);
  const refused: { readonly path: string; readonly why: string }[] = [];
  const stats = (path: string): Stats | null => {
    try {
      return statSync(path);
    } catch (error) {
      if (!isMissing(error)) refused.push({ path, why: (error as Error).message });
      return null;
    }
  };
  const own = stats(pattern); // a file may have a bracket in its name
  const base = own === null ? staticBase(pattern) : own.isDirectory() ? pattern : join(pattern, "..");
  const paths = own === null ? matching(pattern, refused) : own.isDirectory() ? below(pattern, refused) : [pattern];
  const inCase = `${resolve(caseFolder)}${sep}`;
  const layered = own === null ? /[*?{[][^/\\]*[/\\]/.test(pattern.slice(base.length)) : own.isDirectory();
  const files: LogFile[] = [];
  for (const path of [...new Set(paths)].toSorted()) {
    if (path.startsWith(inCase)) continue;
    const found = stats(path);
    if (found === null || !found.isFile()) continue;
    const parts = relative(base, path).split(sep);
    const [first = ""] = parts;
    const foldered = parts.length > 1 && (layered || basename(base) === "apps");
    const named = service ?? (foldered ? first : serviceOf(basename(path), services));
    const names = service === null && foldered ? parts.slice(1) : parts;
    files.push({ path, service: named, names: shallow(names), bytes: found.size, mtimeMs: found.mtimeMs });
  }
  return { pattern, files: withShortNames(files), refused };
}

/** Folders deeper than a case has are put into the file's name. */
function shallow(names: readonly string[]): readonly string[] {
  if (names.length <= MAX_NAMES) return names;
  const kept = names.slice(0, MAX_NAMES - 1);
  return [...kept, names.slice(MAX_NAMES - 1).join("-")];
}

/** A file's own name is enough where no other file of its service has the same. */
function withShortNames(files: readonly LogFile[]): readonly LogFile[] {
  const counts = new Map<string, number>();
  const id = ({ service, names }: LogFile): string => `${service}/${names.at(-1) ?? ""}`;
  for (const file of files) counts.set(id(file), (counts.get(id(file)) ?? 0) + 1);
  return files.map((file) => ((counts.get(id(file)) ?? 0) > 1 ? file : { ...file, names: file.names.slice(-1) }));
}

/** The folders of a pattern before the first that holds a wildcard. */
function staticBase(pattern: string): string {
  const parts = pattern.split(sep);
  const magic = parts.findIndex((part) => MAGIC.test(part));
  return parts.slice(0, magic < 0 ? -1 : magic).join(sep) || sep;
}

function matching(pattern: string, refused: { readonly path: string; readonly why: string }[]): readonly string[] {
  if (!MAGIC.test(pattern)) return [];
  try {
    return globbed(pattern);
  } catch (error) {
    refused.push({ path: pattern, why: (error as Error).message });
    return [];
  }
}

function below(folder: string, refused: { readonly path: string; readonly why: string }[]): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".")) return []; // .git, .DS_Store
      // A link to a folder may lead back up; a link to a file is the file.
      return entry.isDirectory() ? below(path, refused) : [path];
    });
  } catch (error) {
    refused.push({ path: folder, why: (error as Error).message });
    return [];
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR";
}
