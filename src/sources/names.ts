import { isUtf8 } from "node:buffer";
import { posix, sep } from "node:path";

/** A file name of the disk as text: UTF-8, and bytes that are not as `\xNN`, so that two names never look the same. */
export function nameText(name: Buffer): string {
  if (isUtf8(name)) return name.toString("utf8");
  return name.toString("latin1").replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

/** A path as the user gave it, `/`-separated, without `./`, doubled or trailing slashes. `.` for the working folder. */
export function tidyPath(given: string): string {
  const slashed = sep === "\\" ? given.replaceAll("\\", "/") : given;
  const normal = posix.normalize(slashed);
  return normal.length > 1 && normal.endsWith("/") ? normal.slice(0, -1) : normal;
}

/** `folder/name`; the working folder adds nothing. */
export function joinPath(folder: string, name: string): string {
  if (folder === "" || folder === ".") return name;
  return folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** Sorts by the bytes of the UTF-8 name: independent of locale, argument order and listing order. */
export function sortByPath<T>(items: Iterable<T>, path: (item: T) => string): T[] {
  return Array.from(items, (item) => ({ item, key: Buffer.from(path(item)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ item }) => item);
}
