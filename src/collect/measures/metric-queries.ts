import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { MetricSpan } from "./metric-spans.ts";
import type { MetricWish } from "./metric-wishes.ts";

/** A query, whose it is and of which time. */
export interface PlannedQuery {
  readonly member: string;
  readonly span: MetricSpan;
  readonly id: string;
  readonly query: MetricDataQuery;
}

/** One request of GetMetricData. Epoch ms, `toMs` exclusive. */
export interface MetricRequest {
  readonly fromMs: number;
  readonly toMs: number;
  readonly queries: readonly PlannedQuery[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const MAX_QUERIES = 500;
const MAX_POINTS = 100_800;

/** Every metric of every member, members in the order of their names, spans oldest first. */
export function metricQueries(
  members: readonly string[],
  wishes: readonly MetricWish[],
  spans: readonly MetricSpan[],
): readonly PlannedQuery[] {
  const ids = new Set<string>();
  return members.toSorted().flatMap((member) =>
    wishes.flatMap((wish) =>
      spans.map((span): PlannedQuery => {
        const id = freeId(ids, wish, member, span);
        return { member, span, id, query: queryOf(id, member, wish, span) };
      }),
    ),
  );
}

/** Cut so that no request asks for more queries or points than GetMetricData gives. */
export function metricRequests(queries: readonly PlannedQuery[]): readonly MetricRequest[] {
  const spans = [...new Set(queries.map(({ span }) => span))];
  return spans.flatMap((span) => {
    const own = queries.filter((query) => query.span === span);
    return slicesOf(span).flatMap(({ fromMs, toMs }) => {
      const points = (toMs - fromMs) / (span.periodSeconds * 1000);
      const size = Math.max(1, Math.min(MAX_QUERIES, Math.floor(MAX_POINTS / points)));
      return Array.from({ length: Math.ceil(own.length / size) }, (_, i) => ({
        fromMs,
        toMs,
        queries: own.slice(i * size, (i + 1) * size),
      }));
    });
  });
}

function slicesOf({ fromMs, toMs, periodSeconds }: MetricSpan): readonly { fromMs: number; toMs: number }[] {
  const longMs = MAX_POINTS * periodSeconds * 1000;
  return Array.from({ length: Math.ceil((toMs - fromMs) / longMs) }, (_, i) => ({
    fromMs: fromMs + i * longMs,
    toMs: Math.min(toMs, fromMs + (i + 1) * longMs),
  }));
}

function queryOf(id: string, member: string, { metric, stat }: MetricWish, span: MetricSpan): MetricDataQuery {
  const dimension = { Name: "DBInstanceIdentifier", Value: member };
  return {
    Id: id,
    // A label is a template (`${…}`), a name is not.
    Label: `${member.replaceAll(/[^A-Za-z0-9-]/g, "_")} ${metric} ${stat}`,
    MetricStat: {
      Metric: { Namespace: "AWS/RDS", MetricName: metric, Dimensions: [dimension] },
      Period: span.periodSeconds,
      Stat: stat,
    },
  };
}

/** `freeablememory_aurora_1_minimum`: an Id starts with a small letter and knows no hyphen. */
function freeId(taken: Set<string>, { metric, stat }: MetricWish, member: string, span: MetricSpan): string {
  const period = span.periodSeconds === 60 ? "" : `_${span.periodSeconds}`;
  const name = member.replaceAll(/[^A-Za-z0-9]/g, "_").slice(0, 150);
  const wanted = `${metric.toLowerCase()}_${name}_${stat.toLowerCase()}${period}`;
  let id = wanted;
  for (let i = 2; taken.has(id); i++) id = `${wanted}_${i}`;
  taken.add(id);
  return id;
}
