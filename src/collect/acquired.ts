import type { AnswerFacts } from "./calls.ts";
import type { Acquired } from "./case-store.ts";
import { iso } from "./iso.ts";

/** How answers came, together. Times are AWS's clock, epoch ms; NaN without an answer. */
export interface Answered {
  readonly fromMs: number;
  readonly toMs: number;
  readonly requestIds: readonly string[];
  readonly attempts: number;
}

/** A request id a page: of a group of gigabytes the first and the last ones tell enough. */
const KEPT_REQUEST_IDS = 1000;

/** No answer yet. */
export const unanswered: Answered = { fromMs: Number.NaN, toMs: Number.NaN, requestIds: [], attempts: 0 };

/** The same with one more answer. */
export function withAnswer(answered: Answered, { fromMs, toMs, requestId, attempts }: AnswerFacts): Answered {
  return answeredTogether(answered, { fromMs, toMs, requestIds: requestId === null ? [] : [requestId], attempts });
}

/** Both, `b` behind `a`. */
export function answeredTogether(a: Answered, b: Answered): Answered {
  const ids = [...a.requestIds, ...b.requestIds];
  return {
    fromMs: Number.isNaN(a.fromMs) || b.fromMs < a.fromMs ? b.fromMs : a.fromMs,
    toMs: Number.isNaN(a.toMs) || b.toMs > a.toMs ? b.toMs : a.toMs,
    requestIds: ids.length > KEPT_REQUEST_IDS ? [...ids.slice(0, KEPT_REQUEST_IDS - 1), ...ids.slice(-1)] : ids,
    attempts: a.attempts + b.attempts,
  };
}

/** For the manifest. @param nowMs stands for both times where there was no answer */
export function acquiredOf({ fromMs, toMs, requestIds, attempts }: Answered, nowMs: number): Acquired {
  const known = (ms: number): string => iso(Number.isNaN(ms) ? nowMs : ms);
  return { from: known(fromMs), to: known(toMs), requestIds, attempts };
}

/** {@link acquiredOf} of answers that are all at hand. */
export function acquiredBy(facts: readonly AnswerFacts[], nowMs = Number.NaN): Acquired {
  return acquiredOf(facts.reduce(withAnswer, unanswered), nowMs);
}
