import { ServiceError } from "./refused.ts";
import type { Hide } from "./secrets.ts";

/** A try that gave no answer of 2xx. */
export interface Failed {
  readonly failure: ServiceError;
  readonly location: string | null;
  /** The service did nothing, and says so: too many requests. */
  readonly limited: boolean;
  readonly headers: Headers | null;
}

/** An answer that is no yes. `said` is what it says, without secrets. */
export function failed(what: string, { status, headers }: Response, said: string): Failed {
  const limited = status === 429 || (status === 403 && isLimit(headers, said));
  const kind = limited ? "unreachable" : status >= 500 || status === 408 ? "uncertain" : "rejected";
  const location = status >= 300 && status < 400 ? headers.get("location") : null;
  const words = location === null ? said : `it sends elsewhere, which is not followed`;
  return {
    failure: new ServiceError(kind, status, `${what}: HTTP ${status}${words === "" ? "" : `: ${words}`}`),
    location,
    limited,
    headers,
  };
}

/**
 * GitHub's limits come as 403 too.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
function isLimit(headers: Headers, said: string): boolean {
  return headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0" || /rate limit/i.test(said);
}

/** A no that comes as a 200. */
export interface Objection {
  readonly words: string;
  /** It may have been done all the same. */
  readonly uncertain: boolean;
}

/** A no that came as a 200. */
export function objected(what: string, { words, uncertain }: Objection): Failed {
  return unanswered(new ServiceError(uncertain ? "uncertain" : "rejected", null, `${what}: ${words}`));
}

/** No answer at all: nobody there, a connection that broke, too long. */
export function broken(what: string, error: unknown, harmless: boolean, hide: Hide): Failed {
  const kind = harmless || refusedConnection(error) ? "unreachable" : "uncertain";
  // The error itself is left out: it may hold what was sent.
  return unanswered(new ServiceError(kind, null, `${what}: ${hide(reasonOf(error))}`));
}

function unanswered(failure: ServiceError): Failed {
  return { failure, location: null, limited: false, headers: null };
}

/** fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== "" ? cause.message : error.message;
}

/** Nothing was sent: no such host, or nobody listens there. */
function refusedConnection(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  return code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "EAI_AGAIN";
}
