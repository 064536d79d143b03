import type { ClientMatcher, ClientSignature } from "../model/index.ts";

/**
 * Signatures in order of specificity: the first that matches wins, so the order of the registry is part of the rules.
 * A literal may also be the SQLSTATE of the record, for servers that answer in another language.
 *
 * @param firstCode the code of the first signature; the others follow
 */
export function makeClientMatcher(signatures: readonly ClientSignature[], firstCode: number): ClientMatcher {
  const anyLiteral = new RegExp(
    signatures
      .flatMap((s) => s.literals)
      .map(escape)
      .join("|") || "(?!)",
  );
  return {
    match(text, sqlstate) {
      if (sqlstate === null && !anyLiteral.test(text)) return 0;
      for (const [i, signature] of signatures.entries()) {
        if (!signature.literals.some((literal) => sqlstate === literal || text.includes(literal))) continue;
        if (signature.match(text, sqlstate)) return firstCode + i;
      }
      return 0;
    },
  };
}

function escape(literal: string): string {
  return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
