import type { CollectContext } from "../context.ts";
import { casePath } from "../store/index.ts";
import type { ListedLog, Listing } from "./listing.ts";
import type { LogJob } from "./log-job.ts";
import { readLogName } from "./log-name.ts";
import { wasJustWritten } from "./settle.ts";

/** Beyond any time. */
const LAST = 8.64e15;

function rank({ open, file }: LogJob): number {
  return (open ? LAST : 0) + (file.lastWrittenMs ?? 0);
}

/** Oldest first, for they are the first to go; those that are written to last, when most of the window is in them. */
export function inOrder(jobs: readonly LogJob[]): readonly LogJob[] {
  return [...jobs].sort((a, b) => rank(a) - rank(b));
}

/** Where a listed file is put, and what the listing says of it. */
export function jobOf(context: CollectContext, listing: Listing, file: ListedLog, learned: LogJob["learned"]): LogJob {
  const { instance, files, listedMs } = listing;
  const path = casePath("instances", instance, localName(file.name, files));
  return { context, instance, file, listedMs, path, open: isOpen(file, listing), learned };
}

/** `error/` is in all names and says nothing. What else has the same name without it gets its whole name. */
function localName(name: string, all: readonly ListedLog[]): string {
  if (name.startsWith("error/")) return name.slice("error/".length);
  return all.some((other) => other.name === `error/${name}`) ? `/${name}` : name;
}

/** The newest of its series, or of none: no later file says that it is finished. */
function isOpen(file: ListedLog, { files, listedMs }: Listing): boolean {
  const { series, beginsMs } = readLogName(file.name);
  if (beginsMs === null) return wasJustWritten(file, listedMs);
  return !files.some(({ name }) => {
    const other = readLogName(name);
    return other.series === series && other.beginsMs !== null && other.beginsMs > beginsMs;
  });
}
