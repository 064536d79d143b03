import type { CollectContext, Member } from "../context.ts";
import { LEAD_MS } from "../context.ts";
import type { Listing } from "./listing.ts";
import { expiredEntry } from "./log-entries.ts";
import { isServerLog, readLogName } from "./log-name.ts";
import type { LackingLog } from "./logs-outcome.ts";

/** What had been written before the oldest file that is still there; into the ledger as well. */
export function expired(
  context: CollectContext,
  member: Member,
  listing: Listing,
  oldestMs: number | null,
): readonly LackingLog[] {
  const { window, target, store } = context;
  if (listing.failure !== null) return [];
  const { id } = member;
  const createdMs = member.described?.InstanceCreateTime?.getTime() ?? Number.NEGATIVE_INFINITY;
  // Nothing was written before the instance was there; its first log begins some minutes later.
  const fromMs = Math.max(window.sinceMs, createdMs + LEAD_MS);
  const beginsMs = oldestMs ?? Number.POSITIVE_INFINITY;
  if (beginsMs <= fromMs || fromMs >= window.untilMs) return [];
  // An earlier run may have it.
  if (hasOlder(context, id, fromMs)) return [];
  store.note(expiredEntry(id, oldestMs, { nowMs: listing.listedMs, sinceMs: fromMs }, target));
  const untilMs = Math.min(beginsMs, window.untilMs);
  const words = "older ones are gone";
  return [
    {
      name: null,
      fromMs: Math.max(window.sinceMs - LEAD_MS, createdMs),
      untilMs,
      code: "EXPIRED",
      why: words,
      inside: false,
      cutFile: null,
    },
  ];
}

/** Whether the case holds a log of the server that begins by then. */
function hasOlder({ store }: CollectContext, id: string, fromMs: number): boolean {
  return store.files().some(({ path, origin }) => {
    const name = origin.parameters["LogFileName"];
    if (origin.parameters["DBInstanceIdentifier"] !== id || typeof name !== "string" || path.startsWith("raw/"))
      return false;
    const read = readLogName(name);
    return isServerLog(read) && read.beginsMs !== null && read.beginsMs <= fromMs;
  });
}
