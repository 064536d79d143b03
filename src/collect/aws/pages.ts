import type { Aws, InputOf, Outcome, OutputOf, SdkCall } from "../calls.ts";
import { operations } from "./operations.ts";

/**
 * All pages of a call, until one has no token: empty pages with a token are no end (AWS.md §4.5). Ends after a page that
 * failed, and with `repeated-token` when a token comes a second time, where the SDK's own paginators never end (§0.2).
 */
export async function* pages<N extends SdkCall>(
  aws: Aws,
  name: N,
  input: InputOf<N>,
  about: string,
  options: { readonly keepRaw?: boolean } = {},
): AsyncGenerator<Outcome<OutputOf<N>>> {
  const { page, action } = operations[name];
  const seen = new Set<string>();
  let next = input;
  for (;;) {
    const outcome = await aws.call(name, next, about, options);
    yield outcome;
    if (!outcome.ok || page === null) return;
    const token = (outcome.value as unknown as Readonly<Record<string, unknown>>)[page.output];
    if (typeof token !== "string" || token === "") return;
    if (seen.has(token)) {
      const message = "the same page token came twice";
      const attempts = outcome.facts.attempts;
      yield {
        ok: false,
        failure: { call: name, kind: "repeated-token", code: "", message, action, resource: null, attempts },
      };
      return;
    }
    seen.add(token);
    next = { ...input, [page.input]: token };
  }
}
