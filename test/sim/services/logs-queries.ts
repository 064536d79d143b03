import { randomUUID } from "node:crypto";
import { z } from "zod";
import { SimError } from "../service.ts";
import type { LogGroup, World } from "../world.ts";
import { parseInsights } from "./insights-language.ts";
import { runInsights, type InsightsResult } from "./insights-rows.ts";
import { action } from "./json.ts";
import { findGroup, invalidParameter, oldestKeptMs } from "./logs-groups.ts";
import { logsSettings } from "./logs-settings.ts";
import { groupIdentifier, groupName, timestamp } from "./logs-shapes.ts";
import { openToken, sealToken } from "./token.ts";

interface Query {
  readonly result: InsightsResult;
  polls: number;
  status: "Scheduled" | "Running" | "Complete" | "Failed" | "Timeout" | "Cancelled";
}

const queriesOf = new WeakMap<World, Map<string, Query>>();

/** Ids of queries that are Scheduled or Running: a tool that leaves leaves none. */
export function openQueries(world: World): string[] {
  return [...queries(world)].filter(([, query]) => isOpen(query)).map(([id]) => id);
}

/**
 * StartQuery: times are epoch SECONDS, both ends inclusive. `limit` goes to 100,000 and GetQueryResults pages by
 * 10,000 (botocore's logs-2014-03-28); older documents say 10,000 for both.
 */
export const startQuery = action(
  z.strictObject({
    logGroupName: groupName.optional(),
    logGroupNames: z.array(groupName).min(1).max(50).optional(),
    logGroupIdentifiers: z.array(groupIdentifier).min(1).max(50).optional(),
    queryLanguage: z.literal("CWLI").optional(),
    startTime: timestamp,
    endTime: timestamp,
    queryString: z.string().max(10_000),
    limit: z.int().min(1).max(100_000).default(10_000),
  }),
  (input, world) => {
    if (input.startTime > input.endTime) throw invalidParameter("endTime must not be before startTime.");
    // AWS might take them for years far ahead, and find nothing. Nobody wants that.
    if (input.endTime > 100_000_000_000) throw invalidParameter("startTime and endTime are epoch seconds, not ms.");
    const groups = groupsOf(input, world);
    const query = parseInsights(input.queryString);
    const window = {
      startMs: input.startTime * 1000,
      endMs: input.endTime * 1000,
      limit: Math.min(input.limit, query.limit ?? input.limit),
    };
    if (groups.every((group) => window.endMs < oldestKeptMs(group, world))) {
      const why =
        "Query's end date and time is either before the log groups creation time or exceeds the log groups log retention settings";
      throw new SimError("MalformedQueryException", why);
    }
    const queryId = randomUUID();
    const result = runInsights(query, groups, world, window);
    queries(world).set(queryId, { result, polls: 0, status: "Scheduled" });
    return { queryId };
  },
);

const queryId = z.string().min(1).max(256);

/** GetQueryResults: Scheduled, then Running with a part of the rows, then the outcome that the settings ask for. */
export const getQueryResults = action(
  z.strictObject({
    queryId,
    nextToken: z.string().max(1024).optional(),
    maxItems: z.int().min(0).max(10_000).default(10_000),
  }),
  (input, world) => {
    const query = findQuery(input.queryId, world);
    if (isOpen(query)) {
      query.polls++;
      if (query.polls > logsSettings.queryPolls) query.status = logsSettings.queryOutcome;
      else query.status = query.polls === 1 ? "Scheduled" : "Running";
    }
    const { rows, ...statistics } = query.result;
    const shown =
      query.status === "Complete" ? rows : query.status === "Running" ? rows.slice(0, Math.ceil(rows.length / 2)) : [];
    const about = ["GetQueryResults", input.queryId];
    const position = input.nextToken === undefined ? [0] : openToken(about, input.nextToken);
    if (position === null) throw invalidParameter("The specified nextToken is invalid.");
    const [start = 0] = position;
    const end = start + (input.maxItems || 10_000);
    const more = query.status === "Complete" && end < shown.length;
    return {
      queryLanguage: "CWLI",
      results: shown.slice(start, end),
      statistics,
      status: query.status,
      nextToken: more ? sealToken(about, [end]) : undefined,
    };
  },
);

/** StopQuery: a query that has ended cannot be stopped. */
export const stopQuery = action(z.strictObject({ queryId }), (input, world) => {
  const query = findQuery(input.queryId, world);
  if (!isOpen(query)) throw invalidParameter("The specified query is not running.");
  query.status = "Cancelled";
  return { success: true };
});

function groupsOf(
  input: {
    logGroupName?: string | undefined;
    logGroupNames?: string[] | undefined;
    logGroupIdentifiers?: string[] | undefined;
  },
  world: World,
): LogGroup[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input;
  if ([logGroupName, logGroupNames, logGroupIdentifiers].filter((given) => given !== undefined).length !== 1) {
    throw invalidParameter("Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified.");
  }
  if (logGroupIdentifiers !== undefined) return logGroupIdentifiers.map((each) => findGroup(undefined, each, world));
  return (logGroupNames ?? [logGroupName ?? ""]).map((each) => findGroup(each, undefined, world));
}

function queries(world: World): Map<string, Query> {
  const known = queriesOf.get(world) ?? new Map<string, Query>();
  queriesOf.set(world, known);
  return known;
}

function findQuery(id: string, world: World): Query {
  const query = queries(world).get(id);
  if (query === undefined) throw new SimError("ResourceNotFoundException", "The specified query does not exist.");
  return query;
}

function isOpen(query: Query): boolean {
  return query.status === "Scheduled" || query.status === "Running";
}
