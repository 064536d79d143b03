import type { AnswerFacts, Aws, CallFailure, InputOf, OutputOf, SdkCall } from "../calls.ts";
import type { Acquired } from "../case-store.ts";

/** How an operation hands out pages: every one spells its token another way. */
export interface Paging<N extends SdkCall> {
  tokenOf(output: OutputOf<N>): string | undefined;
  withToken(input: InputOf<N>, token: string): InputOf<N>;
}

/** How a walk over pages went; what arrived before a failure was handed over. */
export interface Walked {
  readonly failure: CallFailure | null;
  readonly facts: readonly AnswerFacts[];
}

/**
 * Asks for page after page until there is no token; empty pages are pages. A token that comes twice ends the walk as a
 * failure, for the service would never end it (FAULTS N14).
 *
 * @param onPage a reason it returns ends the walk: the answer lacks what every answer of the call has
 */
export async function eachPage<N extends SdkCall>(
  aws: Aws,
  name: N,
  first: InputOf<N>,
  about: string,
  paging: Paging<N>,
  onPage: (output: OutputOf<N>) => Promise<string | null>,
): Promise<Walked> {
  const facts: AnswerFacts[] = [];
  const seen = new Set<string>();
  let input = first;
  for (;;) {
    const outcome = await aws.call(name, input, about);
    if (!outcome.ok) return { failure: outcome.failure, facts };
    facts.push(outcome.facts);
    const lacking = await onPage(outcome.value);
    if (lacking !== null) return { failure: ownFailure(name, "malformed", lacking), facts };
    const token = paging.tokenOf(outcome.value);
    if (token === undefined || token === "") return { failure: null, facts };
    if (seen.has(token)) {
      const failure = ownFailure(
        name,
        "repeated-token",
        "the same page token came twice, so the rest cannot be reached",
      );
      return { failure, facts };
    }
    seen.add(token);
    input = paging.withToken(first, token);
  }
}

const services: Partial<Record<SdkCall, string>> = {
  GetMetricData: "cloudwatch",
  FilterLogEvents: "logs",
  GetResourceMetrics: "pi",
};

/** A failure this program sees in answers that came without an error. */
function ownFailure(call: SdkCall, kind: "malformed" | "repeated-token", message: string): CallFailure {
  const action = `${services[call] ?? "rds"}:${call}`;
  return { call, kind, code: "", message, action, resource: null, attempts: 1 };
}

/** How the answers came, together. */
export function acquiredBy(facts: readonly AnswerFacts[], nowMs: number): Acquired {
  const from = facts.reduce((first, each) => Math.min(first, each.fromMs), Number.POSITIVE_INFINITY);
  const to = facts.reduce((last, each) => Math.max(last, each.toMs), Number.NEGATIVE_INFINITY);
  return {
    from: iso(facts.length === 0 ? nowMs : from),
    to: iso(facts.length === 0 ? nowMs : to),
    requestIds: facts.flatMap(({ requestId }) => (requestId === null ? [] : [requestId])),
    attempts: facts.reduce((sum, { attempts }) => sum + attempts, 0),
  };
}

/** ISO 8601 UTC with milliseconds; epoch ms in. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
