import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Acquired, AcquisitionEntry, CaseFile, CaseStore, Kept, Origin, Unit } from "../case-store.ts";

/** Writes one small file of a unit as a whole. */
export async function writeFile(
  unit: Unit,
  path: string,
  bytes: Uint8Array,
  origin: Origin,
  acquired: Acquired,
): Promise<CaseFile> {
  const sink = await unit.create(path);
  try {
    await sink.write(bytes);
    return await sink.commit({ declaredSize: null, growing: false, origin, acquired });
  } finally {
    await sink.discard();
  }
}

/** A remote name as a part of a file name: as it is when it is harmless, else its hash (SECURITY §6). */
export function fileNameOf(name: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(name)) return name;
  return `sha256-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}

/** The JSON of a file that the case holds; null when it holds none of that path, or it is damaged. */
export async function readKept(store: CaseStore, kept: Kept | null, path: string): Promise<unknown> {
  if (kept?.files.some((file) => file.path === path) !== true) return null;
  try {
    return JSON.parse(await readFile(join(store.folder, path), "utf8"));
  } catch {
    return null;
  }
}

/** Thrown in a unit's work: nothing came, and what a former run left stays as it was, with the time it is known as of. */
class NothingCame extends Error {
  readonly entries: readonly AcquisitionEntry[];

  constructor(entries: readonly AcquisitionEntry[]) {
    super("nothing came");
    this.entries = entries;
  }
}

/** Ends a unit's work with why nothing came. What a former run left is better than nothing. */
export function nothingCame(unit: Unit, entries: readonly AcquisitionEntry[]): "again" {
  if ((unit.former?.files.length ?? 0) > 0) throw new NothingCame(entries);
  for (const entry of entries) unit.note(entry);
  return "again";
}

/** A unit of the store whose work may end by {@link nothingCame}; then `kept` is what a former run left. */
export async function historyUnit(
  store: CaseStore,
  subject: string,
  key: string,
  work: (unit: Unit) => Promise<"final" | "again">,
): Promise<{ readonly kept: Kept; readonly reused: boolean }> {
  let former: Kept | null = null;
  try {
    return await store.unit(subject, key, (unit) => {
      former = unit.former;
      return work(unit);
    });
  } catch (error) {
    if (!(error instanceof NothingCame) || former === null) throw error;
    for (const entry of error.entries) store.note(entry);
    return { kept: former, reused: true };
  }
}
