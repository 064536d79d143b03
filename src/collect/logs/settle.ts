import type { CaseFile, Kept } from "../case-store.ts";
import type { CollectWindow } from "../context.ts";
import type { ListedLog } from "./listing.ts";

/** What a server wrote is in its file after that long, and may be fetched. */
const SETTLE_MS = 60_000;
/** A file written to in that time is probably written to again. */
const RECENT_MS = 5 * 60_000;

/** From when on a file holds all lines of the window: whatever it grows by later is none of them. Epoch ms. */
export function settledFromMs({ untilMs }: CollectWindow): number {
  return untilMs + SETTLE_MS;
}

/** Whether a file was written to a moment before it was listed. */
export function wasJustWritten({ lastWrittenMs }: ListedLog, listedMs: number): boolean {
  return lastWrittenMs !== null && lastWrittenMs >= listedMs - RECENT_MS;
}

/** What makes the unit of a file another one. */
export function keyOf({ sizeBytes, lastWrittenMs }: ListedLog): string {
  return `${sizeBytes ?? "?"} ${lastWrittenMs ?? "?"}`;
}

/** Entries beside which a file is as good as it gets. */
const HARMLESS = new Set(["GROWING", "OVERLAP_BYTES", "ROTATED"]);

/** Whether what a former run left needs no fetching: nothing has changed, or nothing that changed can be of the window. */
export function isEnough(former: Kept, main: CaseFile, file: ListedLog, window: CollectWindow): boolean {
  if (!isSound(former)) return false;
  if (former.key === keyOf(file)) return true;
  const { sizeBytes } = file;
  if (sizeBytes === null) return false;
  if (main.declaredSize !== null && sizeBytes < main.declaredSize) return false;
  return sizeBytes <= main.bytes || Date.parse(main.acquired.from) >= settledFromMs(window);
}

/** Whether the bytes of a former run are those of the file, none missing, none replaced. */
function isSound({ entries }: Kept): boolean {
  return entries.every(({ code, state }) => state === "complete" || HARMLESS.has(code ?? ""));
}
