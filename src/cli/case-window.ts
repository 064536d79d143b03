import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { endedCase, unfinishedCase } from "../collect/index.ts";
import { isBefore } from "./asked-window.ts";
import { UserError } from "./exit.ts";
import { moment } from "./moment.ts";
import type { CollectArguments } from "./arguments.ts";

/** What a case was asked for: kept in the case, so that the same words go on with the same window. */
export interface CaseRequest {
  /** As typed, lower case. */
  readonly cluster: string;
  readonly since: string;
  /** Null: `now`. */
  readonly until: string | null;
  /** What the words meant when the case was begun; ISO 8601 UTC. */
  readonly start: string;
  readonly end: string;
}

/** Where to save, and the window. */
export interface Place {
  readonly folder: string;
  readonly request: CaseRequest;
  /** The case was begun by an earlier run: its window holds. */
  readonly resumed: boolean;
}

/** Resolves the window and the folder; the words of an unfinished case mean what they meant when it was begun. */
export async function placeOf(cluster: string, given: CollectArguments, nowMs: number): Promise<Place> {
  if (given.since === undefined)
    throw new UserError("--cluster needs --since", 'Say from when on: --since "2h ago", or --since 2026-11-21T19:00Z.');
  const since = await moment("--since", given.since, nowMs);
  const until = await moment("--until", given.until ?? "now", nowMs);
  isBefore(since.ms, until.ms);
  const request: CaseRequest = {
    cluster: cluster.toLowerCase(),
    since: given.since,
    until: given.until ?? null,
    start: new Date(since.ms).toISOString(),
    end: new Date(until.ms).toISOString(),
  };
  if (given.case !== undefined) {
    const folder = resolve(given.case);
    const former = sameWords((await unfinishedCase(folder)) ?? (await endedCase(folder)), request);
    return former === null ? { folder, request, resumed: false } : { folder, request: former, resumed: true };
  }
  // `2h ago` names another folder every minute: the one that was begun with these words is the one to go on with.
  const begun = await begunCase(request);
  if (begun !== null) return begun;
  return { folder: resolve(defaultName(request)), request, resumed: false };
}

/** `postmortem-<cluster>-<start>Z`, from characters that every shell and file system takes. */
function defaultName({ cluster, start }: CaseRequest): string {
  const name = cluster.split(/[:/]/).at(-1)?.split(".")[0] ?? cluster;
  return `postmortem-${name.replace(/[^a-z0-9-]/g, "-").slice(0, 80)}-${start.slice(0, 16).replace(":", "")}Z`;
}

async function begunCase(request: CaseRequest): Promise<Place | null> {
  const prefix = defaultName(request).slice(0, -"2026-11-21T1911Z".length);
  const names = readdirSync(".").filter((name) => name.startsWith(prefix));
  for (const name of names.toSorted().toReversed()) {
    const folder = resolve(name);
    // oxlint-disable-next-line no-await-in-loop -- the newest first, and mostly there is none
    const former = sameWords(await unfinishedCase(folder), request);
    if (former !== null) return { folder, request: former, resumed: true };
  }
  return null;
}

function sameWords(former: Partial<CaseRequest> | null, now: CaseRequest): CaseRequest | null {
  if (former === null || former.cluster !== now.cluster || former.since !== now.since) return null;
  if ((former.until ?? null) !== now.until) return null;
  const { start, end } = former;
  if (typeof start !== "string" || typeof end !== "string") return null;
  if (Number.isNaN(Date.parse(start)) || Number.isNaN(Date.parse(end))) return null;
  return { ...now, start, end };
}
