import type { AnswerFacts, Aws, CallFailure, InputOf, OutputOf, SdkCall } from "../calls.ts";

/** Calls whose pages are chained by `Marker`. */
export type MarkedCall =
  | "DescribeDBClusters"
  | "DescribeDBInstances"
  | "DescribeDBClusterEndpoints"
  | "DescribeDBClusterParameters"
  | "DescribeDBParameters"
  | "DescribePendingMaintenanceActions"
  | "DescribeDBProxies"
  | "DescribeDBProxyTargets"
  | "DescribeEvents";

interface Page<T> {
  readonly value: T;
  readonly facts: AnswerFacts;
}

/** The pages that came. A failure is of the page after the last: what is before it is whole. */
export interface Pages<T> {
  readonly pages: readonly Page<T>[];
  readonly failure: CallFailure | null;
}

/** How a call's pages are chained. */
export interface Chain<N extends SdkCall> {
  readonly tokenOf: (output: OutputOf<N>) => string | undefined;
  readonly withToken: (input: InputOf<N>, token: string) => InputOf<N>;
  /** IAM's name of the service. */
  readonly service: "rds" | "cloudtrail";
  /** An answer that goes on for ever must end somewhere. */
  readonly maxPages: number;
  readonly keepRaw?: boolean;
}

/**
 * Every page of a call, also empty ones; a token that comes twice ends it as a failure (FAULTS N14).
 *
 * @param about what it is for, in the ledger's words
 */
export async function allPages<N extends SdkCall>(
  aws: Aws,
  name: N,
  input: InputOf<N>,
  about: string,
  chain: Chain<N>,
): Promise<Pages<OutputOf<N>>> {
  const pages: Page<OutputOf<N>>[] = [];
  const seen = new Set<string>();
  let next = input;
  for (;;) {
    const outcome = await aws.call(name, next, about, { keepRaw: chain.keepRaw ?? false });
    if (!outcome.ok) return { pages, failure: outcome.failure };
    pages.push({ value: outcome.value, facts: outcome.facts });
    const token = chain.tokenOf(outcome.value) ?? "";
    if (token === "") return { pages, failure: null };
    const ends = seen.has(token) || pages.length >= chain.maxPages;
    if (ends) {
      const repeated = seen.has(token);
      return { pages, failure: endless(name, `${chain.service}:${name}`, repeated, outcome.facts, chain.maxPages) };
    }
    seen.add(token);
    next = chain.withToken(input, token);
  }
}

/** {@link allPages} of a call of RDS. */
export function markedPages<N extends MarkedCall>(
  aws: Aws,
  name: N,
  input: InputOf<N>,
  about: string,
  options: { readonly keepRaw?: boolean; readonly maxPages?: number } = {},
): Promise<Pages<OutputOf<N>>> {
  return allPages<N>(aws, name, input, about, {
    tokenOf: (output) => (output as { readonly Marker?: string | undefined }).Marker,
    withToken: (given, token) => ({ ...given, Marker: token }),
    service: "rds",
    maxPages: options.maxPages ?? 500,
    keepRaw: options.keepRaw ?? false,
  });
}

function endless(call: SdkCall, action: string, repeated: boolean, facts: AnswerFacts, maxPages: number): CallFailure {
  return {
    call,
    kind: "repeated-token",
    code: repeated ? "" : "TooManyPages",
    message: repeated ? "the same page token came twice" : `more than ${maxPages} pages`,
    action,
    resource: null,
    attempts: facts.attempts,
  };
}
