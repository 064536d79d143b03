import type { MetricKeyDataPoints } from "@aws-sdk/client-pi";
import type { AnswerFacts, CallFailure, InputOf } from "../calls.ts";
import type { CollectContext } from "../context.ts";
import { pages, seenFailure } from "../pages.ts";

/** Wait events, the most a dimension group may be asked for. */
const LIMIT = 25;

/** What came of one instance. */
export interface AskedLoad {
  readonly failure: CallFailure | null;
  readonly facts: readonly AnswerFacts[];
  readonly series: readonly MetricKeyDataPoints[];
  /** The answer as JSON, pages joined, times in ISO 8601. */
  readonly answer: unknown;
}

/**
 * Asks for `db.load.avg` by wait event, over all pages.
 *
 * @param span epoch ms, `toMs` exclusive; periods of 1, 60, 300 … s
 * @see https://docs.aws.amazon.com/performance-insights/latest/APIReference/API_GetResourceMetrics.html
 */
export async function askLoad(
  { aws }: CollectContext,
  id: string,
  identifier: string,
  span: { readonly fromMs: number; readonly toMs: number; readonly periodSeconds: number },
): Promise<AskedLoad> {
  const series = new Map<string, MetricKeyDataPoints>();
  let aligned: { readonly from: Date | undefined; readonly to: Date | undefined } | null = null;
  const facts: AnswerFacts[] = [];
  const input = {
    ServiceType: "RDS",
    Identifier: identifier,
    MetricQueries: [{ Metric: "db.load.avg", GroupBy: { Group: "db.wait_event", Limit: LIMIT } }],
    StartTime: new Date(span.fromMs),
    EndTime: new Date(span.toMs),
    PeriodInSeconds: span.periodSeconds,
  } satisfies InputOf<"GetResourceMetrics">;
  let failure: CallFailure | null = null;
  for await (const page of pages(aws, "GetResourceMetrics", input, id)) {
    if (!page.ok) {
      ({ failure } = page);
      break;
    }
    facts.push(page.facts);
    const { MetricList, AlignedStartTime, AlignedEndTime } = page.value;
    if (MetricList === undefined) {
      failure = seenFailure("GetResourceMetrics", "malformed", "it holds no MetricList", page.facts.attempts);
      break;
    }
    aligned ??= { from: AlignedStartTime, to: AlignedEndTime };
    for (const { Key, DataPoints } of MetricList) {
      const name = JSON.stringify(Key);
      const known = series.get(name);
      series.set(name, { Key, DataPoints: [...(known?.DataPoints ?? []), ...(DataPoints ?? [])] });
    }
  }
  const { from, to } = aligned ?? { from: undefined, to: undefined };
  const answer = {
    Identifier: identifier,
    AlignedStartTime: stamp(from),
    AlignedEndTime: stamp(to),
    PeriodInSeconds: span.periodSeconds,
    MetricList: [...series.values()].map(({ Key, DataPoints }) => ({
      Key,
      DataPoints: (DataPoints ?? []).map(({ Timestamp, Value }) => ({ Timestamp: stamp(Timestamp), Value })),
    })),
  };
  return { failure, facts, series: [...series.values()], answer };
}

/** Null for a date that is none: an answer is hostile. */
function stamp(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}
