import type { CaseFile, Unit } from "../case-store.ts";
import type { CollectContext } from "../context.ts";

/** Where nothing new came, what a former run had of it stays. */
export function keepFormer(unit: Unit): void {
  for (const { path } of unit.former?.files ?? []) unit.keep(path);
}

/**
 * Whether a former run had as much as this one got before it failed: then the former files stay, and what came is
 * forgotten.
 */
export function formerHasMore(unit: Unit, bytes: number): boolean {
  const former = unit.former?.files ?? [];
  return former.length > 0 && former.reduce((sum, file) => sum + file.bytes, 0) >= bytes;
}

/** Tells the progress of a file that is there. */
export function noticed({ progress }: CollectContext, { path, bytes }: CaseFile, reused: boolean): void {
  if (reused) {
    progress.expect(1, bytes);
    progress.bytes(bytes);
  }
  progress.file(path, reused);
}
