import { setTimeout as sleep } from "node:timers/promises";
import type { Aws, CallFailure } from "../calls.ts";
import { Interrupted } from "../calls.ts";
import { pages, seenFailure } from "../pages.ts";
import { type Answered, answeredTogether, unanswered, withAnswer } from "../acquired.ts";
import type { Span } from "./slices.ts";

/** A row: column → value, as Insights writes them. */
export type InsightsRow = ReadonlyMap<string, string>;

/** What a query gave, all its windows together in their order. */
export interface InsightsRead {
  readonly failure: CallFailure | null;
  /** Windows of one second that hold more rows than a query gives. */
  readonly overfull: readonly Span[];
  readonly queries: number;
  readonly acquired: Answered;
}

/** How a query is run. */
export interface InsightsOptions {
  readonly signal: AbortSignal;
  /** Rows that count as "there may be more"; AWS's own cap is 10,000 an answer. */
  readonly cap?: number;
  /** Wait between two looks at a running query, ms. */
  readonly pollMs?: number;
  /** Windows are cut at multiples of so many seconds: 60 for bins of a minute. */
  readonly stepSeconds?: number;
}

const CAP = 10_000;
const POLL_MS = 1_000;
/** AWS ends a query after 60 minutes; nobody at an incident waits for that. */
const MAX_WAIT_MS = 5 * 60_000;

/**
 * Runs a query of Logs Insights over `[fromMs, untilMs)`. An answer is capped at 10,000 rows and a query may fail or
 * time out: its window is then split in two, down to `stepSeconds` (FAULTS N15). Both ends of StartQuery are inclusive
 * and in seconds, so the caller drops rows at the end of its window by their time; none is handed over twice for a
 * window that was split, because the halves' rows replace it.
 *
 * A running query is stopped when the run is interrupted.
 *
 * @param take rows of one window, windows in their order
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export async function runQuery(
  aws: Aws,
  group: string,
  query: string,
  span: Span,
  options: InsightsOptions,
  take: (rows: readonly InsightsRow[], window: Span) => Promise<void> | void,
): Promise<InsightsRead> {
  const { cap = CAP, stepSeconds = 1 } = options;
  const stepMs = stepSeconds * 1_000;
  const from = Math.floor(span.fromMs / stepMs) * stepMs;
  const windows: Span[] = [{ fromMs: from, untilMs: Math.ceil(span.untilMs / stepMs) * stepMs }];
  const overfull: Span[] = [];
  let [acquired, queries] = [unanswered, 0];
  for (let window = windows.pop(); window !== undefined; window = windows.pop()) {
    const ran = await runOnce(aws, group, query, window, { ...options, cap });
    queries++;
    acquired = answeredTogether(acquired, ran.acquired);
    const steps = Math.round((window.untilMs - window.fromMs) / stepMs);
    const full = ran.rows !== null && ran.rows.length >= cap;
    if ((full || ran.splittable) && steps > 1) {
      const middle = window.fromMs + Math.floor(steps / 2) * stepMs;
      windows.push({ fromMs: middle, untilMs: window.untilMs }, { fromMs: window.fromMs, untilMs: middle });
      continue;
    }
    if (ran.rows === null) return { failure: ran.failure, overfull, queries, acquired };
    if (full) overfull.push(window);
    await take(ran.rows, window);
  }
  return { failure: null, overfull, queries, acquired };
}

interface Ran {
  /** Null when it did not complete. */
  readonly rows: readonly InsightsRow[] | null;
  readonly failure: CallFailure | null;
  /** It failed or ran out of time: half of the window may do. */
  readonly splittable: boolean;
  readonly acquired: Answered;
}

async function runOnce(
  aws: Aws,
  group: string,
  queryString: string,
  { fromMs, untilMs }: Span,
  options: InsightsOptions & { readonly cap: number },
): Promise<Ran> {
  const about = `query of ${group}`;
  const [startTime, endTime] = [Math.floor(fromMs / 1_000), Math.floor(untilMs / 1_000)];
  const input = { logGroupName: group, startTime, endTime, queryString, limit: options.cap };
  const started = await aws.call("StartQuery", input, about);
  if (!started.ok) return { rows: null, failure: started.failure, splittable: false, acquired: unanswered };
  const acquired = withAnswer(unanswered, started.facts);
  const { queryId } = started.value;
  if (queryId === undefined) {
    const failure = seenFailure("StartQuery", "malformed", "no query id", acquired.attempts);
    return { rows: null, failure, splittable: false, acquired };
  }
  try {
    return await resultsOf(aws, queryId, about, acquired, options);
  } catch (error) {
    // What runs goes on costing, and counts among the account's queries, until somebody stops it.
    if (error instanceof Interrupted) await stop(aws, queryId, about);
    throw error;
  }
}

async function resultsOf(
  aws: Aws,
  queryId: string,
  about: string,
  started: Answered,
  { signal, cap, pollMs = POLL_MS }: InsightsOptions & { readonly cap: number },
): Promise<Ran> {
  let acquired = started;
  const deadline = performance.now() + MAX_WAIT_MS;
  for (let wait = Math.min(pollMs, 100); ; wait = Math.min(pollMs, wait * 2)) {
    const rows: InsightsRow[] = [];
    let status = "Unknown";
    for await (const page of pages(aws, "GetQueryResults", { queryId }, about)) {
      if (!page.ok) return { rows: null, failure: page.failure, splittable: false, acquired };
      acquired = withAnswer(acquired, page.facts);
      status = page.value.status ?? "Unknown";
      if (status !== "Complete") break;
      for (const cells of page.value.results ?? []) rows.push(rowOf(cells));
      if (rows.length >= cap) break;
    }
    if (status === "Complete") return { rows, failure: null, splittable: false, acquired };
    const late = performance.now() > deadline;
    if (late) await stop(aws, queryId, about);
    if (late || status === "Failed" || status === "Timeout" || status === "Cancelled") {
      const message = late ? `no result after ${MAX_WAIT_MS / 60_000} minutes` : `the query ended as ${status}`;
      const failure = seenFailure(
        "GetQueryResults",
        late || status === "Timeout" ? "timeout" : "server",
        message,
        acquired.attempts,
      );
      return { rows: null, failure, splittable: status !== "Cancelled", acquired };
    }
    await pause(wait, signal);
  }
}

function rowOf(
  cells: readonly { readonly field?: string | undefined; readonly value?: string | undefined }[],
): InsightsRow {
  return new Map(cells.map(({ field = "", value = "" }) => [field, value]));
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    throw new Interrupted("interrupted while a query of Logs Insights ran", { cause: error });
  }
}

async function stop(aws: Aws, queryId: string, about: string): Promise<void> {
  try {
    await aws.call("StopQuery", { queryId }, about);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    // No answer in the time that an interruption may take: AWS ends the query by itself.
  }
}

/** Epoch ms of `2026-11-21 19:11:20.000` (UTC), as Insights writes times; NaN for anything else. */
export function insightsMs(text: string): number {
  const found = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/.exec(text);
  return found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}Z`);
}

/** Text as a string of the query language. */
export function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, "\\$&")}"`;
}
