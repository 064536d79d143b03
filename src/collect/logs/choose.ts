import type { CollectWindow } from "../context.ts";
import { LEAD_MS } from "../context.ts";
import type { ListedLog } from "./listing.ts";
import { isServerLog, readLogName } from "./log-name.ts";

/** How late `LastWritten` is believed to be: a file may hold lines up to that much newer. */
const LATE_MS = 10 * 60_000;
/** `log_rotation_age` is a day at most on RDS: no file begun earlier can still be written. */
const ROTATION_MS = 24 * 60 * 60_000;

/** Which files of an instance can hold lines of the window, and what was left out. */
export interface Choice {
  readonly chosen: readonly ListedLog[];
  readonly leftOut: { readonly files: number; readonly bytes: number };
  /** When the oldest log of the server that is still there begins, by its name; epoch ms, null when there is none. */
  readonly oldestMs: number | null;
}

/**
 * Chooses the files that overlap the window and the {@link LEAD_MS} before it, twins (`.csv`) and compressed ones too.
 * A file is left out only when its name says that it begins after the window, or `LastWritten` (and where that is
 * missing the name) that it ended before: `postgres.log` and others whose name has no time go by `LastWritten` alone.
 */
export function chooseLogs(files: readonly ListedLog[], { sinceMs, untilMs }: CollectWindow): Choice {
  const startMs = sinceMs - LEAD_MS;
  const chosen: ListedLog[] = [];
  const leftOut = { files: 0, bytes: 0 };
  let oldestMs: number | null = null;
  for (const file of files) {
    const name = readLogName(file.name);
    const { beginsMs } = name;
    if (beginsMs !== null && isServerLog(name) && (oldestMs === null || beginsMs < oldestMs)) oldestMs = beginsMs;
    if ((beginsMs === null || beginsMs <= untilMs) && endsMs(file, beginsMs) >= startMs) chosen.push(file);
    else {
      leftOut.files += 1;
      leftOut.bytes += file.sizeBytes ?? 0;
    }
  }
  return { chosen, leftOut, oldestMs };
}

/** The latest time a line of the file can have, epoch ms. */
function endsMs({ lastWrittenMs }: ListedLog, beginsMs: number | null): number {
  if (lastWrittenMs === null) return beginsMs === null ? Number.POSITIVE_INFINITY : beginsMs + ROTATION_MS;
  return Math.max(lastWrittenMs, beginsMs ?? 0) + LATE_MS;
}
