import { dirname, join } from "node:path";
import { MANIFEST } from "./case-manifest.ts";
import type { Disk, Lying } from "./disk.ts";
import { insideCase } from "./folders.ts";

/** What is left to do when a unit is in the journal. Doing it again does what could not be done before. */
export interface Placement {
  /** Parts in `.collect` and the paths below the case they belong to. */
  readonly moves: readonly { readonly part: string; readonly path: string }[];
  /** Paths below the case that no unit has any more. */
  readonly obsolete: readonly string[];
  /** Told of each path that has its new file, and what lies there; null when a former run put it there, or it cannot be seen. */
  readonly placed: (path: string, lying: Lying | null) => void;
  /** Told of each path that is gone. */
  readonly removed: (path: string) => void;
}

export interface Placer {
  place(placement: Placement): Promise<void>;
}

/**
 * Moves parts to their names. Before the first file that manifest.json may list is replaced, the manifest goes away:
 * it would say something false until the run ends, and the journal says everything it says.
 *
 * @param collect `.collect`
 */
export function openPlacer(disk: Disk, folder: string, collect: string): Placer {
  let manifestGone: Promise<void> | null = null;
  /** Folders whose own names are on the disk. */
  const known = new Set<string>();

  async function dropManifest(): Promise<void> {
    await disk.unlink(join(folder, MANIFEST));
    await disk.syncFolder(folder);
  }

  async function beforeChange(): Promise<void> {
    manifestGone ??= dropManifest();
    try {
      await manifestGone;
    } catch (error) {
      manifestGone = null;
      throw error;
    }
  }

  /** The folders of paths; and the one above each that may be new. */
  async function syncFor(paths: readonly string[]): Promise<void> {
    const folders = new Set<string>();
    for (const path of paths) {
      for (let below = dirname(path); ; below = dirname(below)) {
        folders.add(below);
        if (below === "." || known.has(below)) break;
      }
    }
    for (const path of folders) {
      await disk.syncFolder(join(folder, path));
      known.add(path);
    }
  }

  return {
    async place({ moves, obsolete, placed, removed }) {
      const touched: string[] = [];
      for (const { part, path } of moves) {
        const from = join(collect, part);
        let lying: Lying | null = null;
        if ((await disk.look(from)) !== null) {
          const to = await insideCase(disk, folder, path, true);
          if ((await disk.look(to)) !== null) await beforeChange();
          await disk.rename(from, to);
          touched.push(path);
          // After its last name: a rename changes ctime. Without it the file is hashed again, and that is all.
          lying = await disk.look(to).catch(() => null);
        }
        placed(path, lying);
      }
      // The new ones are there for good before the old ones go.
      await syncFor(touched);
      const gone: string[] = [];
      for (const path of obsolete) {
        const old = await insideCase(disk, folder, path, false);
        const lying = await disk.look(old);
        if (lying !== null && lying.kind !== "folder") {
          await beforeChange();
          await disk.unlink(old);
          gone.push(path);
        }
        removed(path);
      }
      await syncFor(gone);
    },
  };
}
