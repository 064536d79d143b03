import type { MessageData } from "@aws-sdk/client-cloudwatch";
import type { AnswerFacts, Aws, CallFailure } from "../calls.ts";
import { pages, seenFailure } from "../pages.ts";
import type { MetricRequest, PlannedQuery } from "./metric-queries.ts";

/** What came of one query. */
export interface MetricAnswer {
  /** Epoch ms of the bucket's start → value. */
  readonly points: Map<number, number>;
  /** CloudWatch's last word on it; null when it never said one. */
  status: string | null;
  /** What ended the request that held it. */
  failure: CallFailure | null;
}

/** All answers, by the query's Id. */
export interface MetricAnswers {
  readonly byId: ReadonlyMap<string, MetricAnswer>;
  readonly messages: readonly MessageData[];
  readonly facts: readonly AnswerFacts[];
}

/** A query that CloudWatch calls `InternalError` is asked so often. */
const ROUNDS = 3;

/**
 * Asks for the points. `PartialData` is nothing while pages follow; queries whose last word is `InternalError`, or that
 * got no word at all, are asked again.
 */
export async function metricAnswers(aws: Aws, requests: readonly MetricRequest[]): Promise<MetricAnswers> {
  const byId = new Map<string, MetricAnswer>();
  const messages = new Map<string, MessageData>();
  const facts: AnswerFacts[] = [];
  for (const request of requests) {
    const own = new Map(request.queries.map(({ id }) => [id, emptyAnswer()] as const));
    let { queries } = request;
    for (let round = 0; round < ROUNDS && queries.length > 0; round++) {
      for (const { id } of queries) answerOf(own, id).status = null;
      const failure = await ask(aws, { ...request, queries }, own, messages, facts);
      if (failure !== null) for (const { id } of queries) answerOf(own, id).failure = failure;
      queries = failure !== null ? [] : queries.filter(({ id }) => unsaid.test(answerOf(own, id).status ?? ""));
    }
    for (const [id, answer] of own) join(answerOf(byId, id), answer);
  }
  return { byId, messages: [...messages.values()], facts };
}

const unsaid = /^(?:InternalError)?$/;

/** Answers of two stretches of time: the worse word stands. Silence where a request ended well is no complete answer. */
function join(to: MetricAnswer, { points, status, failure }: MetricAnswer): void {
  for (const [ms, value] of points) to.points.set(ms, value);
  to.failure ??= failure;
  const said = status ?? (failure === null ? "PartialData" : null);
  if (to.status === null || to.status === "Complete") to.status = said;
}

async function ask(
  aws: Aws,
  { fromMs, toMs, queries }: MetricRequest,
  answers: ReadonlyMap<string, MetricAnswer>,
  messages: Map<string, MessageData>,
  facts: AnswerFacts[],
): Promise<CallFailure | null> {
  const input = {
    MetricDataQueries: queries.map(({ query }) => query),
    StartTime: new Date(fromMs),
    EndTime: new Date(toMs),
    ScanBy: "TimestampAscending",
  } as const;
  for await (const page of pages(aws, "GetMetricData", input, aboutOf(queries))) {
    if (!page.ok) return page.failure;
    facts.push(page.facts);
    const { MetricDataResults, Messages } = page.value;
    if (MetricDataResults === undefined)
      return seenFailure("GetMetricData", "malformed", "it holds no MetricDataResults", page.facts.attempts);
    for (const message of Messages ?? []) messages.set(JSON.stringify(message), message);
    for (const { Id, Timestamps, Values, StatusCode } of MetricDataResults) {
      const answer = answers.get(Id ?? "");
      if (answer === undefined) continue;
      answer.status = StatusCode ?? "Complete";
      for (const [i, time] of (Timestamps ?? []).entries()) {
        const value = Values?.[i];
        const ms = time.getTime();
        if (value !== undefined && Number.isFinite(value) && Number.isFinite(ms)) answer.points.set(ms, value);
        else answer.status = "PartialData";
      }
    }
  }
  return null;
}

function emptyAnswer(): MetricAnswer {
  return { points: new Map(), status: null, failure: null };
}

function answerOf(byId: Map<string, MetricAnswer>, id: string): MetricAnswer {
  const known = byId.get(id) ?? emptyAnswer();
  byId.set(id, known);
  return known;
}

function aboutOf(queries: readonly PlannedQuery[]): string {
  const members = [...new Set(queries.map(({ member }) => member))];
  return members.length <= 3 ? members.join(" ") : `${members.length} instances`;
}
