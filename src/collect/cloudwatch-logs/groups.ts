import { LEAD_MS } from "../context.ts";
import type { CollectContext, Target } from "../context.ts";
import type { CallFailure } from "../calls.ts";
import type { AcquisitionEntry } from "../case-store.ts";
import { allPages, pages } from "../pages.ts";
import { entryOf } from "../trouble.ts";

/** A log group to which the server's log is exported. */
export interface PostgresqlGroup {
  readonly name: string;
  /** Null for a cluster's. */
  readonly instance: string | null;
  /** Events older than that are gone; null when they never expire or nobody could say. */
  readonly retentionDays: number | null;
  /** Its name is what AWS would give it; whether it exists could not be asked. */
  readonly assumed: boolean;
}

/** A log stream and what AWS says of its times, epoch ms; null where it says nothing. */
export interface LogStreamFacts {
  readonly name: string;
  readonly firstMs: number | null;
  readonly lastMs: number | null;
}

/** Times of a stream's last event reach DescribeLogStreams within an hour, "in rare situations" later (API reference). */
const STREAM_LAG_MS = 2 * 3_600_000;
const MAX_PAGES = 200;

/**
 * The groups of the target's PostgreSQL log that exist: a cluster's own, an instance's own, and for a Multi-AZ DB
 * cluster both, because which of the two it uses is not documented (DOMAIN §1.6). Where listing is denied they are
 * assumed, and an entry says so.
 *
 * @param instances whose groups are looked for; the target's members unless given
 */
export async function postgresqlGroups(
  context: CollectContext,
  instances: readonly string[] = context.target.members.map(({ id }) => id),
): Promise<readonly PostgresqlGroup[]> {
  const { aws, store } = context;
  const found: PostgresqlGroup[] = [];
  for (const wanted of wantedGroups(context.target, instances)) {
    const input = { logGroupNamePrefix: wanted.name };
    const listed = await allPages(aws, "DescribeLogGroups", input, wanted.name, { maxPages: MAX_PAGES });
    const groups = listed.pages.flatMap(({ value }) => value.logGroups ?? []);
    const own = groups.find(({ logGroupName }) => logGroupName === wanted.name);
    const { failure } = listed;
    if (own !== undefined) found.push({ ...wanted, retentionDays: own.retentionInDays ?? null, assumed: false });
    else if (failure !== null) {
      found.push({ ...wanted, retentionDays: null, assumed: true });
      const consequence = `whether the server's log is exported is not known; ${wanted.name} is asked as if it were there`;
      const entry = entryOf(failure, { source: "cloudwatch-logs", subject: wanted.name, state: "none", consequence });
      // Groups are looked for several times in a run, and are refused for the same reason.
      if (!store.entries().some((known) => isSame(known, entry))) store.note(entry);
      if (failure.kind === "credentials" || failure.kind === "expired") break;
    }
  }
  return found;
}

function isSame(a: AcquisitionEntry, b: AcquisitionEntry): boolean {
  return a.source === b.source && a.subject === b.subject && a.call === b.call && a.code === b.code;
}

function wantedGroups(
  target: Target,
  instances: readonly string[],
): readonly Pick<PostgresqlGroup, "name" | "instance">[] {
  const cluster = { name: `/aws/rds/cluster/${target.id}/postgresql`, instance: null };
  const own = instances.map((id) => ({ name: `/aws/rds/instance/${id}/postgresql`, instance: id }));
  if (target.kind === "aurora-cluster") return [cluster];
  return target.kind === "multi-az-cluster" ? [cluster, ...own] : own;
}

/** All streams of a group whose name begins with `prefix`. */
export async function listStreams(
  { aws }: CollectContext,
  group: string,
  prefix = "",
): Promise<{ readonly streams: readonly LogStreamFacts[]; readonly failure: CallFailure | null }> {
  const input = { logGroupName: group, ...(prefix === "" ? {} : { logStreamNamePrefix: prefix }) };
  const streams: LogStreamFacts[] = [];
  for await (const page of pages(aws, "DescribeLogStreams", input, group, { maxPages: MAX_PAGES })) {
    if (!page.ok) return { streams, failure: page.failure };
    for (const { logStreamName, firstEventTimestamp, lastEventTimestamp } of page.value.logStreams ?? [])
      if (logStreamName !== undefined)
        streams.push({ name: logStreamName, firstMs: firstEventTimestamp ?? null, lastMs: lastEventTimestamp ?? null });
  }
  return { streams, failure: null };
}

/** `aurora-1` of the stream `aurora-1.0`: the part before the last dot; the whole name where it has none. */
export function instanceOfStream(stream: string): string {
  const dot = stream.lastIndexOf(".");
  return dot > 0 && /^\d{1,4}$/.test(stream.slice(dot + 1)) ? stream.slice(0, dot) : stream;
}

/** Whether a stream may hold events between the two, epoch ms. Its times lag behind, so that a young end proves nothing. */
function mayHold({ firstMs, lastMs }: LogStreamFacts, fromMs: number, untilMs: number): boolean {
  return (firstMs === null || firstMs < untilMs) && (lastMs === null || lastMs + STREAM_LAG_MS >= fromMs);
}

/**
 * Instances that wrote into the cluster's log group around the window, those included that were deleted since: their
 * log files went with them, their streams did not. Identifiers of RDS only, in order; what could not be listed is an
 * entry.
 */
export async function streamMembers(context: CollectContext): Promise<readonly string[]> {
  const { window, store } = context;
  const members = new Set<string>();
  for (const group of await postgresqlGroups(context)) {
    const { streams, failure } = await listStreams(context, group.name);
    for (const stream of streams) {
      const id = instanceOfStream(stream.name);
      const named = /^[a-z](?:-?[a-z0-9]){0,62}$/i.test(id);
      if (named && stream.lastMs !== null && mayHold(stream, window.sinceMs - LEAD_MS, window.untilMs)) members.add(id);
    }
    // An assumed group that is not there is no trouble: the log is not exported.
    if (failure !== null && !(group.assumed && failure.kind === "not-found")) {
      const consequence = "instances that were deleted since may be unknown: their streams name them";
      store.note(
        entryOf(failure, {
          source: "cloudwatch-logs",
          subject: `streams of ${group.name}`,
          state: "none",
          consequence,
        }),
      );
    }
  }
  return [...members].toSorted();
}
