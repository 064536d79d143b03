import type {
  Answer,
  AnswerReport,
  ClientClock,
  ClientFacts,
  ClientJudgement,
  ClientReport,
  ClockReport,
  StalenessMeter,
  StalenessReport,
} from "../model/index.ts";
import type { EvidenceBook } from "./evidence-book.ts";

/** A client in the published shape: what it met, its clock, where its errors happened, which explanation holds. */
export function clientReport(
  client: ClientFacts,
  judged: ClientJudgement | undefined,
  book: EvidenceBook,
): ClientReport {
  const { clock, pooler } = client;
  const estimate = clock.state === "not-estimable" ? null : clock;
  const stale = judged?.staleness ?? null;
  const explained = judged?.explanations ?? null;
  return {
    id: client.id,
    files: client.files,
    offsetSeconds: estimate?.seconds ?? null,
    offsetUncertaintySeconds:
      estimate === null
        ? null
        : rounded(Math.max(estimate.seconds - estimate.lowSeconds, estimate.highSeconds - estimate.seconds)),
    errors: Object.fromEntries(client.errors.map((run) => [run.kind.replace(/^client-/, ""), run.count])),
    staleSeconds: judged?.staleSeconds ?? 0,
    healedBy: judged?.healedBy ?? "not-needed",
    stillRefusedAtEnd: judged?.stillRefusedAtEnd ?? false,
    evidence: book.cite(judged?.cites ?? []),
    clock: clockReport(clock, book),
    attribution: client.attributions.map(({ instance, by, count, cites }) => ({
      instance,
      by,
      count,
      evidence: book.cite(cites, count),
    })),
    pooler: pooler === null ? null : { product: pooler.product, why: pooler.why, evidence: book.cite(pooler.cites) },
    staleness: stale === null ? null : stalenessReport(stale, book),
    explanations:
      explained === null
        ? null
        : {
            oldConnectionKept: answerReport(explained.oldConnectionKept, book),
            endpointWrong: answerReport(explained.endpointWrong, book),
            writerRefused: answerReport(explained.writerRefused, book),
          },
  };
}

function stalenessReport({ cites, ...meter }: StalenessMeter, book: EvidenceBook): StalenessReport {
  return { ...meter, evidence: book.cite(cites, meter.errors) };
}

function answerReport({ answer, text, cites }: Answer, book: EvidenceBook): AnswerReport {
  return { answer, text, evidence: book.cite(cites) };
}

function clockReport(clock: ClientClock, book: EvidenceBook): ClockReport {
  if (clock.state === "not-estimable")
    return {
      state: clock.state,
      by: null,
      lowSeconds: null,
      highSeconds: null,
      pairs: 0,
      outliers: 0,
      reason: clock.reason,
      evidence: [],
    };
  const cites = clock.exemplars
    .slice(0, 2)
    .flatMap(({ client, server, store }) => [{ row: client }, { row: server, store }]);
  return {
    state: clock.state,
    by: clock.by,
    lowSeconds: rounded(clock.lowSeconds),
    highSeconds: rounded(clock.highSeconds),
    pairs: clock.pairs,
    outliers: clock.outliers,
    // How many pairs, by which key and in which interval stands in the fields.
    reason: "",
    evidence: book.cite(cites),
  };
}

/** Milliseconds are the finest any stamp carries here. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000 + 0;
}
