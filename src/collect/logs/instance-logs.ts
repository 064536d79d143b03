import type { CollectContext, Member } from "../context.ts";
import { chooseLogs } from "./choose.ts";
import { endPending } from "./end-pending.ts";
import { expired } from "./expired.ts";
import { troubleOf } from "../trouble.ts";
import { type FetchedLog, fetchLog } from "./fetch-log.ts";
import { keepListing } from "./keep-listing.ts";
import { flawOf, lackingFiles, notListed } from "./lacking.ts";
import { type ListedLog, type Listing, listLogs } from "./listing.ts";
import { completeEntry, failedEntry, fileSubject, growingEntry, listingEntry, unverifiedEntry } from "./log-entries.ts";
import type { LogJob } from "./log-job.ts";
import { inOrder, jobOf } from "./log-jobs.ts";
import type { InstanceLogs, KeptLog } from "./logs-outcome.ts";
import { settledFromMs } from "./settle.ts";
import { allOf } from "./turns.ts";

/** Runs a download when there is a place for it. Throws when nothing more is begun. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** Listings in a run: the first, and one after each pass that fetched something. */
const ROUNDS = 3;

/** Lists, chooses and fetches the log files of one instance until a listing shows nothing new. */
export async function collectInstance(context: CollectContext, member: Member, guard: Guard): Promise<InstanceLogs> {
  const { aws, store, window, target, progress } = context;
  const { id } = member;
  progress.step(`${id}: its log files`);
  const first = await listLogs(aws, id);
  const saved = new Set<string>();
  await keepListing(store, first, saved);
  const { oldestMs, leftOut } = chooseLogs(first.files, window);
  const held = holds(context, id);
  if (first.failure !== null) store.note(listingEntry(first, target, { described: member.described !== null, held }));
  const { fetched, listed, listing } = await fetchUntilSteady(context, first, saved, guard);
  if (listing.failure === null || listing.failure.kind === "not-found") await endPending(context, id, listing, fetched);
  noteFailures(context, id, fetched, listed);
  const missing = [
    ...(first.failure === null || held ? [] : [notListed(context, first)]),
    ...expired(context, member, listing, oldestMs),
    ...lackingFiles(context, fetched, listed),
  ];
  const files = keptFiles(fetched);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const complete =
    first.failure === null &&
    missing.length === 0 &&
    files.every(({ whole }) => whole) &&
    ![...fetched.values()].some((log) => flawOf(log) !== null);
  if (complete) store.note(completeEntry(id, { files: files.length, bytes }, leftOut));
  return { id, files, complete, missing, oldestMs, leftOut };
}

/** Whether an earlier run saved logs of the instance. */
function holds({ store }: CollectContext, id: string): boolean {
  return store.files().some(({ path, origin: { parameters } }) => {
    return !path.startsWith("raw/") && parameters["DBInstanceIdentifier"] === id && "LogFileName" in parameters;
  });
}

interface Fetched {
  readonly fetched: ReadonlyMap<string, FetchedLog>;
  /** All that were chosen, as they were listed last. */
  readonly listed: ReadonlyMap<string, ListedLog>;
  /** The last one that is of use. */
  readonly listing: Listing;
}

async function fetchUntilSteady(
  context: CollectContext,
  first: Listing,
  saved: Set<string>,
  guard: Guard,
): Promise<Fetched> {
  const { aws, store, window, progress } = context;
  const learned: LogJob["learned"] = { restDenied: null, hopeless: null };
  const fetched = new Map<string, FetchedLog>();
  const listed = new Map<string, ListedLog>();
  let listing = first;
  for (let round = 1; ; round += 1) {
    const { chosen } = chooseLogs(listing.files, window);
    for (const file of chosen) listed.set(file.name, file);
    const jobs = chosen.filter(({ name }) => !fetched.has(name)).map((file) => jobOf(context, listing, file, learned));
    progress.expect(
      jobs.length,
      jobs.reduce((sum, { file }) => sum + (file.sizeBytes ?? 0), 0),
    );
    const done = await allOf(inOrder(jobs).map((job) => guard(() => fetchLog(job))));
    for (const one of done) fetched.set(one.name, one);
    // Where nothing was asked for, nothing can have changed under us.
    if (round >= ROUNDS || done.every(({ reused }) => reused)) break;
    const next = await listLogs(aws, listing.instance);
    if (next.failure !== null) {
      store.note(unverifiedEntry(listing.instance, next.failure));
      break;
    }
    await keepListing(store, next, saved);
    listing = next;
  }
  noteGrowth(context, fetched, listing);
  return { fetched, listed, listing };
}

/** A file that was taken for finished has grown, and the window had not ended: the next run fetches it again. */
function noteGrowth(context: CollectContext, fetched: ReadonlyMap<string, FetchedLog>, listing: Listing): void {
  const settledMs = settledFromMs(context.window);
  for (const { name, sizeBytes } of listing.files) {
    const { main, entries } = fetched.get(name) ?? { main: null, entries: [] };
    if (main === null || sizeBytes === null || sizeBytes <= main.bytes || main.declaredSize === null) continue;
    if (
      Date.parse(main.acquired.from) >= settledMs ||
      entries.some(({ code }) => code !== null && code !== "OVERLAP_BYTES")
    )
      continue;
    context.store.note(growingEntry(fileSubject(listing.instance, name), Math.max(settledMs, listing.listedMs)));
  }
}

function noteFailures(
  { store }: CollectContext,
  id: string,
  fetched: ReadonlyMap<string, FetchedLog>,
  listed: ReadonlyMap<string, ListedLog>,
): void {
  const groups = new Map<string, { readonly names: string[]; readonly log: FetchedLog; bytes: number }>();
  for (const log of [...fetched.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (log.failure === null) continue;
    const { code, reason } = troubleOf(log.failure);
    const key = `${code} ${reason}`;
    const group = groups.get(key) ?? { names: [], log, bytes: 0 };
    group.names.push(log.name);
    group.bytes += listed.get(log.name)?.sizeBytes ?? 0;
    groups.set(key, group);
  }
  const none = [...fetched.values()].every(({ main }) => main === null);
  for (const { names, log, bytes } of groups.values()) {
    if (log.failure !== null) store.note(failedEntry(id, names, bytes, log.failure, none ? "none" : "partial"));
  }
}

function keptFiles(fetched: ReadonlyMap<string, FetchedLog>): readonly KeptLog[] {
  const logs = [...fetched.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return logs.flatMap((log): KeptLog[] => {
    const { name, main, entries } = log;
    if (main === null) return [];
    const whole = flawOf(log) === null;
    const pending = entries.some(({ state }) => state === "pending");
    return [{ name, path: main.path, declaredBytes: main.declaredSize, bytes: main.bytes, whole, pending }];
  });
}
