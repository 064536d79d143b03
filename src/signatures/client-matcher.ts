import type { ClientMatcher, ClientSignature, NeedleAutomaton } from "../model/index.ts";
import { makeNeedles, needlesIn } from "./literals.ts";

/**
 * Signatures in order of specificity: the first that matches wins, so the order of the registry is part of the rules.
 * A literal may also be the SQLSTATE of the record, for servers that answer in another language.
 *
 * @param firstCode the code of the first signature; the others follow
 */
export function makeClientMatcher(signatures: readonly ClientSignature[], firstCode: number): ClientMatcher {
  const literals = signatures.map((s) => s.literals);
  const bySqlstate = new Map<string, number>();
  for (const [i, group] of literals.entries()) {
    for (const literal of group) {
      if (/^[0-9A-Z]{5}$/.test(literal)) bySqlstate.set(literal, (bySqlstate.get(literal) ?? 0) | (1 << i));
    }
  }
  let made: NeedleAutomaton | null = null; // built when the first record of an application comes
  const needles = (): NeedleAutomaton => (made ??= makeNeedles(literals));

  return {
    get needles() {
      return needles();
    },
    match(text, sqlstate) {
      let candidates = needlesIn(needles(), text) | (sqlstate === null ? 0 : (bySqlstate.get(sqlstate) ?? 0));
      while (candidates !== 0) {
        const i = 31 - Math.clz32(candidates & -candidates);
        if (signatures[i]?.match(text, sqlstate) === true) return firstCode + i;
        candidates &= candidates - 1;
      }
      return 0;
    },
  };
}
