import { LEAD_MS } from "../context.ts";
import type { CollectContext, Target } from "../context.ts";
import type { CallFailure, OutputOf } from "../calls.ts";
import { entryOf } from "../history/trouble.ts";

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
  const { store } = context;
  const found: PostgresqlGroup[] = [];
  for (const wanted of wantedGroups(context.target, instances)) {
    const { groups, failure } = await listGroups(context, wanted.name);
    const own = groups.find(({ logGroupName }) => logGroupName === wanted.name);
    if (own !== undefined) found.push({ ...wanted, retentionDays: own.retentionInDays ?? null, assumed: false });
    else if (failure !== null) {
      found.push({ ...wanted, retentionDays: null, assumed: true });
      const consequence = `whether the server's log is exported is not known; ${wanted.name} is asked as if it were there`;
      store.note(entryOf(failure, { source: "cloudwatch-logs", subject: wanted.name, state: "none", consequence }));
      if (failure.kind === "credentials" || failure.kind === "expired") break;
    }
  }
  return found;
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

type FoundGroup = NonNullable<OutputOf<"DescribeLogGroups">["logGroups"]>[number];

async function listGroups(
  { aws }: CollectContext,
  prefix: string,
): Promise<{ readonly groups: readonly FoundGroup[]; readonly failure: CallFailure | null }> {
  const groups: FoundGroup[] = [];
  const failure = await paged(async (nextToken) => {
    const outcome = await aws.call("DescribeLogGroups", { logGroupNamePrefix: prefix, ...nextToken }, prefix);
    if (outcome.ok) groups.push(...(outcome.value.logGroups ?? []));
    return outcome.ok ? { token: outcome.value.nextToken } : { failure: outcome.failure };
  }, "DescribeLogGroups");
  return { groups, failure };
}

/** All streams of a group whose name begins with `prefix`. */
export async function listStreams(
  { aws }: CollectContext,
  group: string,
  prefix = "",
): Promise<{ readonly streams: readonly LogStreamFacts[]; readonly failure: CallFailure | null }> {
  const streams: LogStreamFacts[] = [];
  const failure = await paged(async (nextToken) => {
    const input = { logGroupName: group, ...(prefix === "" ? {} : { logStreamNamePrefix: prefix }), ...nextToken };
    const outcome = await aws.call("DescribeLogStreams", input, group);
    if (!outcome.ok) return { failure: outcome.failure };
    for (const { logStreamName, firstEventTimestamp, lastEventTimestamp } of outcome.value.logStreams ?? [])
      if (logStreamName !== undefined)
        streams.push({ name: logStreamName, firstMs: firstEventTimestamp ?? null, lastMs: lastEventTimestamp ?? null });
    return { token: outcome.value.nextToken };
  }, "DescribeLogStreams");
  return { streams, failure };
}

async function paged(
  next: (token: {
    readonly nextToken?: string;
  }) => Promise<{ readonly token: string | undefined } | { readonly failure: CallFailure }>,
  call: "DescribeLogGroups" | "DescribeLogStreams",
): Promise<CallFailure | null> {
  const seen = new Set<string>();
  for (let token: string | undefined; ;) {
    const page = await next(token === undefined ? {} : { nextToken: token });
    if ("failure" in page) return page.failure;
    ({ token } = page);
    if (token === undefined || token === "") return null;
    const message = seen.has(token) ? "the same page token came twice" : `more than ${MAX_PAGES} pages`;
    if (seen.has(token) || seen.size >= MAX_PAGES)
      return { call, kind: "repeated-token", code: "", message, action: `logs:${call}`, resource: null, attempts: 1 };
    seen.add(token);
  }
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
