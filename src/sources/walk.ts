import type { Problem } from "../model/index.ts";
import { diskReason } from "./disk.ts";
import type { Disk, DiskStat, Entry } from "./disk.ts";
import { joinPath, nameText, sortByPath } from "./names.ts";

/** A regular file that was found, not yet opened. */
export interface Found {
  /** The name in citations. */
  readonly path: string;
  /** The given folder (its tidy path), or the folder a loose file was given in. */
  readonly above: string;
  /** Path below the given folder; the base name of a loose file. */
  readonly below: string;
  /** Given as a file, not found in a given folder. */
  readonly loose: boolean;
  /** Where to open it: never a symbolic link itself. */
  readonly disk: Buffer;
  readonly stat: DiskStat;
  /** Reached through a symbolic link: a file found under its own name is preferred. */
  readonly linked: boolean;
}

export interface Root {
  /** Prefix of the names in citations: empty when this folder is the only input. */
  readonly prefix: string;
  /** Tidy path. */
  readonly path: string;
  readonly disk: Buffer;
}

const SLASH = Buffer.from("/");

function isInside(path: Buffer, folder: Buffer): boolean {
  const start = folder.at(-1) === SLASH[0] ? folder : Buffer.concat([folder, SLASH]);
  return path.subarray(0, start.length).equals(start);
}

interface Folder {
  readonly disk: Buffer;
  /** Relative to the root, empty for the root. */
  readonly relative: string;
}

/** Marks that somebody made in the terminal timeline, and the key to a report's pseudonyms (half of one too): no evidence. */
const BESIDE = /^(?:annotations\.jsonl|pseudonyms\.json(?:\.[0-9a-f]{12}\.part)?)$/;

/** What is never opened, in words. */
export const notFiles = { fifo: "a named pipe", socket: "a socket", device: "a device" } as const;

/**
 * Every regular file below a folder. Never follows a link to a folder, never leaves the folder, never enters a folder
 * twice; what it leaves out is a problem, but for people's marks and the key to pseudonyms at the top.
 */
export function walk(disk: Disk, root: Root, problems: Problem[]): Found[] {
  const found: Found[] = [];
  const entered = new Set<string>();
  const queue: Folder[] = [{ disk: root.disk, relative: "" }];
  const nameOf = (relative: string): string => joinPath(root.prefix, relative === "" ? "." : relative);
  const add = (relative: string, path: Buffer, stat: DiskStat, linked: boolean): void => {
    const file = { path: nameOf(relative), above: root.path, below: relative, loose: false };
    found.push({ ...file, disk: path, stat, linked });
  };
  const visit = (folder: Folder, entry: Entry): void => {
    const path = Buffer.concat([folder.disk, SLASH, entry.name]);
    const relative = joinPath(folder.relative, nameText(entry.name));
    if (BESIDE.test(relative) && entry.type === "file") return;
    if (entry.type === "folder") {
      queue.push({ disk: path, relative });
    } else if (entry.type === "file") {
      add(relative, path, disk.lstat(path), false);
    } else if (entry.type === "link") {
      const target = disk.realpath(path);
      const stat = disk.lstat(target);
      const inside = isInside(target, root.disk) || target.equals(root.disk);
      if (stat.type === "folder") {
        const reason = inside
          ? `a symbolic link to ${isInside(path, target) ? "a folder above itself" : "a folder that is read anyway"}`
          : "a symbolic link to a folder outside; give that folder itself to include it";
        problems.push({ kind: "directory-loop", file: nameOf(relative), reason });
      } else if (!inside) {
        const reason = "a symbolic link to a place outside the folder; give that file itself to include it";
        problems.push({ kind: "unreadable", file: nameOf(relative), reason });
      } else if (stat.type === "file") {
        add(relative, target, stat, true);
      } else if (stat.type !== "link") {
        problems.push({ kind: "unreadable", file: nameOf(relative), reason: `${notFiles[stat.type]}, not a file` });
      }
    } else {
      problems.push({ kind: "unreadable", file: nameOf(relative), reason: `${notFiles[entry.type]}, not a file` });
    }
  };

  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    try {
      const id = disk.lstat(folder.disk).id;
      if (entered.has(id)) {
        const reason = "the same folder was entered before under another name";
        problems.push({ kind: "directory-loop", file: nameOf(folder.relative), reason });
        continue;
      }
      entered.add(id);
      for (const entry of sortByPath(disk.list(folder.disk), (e) => nameText(e.name))) {
        try {
          visit(folder, entry);
        } catch (error) {
          const file = nameOf(joinPath(folder.relative, nameText(entry.name)));
          problems.push({ kind: "unreadable", file, reason: diskReason(error) });
        }
      }
    } catch (error) {
      problems.push({ kind: "unreadable", file: nameOf(folder.relative), reason: diskReason(error) });
    }
  }
  return found;
}
