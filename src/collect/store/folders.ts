import { dirname, join } from "node:path";
import type { Disk } from "./disk.ts";
import { CaseRefused } from "./refused.ts";

async function mustBeFolder(disk: Disk, path: string): Promise<void> {
  const lying = await disk.look(path);
  if (lying?.kind === "folder") return;
  if (lying?.kind === "link") throw new CaseRefused("symlink", path, `${path} is a symbolic link`);
  throw new CaseRefused("not-a-folder", path, `${path} is not a folder`);
}

/** Makes the folder of a case and those above it where they are missing. @throws {CaseRefused} where it cannot be trusted */
export async function makeCaseFolder(disk: Disk, folder: string): Promise<void> {
  if ((await disk.look(folder)) === null) {
    const missing = [folder];
    for (let above = dirname(folder); above !== missing.at(-1); above = dirname(above)) {
      if ((await disk.look(above)) !== null) break;
      missing.push(above);
    }
    for (const path of missing.toReversed()) await disk.mkdir(path);
  }
  await mustBeFolder(disk, folder);
  const uid = process.getuid?.();
  const lying = await disk.look(folder);
  if (uid === undefined || lying === null) return;
  if ((lying.mode & 0o002) !== 0) {
    throw new CaseRefused("open-to-others", folder, `everybody may write to ${folder}; use a folder below it`);
  }
  // root works in folders of others, as in a container with a folder of the host.
  if (uid !== 0 && lying.uid !== uid) {
    throw new CaseRefused("open-to-others", folder, `${folder} belongs to another user`);
  }
}

/**
 * The full path of a file of the case. None of the folders on the way may be a symbolic link: what is written or removed
 * there would be somewhere else.
 *
 * @param path below `root`, `/`-separated
 * @param make makes the folders that are missing
 */
export async function insideCase(disk: Disk, root: string, path: string, make: boolean): Promise<string> {
  let folder = root;
  for (const name of path.split("/").slice(0, -1)) {
    folder = join(folder, name);
    if ((await disk.look(folder)) === null) {
      if (!make) break;
      await disk.mkdir(folder);
    }
    await mustBeFolder(disk, folder);
  }
  return join(root, path);
}
