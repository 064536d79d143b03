import { type CollectContext, LEAD_MS } from "../context.ts";
import type { FetchedLog } from "./fetch-log.ts";
import type { ListedLog, Listing } from "./listing.ts";
import { troubleOf } from "../trouble.ts";
import { isServerLog, readLogName } from "./log-name.ts";
import type { LackingLog } from "./logs-outcome.ts";

/** Codes of entries that say: bytes of the file are not there. */
const FLAWS = new Set([
  "SHORT",
  "LINE_TRUNCATED_BY_AWS",
  "GAP",
  "OFFSETS_DISAGREE",
  "STARTED_OVER",
  "ENDLESS",
  "ROTATED",
  "ROTATED_AWAY",
]);
/** Of those the ones whose file holds what is around: filled from elsewhere, its records would be there twice. */
const INSIDE = new Set(["LINE_TRUNCATED_BY_AWS", "GAP", "OFFSETS_DISAGREE", "ROTATED"]);

/** Stretches that files of this run do not give, or not wholly. Only logs of the server: others hold no records. */
export function lackingFiles(
  { window }: CollectContext,
  fetched: ReadonlyMap<string, FetchedLog>,
  listed: ReadonlyMap<string, ListedLog>,
): readonly LackingLog[] {
  return [...fetched.values()].flatMap((log): LackingLog[] => {
    const flaw = flawOf(log);
    const name = readLogName(log.name);
    if (flaw === null || !isServerLog(name)) return [];
    const file = listed.get(log.name);
    const fromMs = Math.max(name.beginsMs ?? 0, window.sinceMs - LEAD_MS);
    const untilMs = Math.min(Math.max(file?.lastWrittenMs ?? window.untilMs, fromMs) + 1, window.untilMs);
    const inside = INSIDE.has(flaw.code) && log.main !== null;
    const cutFile = inside ? null : (log.main?.path ?? null);
    return [{ name: log.name, fromMs, untilMs, code: flaw.code, why: `${log.name}: ${flaw.why}`, inside, cutFile }];
  });
}

/** The first reason why a file is not whole; null when it is. */
export function flawOf({ failure, entries }: FetchedLog): { readonly code: string; readonly why: string } | null {
  if (failure !== null) {
    const { code, reason } = troubleOf(failure);
    return { code: code ?? "FAILED", why: reason };
  }
  const entry = entries.find(({ code }) => FLAWS.has(code ?? ""));
  return entry === undefined ? null : { code: entry.code ?? "", why: entry.reason };
}

/** The whole window of an instance whose files could not be listed. */
export function notListed({ window }: CollectContext, { failure, files }: Listing): LackingLog {
  const reason = failure === null ? "" : `: ${troubleOf(failure).reason}`;
  const gone = failure?.kind === "not-found";
  const words = gone
    ? "none is there, as RDS does not know the instance"
    : `${files.length > 0 ? "not all" : "none"} could be listed${reason}`;
  return {
    name: null,
    fromMs: window.sinceMs - LEAD_MS,
    untilMs: window.untilMs,
    code: gone ? "DELETED" : "NOT_LISTED",
    why: words,
    inside: files.length > 0,
    cutFile: null,
  };
}
