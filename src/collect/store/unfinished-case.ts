import { join } from "node:path";
import { MANIFEST, MAX_MANIFEST_BYTES, readCaseManifest } from "./case-manifest.ts";
import { realDisk } from "./disk.ts";
import { JOURNAL, readHead } from "./journal.ts";
import { WORK_FOLDER } from "./open-store.ts";
import type { CaseRequest } from "./units.ts";
import { readText } from "./whole-file.ts";

/** A request is what somebody typed, and some more. */
const MAX_HEAD_BYTES = 1024 * 1024;

/** What the run was asked for that began this case and did not end, or still runs; null when there is no such run. */
export async function unfinishedCase(folder: string): Promise<CaseRequest | null> {
  const path = join(folder, WORK_FOLDER, JOURNAL);
  try {
    if ((await realDisk.look(path))?.kind !== "file") return null;
    const file = await realDisk.open(path, "read");
    try {
      const head = Buffer.alloc(MAX_HEAD_BYTES);
      let filled = 0;
      for (let count = -1; count !== 0 && !head.subarray(0, filled).includes(10); filled += count) {
        count = await file.read(head.subarray(filled));
      }
      return readHead(head.toString("utf8", 0, filled).split("\n")[0] ?? "", path);
    } finally {
      await file.close();
    }
  } catch {
    return null; // not readable, or of a newer version: whoever opens it is told why
  }
}

/** What a run that ended was asked for; null when the folder holds no manifest of ours. */
export async function endedCase(folder: string): Promise<CaseRequest | null> {
  const path = join(folder, MANIFEST);
  try {
    const text = await readText(realDisk, path, MAX_MANIFEST_BYTES);
    return text === null ? null : (readCaseManifest(text, path)?.request ?? null);
  } catch {
    return null; // too large, not readable, or of a newer version: whoever opens it is told why
  }
}
