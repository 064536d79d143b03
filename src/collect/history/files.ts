import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnswerFacts } from "../calls.ts";
import type { Acquired, CaseFile, CaseStore, Kept, Origin, Unit } from "../case-store.ts";

/** How the bytes of several answers came. Null when there is none. */
export function acquiredFrom(answers: readonly AnswerFacts[]): Acquired {
  const from = Math.min(...answers.map(({ fromMs }) => fromMs));
  const to = Math.max(...answers.map(({ toMs }) => toMs));
  return {
    from: isoMs(from),
    to: isoMs(to),
    requestIds: answers.flatMap(({ requestId }) => (requestId === null ? [] : [requestId])),
    attempts: answers.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

/** Epoch ms as ISO 8601 UTC with ms; the epoch where it is no time. */
export function isoMs(ms: number): string {
  return new Date(Number.isFinite(ms) ? ms : 0).toISOString();
}

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

/** Nothing came this time: what a former run left is better than nothing, and its gaps are still its gaps. */
export function keepFormer(unit: Unit): void {
  for (const file of unit.former?.files ?? []) unit.keep(file.path);
  for (const entry of unit.former?.entries ?? []) if (entry.state !== "none") unit.note(entry);
}
