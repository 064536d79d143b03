import { casePath } from "../store/case-path.ts";
import type { MetricAnswers } from "./metric-answers.ts";
import type { PlannedQuery } from "./metric-queries.ts";

/** A file of metrics and the queries it holds. */
export interface MetricFile {
  readonly path: string;
  readonly queries: readonly PlannedQuery[];
}

/** The reader of these files takes two million lines and values; a point is two of either. */
const MAX_POINTS = 400_000;

/** One file, or one an instance where one would hold more than its reader takes. */
export function metricFiles(queries: readonly PlannedQuery[], answers: MetricAnswers): readonly MetricFile[] {
  const points = queries.reduce((sum, { id }) => sum + (answers.byId.get(id)?.points.size ?? 0), 0);
  if (points <= MAX_POINTS) return [{ path: "metrics.json", queries }];
  const members = [...new Set(queries.map(({ member }) => member))];
  return members.map((member) => ({
    path: `${casePath("metrics", member)}.json`,
    queries: queries.filter((query) => query.member === member),
  }));
}

/** Queries and answers as `aws cloudwatch get-metric-data` takes and prints them, in the queries' order. */
export function metricDocument(queries: readonly PlannedQuery[], { byId, messages }: MetricAnswers): unknown {
  return {
    MetricDataQueries: queries.map(({ query }) => query),
    MetricDataResults: queries.map(({ id, query }) => {
      const answer = byId.get(id);
      const points = [...(answer?.points ?? [])].sort(([a], [b]) => a - b);
      return {
        Id: id,
        Label: query.Label,
        Timestamps: points.map(([ms]) => stamp(ms)),
        Values: points.map(([, value]) => value),
        StatusCode: answer?.status ?? "PartialData",
      };
    }),
    Messages: messages.map(({ Code, Value }) => ({ Code, Value })),
  };
}

/** As the CLI prints it: `2026-11-21T19:11:00+00:00`. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/(?:\.000)?Z$/, "+00:00");
}
