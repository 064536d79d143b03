import { operations } from "./aws/operations.ts";
import type { AnswerFacts, Aws, CallFailure, InputOf, Outcome, OutputOf, SdkCall } from "./calls.ts";

/** How pages are asked for. */
export interface PageOptions {
  readonly keepRaw?: boolean;
  /** An answer that goes on for ever must end somewhere; {@link MAX_PAGES} unless given. */
  readonly maxPages?: number;
}

/** The pages that came. A failure is of the page after the last: what is before it is whole. */
export interface Pages<T> {
  readonly pages: readonly { readonly value: T; readonly facts: AnswerFacts }[];
  readonly failure: CallFailure | null;
}

const MAX_PAGES = 500;
const TOO_MANY_PAGES = "TooManyPages";

/**
 * All pages of a call, until one has no token: empty pages with a token are no end (AWS.md §4.5). Ends after a page that
 * failed, and as a failure `repeated-token` when a token comes a second time, where the SDK's own paginators never end
 * (FAULTS N14), or when there are more pages than may be ({@link isTooManyPages}).
 *
 * @param about what it is for, in the ledger's words
 * @throws {Interrupted}
 */
export async function* pages<N extends SdkCall>(
  aws: Aws,
  name: N,
  input: InputOf<N>,
  about: string,
  { keepRaw = false, maxPages = MAX_PAGES }: PageOptions = {},
): AsyncGenerator<Outcome<OutputOf<N>>> {
  const { page } = operations[name];
  const first = { ...input };
  const seen = new Set<string>();
  let next = first;
  for (let count = 1; ; count++) {
    const outcome = await aws.call(name, next, about, { keepRaw });
    yield outcome;
    if (!outcome.ok || page === null) return;
    const token = (outcome.value as unknown as Readonly<Record<string, unknown>>)[page.output];
    if (typeof token !== "string" || token === "") return;
    const repeated = seen.has(token);
    if (repeated || count >= maxPages) {
      const message = repeated ? "the same page token came twice" : `more than ${maxPages} pages`;
      const failure = seenFailure(name, "repeated-token", message, outcome.facts.attempts);
      yield { ok: false, failure: repeated ? failure : { ...failure, code: TOO_MANY_PAGES } };
      return;
    }
    seen.add(token);
    next = { ...first, [page.input]: token };
  }
}

/** {@link pages}, all of them in memory. */
export async function allPages<N extends SdkCall>(
  aws: Aws,
  name: N,
  input: InputOf<N>,
  about: string,
  options: PageOptions = {},
): Promise<Pages<OutputOf<N>>> {
  const came: { readonly value: OutputOf<N>; readonly facts: AnswerFacts }[] = [];
  for await (const page of pages(aws, name, input, about, options)) {
    if (!page.ok) return { pages: came, failure: page.failure };
    came.push({ value: page.value, facts: page.facts });
  }
  return { pages: came, failure: null };
}

/** The pages did not end within what was asked for; none came twice. */
export function isTooManyPages({ kind, code }: CallFailure): boolean {
  return kind === "repeated-token" && code === TOO_MANY_PAGES;
}

/** A failure that this program sees in answers that came without an error. */
export function seenFailure(call: SdkCall, kind: CallFailure["kind"], message: string, attempts: number): CallFailure {
  return { call, kind, code: "", message, action: operations[call].action, resource: null, attempts };
}
